/**
 * @file Regions that saw somebody else. Where people stand close, MoveNet may answer for a neighbour in one region and for the
 * person in the others; a mean of the two is nobody. On photographs of crowds such answers lie a third of the region and more
 * from the person's, and answers for the same person within a sixth.
 */

import { checkLength } from '../base/index.ts';
import type { Roi } from '../camera/index.ts';
import { MOVENET_FLIP, MOVENET_PARTS, MOVENET_WIDTH } from '../network/index.ts';
import { fuseViews, type KeypointView } from './observed.ts';

/** Mean distance of the limbs' key-points, in sides of region 0, from which two answers are of two people. */
const ANOTHER = 0.25;
/** Limbs begin behind the face, which tells less of who it is. */
const FIRST_OF_BODY = 5;

/** Key-points of one person, in pixels of the view. */
export type PersonKeypoints = Pick<KeypointView, 'points' | 'scores'>;

/** How far two answers lie apart, weighed by how sure both are. */
function distanceOf(a: PersonKeypoints, b: PersonKeypoints, sidePx: number): number {
  let [mass, sum] = [0, 0];
  for (let k = FIRST_OF_BODY; k < a.scores.length; k++) {
    const weight = a.scores[k] * b.scores[k];
    if (!(weight > 0)) continue;
    mass += weight;
    sum +=
      weight *
      Math.hypot(a.points[2 * k] - b.points[2 * k], a.points[2 * k + 1] - b.points[2 * k + 1]);
  }
  return mass > 0 ? sum / mass / sidePx : 0;
}

const total = (scores: ArrayLike<number>): number =>
  Array.from(scores).reduce((sum, x) => sum + x, 0);

/** The answer that most others agree with, each as much as it is sure; the first of equals. */
function mostAgreed(views: readonly KeypointView[], sidePx: number): KeypointView {
  const apart = views.map((view) =>
    views.reduce(
      (sum, other) =>
        sum + total(other.scores) * Math.min(ANOTHER, distanceOf(view, other, sidePx)),
      0,
    ),
  );
  return views[apart.indexOf(Math.min(...apart))];
}

/** The same person in a mirror on the vertical axis x. */
export function mirroredKeypoints(
  { points, scores }: PersonKeypoints,
  axis: number,
): PersonKeypoints {
  return {
    points: Float64Array.from({ length: points.length }, (_, i) => {
      const value = points[2 * MOVENET_FLIP[i >> 1] + (i % 2)];
      return i % 2 === 0 ? 2 * axis - value : value;
    }),
    scores: Float32Array.from({ length: scores.length }, (_, k) => scores[MOVENET_FLIP[k]]),
  };
}

/**
 * Gives regions that saw somebody else what the others saw of the person, in place.
 * @param features MoveNet's of the regions [M, 68].
 * @param rois in the order of the features, pixels of the view.
 * @param person who it is, where somebody has seen them; else who most regions see.
 * @returns how many regions saw somebody else.
 */
export function keepToPerson(
  features: Float32Array,
  rois: readonly Roi[],
  person?: PersonKeypoints,
): number {
  checkLength('keepToPerson', features.length, [rois.length, MOVENET_WIDTH]);
  const rows = rois.map((_, m) => features.subarray(m * MOVENET_WIDTH, (m + 1) * MOVENET_WIDTH));
  const views = rois.map((roi, m) => inView(rows[m], roi));
  const sidePx = rois[0].size;
  const anchor = person ?? mostAgreed(views, sidePx);
  const same = views.map((view) => distanceOf(view, anchor, sidePx) < ANOTHER);
  const agreeing = views.filter((_, m) => same[m]);
  if (agreeing.length === views.length) return 0;
  // where every region saw somebody else, who it is tells what there is to see
  const { points, scores } = fuseViews(agreeing.length === 0 ? [anchor] : agreeing);
  const spreads = meanSpreads(rows, rois, agreeing.length === 0 ? same.map(() => true) : same);
  rois.forEach((roi, m) => {
    if (!same[m]) rows[m].set(seenIn(roi, points, scores, spreads));
  });
  return views.length - agreeing.length;
}

function inView(row: Float32Array, { center, size, width }: Roi): KeypointView {
  const points = Float64Array.from({ length: MOVENET_PARTS.points }, (_, i) =>
    i % 2 === 0 ? center[0] + width * row[i] : center[1] + size * row[i],
  );
  const from = MOVENET_PARTS.points;
  return { points, scores: row.slice(from, from + MOVENET_PARTS.scores) };
}

/** Mean spread of each key-point over the regions that saw the person, px of the view. */
function meanSpreads(
  rows: readonly Float32Array[],
  rois: readonly Roi[],
  same: readonly boolean[],
): Float64Array {
  const from = MOVENET_PARTS.points + MOVENET_PARTS.scores;
  const spreads = new Float64Array(MOVENET_WIDTH - from);
  const count = same.filter(Boolean).length;
  rows.forEach((row, m) => {
    if (!same[m]) return;
    for (let i = 0; i < spreads.length; i++) spreads[i] += (rois[m].size * row[from + i]) / count;
  });
  return spreads;
}

/** What a region would have given of key-points of the view [68]. */
function seenIn(
  { center, size, width }: Roi,
  points: ArrayLike<number>,
  scores: ArrayLike<number>,
  spreads: ArrayLike<number>,
): Float32Array {
  const row = new Float32Array(MOVENET_WIDTH);
  for (let i = 0; i < MOVENET_PARTS.points; i++) {
    row[i] = i % 2 === 0 ? (points[i] - center[0]) / width : (points[i] - center[1]) / size;
  }
  row.set(scores, MOVENET_PARTS.points);
  const from = MOVENET_PARTS.points + MOVENET_PARTS.scores;
  for (let i = 0; i < spreads.length; i++) row[from + i] = spreads[i] / size;
  return row;
}
