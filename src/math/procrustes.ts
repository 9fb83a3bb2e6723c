/**
 * @file Similarity alignment of two point sets, the step "PA" of PA-MPJPE. Closed form of
 * Umeyama, "Least-squares estimation of transformation parameters between two point patterns",
 * PAMI 1991 (Eq. 40–43), with its correction that never returns a reflection. Float64.
 */

import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { MultiRoiError } from '../base/index.ts';
import { determinant3, matmul3, rotate3, transpose3 } from './matrix3.ts';

/** `target ≈ scale · rotation · source + translation`. */
export interface Similarity {
  readonly scale: number;
  /** [3, 3], row-major, determinant +1. */
  readonly rotation: Float64Array;
  /** [3]. */
  readonly translation: Float64Array;
}

/** Two directions are enough to fix a rotation; below this ratio of singular values there is only one. */
const RANK_TOLERANCE = 1e-10;

interface RotationFit {
  readonly rotation: Float64Array;
  /** trace(D S): how much of the covariance the rotation explains. */
  readonly explained: number;
}

/**
 * Entries this far below the largest are zero to the last bit of any product; the bidiagonalisation
 * of the SVD loses half its digits when it meets subnormal ones.
 */
const NEGLIGIBLE = 1e-30;

/** The rotation R that maximises trace(Rᵀ M) for M [3, 3] = U D Vᵀ: U S Vᵀ, S = diag(1, 1, ±1). */
function fitRotation(who: string, m: Float64Array): RotationFit {
  const floor = NEGLIGIBLE * m.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const entry = (i: number): number => (Math.abs(m[i]) <= floor ? 0 : m[i]);
  const row = (i: number): number[] => [entry(i), entry(i + 1), entry(i + 2)];
  const svd = new SingularValueDecomposition(new Matrix([row(0), row(3), row(6)]));
  const [first, second, third] = svd.diagonal;
  if (!(second > RANK_TOLERANCE * first)) {
    throw new MultiRoiError(
      'E_NUMERIC',
      `${who}: expected points that span a plane, got points on one line (singular values ${svd.diagonal.join(', ')})`,
    );
  }
  const u = Float64Array.from(svd.leftSingularVectors.to1DArray());
  const v = Float64Array.from(svd.rightSingularVectors.to1DArray());
  const sign = determinant3(u) * determinant3(v) < 0 ? -1 : 1;
  for (const last of [2, 5, 8]) u[last] *= sign;
  return { rotation: matmul3(u, transpose3(v)), explained: first + second + sign * third };
}

/**
 * The rotation nearest to a matrix [3, 3] in the Frobenius norm; averages and rounded rotations go
 * through it.
 * @throws E_NUMERIC when the matrix has rank 1 or is not finite.
 */
export function nearestRotation(matrix: ArrayLike<number>): Float64Array {
  const m = Float64Array.from(matrix);
  requireFinite('nearestRotation', m);
  return fitRotation('nearestRotation', m).rotation;
}

/**
 * The similarity that carries `source` to `target` with the least sum of squares.
 * @param source [N, 3], the points to move (predictions).
 * @param target [N, 3], where they should be (ground truth), in the same order.
 * @throws E_SHAPE unless both are [N, 3]; E_NUMERIC for non-finite points or points on one line.
 */
export function similarity(source: ArrayLike<number>, target: ArrayLike<number>): Similarity {
  const who = 'similarity';
  if (source.length !== target.length || source.length % 3 !== 0) {
    throw new MultiRoiError(
      'E_SHAPE',
      `${who}: expected source and target [N, 3], got ${source.length} and ${target.length} numbers`,
    );
  }
  requireFinite(who, source);
  requireFinite(who, target);
  const sourceMean = centroid(source);
  const targetMean = centroid(target);
  const covariance = new Float64Array(9);
  let spread = 0;
  for (let i = 0; i < source.length; i += 3) {
    for (let column = 0; column < 3; column++) {
      const s = source[i + column] - sourceMean[column];
      spread += s * s;
      for (let row = 0; row < 3; row++) {
        covariance[row * 3 + column] += (target[i + row] - targetMean[row]) * s;
      }
    }
  }
  const { rotation, explained } = fitRotation(who, covariance);
  const scale = explained / spread;
  const moved = rotate3(rotation, sourceMean);
  const translation = targetMean.map((mean, axis) => mean - scale * moved[axis]);
  return { scale, rotation, translation };
}

/**
 * `source` moved onto `target` by {@link similarity}.
 * @returns points [N, 3].
 * @throws as `similarity` does.
 */
export function alignSimilarity(
  source: ArrayLike<number>,
  target: ArrayLike<number>,
): Float64Array {
  const { scale, rotation: r, translation: t } = similarity(source, target);
  const out = new Float64Array(source.length);
  for (let i = 0; i < source.length; i += 3) {
    const x = scale * source[i];
    const y = scale * source[i + 1];
    const z = scale * source[i + 2];
    out[i] = r[0] * x + r[1] * y + r[2] * z + t[0];
    out[i + 1] = r[3] * x + r[4] * y + r[5] * z + t[1];
    out[i + 2] = r[6] * x + r[7] * y + r[8] * z + t[2];
  }
  return out;
}

function centroid(points: ArrayLike<number>): Float64Array {
  const mean = new Float64Array(3);
  for (let i = 0; i < points.length; i++) mean[i % 3] += points[i];
  return mean.map((sum) => (sum * 3) / points.length);
}

function requireFinite(who: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new MultiRoiError(
        'E_NUMERIC',
        `${who}: expected finite numbers, got ${values[i]} at element ${i}`,
      );
    }
  }
}
