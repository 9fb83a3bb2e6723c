/** @file Between two rotations. */

/**
 * The rotation at `share` of the way from one to another, along the shorter way and at an even speed (Shoemake 1985).
 * @param a, b unit quaternions [4]; b and −b are the same. @param share 0–1. @param out [4], of unit length.
 */
export function slerpQuatWxyz(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  share: number,
  out: Float64Array = new Float64Array(4),
): Float64Array {
  const dot = a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3];
  const angle = Math.acos(Math.min(1, Math.abs(dot)));
  const sine = Math.sin(angle);
  // of rotations so near the chord is the arc
  const isNear = sine < 1e-6;
  const p = isNear ? 1 - share : Math.sin((1 - share) * angle) / sine;
  const q = (dot < 0 ? -1 : 1) * (isNear ? share : Math.sin(share * angle) / sine);
  let squares = 0;
  for (let k = 0; k < 4; k++) {
    out[k] = p * a[k] + q * b[k];
    squares += out[k] * out[k];
  }
  const length = Math.sqrt(squares);
  for (let k = 0; k < 4; k++) out[k] /= length;
  return out;
}
