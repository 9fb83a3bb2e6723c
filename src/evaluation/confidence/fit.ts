/**
 * @file Fits a calibration: ridge regression of the logarithm of the error on the evidence, then a monotone curve from
 * scores to millimetres. The curve is fitted to scores of people whom the regression did not see.
 *
 * The regression is Hoerl and Kennard 1970, the curve the pooling of adjacent violators of Ayer et al. 1955.
 */

import { Matrix, solve } from 'ml-matrix';
import { MultiRoiError } from '../../base/index.ts';
import {
  jointEvidence,
  type Curve,
  type Evidence,
  type RangeCurve,
  type RoiCalibration,
  type Score,
} from '../../reconstruct/index.ts';
import { meanOf } from '../metrics.ts';

/** A person whose error is known. */
export interface ErrorObservation {
  readonly evidence: Evidence;
  /** Distance of each joint, the pelvis in one place [24], mm. */
  readonly jointsMm: ArrayLike<number>;
  /** [10] each. */
  readonly betas: { readonly predicted: ArrayLike<number>; readonly truth: ArrayLike<number> };
}

/** Strength of the ridge on standardised evidence, in people. */
const RIDGE = 10;
const FOLDS = 5;
/** Evidence beyond these shares of what was seen is clipped. */
const CLIP = 0.005;
const KNOTS = 16;
/** Fewer make no curve worth the name. */
const LEAST_PEOPLE = 50;
/** Errors below this are all alike to the regression, mm. */
const FLOOR_MM = 5;
/** The range holds four of five. */
const RANGE = [0.1, 0.9] as const;

/** The value below which a share of sorted numbers lies, linear between them. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

const ascending = (values: Iterable<number>): Float64Array => Float64Array.from(values).sort();

/** Evidence of everybody, clipped, then standardised, with a constant 1 as its last column [N, E + 1]. */
interface Design {
  readonly rows: readonly Float64Array[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly means: readonly number[];
  /** Infinite for evidence that is the same for everybody, which so tells nothing. */
  readonly sds: readonly number[];
}

function designOf(evidence: readonly ArrayLike<number>[]): Design {
  const E = evidence[0].length;
  const rows = evidence.map(() => new Float64Array(E + 1).fill(1));
  const columns = Array.from({ length: E }, (_, e) => {
    const seen = ascending(evidence.map((row) => row[e]));
    const [low, high] = [quantile(seen, CLIP), quantile(seen, 1 - CLIP)];
    const clipped = evidence.map((row) => Math.min(Math.max(row[e], low), high));
    const mean = meanOf(clipped);
    const variance = meanOf(clipped.map((value) => (value - mean) ** 2));
    const sd = variance > 1e-18 ? Math.sqrt(variance) : Infinity;
    clipped.forEach((value, i) => (rows[i][e] = (value - mean) / sd));
    return { low, high, mean, sd };
  });
  return {
    rows,
    low: columns.map(({ low }) => low),
    high: columns.map(({ high }) => high),
    means: columns.map(({ mean }) => mean),
    sds: columns.map(({ sd }) => sd),
  };
}

/** Xᵀ [X y], [E, E + 1], of the people of a fold. */
function momentsOf(
  { rows }: Design,
  logs: readonly number[],
  belongs: (i: number) => boolean,
): Float64Array {
  const E = rows[0].length;
  const sums = new Float64Array(E * (E + 1));
  rows.forEach((row, i) => {
    if (!belongs(i)) return;
    for (let a = 0; a < E; a++) {
      const at = a * (E + 1);
      for (let b = 0; b < E; b++) sums[at + b] += row[a] * row[b];
      sums[at + E] += row[a] * logs[i];
    }
  });
  return sums;
}

/** The ridge's answer; the constant is not drawn to zero. */
function ridge(moments: readonly Float64Array[], E: number): number[] {
  const entry = (a: number, b: number): number =>
    moments.reduce((sum, part) => sum + part[a * (E + 1) + b], a === b && a < E - 1 ? RIDGE : 0);
  const each = Array.from({ length: E }, (_, a) => a);
  const gram = new Matrix(each.map((a) => each.map((b) => entry(a, b))));
  return solve(gram, Matrix.columnVector(each.map((a) => entry(a, E)))).to1DArray();
}

/** The nearest sequence that never falls (pooled adjacent violators), all values weighing alike. */
export function nonDecreasing(values: readonly number[]): number[] {
  const pools: { sum: number; count: number }[] = [];
  for (const value of values) {
    let pool = { sum: value, count: 1 };
    for (;;) {
      const last = pools.at(-1);
      if (last === undefined || last.sum / last.count <= pool.sum / pool.count) break;
      pools.pop();
      pool = { sum: last.sum + pool.sum, count: last.count + pool.count };
    }
    pools.push(pool);
  }
  return pools.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count));
}

/** Fits a curve to scores and what they stand for. */
export function fitCurve(scores: readonly number[], errorsMm: readonly number[]): RangeCurve {
  const order = scores.map((_, i) => i).sort((a, b) => scores[a] - scores[b]);
  const knots = Math.min(KNOTS, Math.floor(order.length / 10));
  const bins = Array.from({ length: knots }, (_, k) =>
    order.slice(
      Math.round((k * order.length) / knots),
      Math.round(((k + 1) * order.length) / knots),
    ),
  );
  const errors = bins.map((bin) => ascending(bin.map((i) => errorsMm[i])));
  const meanMm = nonDecreasing(errors.map((bin) => meanOf(bin)));
  const at = (share: number): number[] => nonDecreasing(errors.map((bin) => quantile(bin, share)));
  return {
    scores: bins.map((bin) => meanOf(bin.map((i) => scores[i]))),
    meanMm,
    lowMm: at(RANGE[0]).map((mm, k) => Math.min(mm, meanMm[k])),
    highMm: at(RANGE[1]).map((mm, k) => Math.max(mm, meanMm[k])),
  };
}

/** A score of everybody's, and its curve on those whom it did not see. */
function fitBoth(
  evidence: readonly ArrayLike<number>[],
  errorsMm: readonly number[],
): { score: Score; curve: RangeCurve } {
  const design = designOf(evidence);
  const { rows, low, high, means, sds } = design;
  const E = rows[0].length;
  const logs = errorsMm.map((mm) => Math.log(mm + FLOOR_MM));
  const folds = Array.from({ length: FOLDS }, (_, fold) =>
    momentsOf(design, logs, (i) => i % FOLDS === fold),
  );
  const without = folds.map((own) =>
    ridge(
      folds.filter((fold) => fold !== own),
      E,
    ),
  );
  const unseen = rows.map((row, i) =>
    row.reduce((sum, x, e) => sum + x * without[i % FOLDS][e], 0),
  );
  const solved = ridge(folds, E);
  const weights = sds.map((sd, e) => solved[e] / sd);
  const bias = weights.reduce((sum, weight, e) => sum - weight * means[e], solved[E - 1]);
  return { score: { low, high, weights, bias }, curve: fitCurve(unseen, errorsMm) };
}

/**
 * The calibration of one number of regions; the same people give the same numbers.
 * @throws E_RANGE for fewer than 50 people.
 */
export function fitCalibration(rois: number, people: readonly ErrorObservation[]): RoiCalibration {
  if (people.length < LEAST_PEOPLE) {
    throw new MultiRoiError(
      'E_RANGE',
      `fitCalibration: expected ${LEAST_PEOPLE} people or more, got ${people.length}`,
    );
  }
  const joint = (j: number): RoiCalibration['joints'][number] => {
    const { score, curve } = fitBoth(
      people.map(({ evidence }) => jointEvidence(evidence, j)),
      people.map(({ jointsMm }) => jointsMm[j]),
    );
    const { scores, meanMm }: Curve = curve;
    return { score, curve: { scores, meanMm } };
  };
  return {
    rois,
    person: fitBoth(
      people.map(({ evidence }) => evidence.person),
      people.map(({ jointsMm }) => meanOf(jointsMm)),
    ),
    joints: Array.from({ length: 23 }, (_, i) => joint(i + 1)),
    betasSd: Array.from(people[0].betas.predicted, (_, s) =>
      Math.sqrt(
        meanOf(people.map(({ betas: { predicted, truth } }) => (truth[s] - predicted[s]) ** 2)),
      ),
    ),
  };
}
