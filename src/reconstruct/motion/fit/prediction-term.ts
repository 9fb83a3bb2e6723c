/** @file That poses and places are not far from what the network predicted of each frame. */

import type { BandedSystem } from '../../../math/index.ts';
import { PLACE_SD, TURN_SD } from '../../refine/fitter.ts';
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
import { turnBetween, type PoseSequence } from './pose-sequence.ts';

export class PredictionTerm implements FitTerm {
  readonly #predicted: PoseSequence;
  readonly #weights: Float64Array;
  /** Sides of the regions over fx [T]. */
  readonly #spans: Float64Array;
  readonly #turn = new Float64Array(3);

  constructor(predicted: PoseSequence, frames: readonly TrackFrame[], fx: number) {
    this.#predicted = predicted;
    this.#weights = frameWeights(frames, ALIKE_S);
    this.#spans = Float64Array.from(frames, ({ sidePx }) => sidePx / fx);
  }

  add(poses: PoseSequence, { from, to }: FitWindow, normal: BandedSystem | null): number {
    let cost = 0;
    for (let t = from; t < to; t++) {
      const column = (t - from) * UNKNOWNS;
      cost += this.#turns(poses, t, column, normal) + this.#place(poses, t, column, normal);
    }
    return cost;
  }

  #turns(poses: PoseSequence, t: number, column: number, normal: BandedSystem | null): number {
    const turn = this.#turn;
    let cost = 0;
    for (const [n, j] of FREE_JOINTS.entries()) {
      const at = 216 * t + 9 * j;
      turnBetween(this.#predicted.rotations, at, poses.rotations, at, turn);
      const weight = this.#weights[t] / TURN_SD[j] ** 2;
      for (let a = 0; a < 3; a++) {
        cost += weight * turn[a] ** 2;
        if (normal === null) continue;
        const i = column + 3 * n + a;
        // a joint's three axes weigh alike, so that this is the exact slope
        normal.rhs[i] -= weight * turn[a];
        normal.add(i, i, weight);
      }
    }
    return cost;
  }

  /** Across the ray in sides of the region, along it in depths. */
  #place(poses: PoseSequence, t: number, column: number, normal: BandedSystem | null): number {
    const place = poses.places.subarray(3 * t, 3 * t + 3);
    const predicted = this.#predicted.places.subarray(3 * t, 3 * t + 3);
    const weight = this.#weights[t];
    const depth = column + TURNS + 2;
    const perDepth = 1 / (PLACE_SD.depth * predicted[2]);
    const away = (place[2] - predicted[2]) * perDepth;
    let cost = weight * away ** 2;
    if (normal !== null) {
      normal.rhs[depth] -= weight * away * perDepth;
      normal.add(depth, depth, weight * perDepth ** 2);
    }
    for (let a = 0; a < 2; a++) {
      const perTangent = 1 / (PLACE_SD.across * this.#spans[t]);
      const off = (place[a] / place[2] - predicted[a] / predicted[2]) * perTangent;
      cost += weight * off ** 2;
      if (normal === null) continue;
      const i = column + TURNS + a;
      const [slope, byDepth] = [perTangent / place[2], (-place[a] / place[2] ** 2) * perTangent];
      normal.rhs[i] -= weight * off * slope;
      normal.rhs[depth] -= weight * off * byDepth;
      normal.add(i, i, weight * slope ** 2);
      normal.add(depth, depth, weight * byDepth ** 2);
      normal.add(depth, i, weight * slope * byDepth);
    }
    return cost;
  }
}
