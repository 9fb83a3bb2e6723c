/** @file Whether expected errors are worth believing: rank correlation, slope, coverage, and the bins of a reliability plot. */

import type { ResultExpectedError } from '../../result/index.ts';
import { meanOf } from '../metrics.ts';
import { quantile } from './fit.ts';

/** Ranks from 0; equal values share the middle of theirs. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const ranks = values.map(() => 0);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let i = from; i < to; i++) ranks[order[i]] = (from + to - 1) / 2;
    from = to;
  }
  return ranks;
}

/** Covariance and variances of two lists. */
function moments(
  x: readonly number[],
  y: readonly number[],
): { readonly xy: number; readonly xx: number; readonly yy: number } {
  const [mx, my] = [meanOf(x), meanOf(y)];
  return {
    xy: meanOf(x.map((value, i) => (value - mx) * (y[i] - my))),
    xx: meanOf(x.map((value) => (value - mx) ** 2)),
    yy: meanOf(y.map((value) => (value - my) ** 2)),
  };
}

/** Spearman's rank correlation; NaN where either list is constant. */
export function spearman(x: readonly number[], y: readonly number[]): number {
  const { xy, xx, yy } = moments(ranksOf(x), ranksOf(y));
  return xy / Math.sqrt(xx * yy);
}

/** People of alike expected error. */
export interface ReliabilityBin {
  readonly expectedMm: number;
  readonly trueMm: number;
  /** A tenth of the true errors is below this one. */
  readonly lowMm: number;
  /** A tenth of the true errors is above this one. */
  readonly highMm: number;
  readonly people: number;
}

/** How well expected errors tell the true ones, over people or joints; millimetres. */
export interface Reliability {
  readonly people: number;
  readonly expectedMm: number;
  readonly trueMm: number;
  readonly spearman: number;
  /** Of the true error by the expected one, least squares: 1 is calibrated. */
  readonly slope: number;
  /** Share of true errors inside of their ranges, when ranges are known. */
  readonly coverage: number | null;
}

/** An expected error to be judged; ranges are judged where there are any. */
export type Judged = Pick<ResultExpectedError, 'meanMm'> & Partial<ResultExpectedError>;

/** How expected errors compare with true ones. */
export function reliabilityOf(expected: readonly Judged[], trueMm: readonly number[]): Reliability {
  const means = expected.map(({ meanMm }) => meanMm);
  const { xy, xx } = moments(means, trueMm);
  const ranges = expected.flatMap(({ rangeMm: range }) => (range ? [range] : []));
  const covered = ranges.filter(([low, high], i) => trueMm[i] >= low && trueMm[i] <= high).length;
  return {
    people: means.length,
    expectedMm: meanOf(means),
    trueMm: meanOf(trueMm),
    spearman: spearman(means, trueMm),
    slope: xy / xx,
    coverage: ranges.length === means.length ? covered / means.length : null,
  };
}

/** People by rising expected error, in bins of one size. */
export function reliabilityBins(
  expectedMm: readonly number[],
  trueMm: readonly number[],
  count = 10,
): ReliabilityBin[] {
  const order = expectedMm.map((_, i) => i).sort((a, b) => expectedMm[a] - expectedMm[b]);
  const bins = Math.min(count, order.length);
  return Array.from({ length: bins }, (_, b) => {
    const own = order.slice(
      Math.round((b * order.length) / bins),
      Math.round(((b + 1) * order.length) / bins),
    );
    const errors = Float64Array.from(own, (i) => trueMm[i]).sort();
    return {
      expectedMm: meanOf(own.map((i) => expectedMm[i])),
      trueMm: meanOf(errors),
      lowMm: quantile(errors, 0.1),
      highMm: quantile(errors, 0.9),
      people: own.length,
    };
  });
}
