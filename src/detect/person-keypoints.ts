/** @file Key-points of people by MoveNet Thunder, each looked for in a crop of their own. */

import {
  applyAffine,
  baseRoi,
  cropTransform,
  invertAffine,
  type Box,
  type Roi,
} from '../camera/index.ts';
import { throwIfAborted } from '../base/index.ts';
import { cropPlanes, UNIT, warpCrop } from '../imaging/index.ts';
import { decodeMoveNet } from '../inference/index.ts';
import { MOVENET_KEYPOINTS, MOVENET_OUTPUTS, MOVENET_SIDE } from '../network/index.ts';
import type { PixelImage, Session } from '../platform/index.ts';
import { boxArea } from './overlap.ts';

/** One person's key-points, in the order of `MOVENET_KEYPOINTS` (COCO's). */
export interface PersonKeypoints {
  /** [17, 2]: x, y in image pixels; they may lie outside the image. */
  readonly points: Float64Array;
  /** [17]: 0–1. */
  readonly scores: Float32Array;
}

const K: number = MOVENET_KEYPOINTS.length;
/** Crops in one run: more gain nothing on a CPU and take 5 MB each. */
const BATCH = 4;
/** MoveNet is best with a quarter of room around the box. */
const PADDING = 1.25;
/** Key-points this far outside a box, in its sides, still count as inside. */
const MARGIN = 0.05;
/** COCO's spread of annotations of each key-point, in square roots of the person's area. */
const COCO_SIGMA = [
  0.026, 0.025, 0.025, 0.035, 0.035, 0.079, 0.079, 0.072, 0.072, 0.062, 0.062, 0.107, 0.107, 0.087,
  0.087, 0.089, 0.089,
] as const;
/** Spread of a network's key-points, in those of annotations. */
const SPREAD = 2;

function cropOf(box: Box): Roi {
  return baseRoi(box, { shape: 'square', padding: PADDING });
}

/**
 * The key-points of whoever each box holds, in order.
 * @param session of `movenet-thunder.onnx`.
 */
export async function keypointsInBoxes(
  session: Session,
  image: PixelImage,
  boxes: readonly Box[],
  signal?: AbortSignal,
): Promise<PersonKeypoints[]> {
  const found: PersonKeypoints[] = [];
  for (let start = 0; start < boxes.length; start += BATCH) {
    throwIfAborted('keypointsInBoxes', signal);
    const transforms = boxes
      .slice(start, start + BATCH)
      .map((box) => cropTransform(cropOf(box), MOVENET_SIDE, MOVENET_SIDE));
    const crops = transforms.map((map) => warpCrop(image, map, MOVENET_SIDE, MOVENET_SIDE));
    const shape = [crops.length, 3, MOVENET_SIDE, MOVENET_SIDE];
    const data = new Float32Array(crops.length * 3 * MOVENET_SIDE * MOVENET_SIDE);
    cropPlanes(crops, UNIT, data);
    const images = { type: 'float32', shape, data } as const;
    const outputs = await session.run({ images }, [...MOVENET_OUTPUTS]);
    for (const [n, transform] of transforms.entries()) {
      const { points: inCrop, scores } = decodeMoveNet(outputs, n);
      const imageFromCrop = invertAffine(transform);
      const points = new Float64Array(2 * K);
      for (let k = 0; k < K; k++) {
        points.set(applyAffine(imageFromCrop, inCrop[2 * k], inCrop[2 * k + 1]), 2 * k);
      }
      found.push({ points, scores });
    }
  }
  return found;
}

/** Mean score of all key-points, and of those inside a box with the others as 0. */
export function evidenceOf(
  { points, scores }: PersonKeypoints,
  { x0, y0, x1, y1 }: Box,
): { readonly all: number; readonly inside: number } {
  const [dx, dy] = [MARGIN * (x1 - x0), MARGIN * (y1 - y0)];
  let all = 0;
  let inside = 0;
  for (let k = 0; k < K; k++) {
    const [x, y] = points.subarray(2 * k, 2 * k + 2);
    all += scores[k] / K;
    if (x >= x0 - dx && x <= x1 + dx && y >= y0 - dy && y <= y1 + dy) inside += scores[k] / K;
  }
  return { all, inside };
}

/**
 * How far somebody's key-points are another one's, 0–1: the mean of COCO's similarity over key-points,
 * weighted by their scores. Not symmetric: the whole of a part is like the part, where it is seen.
 * @param other somebody in a box, whose size is the measure.
 */
export function keypointSimilarity(
  { points, scores }: PersonKeypoints,
  other: { readonly keypoints: PersonKeypoints; readonly box: Box },
): number {
  const area = boxArea(other.box);
  let shared = 0;
  let total = 0;
  for (let k = 0; k < K; k++) {
    const dx = points[2 * k] - other.keypoints.points[2 * k];
    const dy = points[2 * k + 1] - other.keypoints.points[2 * k + 1];
    const variance = (SPREAD * COCO_SIGMA[k]) ** 2 * area;
    shared += scores[k] * Math.exp(-(dx * dx + dy * dy) / (2 * variance));
    total += scores[k];
  }
  return total > 0 && area > 0 ? shared / total : 0;
}

/** The bounds of the key-points whose score is at least `least`; null for none, or one. */
export function boxOfKeypoints({ points, scores }: PersonKeypoints, least: number): Box | null {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let k = 0; k < K; k++) {
    if (scores[k] < least) continue;
    x0 = Math.min(x0, points[2 * k]);
    y0 = Math.min(y0, points[2 * k + 1]);
    x1 = Math.max(x1, points[2 * k]);
    y1 = Math.max(y1, points[2 * k + 1]);
  }
  return x1 > x0 && y1 > y0 ? { x0, y0, x1, y1 } : null;
}
