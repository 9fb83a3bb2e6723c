export {
  adam,
  ADAM_DEFAULTS,
  ADAM_MEAN_PREFIX,
  ADAM_SQUARE_PREFIX,
  ADAM_STEP,
  clipByGlobalNorm,
  globalNorm,
  type AdamOptions,
} from './adam.ts';
export { fromOnnx, type ImportedGraph } from './from-onnx.ts';
export { gradients } from './gradients.ts';
export { Graph, type ConstantValue, type Variable } from './graph.ts';
export {
  fanInUniform,
  filled,
  given,
  initialise,
  kaimingNormal,
  normal,
  ones,
  uniform,
  xavierUniform,
  zeros,
  type Init,
} from './init.ts';
export type { Tensor } from './tensor.ts';
export { importTflite, type TfliteImportOptions } from './import-tflite.ts';
export { OPEN_BATCH } from './open-batch.ts';
export {
  accumulatedStep,
  runStep,
  trainingStep,
  type AccumulatedStep,
  type StepResult,
  type TrainingStepOptions,
} from './training-step.ts';
export { NEXT_PREFIX, OPSET, toOnnx, type ToOnnxOptions } from './to-onnx.ts';
export { type Operand } from './ops/_check.ts';
export { add, addAll, div, expand, mean, mul, neg, reshape, sub, sum } from './ops/arithmetic.ts';
export {
  conv2d,
  convTranspose2d,
  type ConvolutionOptions,
  type ConvolutionTransposeOptions,
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
export { concat, gather, pad, slice, split, stack, transpose, unsqueeze } from './ops/layout.ts';
export { gemm, linear, matmul } from './ops/matmul.ts';
export {
  batchNorm,
  layerNorm,
  type BatchNormOptions,
  type BatchNormTensors,
} from './ops/normalisation.ts';
export { avgPool2d, globalAvgPool, maxPool2d, type PoolOptions } from './ops/pooling.ts';
export { logSoftmax, max, softmax } from './ops/reduce.ts';
export { resizeBilinear, resizeNearest, type ResizeOptions } from './ops/resize.ts';
