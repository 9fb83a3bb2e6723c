/**
 * @file Where the key-points of a posed skeleton are and how they move when its joints turn: the forward kinematics of
 * `Poser.poseJoints` with analytic derivatives, in float64. 24 joints are too few for anything but plain loops.
 */

import type { BodyModel } from '../../body/index.ts';
import { matmul3, rotmatFromAxisAngle } from '../../math/index.ts';
import type { ModelledKeypoint } from './keypoints.ts';

/** Below this angle the right Jacobian is its own series. */
const SMALL_RAD = 1e-4;

/**
 * How a change of an axis-angle turns the frame that it has led to: exp(θ + δ) = exp(θ) exp(J δ) to first order.
 * @returns J [3, 3] = I − (1 − cos|θ|)/|θ|² [θ]× + (|θ| − sin|θ|)/|θ|³ [θ]×².
 */
export function rightJacobian([x, y, z]: ArrayLike<number> & Iterable<number>): number[] {
  const square = x * x + y * y + z * z;
  const angle = Math.sqrt(square);
  const a = angle < SMALL_RAD ? 1 / 2 - square / 24 : (1 - Math.cos(angle)) / square;
  const b = angle < SMALL_RAD ? 1 / 6 - square / 120 : (angle - Math.sin(angle)) / (square * angle);
  return [
    1 - b * (y * y + z * z),
    a * z + b * x * y,
    -a * y + b * x * z,
    -a * z + b * x * y,
    1 - b * (x * x + z * z),
    a * x + b * y * z,
    a * y + b * x * z,
    -a * x + b * y * z,
    1 - b * (x * x + y * y),
  ];
}

/** A skeleton of one shape whose joints are turned away from a pose; buffers are made once and reused. */
export class Kinematics {
  readonly #keypoints: readonly ModelledKeypoint[];
  readonly #parents: Int8Array;
  /** Whether joint i is j or hangs on j [J, J], at j·J + i. */
  readonly #below: Uint8Array;
  readonly #bones: Float64Array;
  readonly #rotations: Float64Array;
  readonly #world: Float64Array;
  readonly #axes: Float64Array;
  /** From the pelvis, m [J, 3]. */
  readonly joints: Float64Array;
  /** From the pelvis, m [K, 3]. */
  readonly points: Float64Array;
  /** ∂points/∂turns [K, 3, 3 J]. */
  readonly slopes: Float64Array;

  constructor({ jointCount: J, parents }: BodyModel, keypoints: readonly ModelledKeypoint[]) {
    this.#keypoints = keypoints;
    this.#parents = parents;
    this.#below = new Uint8Array(J * J);
    for (let i = 0; i < J; i++) {
      for (let j = i; j >= 0; j = parents[j]) this.#below[j * J + i] = 1;
    }
    this.#bones = new Float64Array(3 * J);
    this.#rotations = new Float64Array(9 * J);
    this.#world = new Float64Array(9 * J);
    this.#axes = new Float64Array(9 * J);
    this.joints = new Float64Array(3 * J);
    this.points = new Float64Array(3 * keypoints.length);
    this.slopes = new Float64Array(3 * keypoints.length * 3 * J);
  }

  /** @param betas of everything posed from now on. */
  shape(
    { jointTemplate, jointShapeDirs, shapeCount: S }: BodyModel,
    betas: ArrayLike<number>,
  ): void {
    const rest = Float64Array.from(jointTemplate, (value, i) => {
      let sum = value;
      for (let s = 0; s < S; s++) sum += jointShapeDirs[i * S + s] * betas[s];
      return sum;
    });
    for (let i = 0; i < rest.length; i++) {
      const up = this.#parents[Math.floor(i / 3)];
      this.#bones[i] = up < 0 ? 0 : rest[i] - rest[3 * up + (i % 3)];
    }
  }

  /**
   * Poses the skeleton: each joint of `rotmats` [J, 9] turned further by an axis-angle of its own frame [J, 3].
   * Fills `joints` and `points`.
   */
  pose(rotmats: ArrayLike<number>, turns: ArrayLike<number>): void {
    const J = this.#parents.length;
    const turn = new Float64Array(9);
    const base = new Float64Array(9);
    for (let j = 0; j < J; j++) {
      for (let i = 0; i < 9; i++) base[i] = rotmats[9 * j + i];
      const own = this.#rotations.subarray(9 * j, 9 * j + 9);
      matmul3(
        base,
        rotmatFromAxisAngle([turns[3 * j], turns[3 * j + 1], turns[3 * j + 2]], turn),
        own,
      );
      const up = this.#parents[j];
      const world = this.#world.subarray(9 * j, 9 * j + 9);
      if (up < 0) {
        world.set(own);
        continue;
      }
      const above = this.#world.subarray(9 * up, 9 * up + 9);
      matmul3(above, own, world);
      for (let r = 0; r < 3; r++) {
        let sum = this.joints[3 * up + r];
        for (let c = 0; c < 3; c++) sum += above[3 * r + c] * this.#bones[3 * j + c];
        this.joints[3 * j + r] = sum;
      }
    }
    for (const [k, { mix, frame, offset }] of this.#keypoints.entries()) {
      for (let r = 0; r < 3; r++) {
        let sum = 0;
        for (const [joint, weight] of mix) sum += weight * this.joints[3 * joint + r];
        for (let c = 0; c < 3; c++) sum += this.#world[9 * frame + 3 * r + c] * offset[c];
        this.points[3 * k + r] = sum;
      }
    }
  }

  /** Fills `slopes` at the pose in hand. @param turns as given to `pose`. */
  differentiate(turns: ArrayLike<number>): void {
    const J = this.#parents.length;
    for (let j = 0; j < J; j++) {
      const jacobian = rightJacobian([turns[3 * j], turns[3 * j + 1], turns[3 * j + 2]]);
      const world = this.#world.subarray(9 * j, 9 * j + 9);
      matmul3(world, jacobian, this.#axes.subarray(9 * j, 9 * j + 9));
    }
    this.slopes.fill(0);
    for (let k = 0; k < this.#keypoints.length; k++) {
      for (let j = 0; j < J; j++) this.#slopesOf(k, j);
    }
  }

  /** A turn about an axis moves what hangs on the joint by axis × arm. */
  #slopesOf(k: number, j: number): void {
    const J = this.#parents.length;
    const { mix, frame, offset } = this.#keypoints[k];
    let x = 0;
    let y = 0;
    let z = 0;
    let moves = false;
    for (const [joint, weight] of mix) {
      if (this.#below[j * J + joint] === 0 || joint === j) continue;
      moves = true;
      x += weight * (this.joints[3 * joint] - this.joints[3 * j]);
      y += weight * (this.joints[3 * joint + 1] - this.joints[3 * j + 1]);
      z += weight * (this.joints[3 * joint + 2] - this.joints[3 * j + 2]);
    }
    if (this.#below[j * J + frame] === 1) {
      moves = true;
      const at = 9 * frame;
      const w = this.#world;
      x += w[at] * offset[0] + w[at + 1] * offset[1] + w[at + 2] * offset[2];
      y += w[at + 3] * offset[0] + w[at + 4] * offset[1] + w[at + 5] * offset[2];
      z += w[at + 6] * offset[0] + w[at + 7] * offset[1] + w[at + 8] * offset[2];
    }
    if (!moves) return;
    for (let a = 0; a < 3; a++) {
      const ax = this.#axes[9 * j + a];
      const ay = this.#axes[9 * j + 3 + a];
      const az = this.#axes[9 * j + 6 + a];
      const to = 3 * k * 3 * J + 3 * j + a;
      this.slopes[to] = ay * z - az * y;
      this.slopes[to + 3 * J] = az * x - ax * z;
      this.slopes[to + 6 * J] = ax * y - ay * x;
    }
  }

  /** [J, 9]: rotations after the turns, relative to their parents. */
  get rotations(): Float32Array {
    return Float32Array.from(this.#rotations);
  }
}
