/**
 * @file The field's errors of joints and vertices, in the unit of their input. Conversion to millimetres is the
 * report's business. Points are [N, 3], flat.
 */

import { MultiRoiError } from '../base/index.ts';
import { alignSimilarity } from '../math/index.ts';

/** A point that both sets are moved to before they are compared: pelvis, or the middle of the hips. */
export type Root = ArrayLike<number>;

/**
 * Distances between corresponding points [N], in the unit of the points. @throws E_SHAPE unless both hold the same
 * points [N, 3].
 */
export function distances(predicted: ArrayLike<number>, target: ArrayLike<number>): Float64Array {
  checkPair('distances', predicted, target);
  return shiftedDistances(predicted, target, 0, 0, 0);
}

/** Distances after the target was moved by a shift; a loop, because meshes have thousands of points. */
function shiftedDistances(
  predicted: ArrayLike<number>,
  target: ArrayLike<number>,
  sx: number,
  sy: number,
  sz: number,
): Float64Array {
  const out = new Float64Array(predicted.length / 3);
  for (let i = 0, k = 0; i < out.length; i++, k += 3) {
    const x = predicted[k] - target[k] - sx;
    const y = predicted[k + 1] - target[k + 1] - sy;
    const z = predicted[k + 2] - target[k + 2] - sz;
    out[i] = Math.sqrt(x * x + y * y + z * z);
  }
  return out;
}

/**
 * Distances after both sets were moved so that their roots meet: the terms of MPJPE and PVE [N], in the unit of the
 * points.
 * @param predictedRoot and `targetRoot` `[3]`: the pelvis, or the middle of the hips.
 * @throws E_SHAPE unless both hold the same points [N, 3].
 * @example
 * ```ts
 * import { meanOf, rootAlignedDistances } from 'multiroi/train';
 *
 * const predicted = [0, 0, 0, 0, 0.4, 0];
 * const truth = [1, 0, 0, 1, 0.5, 0];
 * const errors = rootAlignedDistances(predicted, [0, 0, 0], truth, [1, 0, 0]);
 * console.log(`MPJPE ${(1000 * meanOf(errors)).toFixed(0)} mm`); // MPJPE 50 mm
 * ```
 */
export function rootAlignedDistances(
  predicted: ArrayLike<number>,
  predictedRoot: Root,
  target: ArrayLike<number>,
  targetRoot: Root,
): Float64Array {
  checkPair('rootAlignedDistances', predicted, target);
  const shift = [0, 1, 2].map((k) => predictedRoot[k] - targetRoot[k]);
  return shiftedDistances(predicted, target, shift[0], shift[1], shift[2]);
}

/**
 * Distances after the best similarity transform (Umeyama 1991): the terms of PA-MPJPE [N], in the unit of the points.
 * @throws E_SHAPE unless both hold the same points [N, 3]; E_NUMERIC for predicted points that lie on one line.
 * @example
 * ```ts
 * import { meanOf, procrustesDistances } from 'multiroi/train';
 *
 * const truth = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1];
 * const twice = truth.map((metres) => 2 * metres + 5);
 * console.log(meanOf(procrustesDistances(twice, truth)).toFixed(3)); // 0.000
 * ```
 */
export function procrustesDistances(
  predicted: ArrayLike<number>,
  target: ArrayLike<number>,
): Float64Array {
  checkPair('procrustesDistances', predicted, target);
  return distances(alignSimilarity(predicted, target), target);
}

/** Arithmetic mean, in the unit of the values; NaN for none. */
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
