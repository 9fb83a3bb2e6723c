/** @file The size of a picture by its header, before anything is decoded: a small file can hold a huge picture. */

import { MultiRoiError } from '../base/index.ts';
import { loadSharp } from '../node/index.ts';
import { HttpError } from './problem.ts';

/** @throws E_FORMAT for bytes that are no image, HttpError 413 for more pixels than are allowed. */
export async function checkImageSize(bytes: Uint8Array, maxPixels: number): Promise<void> {
  const sharp = await loadSharp();
  const { width, height } = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((cause: unknown) => {
      throw new MultiRoiError('E_FORMAT', 'reconstruct: expected an image, got other bytes', {
        hint: 'JPEG, PNG, WebP, GIF, TIFF and AVIF are read',
        cause,
      });
    });
  if (width * height <= maxPixels) return;
  throw new HttpError(
    413,
    'E_RANGE',
    `reconstruct: expected at most ${maxPixels} pixels, got ${width}×${height}`,
    { hint: 'scale the image down first' },
  );
}
