/** @file The SPIN joints of a posed body: what a data set would have annotated of it. */

import { regressJoints, type BodyModel, type PosedBody } from '../body/index.ts';
import { project, type Intrinsics, type Translation } from '../camera/index.ts';
import { isBoxOfPixels, paddedSquare, tightBox } from './box-of-keypoints.ts';
import type { PersonRecord } from './records.ts';
import { SPIN24 } from './spin24.ts';

/**
 * What a SPIN file would hold of a body: the box around its joints, and the joints themselves in the image and in
 * space.
 */
export type SpinJoints = Pick<PersonRecord, 'center' | 'scale'> & {
  /** Image px and confidence [24, 3]. */
  readonly keypoints24: Float32Array;
  /** Metres and confidence [24, 4], `t` included. */
  readonly joints24: Float32Array;
};

/** Points [24, width] with a confidence behind each: 1, or 0 for what is not finite. */
function withConfidence(points: ArrayLike<number>, width: number): Float32Array {
  const out = new Float32Array(SPIN24.count * (width + 1));
  for (let j = 0; j < SPIN24.count; j++) {
    const point = Array.from({ length: width }, (_, axis) => points[j * width + axis]);
    if (point.every(Number.isFinite)) out.set([...point, 1], j * (width + 1));
  }
  return out;
}

/**
 * @param model the body's; all 24 joints must be in its landmarks.
 * @returns joints of a posed body standing at `t`, or null when no two of them span a box.
 */
export function createSpinJoints(
  model: BodyModel,
): (body: PosedBody, t: Translation, intrinsics: Intrinsics) => SpinJoints | null {
  const all = new Float32Array(3 * (SPIN24.first + SPIN24.count));
  const joints = all.subarray(3 * SPIN24.first);
  return (body, t, intrinsics) => {
    regressJoints(model, 'paper49', body.vertices, body.joints, all);
    const points = project(joints, intrinsics, t);
    const keypoints24 = withConfidence(points, 2);
    const box = tightBox(keypoints24);
    // nobody in front of the camera, or a speck at the horizon
    if (box === null || !isBoxOfPixels(box)) return null;
    const placed = joints.map((value, i) => value + t[i % 3]);
    return { ...paddedSquare(box), keypoints24, joints24: withConfidence(placed, 3) };
  };
}
