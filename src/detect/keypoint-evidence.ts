/** @file What key-points tell of a box: whether it holds a person, how far the person reaches, and whether two boxes hold one. */

import type { Box, Joints2d } from '../camera/index.ts';
import type { ObservedKeypoints } from '../inference/index.ts';
import { MOVENET_KEYPOINTS } from '../network/index.ts';
import { boxArea } from './overlap.ts';

const K: number = MOVENET_KEYPOINTS.length;
/** Key-points this far outside a box, in its sides, still count as inside. */
const MARGIN = 0.05;
/** Share of the scores that lies inside the box of whoever is in it. */
const ELSEWHERE = 0.5;
/** Whoever is in a box reaches over this share of its longer side; a passer-by before a close-up does not. */
const FILLED = 0.5;
/** The surest key-points speak for a person: of a close-up hardly more are in the frame. */
const SUREST = 5;
/** COCO's spread of annotations of each key-point, in square roots of the person's area. */
// oxfmt-ignore
const COCO_SIGMA: readonly number[] = [
  0.026, 0.025, 0.025, 0.035, 0.035, 0.079, 0.079, 0.072, 0.072, 0.062, 0.062, 0.107, 0.107, 0.087,
  0.087, 0.089, 0.089,
];
/** Spread of a network's key-points, in those of annotations. */
const SPREAD = 2;
/** A key-point bounds a person from this score on. */
const BOUNDS_SCORE = 0.5;
/** Fewer do not bound a person. */
const FEWEST_BOUNDS = 8;
/** What key-points leave out of a person all around, in their longer side. */
const LEFT_OUT = 0.05;
/** A box whose person reaches out of it by less, in its sides, is left alone. */
const LEAST_GROWTH = 0.1;
/** Key-points that are seen, which joints of RoI 0 have to be, have this score; of joints there are that many. */
const JOINT_SCORE = 0.3;
const FEWEST_JOINTS = 8;
/** From joint to joint and how much farther the limb reaches: hands behind wrists, toes behind ankles. */
const REACHES: readonly (readonly [from: string, to: string, share: number])[] = [
  ['leftElbow', 'leftWrist', 0.35],
  ['rightElbow', 'rightWrist', 0.35],
  ['leftKnee', 'leftAnkle', 0.2],
  ['rightKnee', 'rightAnkle', 0.2],
];
const index = (name: string): number => MOVENET_KEYPOINTS.findIndex((each) => each === name);

/** The score of each key-point, 0 outside the box. */
function scoresInside(
  { points, scores }: ObservedKeypoints,
  { x0, y0, x1, y1 }: Box,
): readonly number[] {
  const [dx, dy] = [MARGIN * (x1 - x0), MARGIN * (y1 - y0)];
  return Array.from(scores, (score, k) => {
    const [x, y] = [points[2 * k], points[2 * k + 1]];
    return x >= x0 - dx && x <= x1 + dx && y >= y0 - dy && y <= y1 + dy ? score : 0;
  });
}

/** Mean score of the surest key-points inside a box, 0–1. */
export function boxEvidence(keypoints: ObservedKeypoints, box: Box): number {
  const surest = scoresInside(keypoints, box)
    .toSorted((a, b) => b - a)
    .slice(0, SUREST);
  return surest.reduce((sum, score) => sum + score, 0) / SUREST;
}

/** Whether key-points are rather somebody else's: most of what is seen lies outside the box. */
export function isElsewhere(keypoints: ObservedKeypoints, box: Box): boolean {
  const total = (scores: ArrayLike<number>): number =>
    Array.from(scores).reduce((sum, score) => sum + score, 0);
  return total(scoresInside(keypoints, box)) < ELSEWHERE * total(keypoints.scores);
}

/** Whether what is seen reaches as far as the person of a box does, not only over a part of it. */
export function fills(keypoints: ObservedKeypoints, box: Box): boolean {
  const bounds = boundsOf(keypoints, JOINT_SCORE, 2);
  return bounds !== null && longerSide(bounds) >= FILLED * longerSide(box);
}

const longerSide = ({ x0, y0, x1, y1 }: Box): number => Math.max(x1 - x0, y1 - y0);

/** How many key-points inside a box are seen. */
export function seenInside(keypoints: ObservedKeypoints, box: Box): number {
  return scoresInside(keypoints, box).filter((score) => score >= JOINT_SCORE).length;
}

/**
 * How far somebody's key-points are another one's, 0–1: the mean of COCO's similarity, weighted by their scores. Not symmetric:
 * a part is like the whole, where it is seen.
 * @param other somebody in a box, whose size is the measure.
 */
export function keypointSimilarity(
  { points, scores }: ObservedKeypoints,
  other: { readonly keypoints: ObservedKeypoints; readonly box: Box },
): number {
  const area = boxArea(other.box);
  let [shared, total] = [0, 0];
  for (let k = 0; k < K; k++) {
    const dx = points[2 * k] - other.keypoints.points[2 * k];
    const dy = points[2 * k + 1] - other.keypoints.points[2 * k + 1];
    const variance = (SPREAD * COCO_SIGMA[k]) ** 2 * area;
    shared += scores[k] * Math.exp(-(dx * dx + dy * dy) / (2 * variance));
    total += scores[k];
  }
  return total > 0 && area > 0 ? shared / total : 0;
}

/** The bounds of the key-points with a score of at least `least`; null for fewer than `fewest`, or one place. */
function boundsOf(
  { points, scores }: ObservedKeypoints,
  least: number,
  fewest: number,
): Box | null {
  const sure = Array.from(scores.keys()).filter((k) => scores[k] >= least);
  const xs = sure.map((k) => points[2 * k]);
  const ys = sure.map((k) => points[2 * k + 1]);
  const box = {
    x0: Math.min(...xs),
    y0: Math.min(...ys),
    x1: Math.max(...xs),
    y1: Math.max(...ys),
  };
  return sure.length >= fewest && box.x1 > box.x0 && box.y1 > box.y0 ? box : null;
}

/** The box, with the sides moved out beyond which its person clearly reaches, inside the image. */
export function reachedBox(
  box: Box,
  keypoints: ObservedKeypoints,
  { width, height }: { readonly width: number; readonly height: number },
): Box {
  const bounds = boundsOf(keypoints, BOUNDS_SCORE, FEWEST_BOUNDS);
  if (bounds === null) return box;
  const pad = LEFT_OUT * Math.max(bounds.x1 - bounds.x0, bounds.y1 - bounds.y0);
  const [w, h] = [LEAST_GROWTH * (box.x1 - box.x0), LEAST_GROWTH * (box.y1 - box.y0)];
  const low = (side: number, reach: number, least: number): number => {
    const to = Math.max(-0.5, reach - pad);
    return side - to > least ? to : side;
  };
  const high = (side: number, reach: number, most: number, least: number): number => {
    const to = Math.min(most - 0.5, reach + pad);
    return to - side > least ? to : side;
  };
  return {
    x0: low(box.x0, bounds.x0, w),
    y0: low(box.y0, bounds.y0, h),
    x1: high(box.x1, bounds.x1, width, w),
    y1: high(box.y1, bounds.y1, height, h),
  };
}

/**
 * The points that RoI 0 is laid around: key-points that are seen, and what they leave out of SMPL's 24 joints, hands and toes.
 *
 * CONTRIBUTOR NOTES. 600 synthetic people found by NanoDet, RoI 0 against 1.2 · max(w, h) of the 24 projected joints; median and
 * 10th and 90th percentile of the size, median of the centre in RoI 0: standard 1.01 [.90, 1.07], (.00, −.02); upright 1.03
 * [.96, 1.08], (.00, −.02); seated 1.04 [.83, 1.11], (.00, −.02); by the box 1.06, 1.06, 1.10 and −.03 to −.04. What the frame
 * cuts off nobody can know: .66 [.47, .89] of truncated people by key-points, of whom 56 of 135 have too few, .63 by the box.
 * @returns null where too few are sure.
 */
export function trustedJoints({ points, scores }: ObservedKeypoints): Joints2d | null {
  const sure = (k: number): boolean => scores[k] >= JOINT_SCORE;
  const seen = Array.from(scores.keys()).filter(sure);
  if (seen.length < FEWEST_JOINTS) return null;
  const reached = REACHES.flatMap(([from, to, share]) => {
    const [a, b] = [index(from), index(to)];
    if (!sure(a) || !sure(b)) return [];
    return [0, 1].map((axis) => {
      const end = points[2 * b + axis];
      return end + share * (end - points[2 * a + axis]);
    });
  });
  return { points: [...seen.flatMap((k) => [points[2 * k], points[2 * k + 1]]), ...reached] };
}
