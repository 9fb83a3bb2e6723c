/** @file Small pictures of large ones, for lists. */

import { loadSharp } from './load-sharp.ts';

const QUALITY = 72;

/**
 * A JPEG of an image file, upright, that fits into a square.
 * @param image path or bytes.
 * @returns null for what is no image that can be decoded: a list goes on without a picture.
 */
export async function thumbnailOf(
  image: string | Uint8Array,
  sidePx: number,
): Promise<Uint8Array | null> {
  const open = await loadSharp();
  try {
    return await open(image, { failOn: 'none' })
      .autoOrient()
      .resize({ width: sidePx, height: sidePx, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: QUALITY })
      .toBuffer();
  } catch {
    // absent, broken, of a kind that is not decoded: whoever lists it says so elsewhere
    return null;
  }
}
