/**
 * @file The library, without a platform: `multiroi/node` brings one and a `MultiRoi` bound to it.
 */

export {
  createPosedBody,
  createPoser,
  jointSet,
  loadBody,
  readBody,
  regressJoints,
} from './body/index.ts';
export type { BodyModel, JointSet, JointSetId, Pose, PosedBody, Poser } from './body/index.ts';
export { PAPER5, parseRoiSet, project } from './camera/index.ts';
export type { Box, Consistency, Intrinsics, RoiSet } from './camera/index.ts';
export { MultiRoiError } from './errors.ts';
export type { ErrorCode, Issue } from './errors.ts';
export { SILENT } from './log.ts';
export type { Logger, OnProgress } from './log.ts';
export {
  exportCsv,
  exportGlb,
  exportNpz,
  exportObj,
  MotionFilter,
  MultiRoi,
  parseResult,
  poseResult,
  resultJsonSchema,
  retargetResult,
  SMOOTHING_DEFAULTS,
  smoothFrames,
  Tracker,
} from './pipeline/index.ts';
export type {
  Frame,
  LoadOptions,
  MotionOptions,
  Person,
  PersonChoice,
  Quality,
  Reconstruction,
  ReconstructOptions,
  SmoothingOptions,
} from './pipeline/index.ts';
export type {
  Files,
  HostTensor,
  Images,
  Photo,
  PixelImage,
  Platform,
  Runtime,
  Session,
  SessionOptions,
} from './platform.ts';
