/**
 * @file The 6D representation of rotations (Zhou et al., CVPR 2019, Eq. 15): the first two columns of
 * R, in two layouts that hold the same numbers in different order.
 *   `rot6dRowMajor` = R00 R01 R10 R11 R20 R21 (a 3×2 matrix read by rows: SPIN, CLIFF and the paper's code)
 *   `rot6dColMajor` = R00 R10 R20 R01 R11 R21 (first column, then second)
 * Float64; every function may write over its own input.
 */

import { requireNonZero } from './require-non-zero.ts';

/**
 * Gram–Schmidt on two columns a, b read at the given places of a 6D vector.
 * Inlined scalars keep the call free of allocation.
 */
function gramSchmidt(
  who: string,
  a0: number,
  a1: number,
  a2: number,
  b0: number,
  b1: number,
  b2: number,
  out: Float64Array,
): Float64Array {
  const a = Math.sqrt(a0 * a0 + a1 * a1 + a2 * a2);
  requireNonZero(who, 'two independent columns', a);
  const x0 = a0 / a;
  const x1 = a1 / a;
  const x2 = a2 / a;
  const dot = x0 * b0 + x1 * b1 + x2 * b2;
  const c0 = b0 - dot * x0;
  const c1 = b1 - dot * x1;
  const c2 = b2 - dot * x2;
  const c = Math.sqrt(c0 * c0 + c1 * c1 + c2 * c2);
  requireNonZero(who, 'two independent columns', c);
  const y0 = c0 / c;
  const y1 = c1 / c;
  const y2 = c2 / c;
  out[0] = x0;
  out[1] = y0;
  out[2] = x1 * y2 - x2 * y1;
  out[3] = x1;
  out[4] = y1;
  out[5] = x2 * y0 - x0 * y2;
  out[6] = x2;
  out[7] = y2;
  out[8] = x0 * y1 - x1 * y0;
  return out;
}

/**
 * The rotation of a 6D vector in row-major layout.
 * @throws E_NUMERIC when the two columns are parallel or zero.
 */
export function rotmatFromRot6dRowMajor(
  r: ArrayLike<number>,
  out: Float64Array = new Float64Array(9),
): Float64Array {
  return gramSchmidt('rotmatFromRot6dRowMajor', r[0], r[2], r[4], r[1], r[3], r[5], out);
}

/**
 * The rotation of a 6D vector in column-major layout.
 * @throws E_NUMERIC when the two columns are parallel or zero.
 */
export function rotmatFromRot6dColMajor(
  r: ArrayLike<number>,
  out: Float64Array = new Float64Array(9),
): Float64Array {
  return gramSchmidt('rotmatFromRot6dColMajor', r[0], r[1], r[2], r[3], r[4], r[5], out);
}

/** The first two columns of a rotation as 3×2 row-major: R00 R01 R10 R11 R20 R21. */
export function rot6dRowMajorFromRotmat(
  rotmat: ArrayLike<number>,
  out: Float64Array = new Float64Array(6),
): Float64Array {
  // ascending writes never reach an element before it is read
  out[0] = rotmat[0];
  out[1] = rotmat[1];
  out[2] = rotmat[3];
  out[3] = rotmat[4];
  out[4] = rotmat[6];
  out[5] = rotmat[7];
  return out;
}

/** The first column of a rotation, then the second: R00 R10 R20 R01 R11 R21. */
export function rot6dColMajorFromRotmat(
  rotmat: ArrayLike<number>,
  out: Float64Array = new Float64Array(6),
): Float64Array {
  const [r01, r11, r20, r21] = [rotmat[1], rotmat[4], rotmat[6], rotmat[7]];
  out[0] = rotmat[0];
  out[1] = rotmat[3];
  out[2] = r20;
  out[3] = r01;
  out[4] = r11;
  out[5] = r21;
  return out;
}
