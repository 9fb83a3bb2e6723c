/**
 * @file What the pose encoder saw of a person in all regions, as one observation of each shared point: the mean over
 * the regions, those counting most that see it well.
 */

import type { Roi, Intrinsics } from '../../camera/index.ts';
import { rotate3, rotmatFromAxisAngle, sigmoid } from '../../math/index.ts';
import { BLAZEPOSE_SIDE, LANDMARK_STRIDE, LIGHT_PARTS, LIGHT_WIDTH } from '../../network/index.ts';
import { POINT_COUNT, POINTS } from './points.ts';

/** One person seen through M regions of a view. */
export interface LandmarkInput {
  /** Raw features of the regions [M, 1465]; more may follow. */
  readonly features: ArrayLike<number>;
  /** [M], pixels of the view. */
  readonly rois: readonly Roi[];
  /** The view's; fx = fy. */
  readonly intrinsics: Intrinsics;
}

export interface Observation {
  /** b / f of region 0. */
  readonly span: number;
  /** Points as tangents (x − cx)/f, (y − cy)/f [N, 2]. */
  readonly seen: Float32Array;
  /** [N, 3], m, from the middle of the hips, axes as seen along the ray to the person. */
  readonly world: Float32Array;
  /** How much each is believed, 0 … 1 [N]. */
  readonly trust: Float64Array;
}

/** Keeps the mean over regions defined where nobody saw the point. */
const LEAST_WEIGHT = 1e-6;

/** A point in one region: share of the region from its centre (x, y), world (x, y, z), trust. */
function pointIn(features: ArrayLike<number>, m: number, landmarks: readonly number[]): number[] {
  const row = m * LIGHT_WIDTH + LIGHT_PARTS.feature;
  const middle = (at: (landmark: number) => number): number =>
    landmarks.reduce((sum, landmark) => sum + at(landmark), 0) / landmarks.length;
  const share = (axis: number): number =>
    middle((landmark) => features[row + LANDMARK_STRIDE * landmark + axis]) / BLAZEPOSE_SIDE - 0.5;
  const world = (axis: number): number =>
    middle((landmark) => features[row + LIGHT_PARTS.landmarks + 3 * landmark + axis]);
  const presence = features[(m + 1) * LIGHT_WIDTH - 1];
  const seen = landmarks.map((landmark) => {
    const from = row + LANDMARK_STRIDE * landmark;
    return sigmoid(features[from + 3]) * sigmoid(features[from + 4]);
  });
  return [share(0), share(1), world(0), world(1), world(2), Math.min(presence, ...seen)];
}

/** What all regions together say. */
export function observationOf({
  features,
  rois,
  intrinsics: { fx, cx, cy },
}: LandmarkInput): Observation {
  const seen = new Float32Array(2 * POINT_COUNT);
  const world = new Float32Array(3 * POINT_COUNT);
  const trust = new Float64Array(POINT_COUNT);
  for (const [n, { landmarks }] of POINTS.entries()) {
    let total = 0;
    const mean = [0, 0, 0, 0, 0];
    for (const [m, { center, size }] of rois.entries()) {
      const [x, y, wx, wy, wz, believed] = pointIn(features, m, landmarks);
      const weight = believed ** 2 + LEAST_WEIGHT;
      const values = [
        (x * size + center[0] - cx) / fx,
        (y * size + center[1] - cy) / fx,
        wx,
        wy,
        wz,
      ];
      values.forEach((value, i) => (mean[i] += weight * value));
      total += weight;
      trust[n] = Math.max(trust[n], believed);
    }
    seen.set(
      mean.slice(0, 2).map((sum) => sum / total),
      2 * n,
    );
    world.set(
      mean.slice(2).map((sum) => sum / total),
      3 * n,
    );
  }
  return { span: rois[0].size / fx, seen, world, trust };
}

/** World points [N, 3] in axes of the view: the encoder thinks that it looks straight at the person. */
export function worldInView(world: Float32Array, [x, y, z]: readonly number[]): Float32Array {
  const side = Math.hypot(x, y);
  const angle = Math.atan2(side, z);
  const axisAngle = side < 1e-9 ? [0, 0, 0] : [(-y / side) * angle, (x / side) * angle, 0];
  const turn = rotmatFromAxisAngle(axisAngle);
  const out = new Float32Array(world.length);
  for (let n = 0; n < world.length; n += 3) out.set(rotate3(turn, world.subarray(n, n + 3)), n);
  return out;
}
