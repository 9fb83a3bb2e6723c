/** @file Intervals of means by resampling people (Efron 1979), percentiles 2.5 and 97.5. */

import { Rng } from '../src/rng.ts';

const RESAMPLES = 2000;

/** [mean, low, high]. */
export type Interval = readonly [mean: number, low: number, high: number];

/** The mean of a value per person with its interval; of differences per person, it is the paired one. */
export function bootstrap(values: readonly number[], seed: string): Interval {
  const rng = new Rng(`bootstrap/${seed}`);
  const count = values.length;
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += values[rng.int(count)];
    return sum / count;
  }).sort();
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  return [mean, means[Math.floor(0.025 * RESAMPLES)], means[Math.ceil(0.975 * RESAMPLES) - 1]];
}
