/** @file How near and how smooth a skeleton of twelve joints over time is, against the truth. */

import { bootstrapMean, meanOf, procrustesDistances } from '../../src/evaluation/index.ts';
import { printTable, withInterval } from '../real/summary.ts';

/** Joints [12 · 3] of frames, m, axes of the camera; null where nobody was seen. */
export type Skeletons = readonly (Float64Array | null)[];

/** An ankle of the truth that is slower stands, m/s. */
const STANDS = 0.15;
/** Rows of the twelve joints. */
export interface LimbRows {
  readonly ankles: readonly number[];
  readonly hips: readonly number[];
}

/** By the names of the twelve. */
export function limbRows(joints: readonly string[]): LimbRows {
  const rows = (part: string): number[] =>
    ['left', 'right'].map((side) => joints.indexOf(`${side}_${part}`));
  return { ankles: rows('ankle'), hips: rows('hip') };
}

function rooted(points: Float64Array, hips: readonly number[]): Float64Array {
  const root = [0, 1, 2].map((k) => (points[3 * hips[0] + k] + points[3 * hips[1] + k]) / 2);
  return points.map((x, i) => x - root[i % 3]);
}

/** Mean distance of joints, mm. */
export const meanDistance = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i += 3)
    sum += Math.hypot(a[i] - b[i], a[i + 1] - b[i + 1], a[i + 2] - b[i + 2]);
  return (3000 * sum) / a.length;
};

/** Means over frames: mm, m/s², m/s³, mm/s. */
export interface Scores {
  readonly pa: number;
  readonly mpjpe: number;
  readonly place: number;
  readonly accel: number;
  readonly jitter: number;
  readonly sliding: number;
}

/**
 * PA-MPJPE and MPJPE (root: middle of the hips); `place` without any alignment; acceleration error of joints about the root, jitter
 * the mean third difference; sliding is how fast an ankle moves while the truth's stands.
 * @param fps of the truth.
 */
export function scoreMotion(
  found: Skeletons,
  truth: readonly Float64Array[],
  fps: number,
  { ankles, hips }: LimbRows,
): Scores {
  const [pa, mpjpe, place, accel, jitter, sliding] = [[], [], [], [], [], []] as number[][];
  for (let i = 0; i < found.length; i++) {
    const own = found[i];
    if (own === null) continue;
    pa.push(meanOf([...procrustesDistances(own, truth[i])]) * 1000);
    mpjpe.push(meanDistance(rooted(own, hips), rooted(truth[i], hips)));
    place.push(meanDistance(own, truth[i]));
    const [a, c, d] = [found[i - 1], found[i + 1], found[i + 2]];
    if (a && i > 0) {
      for (const ankle of ankles) {
        const moved = (from: Float64Array, to: Float64Array): number =>
          Math.hypot(...[0, 1, 2].map((k) => to[3 * ankle + k] - from[3 * ankle + k]));
        if (moved(truth[i - 1], truth[i]) * fps < STANDS) sliding.push(1000 * moved(a, own) * fps);
      }
    }
    if (!a || !c || i === 0) continue;
    const [ra, rb, rc] = [a, own, c].map((each) => rooted(each, hips));
    const [ta, tb, tc] = [truth[i - 1], truth[i], truth[i + 1]].map((each) => rooted(each, hips));
    const second = rb.map((x, k) => ra[k] - 2 * x + rc[k] - (ta[k] - 2 * tb[k] + tc[k]));
    accel.push((meanDistance(second, new Float64Array(second.length)) * fps ** 2) / 1000);
    if (!d) continue;
    const rd = rooted(d, hips);
    const third = rb.map((x, k) => rd[k] - 3 * rc[k] + 3 * x - ra[k]);
    jitter.push((meanDistance(third, new Float64Array(third.length)) * fps ** 3) / 1000);
  }
  const mean = (all: number[]): number => (all.length > 0 ? meanOf(all) : Number.NaN);
  return {
    pa: mean(pa),
    mpjpe: mean(mpjpe),
    place: mean(place),
    accel: mean(accel),
    jitter: mean(jitter),
    sliding: mean(sliding),
  };
}

const cell = (scores: readonly Scores[], of: keyof Scores, digits: number): string => {
  const all = scores.map((each) => each[of]).filter(Number.isFinite);
  return withInterval(
    meanOf(all),
    bootstrapMean(
      all,
      all.map((_, i) => String(i)),
      { draws: 2000 },
    ),
    digits,
  );
};
/** A line a way, means over clips with the bootstrap's intervals. */
export function printScores(rows: ReadonlyMap<string, readonly Scores[]>): void {
  const head = [
    '',
    'clips',
    'PA mm',
    'MPJPE mm',
    'place mm',
    'accel m/s²',
    'jitter m/s³',
    'sliding mm/s',
  ];
  printTable(
    head,
    [...rows].map(([way, scores]) => [
      way,
      String(scores.length),
      cell(scores, 'pa', 1),
      cell(scores, 'mpjpe', 1),
      cell(scores, 'place', 0),
      cell(scores, 'accel', 2),
      cell(scores, 'jitter', 0),
      cell(scores, 'sliding', 0),
    ]),
  );
}
