/** @file Records of people in pictures, and synthetic people. */

export {
  AUGMENTATION,
  drawAugmentation,
  NO_AUGMENTATION,
  type Augmentation,
  type AugmentationOptions,
} from './augment/augmentation.ts';
export { applyChannelGains } from './augment/channel-gains.ts';
export { mirrorPicture, mirrorRecord } from './augment/mirror.ts';
export { drawOccluders, OCCLUDERS, type OccluderOptions } from './augment/occluders.ts';
export { drawRoiSet, RANDOM_ROIS, type RandomRoiOptions } from './augment/random-rois.ts';
export {
  baseRoiOf,
  cutSample,
  sampleOptions,
  type Sample,
  type SampleOptions,
} from './augment/sample.ts';
export { turnRois, turnTruth, type TurnedRoi } from './augment/turn.ts';
export {
  BENCHMARKS,
  halfPicture,
  halfRecord,
  labelsOf,
  type Benchmark,
  type DatasetId,
  type Labels,
} from './benchmarks.ts';
export { contactSheet, cropStrip, portrait } from './contact-sheet.ts';
export {
  createMixture,
  MIXES,
  type MixItem,
  type MixName,
  type MixPart,
  type Mixture,
} from './mixing.ts';
export { VISIBILITY, type PersonRecord } from './records.ts';
export { COCO_DEFAULTS, parseCocoKeypoints, type CocoOptions } from './readers/coco-keypoints.ts';
export { joinPseudoTruth, type Joined } from './readers/pseudo-truth.ts';
export { parseSpinNpz, writeSpinNpz } from './readers/spin-npz.ts';
export { parseThreeDpw, type GenderedBodies } from './readers/three-dpw.ts';
export { SPIN24, spin24From, spin24Map, type JointLayout } from './spin24.ts';
export { summarise, type Summary } from './summary.ts';
export { poseInCamera } from './synthetic/actor.ts';
export { loadSynthesisAssets, type Panorama, type SynthesisAssets } from './synthetic/assets.ts';
export {
  BENCHMARK_NAMES,
  benchmarkPlace,
  benchmarkSize,
  createBenchmarkMaker,
  findSyntheticBenchmark,
  SYNTHETIC_V1,
  type BenchmarkMaker,
  type BenchmarkPlace,
  type Stratum,
  type SyntheticBenchmark,
} from './synthetic/benchmark.ts';
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
