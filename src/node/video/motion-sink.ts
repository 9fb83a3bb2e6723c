/** @file Files of a motion on a disk: beside each other, all or none. */

import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { MotionSink } from '../../animation/index.ts';
import { ioError } from '../errno.ts';
import { temporaryIn, writeTogether, type NewFile } from '../write-whole.ts';
import { encodeVideo, type VideoEncoding } from './encode-video.ts';

/**
 * A sink of files whose names begin with `stem`; folders that are missing are made.
 * @param write what takes the files; a command that keeps a journal brings its own.
 */
export function motionSink(
  stem: string,
  encoding: Pick<VideoEncoding, 'signal' | 'ffmpeg'> = {},
  write: (files: readonly NewFile[]) => Promise<void> = writeTogether,
): Required<MotionSink> {
  return {
    async encode(pictures, options) {
      const folder = dirname(stem);
      await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
        throw ioError('write', 'a writable folder', folder, cause);
      });
      const written = temporaryIn(folder);
      await encodeVideo(written, pictures, { ...options, ...encoding });
      return { written, discard: () => rm(written, { force: true }) };
    },
    write: (files) => write(files.map(({ suffix, content }) => ({ path: stem + suffix, content }))),
  };
}
