/**
 * @file Percentile bootstrap of means (Efron & Tibshirani 1993, ch. 13 and 16). What is drawn are clusters, because
 * frames of one video and people of one picture err together: a cluster counts with all its members or not at all.
 */

import { MultiRoiError } from '../base/index.ts';
import { Rng } from '../base/index.ts';

/** A mean and the interval that holds it, in the unit of the values. */
export type Interval = readonly [low: number, high: number];

/** How a confidence interval of a mean is drawn. */
export interface BootstrapOptions {
  /** How often; the ends of a 95 % interval then stand on 250 draws each. */
  readonly draws?: number;
  /** Default 0; the same seed draws the same clusters. */
  readonly seed?: number | string;
  /** Chance that the interval holds the mean. */
  readonly level?: number;
}

/** What is left out of `BootstrapOptions`. */
export const BOOTSTRAP_DEFAULTS: Required<BootstrapOptions> = {
  draws: 10_000,
  seed: 0,
  level: 0.95,
};

/** Means of one quantity: sums and counts a cluster. */
interface Clusters {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
}

function clustersOf(values: ArrayLike<number>, clusters: readonly string[]): Clusters {
  const place = new Map<string, number>();
  for (const cluster of clusters) if (!place.has(cluster)) place.set(cluster, place.size);
  const sums = new Float64Array(place.size);
  const counts = new Float64Array(place.size);
  clusters.forEach((cluster, i) => {
    const at = place.get(cluster) ?? 0;
    sums[at] += values[i];
    counts[at]++;
  });
  return { sums, counts };
}

/** The value below which a share of the sorted values lies, between neighbours. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

/**
 * The interval of a mean, in the unit of the values. For paired samples the values are differences.
 * @param clusters one a value; equal names are drawn together.
 * @returns null with fewer than two clusters, of which nothing can be told.
 * @throws E_SHAPE, E_RANGE, E_NUMERIC
 * @example
 * ```ts
 * import { bootstrapMean } from 'multiroi/train';
 *
 * const errorsMm = [62, 58, 71, 66, 80, 54];
 * const videos = ['a', 'a', 'b', 'b', 'c', 'c'];
 * const [low, high] = bootstrapMean(errorsMm, videos) ?? [NaN, NaN];
 * console.log(`95 %: ${low.toFixed(1)} to ${high.toFixed(1)} mm`); // 95 %: 60.0 to 68.5 mm
 * ```
 */
export function bootstrapMean(
  values: ArrayLike<number>,
  clusters: readonly string[],
  options: BootstrapOptions = {},
): Interval | null {
  const { draws, seed, level } = { ...BOOTSTRAP_DEFAULTS, ...options };
  check(values, clusters, draws, level);
  const { sums, counts } = clustersOf(values, clusters);
  const size = sums.length;
  if (size < 2) return null;
  const rng = new Rng(seed).fork('bootstrap');
  const means = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < size; i++) {
      // 32 bits are enough to pick among clusters, and twice as fast as 53
      const at = Math.floor((rng.uint32() / 2 ** 32) * size);
      sum += sums[at];
      count += counts[at];
    }
    means[draw] = sum / count;
  }
  means.sort();
  const tail = (1 - level) / 2;
  return [quantile(means, tail), quantile(means, 1 - tail)];
}

/**
 * The interval of any statistic of clusters. Clusters are drawn within their strata, as many as there are, so that a
 * statistic over several sources keeps all of them.
 * @param strata the clusters of each stratum.
 * @returns null when a stratum has fewer than two clusters, or they are so few that some draw has no finite statistic.
 * @throws E_RANGE
 */
export function bootstrapStatistic<T>(
  strata: readonly (readonly T[])[],
  statistic: (drawn: readonly (readonly T[])[]) => number,
  options: BootstrapOptions = {},
): Interval | null {
  const { draws, seed, level } = { ...BOOTSTRAP_DEFAULTS, ...options };
  checkDraws('bootstrapStatistic', draws, level);
  if (strata.length === 0 || strata.some(({ length }) => length < 2)) return null;
  const rng = new Rng(seed).fork('bootstrap');
  const found = Float64Array.from({ length: draws }, () =>
    statistic(strata.map((clusters) => clusters.map(() => clusters[rng.int(clusters.length)]))),
  );
  if (!found.every(Number.isFinite)) return null;
  found.sort();
  const tail = (1 - level) / 2;
  return [quantile(found, tail), quantile(found, 1 - tail)];
}

function checkDraws(who: string, draws: number, level: number): void {
  if (!(Number.isInteger(draws) && draws >= 100 && draws <= 1e6 && level > 0 && level < 1)) {
    throw new MultiRoiError(
      'E_RANGE',
      `${who}: expected 100 to 1000000 draws and a level between 0 and 1, got ${draws} and ${level}`,
    );
  }
}

function check(
  values: ArrayLike<number>,
  clusters: readonly string[],
  draws: number,
  level: number,
): void {
  if (values.length !== clusters.length || values.length === 0) {
    throw new MultiRoiError(
      'E_SHAPE',
      `bootstrapMean: expected a cluster for each of 1 or more values, got ${clusters.length} for ${values.length}`,
    );
  }
  checkDraws('bootstrapMean', draws, level);
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new MultiRoiError(
        'E_NUMERIC',
        `bootstrapMean: expected finite values, got ${values[i]} (element ${i})`,
      );
    }
  }
}
