/** @file RoIs drawn at random around the base box. */

import type { RoiSet } from '../../camera/index.ts';
import type { Rng } from '../../base/index.ts';

/** Regions that are drawn for each sample in place of a fixed set (§3.5). */
export interface RandomRoiOptions {
  /** Largest shift of a centre along either axis, in units of b. */
  readonly maxShift: number;
  /** Factors on b, from and to; drawn evenly on a logarithmic scale. */
  readonly scales: readonly [number, number];
}

/** The reach of the fixed set (§3.5). */
export const RANDOM_ROIS: RandomRoiOptions = { maxShift: 0.1, scales: [0.65, 1.5] };

/** A set of `count` RoIs whose first is the base box itself. */
export function drawRoiSet(
  { maxShift, scales: [low, high] }: RandomRoiOptions,
  count: number,
  rng: Rng,
): RoiSet {
  const shift = (): number => rng.uniform(-maxShift, maxShift);
  const others = Array.from({ length: count - 1 }, () => ({
    offset: [shift(), shift()] as const,
    scale: low * (high / low) ** rng.uniform(),
  }));
  return {
    id: 'random',
    offsets: [[0, 0], ...others.map(({ offset }) => offset)],
    scales: [1, ...others.map(({ scale }) => scale)],
  };
}
