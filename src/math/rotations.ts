/**
 * @file Rotations in four representations, always named: `axisAngle` [3] (rad), `quatWxyz` [4],
 * `rotmat` [3, 3] row-major, and two layouts of the 6D representation (Zhou et al., CVPR 2019, Eq. 15),
 * which hold the same two columns of R in different order:
 *   `rot6dRowMajor` = R00 R01 R10 R11 R20 R21 (a 3×2 matrix read by rows: SPIN, CLIFF and the paper's code)
 *   `rot6dColMajor` = R00 R10 R20 R01 R11 R21 (first column, then second)
 * Float64; series where a quotient is 0/0; the matrix → axis-angle way goes through the quaternion,
 * which loses no digits at 0 or at π. Every function may write over its own input.
 */

import { MultiRoiError } from '../errors.ts';

/** sin(t)/t; the series below 1e-3 is exact to the last bit (next term t⁶/5040). */
function sinc(t: number): number {
  if (t > 1e-3) return Math.sin(t) / t;
  const t2 = t * t;
  return 1 - t2 / 6 + (t2 * t2) / 120;
}

/** Rodrigues: R = I + sinc(θ) [a]× + ½ sinc²(θ/2) [a]×² for the axis-angle vector a, θ = ‖a‖. */
export function rotmatFromAxisAngle(
  axisAngle: ArrayLike<number>,
  out: Float64Array = new Float64Array(9),
): Float64Array {
  const x = axisAngle[0];
  const y = axisAngle[1];
  const z = axisAngle[2];
  const angle = Math.sqrt(x * x + y * y + z * z);
  const s = sinc(angle);
  // (1 − cos θ)/θ² cancels for small θ; the half-angle form does not
  const half = sinc(angle / 2);
  const c = (half * half) / 2;
  out[0] = 1 - c * (y * y + z * z);
  out[1] = c * x * y - s * z;
  out[2] = c * x * z + s * y;
  out[3] = c * x * y + s * z;
  out[4] = 1 - c * (x * x + z * z);
  out[5] = c * y * z - s * x;
  out[6] = c * x * z - s * y;
  out[7] = c * y * z + s * x;
  out[8] = 1 - c * (x * x + y * y);
  return out;
}

/** The unit quaternion of an axis-angle vector; w < 0 when the angle is above π. */
export function quatWxyzFromAxisAngle(
  axisAngle: ArrayLike<number>,
  out: Float64Array = new Float64Array(4),
): Float64Array {
  const x = axisAngle[0];
  const y = axisAngle[1];
  const z = axisAngle[2];
  const half = Math.sqrt(x * x + y * y + z * z) / 2;
  const s = sinc(half) / 2;
  out[0] = Math.cos(half);
  out[1] = s * x;
  out[2] = s * y;
  out[3] = s * z;
  return out;
}

/**
 * The shortest axis-angle vector of a quaternion, ‖·‖ in [0, π]. At exactly π both signs of the axis
 * are the same rotation; the sign of the quaternion's vector part is kept.
 * @throws E_NUMERIC for the zero quaternion or a non-finite one.
 */
export function axisAngleFromQuatWxyz(
  quatWxyz: ArrayLike<number>,
  out: Float64Array = new Float64Array(3),
): Float64Array {
  // q and −q are one rotation; the one with w ≥ 0 has the shorter vector
  const sign = quatWxyz[0] < 0 ? -1 : 1;
  const w = sign * quatWxyz[0];
  const x = sign * quatWxyz[1];
  const y = sign * quatWxyz[2];
  const z = sign * quatWxyz[3];
  const v2 = x * x + y * y + z * z;
  requireNonZero('axisAngleFromQuatWxyz', 'a non-zero quaternion', w * w + v2);
  const v = Math.sqrt(v2);
  // θ/v = 2 atan2(v, w)/v → (2/w)(1 − (v/w)²/3) as v → 0
  const ratio = v < 1e-5 * w ? (2 / w) * (1 - v2 / (3 * w * w)) : (2 * Math.atan2(v, w)) / v;
  out[0] = ratio * x;
  out[1] = ratio * y;
  out[2] = ratio * z;
  return out;
}

/**
 * The rotation of a quaternion of any length.
 * @throws E_NUMERIC for the zero quaternion or a non-finite one.
 */
export function rotmatFromQuatWxyz(
  quatWxyz: ArrayLike<number>,
  out: Float64Array = new Float64Array(9),
): Float64Array {
  const w = quatWxyz[0];
  const x = quatWxyz[1];
  const y = quatWxyz[2];
  const z = quatWxyz[3];
  const norm2 = w * w + x * x + y * y + z * z;
  requireNonZero('rotmatFromQuatWxyz', 'a non-zero quaternion', norm2);
  const s = 2 / norm2;
  out[0] = 1 - s * (y * y + z * z);
  out[1] = s * (x * y - w * z);
  out[2] = s * (x * z + w * y);
  out[3] = s * (x * y + w * z);
  out[4] = 1 - s * (x * x + z * z);
  out[5] = s * (y * z - w * x);
  out[6] = s * (x * z - w * y);
  out[7] = s * (y * z + w * x);
  out[8] = 1 - s * (x * x + y * y);
  return out;
}

/**
 * The unit quaternion with w ≥ 0 of a rotation (Shepperd 1978: solve for the largest component first,
 * so that nothing is ever divided by a small number).
 */
export function quatWxyzFromRotmat(
  rotmat: ArrayLike<number>,
  out: Float64Array = new Float64Array(4),
): Float64Array {
  // oxfmt-ignore
  const [r00, r01, r02, r10, r11, r12, r20, r21, r22] = [
    rotmat[0], rotmat[1], rotmat[2],
    rotmat[3], rotmat[4], rotmat[5],
    rotmat[6], rotmat[7], rotmat[8],
  ];
  const trace = r00 + r11 + r22;
  let w: number;
  let x: number;
  let y: number;
  let z: number;
  // each branch is (4·largest)·q; the common factor goes with the normalisation
  if (trace >= r00 && trace >= r11 && trace >= r22) {
    w = 1 + trace;
    x = r21 - r12;
    y = r02 - r20;
    z = r10 - r01;
  } else if (r00 >= r11 && r00 >= r22) {
    w = r21 - r12;
    x = 1 + r00 - r11 - r22;
    y = r01 + r10;
    z = r02 + r20;
  } else if (r11 >= r22) {
    w = r02 - r20;
    x = r01 + r10;
    y = 1 - r00 + r11 - r22;
    z = r12 + r21;
  } else {
    w = r10 - r01;
    x = r02 + r20;
    y = r12 + r21;
    z = 1 - r00 - r11 + r22;
  }
  const norm = (w < 0 ? -1 : 1) / Math.sqrt(w * w + x * x + y * y + z * z);
  out[0] = norm * w;
  out[1] = norm * x;
  out[2] = norm * y;
  out[3] = norm * z;
  return out;
}

/** The shortest axis-angle vector of a rotation, ‖·‖ in [0, π], exact to rounding at 0 and at π. */
export function axisAngleFromRotmat(
  rotmat: ArrayLike<number>,
  out: Float64Array = new Float64Array(3),
): Float64Array {
  return axisAngleFromQuatWxyz(quatWxyzFromRotmat(rotmat), out);
}

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

function requireNonZero(who: string, thing: string, size: number): void {
  // NaN and infinity fail the comparison as well
  if (!(size > 0 && size < Infinity)) {
    throw new MultiRoiError('E_NUMERIC', `${who}: expected ${thing}, got length ${size}`);
  }
}
