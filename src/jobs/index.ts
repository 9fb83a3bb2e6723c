/** @file Long, resumable work on a Node machine. */

export { ablate, type AblateOptions } from './ablate/ablate.ts';
export { evaluateRun } from './evaluate/evaluate-run.ts';
export {
  evaluationState,
  type EvaluationState,
  type FinishedEvaluation,
  readEvaluation,
} from './evaluate/evaluation-folder.ts';
export type { EvaluateOptions, StartedEvaluation } from './evaluate/evaluation-inputs.ts';
export { type FeatureCacheOptions, openFeatures } from './featurise/feature-cache.ts';
export { fingerprint, type Fingerprint } from './synthesise/fingerprint.ts';
export { PhotoThreads } from './photographs/photo-threads.ts';
export { missingPictures } from './evaluate/missing-pictures.ts';
export {
  quantiseRun,
  type QuantisedNetwork,
  type QuantiseOptions,
} from './quantise/quantise-run.ts';
export { holdsRun } from './train/run-folder.ts';
export {
  samplesInThreads,
  type SampleTask,
  type SampleThreadOptions,
  type TrainingSet,
} from './train/sample-workers.ts';
export {
  benchmarkInThreads,
  type BenchmarkPicture,
  type BenchmarkTask,
  type IndexedSample,
  synthesiseInThreads,
  type SynthesisOptions,
  type SynthesisTask,
} from './synthesise/synthesis-workers.ts';
export { trainRun } from './train/train-run.ts';
export type { FinishedRun, StartedRun, TrainRunOptions } from './train/run-options.ts';
export {
  benchmarkFingerprints,
  type BenchmarkSet,
  writeBenchmark,
  type WriteBenchmarkOptions,
} from './synthesise/write-benchmark.ts';
export {
  forgetSet,
  PEOPLE_FILE,
  setState,
  type SetState,
  type WriteFile,
} from './synthesise/set-folder.ts';
export {
  type SyntheticSet,
  writeSynthetic,
  type WriteSyntheticOptions,
} from './synthesise/write-synthetic.ts';
