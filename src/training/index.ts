export {
  cameraConsistency,
  impliedCameras,
  type ImpliedCameras,
  projectIntoRegions,
  type RegionTensors,
} from './losses/camera-losses.ts';
export {
  fit,
  type FitOptions,
  type NamedBatch,
  type Schedule,
  scheduledRate,
  type Stepped,
  type Stepper,
  type StepReport,
  type TrainingState,
} from './loop/fit.ts';
export { type ImageBatch, imageBatches, type NamedPerson } from './step/image-batches.ts';
export { imageLabels, type ImageTensors } from './step/image-labels.ts';
export { featureLabels } from './step/feature-labels.ts';
export {
  buildHeadsStep,
  buildStep,
  type LabelProvider,
  type Step,
  type StepOptions,
} from './step/build-step.ts';
export { EncoderStepper, type EncoderSteps } from './step/encoder-stepper.ts';
export type { EncoderUpdate, TrainableEncoder } from './step/trainable-encoder.ts';
export { CompiledStep, type PartOfBatch } from './step/compiled-step.ts';
export {
  createPersonEncoder,
  type PersonArrays,
  type PersonEncoder,
  type PersonField,
  personShapes,
  type TrainingBodies,
} from './step/person.ts';
export { imageBatch, ImageStepper } from './step/image-stepper.ts';
export { contrastiveLoss } from './losses/contrastive-loss.ts';
export { KeypointErrors } from './simulate/keypoint-errors.ts';
export { PeopleSimulator, type SimulationOptions } from './simulate/people-simulator.ts';
export { simulatedBatches, simulatedSource } from './simulate/simulated-batches.ts';
export { batchOf, type PeopleRows } from './step/feature-batch.ts';
export {
  joints2dLoss,
  joints3dLoss,
  poseLoss,
  shapeLoss,
  vertexLoss,
} from './losses/mesh-losses.ts';
export {
  buildFeatureSteps,
  type FeatureBatch,
  featureBatches,
  type FeatureOrder,
  type FeatureSource,
  type FeatureStep,
  type FeatureStepOptions,
  FeatureStepper,
  type FeatureSteps,
  initialFeatureVariables,
  shardSource,
} from './step/feature-stepper.ts';
export { type LossTerm, type Terms, totalLoss } from './losses/total-loss.ts';
export {
  bestOf,
  decodeCheckpoint,
  encodeCheckpoint,
  encodeWeights,
  type TrainingEngine,
  type Arithmetic,
  type MixedPrecision,
  ENGINES,
  MIXED_PRECISIONS,
  type KeptCheckpoint,
  weightsOf,
  withCheckpoint,
} from './loop/checkpoint.ts';
export { asRunChoice, runConfig } from './config/config.ts';
export type {
  FeatureRunConfig,
  ImageRunConfig,
  RunChoice,
  RunConfig,
  SimulatedShare,
} from './config/run-config.ts';
export {
  LIGHT_LOSSES,
  type NamedRun,
  QUICK_PEOPLE,
  quickIssues,
  quickly,
  RUNS,
} from './config/configs.ts';
export { type MetricsLine, parseMetrics, RunningMeans, valuesOf } from './loop/metrics.ts';
export { renderReport, type RunReport } from './loop/report.ts';
export {
  AUGMENTATION,
  type Augmentation,
  type AugmentationOptions,
  drawAugmentation,
  NO_AUGMENTATION,
} from './augment/augmentation.ts';
export { applyChannelGains } from './augment/channel-gains.ts';
export { mirrorPicture, mirrorRecord } from './augment/mirror.ts';
export { drawOccluders, type OccluderOptions, OCCLUDERS } from './augment/occluders.ts';
export { drawRoiSet, RANDOM_ROIS, type RandomRoiOptions } from './augment/random-rois.ts';
export {
  baseRoiOf,
  cutSample,
  type Sample,
  sampleOptions,
  type SampleOptions,
} from './augment/sample.ts';
export { type TurnedRoi, turnRois, turnTruth } from './augment/turn.ts';
export { contactSheet, cropStrip, portrait } from './augment/contact-sheet.ts';
export type { FeatureTensors } from './losses/feature-losses.ts';
export type { Feeds } from './step/feeds.ts';
