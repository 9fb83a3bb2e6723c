/**
 * @file How BlazePose errs on the directions of limbs: what it gave of people who were rendered, beside where their limbs point. Who
 * is only simulated borrows the errors of a rendered person, of each limb from someone whose limb is as near to the camera.
 */

import { LIMB_COUNT, LIMB_PARTS, LIMB_WIDTH } from '../../network/index.ts';

/** Limbs whose depths differ by more, of 1, err differently. */
const ALIKE = 0.3;
/** Below this length, what is left of the optical axis across a limb tells no direction. */
const LEAST_ACROSS = 1e-3;

/** Errors of rendered people; row i is one of them. */
export class LimbErrors {
  /** `[N, 10, 3]`: the direction seen, in axes of the true one: along it, aside in the picture, into depth. */
  readonly #seen: Float32Array;
  /** z of the true directions [N, 10]. */
  readonly #depths: Float32Array;
  /** [N]. */
  readonly #presences: Float32Array;

  constructor(people: number) {
    this.#seen = new Float32Array(people * LIMB_PARTS.directions);
    this.#depths = new Float32Array(people * LIMB_COUNT);
    this.#presences = new Float32Array(people);
  }

  /** @param truth [10, 3]. @param limbs what was seen [31]. */
  put(person: number, truth: Float32Array, limbs: Float32Array): void {
    for (let n = 0; n < LIMB_COUNT; n++) {
      const axes = axesOf(truth, 3 * n);
      for (let axis = 0; axis < 3; axis++) {
        const [x, y, z] = axes.subarray(3 * axis, 3 * axis + 3);
        this.#seen[3 * (person * LIMB_COUNT + n) + axis] =
          x * limbs[3 * n] + y * limbs[3 * n + 1] + z * limbs[3 * n + 2];
      }
      this.#depths[person * LIMB_COUNT + n] = truth[3 * n + 2];
    }
    this.#presences[person] = limbs[LIMB_PARTS.directions];
  }

  /**
   * @param lenders the first lends all it can, the others what it cannot.
   * @param truth where limbs point [10, 3].
   * @param factor of the angles between what is seen and the truth.
   * @returns what is seen of the limbs [31].
   */
  lend(lenders: ArrayLike<number>, truth: Float32Array, factor: number): Float32Array {
    const out = new Float32Array(LIMB_WIDTH);
    for (let n = 0; n < LIMB_COUNT; n++) {
      const depth = truth[3 * n + 2];
      const apart = (lender: number): number =>
        Math.abs(this.#depths[lender * LIMB_COUNT + n] - depth);
      let lender = lenders[0];
      for (let i = 1; i < lenders.length && apart(lender) > ALIKE; i++) {
        if (apart(lenders[i]) < apart(lender)) lender = lenders[i];
      }
      const at = 3 * (lender * LIMB_COUNT + n);
      out.set(turned(axesOf(truth, 3 * n), this.#seen.subarray(at, at + 3), factor), 3 * n);
    }
    out[LIMB_PARTS.directions] = this.#presences[lenders[0]];
    return out;
  }
}

/** Rows: a direction, what is aside of it in the picture, and what leads from it into depth. */
function axesOf(directions: Float32Array, at: number): Float64Array {
  const [x, y, z] = directions.subarray(at, at + 3);
  const across = Math.hypot(x, y);
  const [u, v] = across > LEAST_ACROSS ? [x / across, y / across] : [1, 0];
  return Float64Array.of(x, y, z, -v, u, 0, -z * u, -z * v, across);
}

/** The direction that deviates from the first of axes as `seen` does, by its angle times a factor. */
function turned(axes: Float64Array, seen: Float32Array, factor: number): number[] {
  const off = Math.hypot(seen[1], seen[2]);
  const angle = Math.min(Math.PI, factor * Math.atan2(off, seen[0]));
  const share = off > 0 ? Math.sin(angle) / off : 0;
  const along = Math.cos(angle);
  return [0, 1, 2].map(
    (axis) => along * axes[axis] + share * (seen[1] * axes[3 + axis] + seen[2] * axes[6 + axis]),
  );
}
