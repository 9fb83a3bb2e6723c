/** @file The shortest rotation from one direction to another. */

import { rotmatFromQuatWxyz } from './rotations.ts';

/**
 * The rotation about the axis at right angles to both that turns `from` into the direction of `to`; of opposite directions,
 * half a turn about some axis at right angles.
 * @param from, to [3], of any length above 0.
 * @returns [3, 3].
 */
export function rotmatBetween(from: ArrayLike<number>, to: ArrayLike<number>): Float64Array {
  const length = Math.hypot(from[0], from[1], from[2]) * Math.hypot(to[0], to[1], to[2]);
  const cosine = (from[0] * to[0] + from[1] * to[1] + from[2] * to[2]) / length;
  if (cosine < -1 + 1e-12) {
    // the axis that lies farthest from `from`, made perpendicular by the cross product
    const [x, y, z] = [from[0], from[1], from[2]];
    const axis = Math.abs(x) < Math.abs(y) ? [0, -z, y] : [z, 0, -x];
    return rotmatFromQuatWxyz(Math.hypot(...axis) > 0 ? [0, ...axis] : [0, 1, 0, 0]);
  }
  // the half angle: (1 + cos, sin · axis) has its direction
  return rotmatFromQuatWxyz([
    1 + cosine,
    (from[1] * to[2] - from[2] * to[1]) / length,
    (from[2] * to[0] - from[0] * to[2]) / length,
    (from[0] * to[1] - from[1] * to[0]) / length,
  ]);
}
