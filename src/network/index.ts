/** @file The network: RoIs of a person and their boxes → pose, shape and a camera per RoI. */

export {
  encoderWidth,
  seesKeypoints,
  featureWidth,
  type Fusion,
  inputSize,
  type Joints3dError,
  type NetworkChoice,
  networkConfig,
  type NetworkConfig,
  parseNetworkConfig,
  POSE_ENCODER_SIZES,
  POSE_ENCODERS,
  type PoseEncoder,
  poseEncoderAsset,
  type PoseEncoderSize,
  regionsOf,
  withRois,
} from './config.ts';
export {
  convertAdamState,
  convertCheckpoint,
  type ConvertedCheckpoint,
  type ConvertOptions,
} from './convert.ts';
export { type Encoder, ENCODERS, MODEL_NAMES, type ModelName } from './encoders/index.ts';
export { growForLimbs } from './encoders/keypoints.ts';
export { type EmbeddingOptions, FEATURE_STATISTICS } from './encoders/light.ts';
export {
  MOVENET_CELLS,
  MOVENET_FLIP,
  MOVENET_KEYPOINTS,
  MOVENET_OUTPUTS,
  MOVENET_PARTS,
  MOVENET_SIDE,
  MOVENET_WIDTH,
  moveNetInput,
  moveNetThunder,
  type MoveNetOutput,
} from './pretrained/movenet.ts';
export { LIMB_COUNT, LIMB_FLIP, LIMB_PARTS, LIMB_WIDTH } from './pretrained/limbs.ts';
export { foldBatchNorm } from './fold.ts';
export { usesRelation } from './fusion.ts';
export { dequantiseWeights, isQuantised, quantisationIn, quantiseNetwork } from './quantised.ts';
export {
  inferenceGraph,
  inferenceModel,
  type InferenceOptions,
  type NetworkOutput,
  PREDICTION_OUTPUTS,
} from './inference-model.ts';
export type { DropoutMask, Fold, Normalisation } from './layers.ts';
export {
  buildEncoder,
  buildNetwork,
  INFERENCE,
  type Network,
  type NetworkInputs,
  type NetworkMode,
  TRAINING,
} from './network.ts';
export {
  type CameraConsistencyOptions,
  type ContrastiveOptions,
  type LossWeights,
  PRESET_NAMES,
  type PresetName,
  presetOptions,
  type PresetOptions,
  PRESETS,
  type RegressorOptions,
} from './presets.ts';
export { relationInput } from './relation-input.ts';
export {
  BLAZEPOSE_SIDE,
  blazePose,
  type BlazePoseOutput,
  JOINT_LANDMARK,
  LANDMARK,
  LANDMARK_COUNT,
  LANDMARK_ROWS,
  LANDMARK_STRIDE,
  LIGHT_PARTS,
  LIGHT_WIDTH,
  WORLD_STRIDE,
} from './pretrained/blazepose.ts';
export { releasedChoice } from './released.ts';
export {
  expectedWeights,
  foldedWeights,
  type KeyReport,
  type LoadedWeights,
  loadWeights,
  pretrainedEncoder,
} from './weights.ts';
export {
  BODY_KEY,
  CONFIG_KEY,
  readWeightsFile,
  type WeightsFile,
  writeWeightsFile,
} from './weights-file.ts';
export type { Prediction, Refinement } from './prediction.ts';
