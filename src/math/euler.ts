/**
 * @file Rotations as three turns about the axes x, y, z, each once: `R = R_a(α) R_b(β) R_c(γ)` for the order `abc`, i.e. every
 * turn about an axis that the turns before it have carried along (intrinsic; Tait–Bryan angles).
 */

/** The axes in the order of the matrices' product. */
export type EulerOrder = 'XYZ' | 'XZY' | 'YXZ' | 'YZX' | 'ZXY' | 'ZYX';
/** All of them. */
export const EULER_ORDERS: readonly EulerOrder[] = ['XYZ', 'XZY', 'YXZ', 'YZX', 'ZXY', 'ZYX'];

/** Below this cosine of β the outer axes are one, and only the sum or difference of their angles is known. */
const LOCKED = 1e-9;

/**
 * The angles (α, β, γ) of a rotation, radians, β in [−π/2, π/2].
 * @param rotmat [3, 3]. Where the first and last axes coincide γ is 0.
 */
export function eulerFromRotmat(
  rotmat: ArrayLike<number>,
  order: EulerOrder,
  out: Float64Array = new Float64Array(3),
): Float64Array {
  const [a, b, c] = order.split('').map((axis) => 'XYZ'.indexOf(axis));
  const entry = (row: number, column: number): number => rotmat[3 * row + column];
  // +1 where a, b, c follow each other as x, y, z do
  const sign = (b - a + 3) % 3 === 1 ? 1 : -1;
  const cosine = Math.hypot(entry(a, a), entry(a, b));
  out[1] = Math.atan2(sign * entry(a, c), cosine);
  const isLocked = cosine < LOCKED;
  out[0] = isLocked
    ? Math.atan2(sign * entry(c, b), entry(b, b))
    : Math.atan2(-sign * entry(b, c), entry(c, c));
  out[2] = isLocked ? 0 : Math.atan2(-sign * entry(a, b), entry(a, a));
  return out;
}

const TURN = 2 * Math.PI;
const nearestTurn = (angle: number, to: number): number =>
  angle + TURN * Math.round((to - angle) / TURN);

/**
 * The same rotation with the angles that lie nearest those of a moment before, so that what is drawn between two frames does
 * not spin: (α + π, π − β, γ + π) is the same rotation, and so is any angle with whole turns added.
 */
export function nearestEuler(
  euler: ArrayLike<number>,
  before: ArrayLike<number>,
  out: Float64Array = new Float64Array(3),
): Float64Array {
  const candidates = [
    [euler[0], euler[1], euler[2]],
    [euler[0] + Math.PI, Math.PI - euler[1], euler[2] + Math.PI],
  ].map((angles) => angles.map((angle, k) => nearestTurn(angle, before[k])));
  const far = (angles: readonly number[]): number =>
    angles.reduce((sum, angle, k) => sum + Math.abs(angle - before[k]), 0);
  out.set(far(candidates[0]) <= far(candidates[1]) ? candidates[0] : candidates[1]);
  return out;
}
