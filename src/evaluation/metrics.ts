/**
 * @file The field's errors of joints and vertices, in the unit of their input. Conversion to millimetres is the
 * report's business. Points are [N, 3], flat.
 */

import { MultiRoiError } from '../errors.ts';
import { alignSimilarity } from '../math/index.ts';

/** A point that both sets are moved to before they are compared: pelvis, or the middle of the hips. */
export type Point = ArrayLike<number>;

/** Distances between corresponding points [N]. */
export function distances(predicted: ArrayLike<number>, target: ArrayLike<number>): Float64Array {
  checkPair('distances', predicted, target);
  return Float64Array.from({ length: predicted.length / 3 }, (_, i) =>
    Math.hypot(
      predicted[3 * i] - target[3 * i],
      predicted[3 * i + 1] - target[3 * i + 1],
      predicted[3 * i + 2] - target[3 * i + 2],
    ),
  );
}

/** Distances after both sets were moved so that their roots meet: the terms of MPJPE and PVE [N]. */
export function rootAlignedDistances(
  predicted: ArrayLike<number>,
  predictedRoot: Point,
  target: ArrayLike<number>,
  targetRoot: Point,
): Float64Array {
  checkPair('rootAlignedDistances', predicted, target);
  const moved = Float64Array.from(
    predicted,
    (x, i) => x - predictedRoot[i % 3] + targetRoot[i % 3],
  );
  return distances(moved, target);
}

/** Distances after the best similarity transform: the terms of PA-MPJPE [N]. */
export function procrustesDistances(
  predicted: ArrayLike<number>,
  target: ArrayLike<number>,
): Float64Array {
  checkPair('procrustesDistances', predicted, target);
  return distances(alignSimilarity(predicted, target), target);
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

function checkPair(who: string, a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length !== b.length || a.length === 0 || a.length % 3 !== 0) {
    throw new MultiRoiError(
      'E_SHAPE',
      `${who}: expected two sets of the same points [N, 3], got ${a.length} and ${b.length} numbers`,
    );
  }
}
