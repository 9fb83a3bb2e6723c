/** @file `multiroi/train`: data, training, evaluation and ablation on a Node machine. */

export * from '../dataset/index.ts';
export * from '../evaluation/index.ts';
export * from '../jobs/index.ts';
export * from '../synthetic/index.ts';
export * from '../training/index.ts';
export { MODEL_NAMES } from '../network/index.ts';
export type {
  CameraConsistencyOptions,
  ContrastiveOptions,
  DropoutMask,
  EmbeddingOptions,
  Fold,
  Fusion,
  Joints3dError,
  LossWeights,
  ModelName,
  Network,
  NetworkChoice,
  NetworkConfig,
  NetworkInputs,
  Prediction,
  PresetOptions,
  Refinement,
  RegressorOptions,
} from '../network/index.ts';
export type { BoxJitter, FeatureOptions, FeatureSet, Fields, Shard } from '../features/index.ts';
export type { Curve, Evidence, RangeCurve, RoiCalibration, Score } from '../reconstruct/index.ts';
export { Graph } from '../graph/index.ts';
export type {
  ConstantValue,
  GradientRule,
  Init,
  Node,
  NodeSpec,
  Origin,
  OutputSpec,
  Tensor,
  Variable,
} from '../graph/index.ts';
export { Rng } from '../base/index.ts';
export type { FrameName, In, Maps, RngState } from '../base/index.ts';
export type { Affine, FullCamera, Roi, RoiShape, Translation } from '../camera/index.ts';
export type { Weights } from '../platform/index.ts';
export type { OnnxAttribute } from '../format/index.ts';
