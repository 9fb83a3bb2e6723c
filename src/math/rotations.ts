/**
 * @file Rotations as `axisAngle` [3] (rad), `quatWxyz` [4] and `rotmat` [3, 3] row-major; the
 * representation is always in the name (`rot6d.ts` has the fourth).
 * Float64; series where a quotient is 0/0; the matrix → axis-angle way goes through the quaternion,
 * which loses no digits at 0 or at π. Every function may write over its own input.
 */

import { atan2, cos, sin } from '../base/index.ts';
import { requireNonZero } from './require-non-zero.ts';

/** sin(t)/t; the series below 1e-3 is exact to the last bit (next term t⁶/5040). */
function sinc(t: number): number {
  if (t > 1e-3) return sin(t) / t;
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
  out[0] = cos(half);
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
  const ratio = v < 1e-5 * w ? (2 / w) * (1 - v2 / (3 * w * w)) : (2 * atan2(v, w)) / v;
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

/** The rotation half-way between two, along the shorter way; axis-angles [3]. */
export function halfwayAxisAngle(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  out: Float64Array = new Float64Array(3),
): Float64Array {
  const [p, q] = [quatWxyzFromAxisAngle(a), quatWxyzFromAxisAngle(b)];
  // q and −q are one rotation: the nearer of them has the shorter way
  const sign = p[0] * q[0] + p[1] * q[1] + p[2] * q[2] + p[3] * q[3] < 0 ? -1 : 1;
  return axisAngleFromQuatWxyz(
    p.map((x, k) => x + sign * q[k]),
    out,
  );
}
