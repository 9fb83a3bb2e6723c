/** @file Photograph → result. */

export {
  type Calibration,
  CALIBRATIONS_ASSET,
  calibrationsText,
  type Curve,
  expectedError,
  readCurve,
  jointEvidence,
  parseCalibrations,
  type RangeCurve,
  type RoiCalibration,
  type Score,
  scoreOf,
} from './confidence/calibration.ts';
export { loadCalibration } from './confidence/load-calibration.ts';
export {
  type Evidence,
  evidenceOf,
  JOINT_EVIDENCE,
  PERSON_EVIDENCE,
  type EvidenceInput,
} from './confidence/evidence.ts';
export { describeModel, modelsOf, type PipelineModel, warmUp } from './warm-up.ts';
export { MultiRoi } from './multi-roi.ts';
export { PlatformMultiRoi, type ReadImage, type ReadInput } from './platform-multi-roi.ts';
export type { LookedAtPhoto, PersonLook, ReconstructedPhoto } from './looks.ts';
export type { LiveFrame, LiveOptions } from './motion/live.ts';
export type { MotionRun, MotionSource, MotionStep } from './motion/motion-run.ts';
export {
  MOTION_DEFAULTS,
  type MotionProgress,
  type ObservationLog,
  type VideoMotionOptions,
  type VideoReconstructOptions,
} from './motion/motion-options.ts';
export { type CollectedTrack, TrackCollector } from './motion/collect-tracks.ts';
export { CONTACT_RULE, type ContactRule, standingFeet } from './motion/contacts.ts';
export { PoseSequence } from './motion/fit/pose-sequence.ts';
export { layTrack } from './motion/lay-track.ts';
export {
  checkRecord,
  partOf,
  RECORD_LENGTH,
  type SeenFrame,
  type PersonInFrame,
} from './motion/observation.ts';
export type { Onlooker } from './motion/watch.ts';

export {
  type LoadOptions,
  type PersonChoice,
  QUALITIES,
  type Quality,
  RECONSTRUCT_DEFAULTS,
  type ReconstructOptions,
  weightsAsset,
} from './options.ts';
export {
  type ManyOptions,
  type ManyResult,
  type ManySteps,
  type OpenedInput,
  reconstructMany,
} from './reconstruct-many.ts';
export { photoOutputs, type PhotoOutputs } from './photo-outputs.ts';
export { choosePeople } from './choose-people.ts';

export { BONE_ENDS, Fitter, TURN_SD } from './refine/fitter.ts';
export { KEYPOINTS } from './refine/keypoints.ts';
export { Kinematics } from './refine/kinematics.ts';
export { keypointSigma } from './refine/landmark-noise.ts';
export { refine } from './refine/refine.ts';
export { distort, type RigCamera } from './multiview/rig.ts';
export {
  reconstructViews,
  type ReconstructViewsOptions,
  resultOfView,
} from './multiview/reconstruct-views.ts';
export { type CalibratedCamera, parseRig } from './multiview/rig-file.ts';
export type { OnStage } from './stopwatch.ts';
