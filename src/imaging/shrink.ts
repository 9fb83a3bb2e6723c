/** @file Shrinking by whole factors without aliasing, before a bilinear crop of a large photograph. */

import { MultiRoiError } from '../base/index.ts';
import type { PixelImage } from '../platform/index.ts';
import { checkLength } from '../base/index.ts';

/**
 * Means of k×k blocks, halves rounded up (with k = 2: OpenCV's bilinear resize when it halves exactly); columns and rows left over at the right and bottom are dropped, so
 * pixel (x, y) of the result is centred on (k·x + (k−1)/2, k·y + (k−1)/2).
 * @throws E_RANGE unless k is a whole number from 1 to the shorter side.
 */
export function shrink(image: PixelImage, k: number): PixelImage {
  const { width: w, height: h, data: from } = image;
  checkLength('shrink', from.length, [h, w, 3]);
  if (!Number.isInteger(k) || k < 1 || k > Math.min(w, h)) {
    throw new MultiRoiError(
      'E_RANGE',
      `shrink: expected a whole factor from 1 to ${Math.min(w, h)}, got ${k}`,
    );
  }
  if (k === 1) return image;
  const width = Math.floor(w / k);
  const height = Math.floor(h / k);
  const data = new Uint8Array(3 * width * height);
  const sums = new Uint32Array(3 * width);
  const area = k * k;
  for (let y = 0; y < height; y++) {
    sums.fill(area >> 1);
    for (let row = y * k; row < (y + 1) * k; row++) {
      let i = 3 * w * row;
      for (let at = 0; at < sums.length; at += 3) {
        for (let n = 0; n < k; n++, i += 3) {
          sums[at] += from[i];
          sums[at + 1] += from[i + 1];
          sums[at + 2] += from[i + 2];
        }
      }
    }
    for (let at = 0, to = 3 * width * y; at < sums.length; at++, to++) data[to] = sums[at] / area;
  }
  return { width, height, data };
}
