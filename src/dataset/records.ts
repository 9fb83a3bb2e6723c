/** @file What a data set says about one person in one picture; readers make these, training eats them. */

import type { In } from '../base/index.ts';

/** Whether a joint can be seen. */
export const VISIBILITY = { outside: 0, hidden: 1, visible: 2 } as const;

/** What `scale` counts in: the height of a person that SPIN's files, and MPII before them, call 1. */
export const SCALE_PX = 200;

/**
 * One person. Missing ground truth is null, never zeros. `joints24` are the 24 joints of the SPIN
 * convention, which are the last 24 of joint set `paper49`; `pose` is over the 24 SMPL joints.
 */
export interface PersonRecord {
  /** Path of the picture, relative to the data set's folder. */
  readonly image: string;
  /** Centre [2] and side / {@link SCALE_PX} of the padded square box, image px; readers may recompute both from keypoints. */
  readonly center: In<'imgPx', readonly [number, number]>;
  readonly scale: number;
  /** Image px and confidence [24, 3]. */
  readonly keypoints24: Float32Array | null;
  /** OpenPose BODY_25, image px and confidence [25, 3]. */
  readonly openpose25: Float32Array | null;
  /** Metres and confidence [24, 4], camera axes; only differences between joints mean something. */
  readonly joints24: Float32Array | null;
  /** Axis-angle [72], radians, `globalOrient` in the camera frame. */
  readonly pose: Float32Array | null;
  /** [10]. */
  readonly betas: Float32Array | null;
  /** What the data set says; null: nothing. */
  readonly gender: 'male' | 'female' | null;
  /** Focal length of the picture in px. */
  readonly focalPx: number | null;
  /** Translation of the model's origin [3], metres, camera frame. */
  readonly translation: readonly [number, number, number] | null;
  /** {@link VISIBILITY} of the 24 SMPL joints. */
  readonly visibility: Uint8Array | null;
  /** Which part of a benchmark the person belongs to, where it has parts. */
  readonly stratum?: string;
}
