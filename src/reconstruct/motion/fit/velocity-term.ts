/** @file That velocities of joints and of the pelvis change slowly: their changes are white noise, whatever the frame rate. */

import type { BandedSystem } from '../../../math/index.ts';
import {
  FREE_JOINTS,
  TURNS,
  UNKNOWNS,
  type FitTerm,
  type FitWindow,
  type TrackFrame,
} from './layout.ts';
import { turnBetween, type PoseSequence } from './pose-sequence.ts';

export interface VelocityRates {
  /** How much a joint's velocity changes in a second, as a random walk does: rad/s per √s. */
  readonly turn: number;
  /** And the pelvis's, m/s per √s. */
  readonly place: number;
}

export class VelocityTerm implements FitTerm {
  readonly #seconds: Float64Array;
  readonly #rates: VelocityRates;
  readonly #before = new Float64Array(3);
  readonly #after = new Float64Array(3);

  constructor(frames: readonly TrackFrame[], rates: VelocityRates) {
    this.#seconds = Float64Array.from(frames, ({ seconds }) => seconds);
    this.#rates = rates;
  }

  add(poses: PoseSequence, window: FitWindow, normal: BandedSystem | null): number {
    let cost = 0;
    // the two frames before the window tie it to what is found already
    const first = Math.max(1, window.from - 1);
    for (let t = first; t + 1 < window.to; t++) {
      const [before, after] = [
        this.#seconds[t] - this.#seconds[t - 1],
        this.#seconds[t + 1] - this.#seconds[t],
      ];
      const factors = [1 / before, -1 / before - 1 / after, 1 / after] as const;
      const middleS = (before + after) / 2;
      cost += this.#turns(poses, t, before, after, (i, residual) =>
        this.#tie(normal, window, t, i, factors, residual, 1 / (this.#rates.turn ** 2 * middleS)),
      );
      for (let a = 0; a < 3; a++) {
        const residual = factors.reduce(
          (sum, f, k) => sum + f * poses.places[3 * (t - 1 + k) + a],
          0,
        );
        const weight = 1 / (this.#rates.place ** 2 * middleS);
        cost += this.#tie(normal, window, t, TURNS + a, factors, residual, weight);
      }
    }
    return cost;
  }

  #turns(
    poses: PoseSequence,
    t: number,
    beforeS: number,
    afterS: number,
    tie: (i: number, residual: number) => number,
  ): number {
    const { rotations } = poses;
    let cost = 0;
    for (const [n, j] of FREE_JOINTS.entries()) {
      const at = 216 * t + 9 * j;
      turnBetween(rotations, at - 216, rotations, at, this.#before);
      turnBetween(rotations, at, rotations, at + 216, this.#after);
      for (let a = 0; a < 3; a++) {
        cost += tie(3 * n + a, this.#after[a] / afterS - this.#before[a] / beforeS);
      }
    }
    return cost;
  }

  /** Adds a change of velocity, by one unknown of three frames; frames turn little, so that their axes count as one. */
  #tie(
    normal: BandedSystem | null,
    { from }: FitWindow,
    t: number,
    i: number,
    factors: readonly [number, number, number],
    residual: number,
    weight: number,
  ): number {
    if (normal !== null) {
      for (let p = 0; p < 3; p++) {
        if (t - 1 + p < from) continue;
        const row = (t - 1 + p - from) * UNKNOWNS + i;
        normal.rhs[row] -= weight * factors[p] * residual;
        for (let q = 0; q <= p; q++) {
          if (t - 1 + q < from) continue;
          const column = (t - 1 + q - from) * UNKNOWNS + i;
          normal.add(row, column, weight * factors[p] * factors[q]);
        }
      }
    }
    return weight * residual ** 2;
  }
}
