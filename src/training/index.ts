export {
  cameraConsistency,
  impliedCameras,
  projectIntoRegions,
  type ImpliedCameras,
  type RegionTensors,
} from './camera-losses.ts';
export { fit, type FitOptions, type ImageStepReport, type NamedPerson } from './images/fit.ts';
export { buildImageStep, type ImageStep, type ImageStepOptions } from './images/image-step.ts';
export {
  createPersonEncoder,
  type PersonArrays,
  type PersonEncoder,
  type TrainingBodies,
} from './images/person.ts';
export { imageBatch, Stepper, type Stepped } from './images/stepper.ts';
export { contrastiveLoss } from './contrastive-loss.ts';
export { batchOf } from './light/batch.ts';
export {
  decodeShard,
  encodeShard,
  joinShards,
  shardOf,
  type PersonRow,
  type Shard,
} from './light/feature-shard.ts';
export { Featuriser, NO_JITTER, type BoxJitter, type TruePerson } from './light/featurise.ts';
export { joints2dLoss, joints3dLoss, poseLoss, shapeLoss, vertexLoss } from './mesh-losses.ts';
export { buildStep, type Step, type StepOptions } from './step.ts';
export { totalLoss, type LossTerm } from './total-loss.ts';
export { train, type StepReport, type TrainingState, type TrainOptions } from './train.ts';
export {
  bestOf,
  decodeCheckpoint,
  encodeCheckpoint,
  weightsOf,
  withCheckpoint,
  type KeptCheckpoint,
} from './run/checkpoint.ts';
export { asRunChoice, runConfig, type RunChoice, type RunConfig } from './run/config.ts';
export { QUICK_PEOPLE, quickly, RUNS, type NamedRun } from './run/configs.ts';
export { parseMetrics, RunningMeans, valuesOf, type MetricsLine } from './run/metrics.ts';
export { escapeHtml, htmlPage, shortNumber, ticks, type PageParts } from './run/page.ts';
export { renderReport, type RunReport } from './run/report.ts';
