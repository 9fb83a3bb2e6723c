/** @file People who are rendered, with their truth. */

export { poseInCamera } from './actor.ts';
export { BarePersonSampler, type BarePerson } from './bare-person.ts';
export { loadSynthesisAssets, type Panorama, type SynthesisAssets } from './assets.ts';
export {
  BENCHMARK_NAMES,
  type BenchmarkMaker,
  benchmarkPlace,
  type BenchmarkPlace,
  benchmarkSize,
  createBenchmarkMaker,
  findSyntheticBenchmark,
  type Stratum,
  SYNTHETIC_V1,
  type SyntheticBenchmark,
} from './benchmark.ts';
export {
  type CapturedPoses,
  isHeldOutClip,
  parseCapturedPoses,
  type PoseSplit,
} from './captured-poses.ts';
export { removeHeading } from './heading.ts';
export type { PoseKind } from './pose-kinds.ts';
export { parsePosePrior, type PoseLimits, type PosePrior, PRIOR_JOINTS } from './pose-prior.ts';
export type { PoseSource } from './pose-source.ts';
export { findRecipe, type Range, type Recipe, RECIPES } from './recipe.ts';
export type { SyntheticPerson, SyntheticSample } from './sample.ts';
export { MIRROR_JOINT, mirrorPose } from './skeleton.ts';
export { createSynthesiser, type Synthesiser } from './synthesiser.ts';
export { createRecorder, type Recorder } from './to-record.ts';
export { fabricAt, sampleFabric } from './fabric.ts';
export { NoiseTable } from './noise.ts';
