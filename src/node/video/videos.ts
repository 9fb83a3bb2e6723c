/** @file Video files on Node: by ffmpeg, by libvips, or picture by picture. */

import { open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MultiRoiError } from '../../base/index.ts';
import type { Video, VideoOptions, Videos } from '../../platform/index.ts';
import { ioError } from '../errno.ts';
import { isAnimatable, openAnimatedImage } from './animated-image.ts';
import { openFfmpegVideo } from './ffmpeg-video.ts';
import { isPattern, openImageSequence } from './image-sequence.ts';
import { checkRange } from './range.ts';

async function headOf(path: string): Promise<Uint8Array> {
  const fail = (cause: unknown): never => {
    throw ioError('video', 'a readable file', path, cause);
  };
  const file = await open(path).catch(fail);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(16), 0, 16, 0).catch(fail);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function openVideo(path: string, options: VideoOptions = {}): Promise<Video> {
  checkRange(options);
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' && isPattern(path)) return stat(dirname(path)).catch(() => null);
    throw ioError('video', 'a readable file or folder', path, cause);
  });
  if (found === null || found.isDirectory()) return openImageSequence(path, path, options);
  if (!found.isFile()) {
    throw new MultiRoiError('E_IO', `video: expected a file or a folder, got neither ("${path}")`, {
      hint: 'save what comes out of it as a file first',
      details: { path },
    });
  }
  const head = await headOf(path);
  if (head.length === 0) {
    throw new MultiRoiError('E_FORMAT', `video: expected a video, got an empty file ("${path}")`);
  }
  return isAnimatable(head)
    ? openAnimatedImage(path, path, options)
    : openFfmpegVideo(path, path, options);
}

export const nodeVideos: Videos = { open: openVideo };
