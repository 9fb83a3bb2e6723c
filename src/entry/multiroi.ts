/**
 * @file The library, without a platform: `multiroi/node` brings one and a `MultiRoi` bound to it.
 */

export {
  anglesCsv,
  anglesJson,
  BONE_NAMINGS,
  countRepetitions,
  frameResults,
  HUMANOID,
  JOINT_ANGLES,
  jointAngles,
  MOTION_EXPORT_KINDS,
  MOTION_KINDS,
  motionCsv,
  motionGlb,
  overlayPictures,
  retargetMotion,
  retargetTo,
  trackBvh,
  trackNpz,
  trackVrma,
  writeMotion,
} from '../animation/index.ts';
export type {
  AngleSeries,
  BoneNaming,
  BvhOptions,
  EncodeOptions,
  HumanoidBone,
  JointAngle,
  MotionExportKind,
  MotionFile,
  MotionKind,
  MotionPicture,
  MotionSink,
  MotionSpace,
  MotionWriteOptions,
  MotionWritten,
  OverlayLayout,
  Repetition,
  RepetitionOptions,
  Retargeting,
  TargetBone,
  TargetSkeleton,
  WaitingFile,
} from '../animation/index.ts';
export {
  createPosedBody,
  createPoser,
  jointSet,
  loadBody,
  readBody,
  regressJoints,
} from '../body/index.ts';
export type { BodyModel, JointSet, JointSetId, Pose, PosedBody, Poser } from '../body/index.ts';
export { PAPER5, parseRoiSet, project } from '../camera/index.ts';
export type { Box, Consistency, Intrinsics, RoiSet } from '../camera/index.ts';
export { MultiRoiError } from '../base/index.ts';
export type { ErrorCode, Issue } from '../base/index.ts';
export { SILENT } from '../base/index.ts';
export type { Logger, OnProgress } from '../base/index.ts';
export {
  drawOverlay,
  exportCsv,
  exportGlb,
  exportNpz,
  exportObj,
  motionJsonSchema,
  motionText,
  multiviewJsonSchema,
  parseMotion,
  parseMultiview,
  parseResult,
  poseResult,
  projectPerson,
  resultJsonSchema,
  retargetResult,
} from '../result/index.ts';
export {
  MotionFilter,
  motionOfFrames,
  SMOOTHING_DEFAULTS,
  smoothFrames,
  Tracker,
} from '../video/index.ts';
export { MultiRoi, parseRig, reconstructViews, resultOfView } from '../reconstruct/index.ts';
export type { Frame, MotionOptions, MotionSource, SmoothingOptions } from '../video/index.ts';
export type {
  CalibratedCamera,
  LoadOptions,
  PersonChoice,
  Quality,
  ReconstructOptions,
  ReconstructViewsOptions,
  RigCamera,
} from '../reconstruct/index.ts';
export type { Detection, FoundPerson } from '../detect/index.ts';
export type { EulerOrder, Vec3 } from '../math/index.ts';
export type {
  Glb,
  GlbKind,
  ImageInfo,
  KnownShape,
  LostPerson,
  ModelInfo,
  Motion,
  MotionCamera,
  MotionFrame,
  MotionTrack,
  MotionVideo,
  MotionWorld,
  Multiview,
  MultiviewPerson,
  MultiviewSighting,
  MultiviewView,
  ObservedJoints,
  Person,
  PosedPerson,
  Reconstruction,
  ResultBody,
  ResultCamera,
  ResultExpectedError,
  ResultLocalCamera,
  ResultRoi,
  Timings,
} from '../result/index.ts';
export type {
  Files,
  HostTensor,
  Images,
  Photo,
  PixelImage,
  Platform,
  Runtime,
  RuntimeFacts,
  Session,
  SessionOptions,
} from '../platform/index.ts';
