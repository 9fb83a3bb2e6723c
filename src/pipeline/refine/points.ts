/** @file The points that SMPL's skeleton and BlazePose's landmarks have in common. */

/** A point of the skeleton and the landmarks whose middle it is. */
interface SharedPoint {
  /** Joint of `smpl24` and its weight. */
  readonly joints: readonly (readonly [joint: number, weight: number])[];
  readonly landmarks: readonly number[];
}

const same = (joint: number, ...landmarks: number[]): SharedPoint => ({
  joints: [[joint, 1]],
  landmarks,
});

export const POINTS: readonly SharedPoint[] = [
  same(1, 23),
  same(2, 24),
  same(4, 25),
  same(5, 26),
  same(7, 27),
  same(8, 28),
  same(16, 11),
  same(17, 12),
  same(18, 13),
  same(19, 14),
  same(20, 15),
  same(21, 16),
  same(15, 7, 8),
  same(10, 31),
  same(11, 32),
  same(22, 19),
  same(23, 20),
];

/** N. */
export const POINT_COUNT: number = POINTS.length;

/** The hips are the first points. */
export const HIP_COUNT = 2;

/** The middle of the hips as a mix of points [1, N]. */
export const HIPS: readonly number[] = POINTS.map((_, n) => (n < HIP_COUNT ? 1 / HIP_COUNT : 0));

/** Points as mixes of the 24 joints [N, 24]. */
export function pointMatrix(): Float32Array {
  const matrix = new Float32Array(POINT_COUNT * 24);
  for (const [n, { joints }] of POINTS.entries()) {
    for (const [joint, weight] of joints) matrix[24 * n + joint] += weight;
  }
  return matrix;
}
