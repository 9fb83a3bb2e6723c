/** @file Motions for other programs: retargeting, GLB, BVH, VRMA, NPZ; joint angles. */

export {
  clipOf,
  fileFromCam,
  filePlace,
  fileRotations,
  MOTION_SPACES,
  type MotionSpace,
  shownOf,
} from './clip.ts';
export { framePerson, frameResults } from './frame-result.ts';
export {
  type Aim,
  BONE_NAMINGS,
  type BoneNaming,
  HUMANOID,
  type HumanoidBone,
} from './humanoid.ts';
export {
  anglesCsv,
  type AngleSeries,
  anglesJson,
  JOINT_ANGLES,
  type JointAngle,
  jointAngles,
  LIMB_ANGLES,
  type LimbAngle,
  type Side,
} from './joint-angles.ts';
export { type BvhOptions, trackBvh } from './motion-bvh.ts';
export { motionCsv } from './motion-csv.ts';
export { motionGlb } from './motion-glb.ts';
export { trackNpz } from './motion-npz.ts';
export { trackVrma } from './motion-vrma.ts';
export { type MotionPicture, type OverlayLayout, overlayPictures } from './overlay-video.ts';
export { countRepetitions, type Repetition, type RepetitionOptions } from './repetitions.ts';
export { retargetMotion } from './retarget-motion.ts';
export {
  type Retargeting,
  retargetTo,
  type TargetBone,
  type TargetSkeleton,
} from './retarget-to.ts';
export { type Rig, rigOf } from './rig.ts';
export {
  type EncodeOptions,
  MOTION_EXPORT_KINDS,
  MOTION_KINDS,
  MOTION_SUFFIXES,
  type MotionExportKind,
  type MotionFile,
  type MotionKind,
  type MotionSink,
  type MotionWriteOptions,
  type MotionWritten,
  type VideoContainer,
  type WaitingFile,
  writeMotion,
} from './write-motion.ts';
