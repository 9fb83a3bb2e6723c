/** @file That feet that stand stay where they are. */

import { jointSet, type BodyModel } from '../../../body/index.ts';
import type { BandedSystem } from '../../../math/index.ts';
import { Kinematics } from '../../refine/kinematics.ts';
import {
  FREE_JOINTS,
  TURNS,
  UNKNOWNS,
  type FitTerm,
  type FitWindow,
  type TrackFrame,
} from './layout.ts';
import type { PoseSequence } from './pose-sequence.ts';

/** Whether each foot stands [T]. */
export interface StandingFeet {
  readonly leftFoot: boolean[];
  readonly rightFoot: boolean[];
}

/** What a foot may drift while it stands, as a random walk does, m per √s. */
const DRIFT = 0.02;
const ANKLES: readonly number[] = ['left_ankle', 'right_ankle'].map((name) =>
  jointSet('smpl24').names.indexOf(name),
);
const STILL = new Float64Array(72);
/** Coordinates of both ankles. */
const ROWS = 6;

/** Of one frame: where the ankles are [2, 3], m, and their slopes by its unknowns [6, U]. */
interface Ankles {
  readonly places: Float64Array;
  readonly slopes: Float64Array;
}

const noAnkles = (): Ankles => ({
  places: new Float64Array(ROWS),
  slopes: new Float64Array(ROWS * UNKNOWNS),
});

export class StandingTerm implements FitTerm {
  readonly #kinematics: Kinematics;
  readonly #seconds: readonly number[];
  readonly #standing: readonly (readonly boolean[])[];
  #now: Ankles = noAnkles();
  #before: Ankles = noAnkles();

  constructor(
    body: BodyModel,
    betas: ArrayLike<number>,
    frames: readonly TrackFrame[],
    { leftFoot, rightFoot }: StandingFeet,
  ) {
    const points = ANKLES.map((joint) => ({
      mix: [[joint, 1]] as const,
      frame: joint,
      offset: [0, 0, 0] as const,
      weight: 1,
    }));
    this.#kinematics = new Kinematics(body, points);
    this.#kinematics.shape(body, betas);
    this.#seconds = frames.map(({ seconds }) => seconds);
    this.#standing = [leftFoot, rightFoot];
  }

  add(poses: PoseSequence, { from, to }: FitWindow, normal: BandedSystem | null): number {
    let cost = 0;
    for (let t = Math.max(0, from - 1); t < to; t++) {
      [this.#before, this.#now] = [this.#now, this.#before];
      this.#stand(poses, t, this.#now, normal !== null);
      if (t < Math.max(1, from)) continue;
      const weight = 1 / (DRIFT ** 2 * (this.#seconds[t] - this.#seconds[t - 1]));
      for (let row = 0; row < ROWS; row++) {
        const foot = this.#standing[row < 3 ? 0 : 1];
        if (!foot[t] || !foot[t - 1]) continue;
        const drift = this.#now.places[row] - this.#before.places[row];
        cost += weight * drift ** 2;
        if (normal !== null) this.#tie(normal, row, (t - from) * UNKNOWNS, drift, weight);
      }
    }
    return cost;
  }

  #stand(poses: PoseSequence, t: number, { places, slopes }: Ankles, sloped: boolean): void {
    const kinematics = this.#kinematics;
    kinematics.pose(poses.rotationsAt(t), STILL);
    for (let row = 0; row < ROWS; row++) {
      places[row] = kinematics.points[row] + poses.places[3 * t + (row % 3)];
    }
    if (!sloped) return;
    kinematics.differentiate(STILL);
    slopes.fill(0);
    for (let row = 0; row < ROWS; row++) {
      for (let n = 0; n < TURNS; n++) {
        const i = 3 * FREE_JOINTS[(n / 3) | 0] + (n % 3);
        slopes[row * UNKNOWNS + n] = kinematics.slopes[row * 72 + i];
      }
      slopes[row * UNKNOWNS + TURNS + (row % 3)] = 1;
    }
  }

  /** @param column of the later frame; the earlier one may be before the window. */
  #tie(normal: BandedSystem, row: number, column: number, drift: number, weight: number): void {
    const at = row * UNKNOWNS;
    const [now, before] = [this.#now.slopes, this.#before.slopes];
    for (let n = 0; n < UNKNOWNS; n++) {
      const slope = now[at + n];
      if (slope !== 0) {
        normal.rhs[column + n] -= weight * slope * drift;
        for (let m = 0; m <= n; m++)
          normal.add(column + n, column + m, weight * slope * now[at + m]);
        if (column > 0) {
          for (let m = 0; m < UNKNOWNS; m++) {
            normal.add(column + n, column - UNKNOWNS + m, -weight * slope * before[at + m]);
          }
        }
      }
      const old = before[at + n];
      if (column === 0 || old === 0) continue;
      normal.rhs[column - UNKNOWNS + n] += weight * old * drift;
      for (let m = 0; m <= n; m++) {
        normal.add(column - UNKNOWNS + n, column - UNKNOWNS + m, weight * old * before[at + m]);
      }
    }
  }
}
