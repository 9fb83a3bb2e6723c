/**
 * @file What somebody wears, as colours: histograms of the trunk and of the thighs, cut out by key-points. The pose encoder
 * gives key-points only, and clothes are what parts two people who stand in each other's way.
 */

import type { PixelImage } from '../platform/index.ts';

/** Cells along each of red, green and blue. */
const CELLS = 6;
const PART: number = CELLS ** 3;
/** Length of an appearance: the histogram of the trunk, then that of the thighs; each adds up to 1, or to 0 if it is not seen. */
export const APPEARANCE_SIZE: number = 2 * PART;
/** Samples along and across a part. */
const ALONG = 12;
const ACROSS = 8;
/** A key-point has a place from this score on. */
const SEEN = 0.3;
/** Width of a thigh, in its length. */
const THIGH_WIDTH = 0.22;
const [LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_HIP, RIGHT_HIP, LEFT_KNEE, RIGHT_KNEE] = [
  5, 6, 11, 12, 13, 14,
];

type Point = readonly [x: number, y: number, score: number];

/** Adds colours to a histogram; each is shared among the eight cells around it. @param rgb [N, 3], 0–255. */
export function addColours(rgb: ArrayLike<number>, out: Float64Array): void {
  const scale = (CELLS - 1) / 255;
  for (let i = 0; i + 2 < rgb.length; i += 3) {
    const at = [rgb[i] * scale, rgb[i + 1] * scale, rgb[i + 2] * scale];
    const low = at.map((x) => Math.min(CELLS - 2, Math.floor(x)));
    for (let corner = 0; corner < 8; corner++) {
      let [cell, weight] = [0, 1];
      for (let axis = 0; axis < 3; axis++) {
        const up = (corner >> axis) & 1;
        const part = at[axis] - low[axis];
        weight *= up === 1 ? part : 1 - part;
        cell = cell * CELLS + low[axis] + up;
      }
      out[cell] += weight;
    }
  }
}

/** Adds up to 1, to the thousandth: more is not known, and takes room. */
function normalise(histogram: Float64Array): void {
  const sum = histogram.reduce((a, b) => a + b, 0);
  if (sum === 0) return;
  for (let i = 0; i < histogram.length; i++)
    histogram[i] = Math.round((1000 * histogram[i]) / sum) / 1000;
}

/** Colours of a quadrilateral a b (above) and c d (below), away from its edges; none of what is outside the image. */
function coloursOf(
  { width, height, data }: PixelImage,
  [a, b, c, d]: readonly [Point, Point, Point, Point],
): number[] {
  const colours: number[] = [];
  for (let i = 0; i < ALONG; i++) {
    const down = 0.08 + (0.84 * i) / (ALONG - 1);
    for (let j = 0; j < ACROSS; j++) {
      const right = 0.15 + (0.7 * j) / (ACROSS - 1);
      const mix = (k: 0 | 1): number =>
        (1 - down) * ((1 - right) * a[k] + right * b[k]) +
        down * ((1 - right) * c[k] + right * d[k]);
      const [x, y] = [Math.round(mix(0)), Math.round(mix(1))];
      if (!(x >= 0 && y >= 0 && x < width && y < height)) continue;
      const at = 3 * (y * width + x);
      colours.push(data[at], data[at + 1], data[at + 2]);
    }
  }
  return colours;
}

/** A thigh as a quadrilateral. */
function thighOf(hip: Point, knee: Point): [Point, Point, Point, Point] {
  const [nx, ny] = [
    (-(knee[1] - hip[1]) * THIGH_WIDTH) / 2,
    ((knee[0] - hip[0]) * THIGH_WIDTH) / 2,
  ];
  const beside = ([x, y]: Point, side: number): Point => [x + side * nx, y + side * ny, 1];
  return [beside(hip, -1), beside(hip, 1), beside(knee, -1), beside(knee, 1)];
}

/**
 * How somebody looks [432].
 * @param keypoints COCO's 17: x, y in pixels of the image, score.
 */
export function appearanceOf(image: PixelImage, keypoints: readonly Point[]): Float64Array {
  const out = new Float64Array(APPEARANCE_SIZE);
  const seen = (...some: readonly number[]): boolean => some.every((k) => keypoints[k][2] >= SEEN);
  if (seen(LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_HIP, RIGHT_HIP)) {
    const [a, b, c, d] = [RIGHT_SHOULDER, LEFT_SHOULDER, RIGHT_HIP, LEFT_HIP].map(
      (k) => keypoints[k],
    );
    addColours(coloursOf(image, [a, b, c, d]), out.subarray(0, PART));
  }
  for (const [hip, knee] of [
    [LEFT_HIP, LEFT_KNEE],
    [RIGHT_HIP, RIGHT_KNEE],
  ]) {
    if (!seen(hip, knee)) continue;
    addColours(coloursOf(image, thighOf(keypoints[hip], keypoints[knee])), out.subarray(PART));
  }
  normalise(out.subarray(0, PART));
  normalise(out.subarray(PART));
  return out;
}

/** How alike two people look, 0–1: Bhattacharyya's coefficient of what is seen of both; null when that is nothing. */
export function appearanceSimilarity(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  let [sum, parts] = [0, 0];
  for (let part = 0; part < 2; part++) {
    let [shared, inA, inB] = [0, 0, 0];
    for (let i = part * PART; i < (part + 1) * PART; i++) {
      shared += Math.sqrt(a[i] * b[i]);
      inA += a[i];
      inB += b[i];
    }
    if (inA === 0 || inB === 0) continue;
    sum += shared;
    parts++;
  }
  return parts === 0 ? null : sum / parts;
}
