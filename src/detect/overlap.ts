/** @file How much boxes overlap, and non-maximum suppression. */

import type { Box } from '../camera/index.ts';
import type { Detection } from './types.ts';

/** Area in px²; 0 for a box turned inside out. */
export function boxArea(box: Box): number {
  return Math.max(0, box.x1 - box.x0) * Math.max(0, box.y1 - box.y0);
}

/** Area that two boxes share, px². */
export function intersectionArea(a: Box, b: Box): number {
  const width = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0);
  const height = Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0);
  return Math.max(0, width) * Math.max(0, height);
}

/** Intersection over union, 0–1; 0 when both boxes are empty. */
export function intersectionOverUnion(a: Box, b: Box): number {
  const shared = intersectionArea(a, b);
  const union = boxArea(a) + boxArea(b) - shared;
  return union > 0 ? shared / union : 0;
}

/** Intersection over the smaller box: 1 when one holds the other. */
export function intersectionOverSmaller(a: Box, b: Box): number {
  const smaller = Math.min(boxArea(a), boxArea(b));
  return smaller > 0 ? intersectionArea(a, b) / smaller : 0;
}

/** The part of a box inside a `width` × `height` image, which spans −0.5 … side − 0.5. */
export function clipBox(box: Box, width: number, height: number): Box {
  const within = (value: number, side: number): number =>
    Math.min(Math.max(value, -0.5), side - 0.5);
  return {
    x0: within(box.x0, width),
    y0: within(box.y0, height),
    x1: within(box.x1, width),
    y1: within(box.y1, height),
  };
}

/** Best first; of equal scores the leftmost, then the topmost box, so that the order they come in does not matter. */
export function byScore<D extends Detection>(detections: readonly D[]): D[] {
  return detections.toSorted(
    (a, b) =>
      b.score - a.score ||
      a.box.x0 - b.box.x0 ||
      a.box.y0 - b.box.y0 ||
      a.box.x1 - b.box.x1 ||
      a.box.y1 - b.box.y1,
  );
}

/**
 * Greedy non-maximum suppression: the best detection stays, those that overlap it by more than
 * `threshold` go, and so on.
 * @param overlap measure compared with the threshold; default intersection over union.
 */
export function nonMaximumSuppression<D extends Detection>(
  detections: readonly D[],
  threshold: number,
  overlap: (a: Box, b: Box) => number = intersectionOverUnion,
): D[] {
  const kept: D[] = [];
  for (const candidate of byScore(detections)) {
    if (kept.every((better) => overlap(better.box, candidate.box) <= threshold)) {
      kept.push(candidate);
    }
  }
  return kept;
}
