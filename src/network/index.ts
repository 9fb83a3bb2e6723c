/** @file The network: RoIs of a person and their boxes → pose, shape and a camera per RoI. */

export {
  featureWidth,
  inputSize,
  networkConfig,
  parseNetworkConfig,
  POSE_ENCODER_SIZES,
  regionsOf,
  withRois,
  type Fusion,
  type Joints3dError,
  type NetworkChoice,
  type NetworkConfig,
  type PoseEncoderSize,
} from './config.ts';
export {
  convertAdamState,
  convertCheckpoint,
  type ConvertedCheckpoint,
  type ConvertOptions,
} from './convert.ts';
export { ENCODERS, MODEL_NAMES, type Encoder, type ModelName } from './encoders/index.ts';
export {
  FEATURE_STATISTICS,
  LIGHT_PARTS,
  LIGHT_WIDTH,
  type EmbeddingOptions,
} from './encoders/light.ts';
export { foldBatchNorm } from './fold.ts';
export { usesRelation } from './fusion.ts';
export {
  inferenceModel,
  PREDICTION_OUTPUTS,
  type InferenceOptions,
  type NetworkOutput,
} from './inference-model.ts';
export type { DropoutMask, Fold, Normalisation } from './layers.ts';
export {
  buildNetwork,
  INFERENCE,
  TRAINING,
  type Network,
  type NetworkInputs,
  type NetworkMode,
} from './network.ts';
export {
  PRESET_NAMES,
  presetOptions,
  PRESETS,
  type CameraConsistencyOptions,
  type ContrastiveOptions,
  type LossWeights,
  type PresetName,
  type PresetOptions,
  type RegressorOptions,
} from './presets.ts';
export { relationInput } from './relation-input.ts';
export { releasedChoice } from './released.ts';
export {
  expectedWeights,
  loadWeights,
  pretrainedEncoder,
  type KeyReport,
  type LoadedWeights,
} from './weights.ts';
export {
  BODY_KEY,
  CONFIG_KEY,
  readWeightsFile,
  writeWeightsFile,
  type WeightsFile,
} from './weights-file.ts';
