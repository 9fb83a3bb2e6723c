/** @file A root rotation taken apart: R_root = R_heading(y) · R_tilt, in a world whose y is up. */

import { axisAngleFromQuatWxyz, quatWxyzFromAxisAngle } from '../math/index.ts';

/** Hamilton product `a b`, w first. */
function multiply(a: ArrayLike<number>, b: ArrayLike<number>): [number, number, number, number] {
  return [
    a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3],
    a[0] * b[1] + a[1] * b[0] + a[2] * b[3] - a[3] * b[2],
    a[0] * b[2] - a[1] * b[3] + a[2] * b[0] + a[3] * b[1],
    a[0] * b[3] + a[1] * b[2] - a[2] * b[1] + a[3] * b[0],
  ];
}

/**
 * Removes the turn about the vertical (the twist of the swing–twist decomposition).
 * @param root axis-angle [3] of R_world←body; may be `out`.
 * @param out axis-angle [3] of the tilt that remains.
 */
export function removeHeading(root: ArrayLike<number>, out: Float64Array): Float64Array {
  const q = quatWxyzFromAxisAngle(root);
  const norm = Math.sqrt(q[0] * q[0] + q[2] * q[2]);
  // upside down about a horizontal axis has no heading: all of it is tilt
  if (norm < 1e-9) return axisAngleFromQuatWxyz(q, out);
  return axisAngleFromQuatWxyz(multiply([q[0] / norm, 0, -q[2] / norm, 0], q), out);
}

/**
 * `first` applied after `second`: the axis-angle of R(first) · R(second).
 * @param out [3], may be either input.
 */
export function composeAxisAngle(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  out: Float64Array,
): Float64Array {
  const product = multiply(quatWxyzFromAxisAngle(first), quatWxyzFromAxisAngle(second));
  return axisAngleFromQuatWxyz(product, out);
}
