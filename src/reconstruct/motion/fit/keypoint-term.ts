/** @file That bodies lie on the key-points that are seen, as far as those are believed; one frame apart from the other. */

import type { BodyModel } from '../../../body/index.ts';
import type { BandedSystem } from '../../../math/index.ts';
import { KEYPOINTS } from '../../refine/keypoints.ts';
import { Kinematics } from '../../refine/kinematics.ts';
import { keypointSigmas } from '../../refine/landmark-noise.ts';
import {
  FREE_JOINTS,
  frameWeights,
  TURNS,
  UNKNOWNS,
  type FitTerm,
  type FitWindow,
  type Pinhole,
  type TrackFrame,
} from './layout.ts';
import type { PoseSequence } from './pose-sequence.ts';

const K: number = KEYPOINTS.length;
/** Points this many σ away are outliers (Geman and McClure). */
const OUTLIER = 5;
const ALIKE_S = 0.1;
/** Nearer to the camera's plane than this nothing is projected, m. */
const NEAREST = 0.05;
const STILL = new Float64Array(72);

export class KeypointTerm implements FitTerm {
  readonly #kinematics: Kinematics;
  readonly #frames: readonly TrackFrame[];
  readonly #camera: Pinhole;
  /** In sides of the region [T][17]; null where nobody looked. */
  readonly #sigmas: readonly (Float64Array | null)[];
  readonly #weights: Float64Array;
  readonly #slopes = new Float64Array(UNKNOWNS);
  readonly #used = new Int32Array(UNKNOWNS);

  constructor(
    body: BodyModel,
    betas: ArrayLike<number>,
    frames: readonly TrackFrame[],
    camera: Pinhole,
  ) {
    this.#kinematics = new Kinematics(body, KEYPOINTS);
    this.#kinematics.shape(body, betas);
    this.#frames = frames;
    this.#camera = camera;
    this.#sigmas = frames.map(({ observed, sidePx }) =>
      observed === null ? null : keypointSigmas(observed, KEYPOINTS, sidePx),
    );
    this.#weights = frameWeights(frames, ALIKE_S);
  }

  add(poses: PoseSequence, { from, to }: FitWindow, normal: BandedSystem | null): number {
    let cost = 0;
    for (let t = from; t < to; t++) cost += this.#frame(poses, t, (t - from) * UNKNOWNS, normal);
    return cost;
  }

  #frame(poses: PoseSequence, t: number, column: number, normal: BandedSystem | null): number {
    const { observed, sidePx } = this.#frames[t];
    const sigmas = this.#sigmas[t];
    if (observed === null || sigmas === null) return 0;
    const kinematics = this.#kinematics;
    kinematics.pose(poses.rotationsAt(t), STILL);
    if (normal !== null) kinematics.differentiate(STILL);
    const { points } = kinematics;
    const { fx, fy, cx, cy } = this.#camera;
    const [px, py, pz] = poses.places.subarray(3 * t, 3 * t + 3);
    const span = sidePx / fx;
    let cost = 0;
    for (let k = 0; k < K; k++) {
      if (!(sigmas[k] < Infinity)) continue;
      const depth = points[3 * k + 2] + pz;
      if (!(depth > NEAREST)) return Infinity;
      const tangents = [(points[3 * k] + px) / depth, (points[3 * k + 1] + py) / depth] as const;
      const u = (tangents[0] - (observed.points[2 * k] - cx) / fx) / span;
      const v = (tangents[1] - (observed.points[2 * k + 1] - cy) / fy) / span;
      const square = (u * u + v * v) / sigmas[k] ** 2;
      const share = 1 / (1 + square / OUTLIER ** 2);
      cost += this.#weights[t] * square * share;
      if (normal === null) continue;
      const weight = (this.#weights[t] * share * share) / sigmas[k] ** 2;
      const scale = 1 / (depth * span);
      this.#row(normal, column, k, 0, tangents[0], scale, weight, u);
      this.#row(normal, column, k, 1, tangents[1], scale, weight, v);
    }
    return cost;
  }

  /** Adds one residual and its slopes by the frame's unknowns. */
  #row(
    normal: BandedSystem,
    column: number,
    k: number,
    axis: 0 | 1,
    tangent: number,
    scale: number,
    weight: number,
    residual: number,
  ): void {
    const { slopes } = this.#kinematics;
    const [own, used] = [this.#slopes, this.#used];
    const lateral = (3 * k + axis) * 72;
    const away = (3 * k + 2) * 72;
    let count = 0;
    for (let n = 0; n < TURNS; n++) {
      const i = 3 * FREE_JOINTS[(n / 3) | 0] + (n % 3);
      const slope = scale * (slopes[lateral + i] - tangent * slopes[away + i]);
      if (slope === 0) continue;
      own[count] = slope;
      used[count++] = n;
    }
    own[count] = scale;
    used[count++] = TURNS + axis;
    own[count] = -scale * tangent;
    used[count++] = TURNS + 2;
    for (let p = 0; p < count; p++) {
      const i = column + used[p];
      normal.rhs[i] -= weight * own[p] * residual;
      for (let q = 0; q <= p; q++) normal.add(i, column + used[q], weight * own[p] * own[q]);
    }
  }
}
