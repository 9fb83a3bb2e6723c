/** @file Ground truth of what was drawn: projections, and which joints anything hides. */

import { JOINT_COUNT } from '../body/index.ts';
import { project, type Intrinsics, type Translation } from '../camera/index.ts';
import type { RasterTarget } from '../imaging/index.ts';
import { VISIBILITY } from '../dataset/index.ts';
import { personOfFace } from './compose.ts';
import { JOINT } from './skeleton.ts';

/** A joint is visible when the surface seen there is at most this far in front of it, metres. */
const LIMB_DEPTH = 0.12;
const TRUNK_DEPTH = 0.2;
const TRUNK: ReadonlySet<number> = new Set([
  JOINT.pelvis,
  JOINT.spine1,
  JOINT.spine2,
  JOINT.spine3,
  JOINT.neck,
  JOINT.leftCollar,
  JOINT.rightCollar,
  JOINT.leftHip,
  JOINT.rightHip,
  JOINT.head,
]);

/** Joints [24, 3], metres, `t` included, and [24, 2], px. */
export interface ProjectedJoints {
  readonly joints3d: Float32Array;
  readonly joints2d: Float32Array;
}

/** @param joints [24, 3] of the model; `t` is added. */
export function projectJoints(
  joints: Float32Array,
  t: Translation,
  intrinsics: Intrinsics,
): ProjectedJoints {
  return {
    joints3d: joints.map((value, i) => value + t[i % 3]),
    joints2d: Float32Array.from(project(joints, intrinsics, t)),
  };
}

/** `VISIBILITY` of each joint [24] of one person in the finished z-buffer. */
export function jointVisibility(
  { joints3d, joints2d }: ProjectedJoints,
  target: RasterTarget,
  person: number,
): Uint8Array {
  const { width, height, face, depth } = target;
  return Uint8Array.from({ length: JOINT_COUNT }, (_, j) => {
    const x = Math.round(joints2d[2 * j]);
    const y = Math.round(joints2d[2 * j + 1]);
    if (!(x >= 0 && y >= 0 && x < width && y < height)) return VISIBILITY.outside;
    const i = y * width + x;
    const owner = personOfFace(face[i]);
    const behind = joints3d[3 * j + 2] - depth[i];
    const thickness = TRUNK.has(j) ? TRUNK_DEPTH : LIMB_DEPTH;
    if (owner === person) return behind < thickness ? VISIBILITY.visible : VISIBILITY.hidden;
    // beside a thin limb the joint's pixel may miss it; what matters is that nothing is in front
    return behind > 0 ? VISIBILITY.hidden : VISIBILITY.visible;
  });
}

/** Pixels of each person in the z-buffer [P]. */
export function countPixels(target: RasterTarget, people: number): Uint32Array {
  const counts = new Uint32Array(people);
  const { width, face, drawn } = target;
  for (let y = drawn.y0; y <= drawn.y1; y++) {
    for (let i = y * width + drawn.x0; i <= y * width + drawn.x1; i++) {
      const person = personOfFace(face[i]);
      if (person >= 0) counts[person]++;
    }
  }
  return counts;
}
