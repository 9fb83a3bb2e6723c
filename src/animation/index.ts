/** @file Motions for other programs: retargeting, GLB, BVH, VRMA, NPZ; joint angles. */

export {
  type Aim,
  BONE_NAMINGS,
  type BoneNaming,
  HUMANOID,
  type HumanoidBone,
} from './humanoid.ts';
export { MOTION_SPACES, type MotionSpace } from './clip.ts';
export { type BvhOptions, trackBvh } from './motion-bvh.ts';
export { motionGlb } from './motion-glb.ts';
export { trackNpz } from './motion-npz.ts';
export { trackVrma } from './motion-vrma.ts';
export {
  type Retargeting,
  retargetTo,
  type TargetBone,
  type TargetSkeleton,
} from './retarget-to.ts';
export {
  anglesCsv,
  anglesJson,
  type AngleSeries,
  JOINT_ANGLES,
  type JointAngle,
  jointAngles,
} from './joint-angles.ts';
export { countRepetitions, type Repetition, type RepetitionOptions } from './repetitions.ts';
