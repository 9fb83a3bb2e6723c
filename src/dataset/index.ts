/** @file Records of people in pictures, and synthetic people. */

export { VISIBILITY, type PersonRecord } from './records.ts';
export { COCO_DEFAULTS, parseCocoKeypoints, type CocoOptions } from './readers/coco-keypoints.ts';
export { joinPseudoTruth, type Joined } from './readers/pseudo-truth.ts';
export { parseSpinNpz, writeSpinNpz } from './readers/spin-npz.ts';
export { parseThreeDpw, type GenderedBodies } from './readers/three-dpw.ts';
export { SPIN24, spin24From, spin24Map, type JointLayout } from './spin24.ts';
export { poseInCamera } from './synthetic/actor.ts';
export { loadSynthesisAssets, type Panorama, type SynthesisAssets } from './synthetic/assets.ts';
export {
  isHeldOutClip,
  parseCapturedPoses,
  type CapturedPoses,
  type PoseSplit,
} from './synthetic/captured-poses.ts';
export { removeHeading } from './synthetic/heading.ts';
export type { PoseKind } from './synthetic/pose-kinds.ts';
export {
  parsePosePrior,
  PRIOR_JOINTS,
  type PoseLimits,
  type PosePrior,
} from './synthetic/pose-prior.ts';
export type { PoseSource } from './synthetic/pose-source.ts';
export { findRecipe, RECIPES, type Range, type Recipe } from './synthetic/recipe.ts';
export type { SyntheticPerson, SyntheticSample } from './synthetic/sample.ts';
export { mirrorPose } from './synthetic/skeleton.ts';
export { createSynthesiser, type Synthesiser } from './synthetic/synthesiser.ts';
export { createRecorder, type Recorder } from './synthetic/to-record.ts';
