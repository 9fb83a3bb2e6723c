/** @file Pictures that are files of their own: a folder of them, or a pattern. */

import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MultiRoiError, throwIfAborted } from '../../base/index.ts';
import type { Video, VideoOptions, VideoPicture } from '../../platform/index.ts';
import { ioError } from '../errno.ts';
import { nodeFiles } from '../files.ts';
import { nodeImages } from '../images.ts';
import { checkPictureSize, expectedCount, inRange } from './range.ts';

const IMAGE = /\.(jpe?g|png|webp|gif|tiff?|avif|heic|heif)$/i;
/** Files tell no rate. */
const USUAL_FPS = 30;
/** `%04d` of a pattern. */
const NUMBER = /%0?(\d*)d/;

export const isPattern = (path: string): boolean => NUMBER.test(basename(path));

const collator = new Intl.Collator('en', { numeric: true });

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw ioError('video', 'a readable folder', folder, cause);
  });
  return names.toSorted((a, b) => collator.compare(a, b) || (a < b ? -1 : 1));
}

/** The files of a folder that are images, or of a pattern, in natural order. */
async function filesOf(path: string): Promise<string[]> {
  if (!isPattern(path)) {
    return (await namesIn(path)).filter((name) => IMAGE.test(name)).map((name) => join(path, name));
  }
  const [before = '', digits = '', after = ''] = basename(path).split(NUMBER);
  const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const number = digits === '' ? '\\d+' : `\\d{${digits},}`;
  const wanted = new RegExp(`^${literal(before)}${number}${literal(after)}$`);
  const folder = dirname(path);
  return (await namesIn(folder)).filter((name) => wanted.test(name)).map((n) => join(folder, n));
}

/**
 * @param path a folder, or a pattern with `%d` in its name.
 * @throws E_IO, E_FORMAT when it holds no picture.
 */
export async function openImageSequence(
  path: string,
  name: string,
  { fps = USUAL_FPS, fromS, toS, maxPixels }: VideoOptions,
): Promise<Video> {
  const files = await filesOf(path);
  if (files.length === 0) {
    throw new MultiRoiError('E_FORMAT', `video: expected pictures, got none ("${name}")`, {
      hint: 'give a folder of pictures, or their pattern: shot/%04d.png',
    });
  }
  const range = { fromS, toS };
  return {
    file: name,
    fps,
    count: expectedCount(files.length / fps, fps, range),
    pictures: (signal) =>
      inRange(decode(files, { fps, fromS: fromS ?? 0, maxPixels, signal }), fps, range),
  };
}

async function* decode(
  files: readonly string[],
  {
    fps,
    fromS,
    maxPixels,
    signal,
  }: VideoOptions & { readonly fps: number; readonly fromS: number },
): AsyncGenerator<VideoPicture, void, undefined> {
  let size: string | null = null;
  // what is not wanted need not be decoded
  const first = Math.floor(fromS * fps);
  for (const [i, file] of files.slice(first).entries()) {
    throwIfAborted('video', signal);
    const image = await nodeImages.decode(await nodeFiles.read(file), file);
    checkPictureSize(file, image, maxPixels);
    const own = `${image.width}×${image.height}`;
    size ??= own;
    if (own !== size) {
      throw new MultiRoiError(
        'E_FORMAT',
        `video: expected pictures of one size, ${size}, got one of ${own} ("${file}")`,
      );
    }
    yield { seconds: (first + i) / fps, image };
  }
}
