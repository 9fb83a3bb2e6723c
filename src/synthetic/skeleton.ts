/** @file The 24 SMPL joints by name, and how a pose is mirrored. */

import { JOINT_COUNT, jointSet } from '../body/index.ts';

const SMPL24 = jointSet('smpl24');

// oxfmt-ignore
const JOINT_NAMES = [
  'pelvis', 'leftHip', 'rightHip', 'spine1', 'leftKnee', 'rightKnee', 'spine2', 'leftAnkle', 'rightAnkle',
  'spine3', 'leftFoot', 'rightFoot', 'neck', 'leftCollar', 'rightCollar', 'head', 'leftShoulder',
  'rightShoulder', 'leftElbow', 'rightElbow', 'leftWrist', 'rightWrist', 'leftHand', 'rightHand',
] as const;
const inSet = (name: string): string => name.replace(/[A-Z]/, (c) => `_${c.toLowerCase()}`);

/** Places of the joints in the joint set `smpl24`. */
export const JOINT: Readonly<Record<(typeof JOINT_NAMES)[number], number>> = Object.fromEntries(
  JOINT_NAMES.map((name) => [name, SMPL24.names.indexOf(inSet(name))]),
) as Record<(typeof JOINT_NAMES)[number], number>;

/** Radians. */
export const DEGREE: number = Math.PI / 180;

/** The joint on the other side; spine joints are their own. */
export const MIRROR_JOINT: readonly number[] = SMPL24.flip;

export const LEFT_LEG: readonly number[] = [JOINT.leftHip, JOINT.leftKnee, JOINT.leftAnkle];
export const RIGHT_LEG: readonly number[] = [JOINT.rightHip, JOINT.rightKnee, JOINT.rightAnkle];
export const LEFT_ARM: readonly number[] = [
  JOINT.leftCollar,
  JOINT.leftShoulder,
  JOINT.leftElbow,
  JOINT.leftWrist,
  JOINT.leftHand,
];
export const RIGHT_ARM: readonly number[] = [
  JOINT.rightCollar,
  JOINT.rightShoulder,
  JOINT.rightElbow,
  JOINT.rightWrist,
  JOINT.rightHand,
];

/**
 * The mirror image of a pose across the sagittal plane x → −x.
 * @param pose axis-angle [24, 3], radians, root in a frame whose x is the mirrored axis.
 * @param out [24, 3], not the same array as `pose`.
 */
export function mirrorPose(pose: ArrayLike<number>, out: Float64Array): Float64Array {
  for (let j = 0; j < JOINT_COUNT; j++) {
    const from = 3 * MIRROR_JOINT[j];
    out[3 * j] = pose[from];
    out[3 * j + 1] = -pose[from + 1];
    out[3 * j + 2] = -pose[from + 2];
  }
  return out;
}
