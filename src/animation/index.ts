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
export { trackVrma } from './motion-vrma.ts';
export {
  type Retargeting,
  retargetTo,
  type TargetBone,
  type TargetSkeleton,
} from './retarget-to.ts';
