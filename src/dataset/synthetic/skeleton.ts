/** @file The 24 SMPL joints by name, and how a pose is mirrored. */

/** SMPL joint indices. */
export const JOINT = {
  pelvis: 0,
  leftHip: 1,
  rightHip: 2,
  spine1: 3,
  leftKnee: 4,
  rightKnee: 5,
  spine2: 6,
  leftAnkle: 7,
  rightAnkle: 8,
  spine3: 9,
  leftFoot: 10,
  rightFoot: 11,
  neck: 12,
  leftCollar: 13,
  rightCollar: 14,
  head: 15,
  leftShoulder: 16,
  rightShoulder: 17,
  leftElbow: 18,
  rightElbow: 19,
  leftWrist: 20,
  rightWrist: 21,
  leftHand: 22,
  rightHand: 23,
} as const;

export const JOINT_COUNT = 24;

/** The joint on the other side; spine joints are their own (spec §4, SMPL joints). */
export const MIRROR_JOINT: readonly number[] = [
  0, 2, 1, 3, 5, 4, 6, 8, 7, 9, 11, 10, 12, 14, 13, 15, 17, 16, 19, 18, 21, 20, 23, 22,
];

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
