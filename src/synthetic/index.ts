/** @file People who are rendered, with their truth. */

export { type PlacedActor, poseInCamera } from './actor.ts';
export { type BarePerson, BarePersonSampler } from './bare-person.ts';
export { loadSynthesisAssets, type Panorama, type SynthesisAssets } from './assets.ts';
export {
  type Acceptance,
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
export { type Fabric, fabricAt, type Pattern, type Rgb, sampleFabric } from './fabric.ts';
export { NoiseTable } from './noise.ts';
export { PanoramaImage } from './panorama.ts';
export type { Light } from './light.ts';
export { DressedBody } from './dressed-body.ts';
export type { Outfit } from './outfit.ts';
export type { SkirtPattern } from './skirt.ts';
export { ShadowGrid } from './shadow.ts';
