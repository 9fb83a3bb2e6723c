/** @file That limbs point where BlazePose sees them point, as far as that is believed; one frame apart from the other. */

import type { BodyModel } from '../../../body/index.ts';
import type { ObservedBones } from '../../../inference/index.ts';
import type { BandedSystem } from '../../../math/index.ts';
import { BONE_ENDS } from '../../refine/fitter.ts';
import { KEYPOINTS } from '../../refine/keypoints.ts';
import { Kinematics } from '../../refine/kinematics.ts';
import {
  ALIKE_S,
  FREE_JOINTS,
  frameWeights,
  TURNS,
  UNKNOWNS,
  type FitTerm,
  type FitWindow,
  type TrackFrame,
} from './layout.ts';
import type { PoseSequence } from './pose-sequence.ts';

const STILL = new Float64Array(72);

/** σ of a direction, each axis of the unit vector, and where its outliers begin: over all frames they are told more surely than of one picture. */
const SIGMA = 0.4;
const OUTLIER = 2;

/** The limbs of all frames. */
export class BoneTerm implements FitTerm {
  readonly #kinematics: Kinematics;
  readonly #seen: readonly (ObservedBones | null)[];
  readonly #weights: Float64Array;
  /** Of one bone: how its unit vector moves [3, U]. */
  readonly #slopes = new Float64Array(3 * UNKNOWNS);

  constructor(body: BodyModel, betas: ArrayLike<number>, frames: readonly TrackFrame[]) {
    this.#kinematics = new Kinematics(body, KEYPOINTS);
    this.#kinematics.shape(body, betas);
    this.#seen = frames.map(({ bones }) => bones);
    this.#weights = frameWeights(frames, ALIKE_S);
  }

  add(poses: PoseSequence, { from, to }: FitWindow, normal: BandedSystem | null): number {
    let cost = 0;
    for (let t = from; t < to; t++) cost += this.#frame(poses, t, (t - from) * UNKNOWNS, normal);
    return cost;
  }

  #frame(poses: PoseSequence, t: number, column: number, normal: BandedSystem | null): number {
    const seen = this.#seen[t];
    if (seen === null || !(seen.presence > 0)) return 0;
    const kinematics = this.#kinematics;
    kinematics.pose(poses.rotationsAt(t), STILL);
    if (normal !== null) kinematics.differentiate(STILL);
    const precision = seen.presence / SIGMA ** 2;
    let cost = 0;
    for (const [n, [a, b]] of BONE_ENDS.entries()) {
      const way = [0, 1, 2].map((k) => kinematics.points[3 * b + k] - kinematics.points[3 * a + k]);
      const length = Math.hypot(...way);
      const unit = way.map((x) => x / length);
      const off = unit.map((x, k) => x - seen.directions[3 * n + k]);
      const square = precision * off.reduce((sum, x) => sum + x * x, 0);
      const share = 1 / (1 + square / OUTLIER ** 2);
      cost += this.#weights[t] * square * share;
      if (normal === null) continue;
      this.#differentiate(a, b, unit, length);
      this.#tie(normal, column, off, this.#weights[t] * precision * share * share);
    }
    return cost;
  }

  /** A unit vector moves by what is across it of how its ends move, over their distance. */
  #differentiate(a: number, b: number, unit: readonly number[], length: number): void {
    const { slopes } = this.#kinematics;
    for (let n = 0; n < TURNS; n++) {
      const i = 3 * FREE_JOINTS[(n / 3) | 0] + (n % 3);
      const moved = [0, 1, 2].map(
        (k) => slopes[(3 * b + k) * 72 + i] - slopes[(3 * a + k) * 72 + i],
      );
      const stretch = moved.reduce((sum, x, k) => sum + x * unit[k], 0);
      for (let k = 0; k < 3; k++) {
        this.#slopes[k * UNKNOWNS + n] = (moved[k] - stretch * unit[k]) / length;
      }
    }
  }

  #tie(normal: BandedSystem, column: number, off: readonly number[], weight: number): void {
    const slopes = this.#slopes;
    for (let n = 0; n < TURNS; n++) {
      const [x, y, z] = [slopes[n], slopes[UNKNOWNS + n], slopes[2 * UNKNOWNS + n]];
      if (x === 0 && y === 0 && z === 0) continue;
      normal.rhs[column + n] -= weight * (x * off[0] + y * off[1] + z * off[2]);
      for (let m = 0; m <= n; m++) {
        const dot = x * slopes[m] + y * slopes[UNKNOWNS + m] + z * slopes[2 * UNKNOWNS + m];
        if (dot !== 0) normal.add(column + n, column + m, weight * dot);
      }
    }
  }
}
