/** @file Counting what somebody does again and again, by one angle. */

import { MultiRoiError } from '../base/index.ts';

/** What counts as one time. */
export interface RepetitionOptions {
  /** Whether the angle grows and comes back (`up`: a squat by its knee) or the other way round. Default `up`. */
  readonly way?: 'up' | 'down';
  /**
   * The angles (degrees) that a repetition must come from and return to, and must reach. Default: a third and two thirds of the
   * way from the 5th to the 95th of a hundred of its values.
   */
  readonly between?: readonly [low: number, high: number];
  /** Movements smaller than this are none (degrees, from the 5th to the 95th of a hundred). Default 20. */
  readonly leastRange?: number;
  /** Faster changes are noise (Hz). Default 3. */
  readonly cutoffHz?: number;
  /** Longer stretches without the person begin everything anew (s). Default 1. */
  readonly longestGapS?: number;
}

/** One time. */
export interface Repetition {
  /** When the angle left the low third, was farthest, and was back. */
  readonly startS: number;
  readonly peakS: number;
  readonly endS: number;
  /** The smoothed angle at its farthest, degrees. */
  readonly peakDeg: number;
}

/** A low-pass of first order in one direction; steps of time may differ. */
function lowPass(
  seconds: readonly number[],
  values: readonly number[],
  cutoffHz: number,
): number[] {
  let held = values[0];
  return values.map((value, i) => {
    const step = i === 0 ? 0 : Math.abs(seconds[i] - seconds[i - 1]);
    held += (1 - Math.exp(-2 * Math.PI * cutoffHz * step)) * (value - held);
    return held;
  });
}

/** Forwards and backwards in time: what is late one way is early the other, and peaks stay where they are. */
function smoothed(
  seconds: readonly number[],
  values: readonly number[],
  cutoffHz: number,
): number[] {
  const forth = lowPass(seconds, values, cutoffHz);
  return lowPass(seconds.toReversed(), forth.toReversed(), cutoffHz).toReversed();
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.round(share * (sorted.length - 1))];

function limitsOf(
  values: readonly number[],
  { between, leastRange = 20 }: RepetitionOptions,
): readonly [number, number] | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [quantile(sorted, 0.05), quantile(sorted, 0.95)];
  if (!(high - low >= leastRange)) return null;
  return between ?? [low + (high - low) / 3, low + (2 * (high - low)) / 3];
}

function checkOptions(
  seconds: readonly number[],
  degrees: readonly number[],
  { cutoffHz = 3, between }: RepetitionOptions,
): void {
  const who = 'countRepetitions';
  if (seconds.length !== degrees.length) {
    throw new MultiRoiError(
      'E_SHAPE',
      `${who}: expected ${seconds.length} angles, got ${degrees.length}`,
    );
  }
  if (!(cutoffHz > 0)) {
    throw new MultiRoiError('E_RANGE', `${who}: expected a cutoffHz above 0, got ${cutoffHz}`);
  }
  if (between !== undefined && !(between[0] < between[1])) {
    throw new MultiRoiError(
      'E_RANGE',
      `${who}: expected limits that rise, got ${between.join(' and ')}`,
    );
  }
}

/**
 * Repetitions by one angle over time: smoothed without delay, it must rise from below the lower limit to the upper one and come
 * back below the lower. What wavers about one of them does not count twice, and what has not come back does not count.
 * @param seconds [T], rising. @param degrees [T].
 * @throws E_SHAPE, E_RANGE for options that cannot be meant.
 * @example
 * ```ts
 * import { countRepetitions } from 'multiroi';
 *
 * // a knee that is bent three times in six seconds, as `jointAngles` tells it
 * const seconds = Array.from({ length: 150 }, (_, i) => i / 25);
 * const degrees = seconds.map((s) => 50 - 45 * Math.cos(Math.PI * s));
 * console.log(countRepetitions(seconds, degrees).length); // 3
 * ```
 */
export function countRepetitions(
  seconds: readonly number[],
  degrees: readonly number[],
  options: RepetitionOptions = {},
): Repetition[] {
  checkOptions(seconds, degrees, options);
  if (seconds.length === 0) return [];
  const { way = 'up', cutoffHz = 3, longestGapS = 1 } = options;
  const sign = way === 'up' ? 1 : -1;
  const calm = smoothed(seconds, degrees, cutoffHz).map((value) => sign * value);
  const between =
    options.between === undefined || way === 'up'
      ? options.between
      : ([-options.between[1], -options.between[0]] as const);
  const limits = limitsOf(calm, { ...options, ...(between !== undefined && { between }) });
  if (limits === null) return [];
  const [low, high] = limits;
  const found: Repetition[] = [];
  // the last moment below the lower limit; -1: none yet
  let start = -1;
  let peak = -1;
  calm.forEach((value, i) => {
    if (i > 0 && seconds[i] - seconds[i - 1] > longestGapS) [start, peak] = [-1, -1];
    if (value < low) {
      if (peak >= 0) {
        found.push({
          startS: seconds[start],
          peakS: seconds[peak],
          endS: seconds[i],
          peakDeg: sign * calm[peak],
        });
      }
      [start, peak] = [i, -1];
    } else if (start >= 0 && value >= (peak < 0 ? high : calm[peak])) {
      peak = i;
    }
  });
  return found;
}
