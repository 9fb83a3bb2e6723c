/** @file The picture that the crops of the golden files were cut from. */
import type { PixelImage } from '../../src/platform/index.ts';

/** The reference's hash generator: floor(u · 256) for `crop.image`. */
export function hashedImage(width: number, height: number): PixelImage {
  let seed = 0x811c9dc5;
  for (const byte of new TextEncoder().encode('crop.image')) {
    seed = Math.imul(seed ^ byte, 0x01000193);
  }
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    let t = (seed + Math.imul(i + 1, 0x6d2b79f5)) | 0;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 24;
  });
  return { width, height, data };
}
