/** @file The size of a picture by its header, before anything is decoded: a small file can hold a huge picture. */

import { openImage } from '../node/index.ts';
import { HttpError } from './problem.ts';

/**
 * @param name of the picture, for messages.
 * @throws E_FORMAT for bytes that are no image, E_UNSUPPORTED for a format that is not decoded, HttpError 413 for more pixels
 * than are allowed.
 */
export async function checkImageSize(
  bytes: Uint8Array,
  name: string,
  maxPixels: number,
): Promise<void> {
  const { width, height } = (await openImage('reconstruct', bytes, name)).metadata;
  if (width * height <= maxPixels) return;
  throw new HttpError(
    413,
    'E_RANGE',
    `reconstruct: expected at most ${maxPixels} pixels, got ${width}×${height}`,
    { hint: 'scale the image down first' },
  );
}
