/**
 * @file Crops out of photographs: OpenCV's fixed-point bilinear `warpAffine` with a black border,
 * reproduced to the byte (portable path). Integer coordinates are pixel centres.
 */

import { invertAffine, type Affine } from '../camera/index.ts';
import { MultiRoiError } from '../base/index.ts';
import type { Maps } from '../base/index.ts';
import type { PixelImage } from '../platform/index.ts';
import { checkLength } from '../base/index.ts';

/** No network takes a larger crop; a guard against allocating by a wrong number. */
const MAX_CROP = 8192;

/** Positions are rounded to 1/1024 px, then to 1/32 px with half a step added beforehand. */
const POSITION = 1024;
const HALF_STEP = 16;

/** Adding and subtracting 1.5·2⁵² rounds a double half to even; larger numbers are far outside any image. */
const ROUNDING = 6755399441055744;
const roundHalfEven = (value: number): number => value + ROUNDING - ROUNDING;

function checkImage(who: string, { width, height, data }: PixelImage): void {
  checkLength(who, data.length, [height, width, 3]);
}

/** An image to write into, either the caller's (checked) or a new one. */
function target(who: string, width: number, height: number, out?: PixelImage): PixelImage {
  if (![width, height].every((n) => Number.isInteger(n) && n >= 1 && n <= MAX_CROP)) {
    throw new MultiRoiError(
      'E_RANGE',
      `${who}: expected a crop of 1 to ${MAX_CROP} pixels a side, got ${width}×${height}`,
    );
  }
  if (out === undefined) return { width, height, data: new Uint8Array(3 * width * height) };
  if (out.width !== width || out.height !== height) {
    throw new MultiRoiError(
      'E_SHAPE',
      `${who}: expected an output of ${width}×${height}, got ${out.width}×${out.height}`,
    );
  }
  checkImage(who, out);
  return out;
}

/**
 * Warps an image into a crop. Any invertible map is allowed; what lies outside the image is black.
 * @param cropFromImage image pixels → crop pixels, from `cropTransform`.
 * @param out reused when given; every byte is written.
 * @throws E_RANGE, E_SHAPE; E_NUMERIC when the map has no inverse.
 */
export function warpCrop(
  image: PixelImage,
  cropFromImage: Maps<'cropPx', 'imgPx', Affine>,
  width: number,
  height: number,
  out?: PixelImage,
): PixelImage {
  checkImage('warpCrop', image);
  const crop = target('warpCrop', width, height, out);
  const [a, b, c, d, e, f] = invertAffine(cropFromImage);
  const acrossX = new Float64Array(width);
  const acrossY = new Float64Array(width);
  for (let x = 0; x < width; x++) {
    acrossX[x] = roundHalfEven(a * x * POSITION);
    acrossY[x] = roundHalfEven(d * x * POSITION);
  }
  const { width: w, height: h, data: from } = image;
  const to = crop.data;
  const stride = 3 * w;
  let at = 0;
  for (let y = 0; y < height; y++) {
    const rowX = roundHalfEven((b * y + c) * POSITION) + HALF_STEP;
    const rowY = roundHalfEven((e * y + f) * POSITION) + HALF_STEP;
    for (let x = 0; x < width; x++, at += 3) {
      // Whole numbers in doubles: no overflow however far away, and infinities fail the test below.
      const px = rowX + acrossX[x];
      const py = rowY + acrossY[x];
      if (!(px >= -POSITION && px < w * POSITION && py >= -POSITION && py < h * POSITION)) {
        to[at] = to[at + 1] = to[at + 2] = 0;
        continue;
      }
      const X = (px | 0) >> 5;
      const Y = (py | 0) >> 5;
      const fx = X & 31;
      const fy = Y & 31;
      const left = X >> 5;
      const top = Y >> 5;
      if (left >= 0 && top >= 0 && left < w - 1 && top < h - 1) {
        let i = top * stride + 3 * left;
        let above = (from[i] << 5) + (from[i + 3] - from[i]) * fx;
        let below = (from[i + stride] << 5) + (from[i + stride + 3] - from[i + stride]) * fx;
        to[at] = ((above << 5) + (below - above) * fy + 512) >> 10;
        i++;
        above = (from[i] << 5) + (from[i + 3] - from[i]) * fx;
        below = (from[i + stride] << 5) + (from[i + stride + 3] - from[i + stride]) * fx;
        to[at + 1] = ((above << 5) + (below - above) * fy + 512) >> 10;
        i++;
        above = (from[i] << 5) + (from[i + 3] - from[i]) * fx;
        below = (from[i + stride] << 5) + (from[i + stride + 3] - from[i + stride]) * fx;
        to[at + 2] = ((above << 5) + (below - above) * fy + 512) >> 10;
        continue;
      }
      // On the rim some of the four taps are outside and count as black.
      const i = top * stride + 3 * left;
      const w00 = left >= 0 && top >= 0 ? (32 - fx) * (32 - fy) : 0;
      const w10 = left < w - 1 && top >= 0 ? fx * (32 - fy) : 0;
      const w01 = left >= 0 && top < h - 1 ? (32 - fx) * fy : 0;
      const w11 = left < w - 1 && top < h - 1 ? fx * fy : 0;
      for (let channel = 0; channel < 3; channel++) {
        let sum = 512;
        if (w00 > 0) sum += w00 * from[i + channel];
        if (w10 > 0) sum += w10 * from[i + channel + 3];
        if (w01 > 0) sum += w01 * from[i + channel + stride];
        if (w11 > 0) sum += w11 * from[i + channel + stride + 3];
        to[at + channel] = sum >> 10;
      }
    }
  }
  return crop;
}
