/** @file The poses and places of one person over frames, as arrays that a fit moves. */

import { JOINT_COUNT } from '../../../body/index.ts';
import {
  axisAngleFromRotmat,
  matmul3,
  rotmatFromAxisAngle,
  type Vec3,
} from '../../../math/index.ts';

const ROTATIONS: number = 9 * JOINT_COUNT;
/** Relative rotations by more than this are told by the general formula, rad. */
const NEAR_HALF_TURN = 3;

/** T frames; a step moves those from `from` to `to`. */
export class PoseSequence {
  readonly length: number;
  /** [T, 24, 9], the root in axes of the camera. */
  readonly rotations: Float64Array;
  /** Where the pelvis is [T, 3], m. */
  readonly places: Float64Array;

  constructor(length: number) {
    this.length = length;
    this.rotations = new Float64Array(ROTATIONS * length);
    this.places = new Float64Array(3 * length);
  }

  rotationsAt(t: number): Float64Array {
    return this.rotations.subarray(ROTATIONS * t, ROTATIONS * (t + 1));
  }

  /** @param turns axis-angles [24, 3]. */
  set(t: number, turns: readonly ArrayLike<number>[], place: ArrayLike<number>): void {
    const own = this.rotationsAt(t);
    for (const [j, turn] of turns.entries()) {
      rotmatFromAxisAngle([turn[0], turn[1], turn[2]], own.subarray(9 * j, 9 * j + 9));
    }
    this.places.set([place[0], place[1], place[2]], 3 * t);
  }

  /** Axis-angles [24][3]. */
  turnsAt(t: number): number[][] {
    const own = this.rotationsAt(t);
    return Array.from({ length: JOINT_COUNT }, (_, j) =>
      Array.from(axisAngleFromRotmat(own.subarray(9 * j, 9 * j + 9))),
    );
  }

  copyFrom(other: PoseSequence, from: number, to: number): void {
    const part = other.rotations.subarray(ROTATIONS * from, ROTATIONS * to);
    this.rotations.set(part, ROTATIONS * from);
    this.places.set(other.places.subarray(3 * from, 3 * to), 3 * from);
  }

  /** Turns a joint by an axis-angle of its own frame. */
  turn(t: number, joint: number, axisAngle: Vec3): void {
    const at = ROTATIONS * t + 9 * joint;
    const own = this.rotations.subarray(at, at + 9);
    own.set(matmul3(own, rotmatFromAxisAngle(axisAngle)));
  }
}

/**
 * The axis-angle from a joint's rotation in one sequence and frame to another's: ln(Aᵀ B).
 * @param a place of A [3, 3] in `from`; @param b of B in `to`.
 */
export function turnBetween(
  from: Float64Array,
  a: number,
  to: Float64Array,
  b: number,
  out: Float64Array,
): void {
  let trace = 0;
  // the skew-symmetric part of Aᵀ B
  let [x, y, z] = [0, 0, 0];
  for (let k = 0; k < 9; k += 3) {
    const [a0, a1, a2] = [from[a + k], from[a + k + 1], from[a + k + 2]];
    const [b0, b1, b2] = [to[b + k], to[b + k + 1], to[b + k + 2]];
    trace += a0 * b0 + a1 * b1 + a2 * b2;
    x += a2 * b1 - a1 * b2;
    y += a0 * b2 - a2 * b0;
    z += a1 * b0 - a0 * b1;
  }
  const sine = Math.sqrt(x * x + y * y + z * z) / 2;
  const angle = Math.atan2(sine, (trace - 1) / 2);
  if (angle > NEAR_HALF_TURN) {
    const relative = matmul3(transposed(from, a), to.subarray(b, b + 9));
    out.set(axisAngleFromRotmat(relative));
    return;
  }
  const scale = sine > 1e-12 ? angle / (2 * sine) : 0.5;
  out[0] = scale * x;
  out[1] = scale * y;
  out[2] = scale * z;
}

function transposed(values: Float64Array, at: number): Float64Array {
  return Float64Array.from({ length: 9 }, (_, i) => values[at + 3 * (i % 3) + Math.floor(i / 3)]);
}
