/** @file The Node platform. */

export { ablate, type AblateOptions } from './ablate.ts';
export { withFileSource } from './byte-source.ts';
export { evaluateRun } from './evaluate-run.ts';
export {
  evaluationState,
  readEvaluation,
  type EvaluationState,
  type FinishedEvaluation,
} from './evaluation-folder.ts';
export type { EvaluateOptions, StartedEvaluation } from './evaluation-inputs.ts';
export { openFeatures, type FeatureCacheOptions } from './feature-cache.ts';
export { nodeFiles, writeWhole } from './files.ts';
export { startWorker } from './_in-order.ts';
export { fingerprint, type Fingerprint } from './fingerprint.ts';
export { nodeImages } from './images.ts';
export { missingPictures } from './missing-pictures.ts';
export { MultiRoi } from './multi-roi.ts';
export { nodePlatform } from './platform.ts';
export { kserveRuntime, type KserveOptions } from './kserve-runtime.ts';
export { isLoopback } from './loopback.ts';
export { nodeRuntime } from './session.ts';
export { holdsRun } from './run-folder.ts';
export {
  samplesInThreads,
  type SampleOptions,
  type SampleTask,
  type TrainingSet,
} from './sample-workers.ts';
export {
  benchmarkInThreads,
  synthesiseInThreads,
  type IndexedSample,
  type SynthesisOptions,
  type SynthesisTask,
} from './synthesis-workers.ts';
export { trainRun, type FinishedRun, type StartedRun, type TrainRunOptions } from './train-run.ts';
export {
  PAGE_FILES,
  PAGE_ROOT,
  servePage,
  type PageServer,
  type ServePageOptions,
} from './serve-page.ts';
export { userDataFolder } from './user-data.ts';
export { benchmarkFingerprints, writeBenchmark, type BenchmarkSet } from './write-benchmark.ts';
export { PEOPLE_FILE, writeSynthetic } from './write-synthetic.ts';
