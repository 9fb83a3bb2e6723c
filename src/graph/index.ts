export {
  adam,
  ADAM_DEFAULTS,
  ADAM_MEAN_PREFIX,
  ADAM_SQUARE_PREFIX,
  ADAM_STEP,
  type AdamOptions,
  clipByGlobalNorm,
  globalNorm,
} from './adam.ts';
export { fromOnnx, type ImportedGraph } from './from-onnx.ts';
export { gradients } from './gradients.ts';
export type { ConstantValue } from './constant-values.ts';
export {
  type GradientRule,
  Graph,
  type Node,
  type NodeSpec,
  type Origin,
  type OutputSpec,
  type Tensor,
  type Variable,
} from './graph.ts';
export {
  fanInUniform,
  filled,
  given,
  type Init,
  kaimingNormal,
  normal,
  ones,
  uniform,
  xavierUniform,
  zeros,
} from './init.ts';
export { initialise } from './initialise.ts';
export { importTflite, type TfliteImportOptions } from './import-tflite.ts';
export { importTfjs, type TfjsImportOptions } from './import-tfjs.ts';
export { OPEN_BATCH, OPEN_HEIGHT, OPEN_WIDTH } from './open-batch.ts';
export {
  accumulatedStep,
  type AccumulatedStep,
  outerStep,
  type OuterStep,
  runStep,
  type StepResult,
  SUM_PREFIX,
  trainingStep,
  type TrainingStepOptions,
} from './training-step.ts';
export { NEXT_PREFIX, OPSET, toOnnx, toOnnxModel, type ToOnnxOptions } from './to-onnx.ts';
export type { Operand } from './ops/check.ts';
export { add, addAll, div, expand, mean, mul, neg, reshape, sub, sum } from './ops/arithmetic.ts';
export {
  conv2d,
  type ConvolutionOptions,
  type ConvolutionTransposeOptions,
  convTranspose2d,
  type Padding,
  type Pair,
} from './ops/convolution.ts';
export {
  abs,
  and,
  cast,
  clip,
  cos,
  dropout,
  equal,
  erf,
  exp,
  greater,
  hardSwish,
  leakyRelu,
  less,
  log,
  maximum,
  minimum,
  pow,
  prelu,
  relu,
  relu6,
  sigmoid,
  sign,
  sin,
  sqrt,
  square,
  stopGradient,
  tanh,
  where,
} from './ops/elementwise.ts';
export {
  type ActivationRange,
  type Quantisation,
  quantisationOf,
  quantiseModel,
  roundWeight,
  watchActivations,
  type WatchedActivations,
} from './quantise.ts';
export { concat, gather, pad, slice, split, stack, transpose, unsqueeze } from './ops/layout.ts';
export { gemm, linear, matmul } from './ops/matmul.ts';
export {
  batchNorm,
  BATCH_NORM_DEFAULTS,
  type BatchNormOptions,
  type BatchNormTensors,
  layerNorm,
} from './ops/normalisation.ts';
export { avgPool2d, globalAvgPool, maxPool2d, type PoolOptions } from './ops/pooling.ts';
export { logSoftmax, max, softmax } from './ops/reduce.ts';
export { resizeBilinear, resizeNearest, type ResizeOptions } from './ops/resize.ts';
