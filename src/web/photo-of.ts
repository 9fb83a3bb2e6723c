/** @file Whatever a page has for a photograph, as pixels. */

import { messageOf, MultiRoiError } from '../base/index.ts';
import type { Photo } from '../platform/index.ts';
import type { ReadImage } from '../reconstruct/index.ts';
import { isPhoto, portable, type ImageSource } from './image-source.ts';
import { pixelsOf, webImages } from './images.ts';

/**
 * Reads whatever a page has for a photograph, without decoding what is a file.
 * @throws E_FORMAT for what is no image, E_IO for an address that does not answer, E_UNSUPPORTED for pixels that may not be read; E_ABORT.
 */
export async function readSource(source: ImageSource, signal?: AbortSignal): Promise<ReadImage> {
  const given = await portable(source, signal);
  const file = typeof File === 'function' && source instanceof File ? source.name : undefined;
  if (given instanceof Uint8Array || isPhoto(given)) return { image: given, file };
  try {
    return { image: { ...pixelsOf(given), exifFocalPx: null }, file };
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

/**
 * Decodes whatever a page has for a photograph.
 * @param name for messages.
 * @throws as {@link readSource}; E_RANGE beyond 67 megapixels.
 */
export async function photoOf(
  source: ImageSource,
  name = 'image',
  signal?: AbortSignal,
): Promise<Photo> {
  const { image } = await readSource(source, signal);
  return image instanceof Uint8Array ? webImages.decode(image, name) : image;
}
