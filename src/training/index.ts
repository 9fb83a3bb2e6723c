export {
  cameraConsistency,
  impliedCameras,
  projectIntoRegions,
  type ImpliedCameras,
  type RegionTensors,
} from './camera-losses.ts';
export {
  fit,
  scheduledRate,
  type FitOptions,
  type NamedBatch,
  type Schedule,
  type StepReport,
  type Stepped,
  type Stepper,
  type TrainingState,
} from './fit.ts';
export { imageBatches, type ImageBatch, type NamedPerson } from './images/image-batches.ts';
export { buildImageStep, type ImageStep, type ImageStepOptions } from './images/image-step.ts';
export {
  createPersonEncoder,
  type PersonArrays,
  type PersonEncoder,
  type TrainingBodies,
} from './images/person.ts';
export { imageBatch, ImageStepper } from './images/image-stepper.ts';
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
export {
  describeFeatures,
  DETECTOR_JITTER,
  featureFolder,
  featureOptions,
  shardPlans,
  type FeatureOptions,
  type FeatureSet,
  type PosesOfFeatures,
  type ShardPlan,
} from './light/feature-set.ts';
export {
  Featuriser,
  NO_JITTER,
  type BoxJitter,
  type RollFinder,
  type TruePerson,
} from './light/featurise.ts';
export { joints2dLoss, joints3dLoss, poseLoss, shapeLoss, vertexLoss } from './mesh-losses.ts';
export { buildStep, type Step, type StepOptions } from './light/feature-step.ts';
export {
  buildFeatureSteps,
  featureBatches,
  FeatureStepper,
  initialFeatureVariables,
  type FeatureBatch,
  type FeatureOrder,
  type FeatureStepOptions,
  type FeatureSteps,
} from './light/feature-stepper.ts';
export { totalLoss, type LossTerm } from './total-loss.ts';
export {
  bestOf,
  decodeCheckpoint,
  encodeCheckpoint,
  encodeWeights,
  weightsOf,
  withCheckpoint,
  type KeptCheckpoint,
} from './run/checkpoint.ts';
export {
  asRunChoice,
  runConfig,
  type FeatureRunConfig,
  type ImageRunConfig,
  type RunChoice,
  type RunConfig,
} from './run/config.ts';
export { LIGHT_LOSSES, QUICK_PEOPLE, quickly, RUNS, type NamedRun } from './run/configs.ts';
export { parseMetrics, RunningMeans, valuesOf, type MetricsLine } from './run/metrics.ts';
export { escapeHtml, htmlPage, shortNumber, ticks, type PageParts } from './run/page.ts';
export { renderReport, type RunReport } from './run/report.ts';
