/**
 * @file Whether two cells differ: they were trained with the same seeds and scored on the same people, so that both
 * can be paired. Training noise is between seeds, sampling noise between groups of people.
 */

import { Rng } from '../../base/index.ts';
import { meanOf } from '../metrics.ts';
import type { CellRow, CellScore } from './rows.ts';

const REPEATS = 5000;
/** Two-sided. */
const LEVEL = 0.95;

/** How much one cell differs from another on the same seeds and people. */
export interface PairedDifference {
  /** Mean of a − b, mm. */
  readonly mean: number;
  /** 95 % of the bootstrap's means. */
  readonly interval: readonly [low: number, high: number];
  /** Seeds that both have. */
  readonly seeds: number;
}

/** Mean and standard deviation of a sample; the deviation of one value is 0. */
export function meanAndSd(values: readonly number[]): {
  readonly mean: number;
  readonly sd: number;
} {
  const mean = meanOf(values);
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { mean, sd: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}

/**
 * a − b with a bootstrap interval over seeds and groups of people, both drawn with replacement.
 *
 * A few seeds drawn with replacement vary less than new ones would, by (n − 1) / n in variance; their deviations are
 * stretched by that much.
 * @returns undefined without two common seeds.
 */
export function pairedDifference(
  a: readonly CellRow[],
  b: readonly CellRow[],
  score: keyof CellScore,
): PairedDifference | undefined {
  const bySeed = new Map(b.map((row) => [row.seed, row.groups[score]]));
  const differences = a.flatMap(({ seed, groups }) => {
    const theirs = bySeed.get(seed);
    return theirs === undefined ? [] : [groups[score].map((x, g) => x - theirs[g])];
  });
  const n = differences.length;
  if (n < 2) return undefined;
  const ofSeed = differences.map(meanOf);
  const mean = meanOf(ofSeed);
  // a group's difference, over the seeds
  const ofGroup = differences[0].map((_, g) => meanOf(differences.map((row) => row[g])));
  const stretch = Math.sqrt(n / (n - 1));
  const rng = new Rng('paired bootstrap');
  const drawn = (values: readonly number[]): number => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[rng.int(values.length)];
    return sum / values.length;
  };
  const means = Float64Array.from(
    { length: REPEATS },
    () => drawn(ofGroup) + stretch * (drawn(ofSeed) - mean),
  ).toSorted();
  const tail = (1 - LEVEL) / 2;
  const at = (share: number): number => means[Math.round(share * (REPEATS - 1))];
  return { mean, interval: [at(tail), at(1 - tail)], seeds: n };
}

/** What a difference says about one that the paper found. */
export type Verdict = 'agrees' | 'contradicts' | 'inside the noise';

/** @param paper the paper's difference, or its sign where it prints no numbers. */
export function judge({ interval: [low, high] }: PairedDifference, paper: number): Verdict {
  if (low <= 0 && high >= 0) return 'inside the noise';
  return Math.sign(low) === Math.sign(paper) ? 'agrees' : 'contradicts';
}
