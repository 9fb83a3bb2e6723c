/** @file Whatever a page has for a photograph, as pixels. */

import { messageOf, MultiRoiError } from '../base/index.ts';
import type { Photo } from '../platform/index.ts';
import { isPhoto, portable, type ImageSource } from './image-source.ts';
import { decodePhoto, pixelsOf } from './images.ts';

/**
 * Decodes whatever a page has for a photograph.
 * @param name for messages.
 * @throws E_FORMAT for what is no image, E_IO for an address that does not answer, E_RANGE beyond 67 megapixels.
 */
export async function photoOf(
  source: ImageSource,
  name = 'image',
  signal?: AbortSignal,
): Promise<Photo> {
  const given = await portable(source, signal);
  if (given instanceof Uint8Array) {
    const { photo, bitmap } = await decodePhoto(given, name);
    bitmap.close();
    return photo;
  }
  if (isPhoto(given)) return given;
  try {
    return { ...pixelsOf(given), exifFocalPx: null };
  } catch (cause) {
    if (cause instanceof MultiRoiError) throw cause;
    throw new MultiRoiError(
      'E_UNSUPPORTED',
      `reconstruct: expected pixels that may be read, got ${messageOf(cause)}`,
      { hint: 'an element of another host needs crossorigin="anonymous"', cause },
    );
  } finally {
    given.close();
  }
}
