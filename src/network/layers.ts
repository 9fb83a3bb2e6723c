/**
 * @file The layers that encoders and heads are made of. Parameters carry the names of the PyTorch
 * modules they correspond to (`layer1.0.conv1.weight`), so that checkpoints map by name alone.
 */

import {
  add,
  batchNorm,
  conv2d,
  dropout,
  fanInUniform,
  linear,
  ones,
  relu,
  uniform,
  zeros,
  type Graph,
  type Init,
  type Tensor,
} from '../graph/index.ts';

/**
 * What batch normalisation does. `batch`: statistics of the batch, running statistics updated.
 * `frozen`: the running statistics. `folded`: none is left, each convolution has a bias instead
 * (weights made by `foldBatchNorm`).
 */
export type Normalisation = 'batch' | 'frozen' | 'folded';

/** A linear or convolution layer and the normalisation that follows it, by name. */
export interface Fold {
  readonly layer: string;
  readonly norm: string;
}

/** A dropout mask that the caller feeds: 1 keeps a unit, 0 drops it; drawn with probability `keep`. */
export interface DropoutMask {
  readonly name: string;
  readonly shape: readonly number[];
  readonly keep: number;
}

/** A network under construction. */
export interface Build {
  readonly graph: Graph;
  readonly normalisation: Normalisation;
  /** Whether dropout layers are built, with their masks as inputs of the graph. */
  readonly dropout: boolean;
  /** Filled in while building: layers whose normalisation can be folded into them. */
  readonly folds: Fold[];
  /** Filled in while building: the masks to feed. */
  readonly masks: DropoutMask[];
}

/** Starts a network in a graph. */
export function startBuild(
  graph: Graph,
  normalisation: Normalisation,
  withDropout: boolean = false,
): Build {
  return { graph, normalisation, dropout: withDropout, folds: [], masks: [] };
}

/** The eps of PyTorch's modules, with which every checkpoint here was trained. */
export const NORM_EPS = 1e-5;

/** Batch normalisation over axis 1 of [N, C] or [N, C, H, W]. */
function normalise(build: Build, x: Tensor, name: string): Tensor {
  const shape = [x.shape[1]];
  const { graph } = build;
  const parts = {
    scale: graph.parameter(`${name}.weight`, shape, ones),
    bias: graph.parameter(`${name}.bias`, shape, zeros),
    mean: graph.state(`${name}.running_mean`, shape, zeros),
    variance: graph.state(`${name}.running_var`, shape, ones),
  };
  const mode = build.normalisation === 'batch' ? 'batch' : 'frozen';
  return batchNorm(x, parts, { mode, eps: NORM_EPS });
}

/** A convolution with its batch normalisation. */
export interface ConvOptions {
  readonly kernel?: number;
  readonly stride?: number;
  readonly relu?: boolean;
  /** Initial weights. */
  readonly init: Init;
}

/**
 * Convolution without bias, batch normalisation and (by default) ReLU; padding keeps the size at stride 1.
 * @param conv name of the convolution; `norm` that of its normalisation.
 */
export function convNorm(
  build: Build,
  x: Tensor,
  conv: string,
  norm: string,
  channels: number,
  { kernel = 3, stride = 1, relu: activate = true, init }: ConvOptions,
): Tensor {
  const shape = [channels, x.shape[1], kernel, kernel];
  const w = build.graph.parameter(`${conv}.weight`, shape, init);
  const options = { stride, pad: (kernel - 1) / 2 };
  build.folds.push({ layer: conv, norm });
  const y =
    build.normalisation === 'folded'
      ? conv2d(x, w, { ...options, bias: bias(build, conv, channels, zeros) })
      : normalise(build, conv2d(x, w, options), norm);
  return activate ? relu(y) : y;
}

function bias(build: Build, layer: string, width: number, init: Init): Tensor {
  return build.graph.parameter(`${layer}.bias`, [width], init);
}

/** The weight [width, fanIn] and the bias [width] of a linear layer. */
export interface LinearParameters {
  readonly weight: Tensor;
  readonly bias: Tensor;
}

/** Declares a linear layer, by default initialised as PyTorch does: uniform in ±1/√fanIn. */
export function linearParameters(
  build: Build,
  name: string,
  fanIn: number,
  width: number,
  weightInit: Init = fanInUniform(),
): LinearParameters {
  return {
    weight: build.graph.parameter(`${name}.weight`, [width, fanIn], weightInit),
    bias: bias(build, name, width, uniform(1 / Math.sqrt(fanIn))),
  };
}

/** Rows [N, fanIn] → [N, width]. */
export function applyLinear(x: Tensor, layer: LinearParameters): Tensor {
  return linear(x, layer.weight, layer.bias);
}

/** Declares a linear layer and applies it once, [N, fanIn] → [N, width]. */
export function linearLayer(build: Build, x: Tensor, name: string, width: number): Tensor {
  return applyLinear(x, linearParameters(build, name, x.shape[1], width));
}

/** The two layers of x + B·relu(A·x). */
export interface ResidualBlock {
  readonly a: LinearParameters;
  readonly b: LinearParameters;
}

/** Declares residual blocks of one width. */
export function residualBlocks(
  build: Build,
  name: string,
  width: number,
  count: number,
): ResidualBlock[] {
  return Array.from({ length: count }, (_, i) => ({
    a: linearParameters(build, `${name}.${i}.a`, width, width),
    b: linearParameters(build, `${name}.${i}.b`, width, width),
  }));
}

/** Rows [N, D] → [N, D]. */
export function applyBlocks(x: Tensor, blocks: readonly ResidualBlock[]): Tensor {
  return blocks.reduce((y, { a, b }) => add(y, applyLinear(relu(applyLinear(y, a)), b)), x);
}

/** A linear layer and batch normalisation of its rows, [N, C] → [N, width]. */
export function linearNorm(
  build: Build,
  x: Tensor,
  layer: string,
  norm: string,
  width: number,
  withBias: boolean,
): Tensor {
  const fanIn = x.shape[1];
  const weight = build.graph.parameter(`${layer}.weight`, [width, fanIn], fanInUniform());
  const folded = build.normalisation === 'folded';
  const b =
    withBias || folded ? bias(build, layer, width, uniform(1 / Math.sqrt(fanIn))) : undefined;
  build.folds.push({ layer, norm });
  const y = b === undefined ? linear(x, weight) : linear(x, weight, b);
  return folded ? y : normalise(build, y, norm);
}

/** Dropout by a mask that the caller feeds; nothing at all when the build has none. */
export function dropoutLayer(build: Build, x: Tensor, name: string, probability: number): Tensor {
  if (!build.dropout || probability === 0) return x;
  const mask = { name: `dropout.${name}`, shape: x.shape, keep: 1 - probability };
  build.masks.push(mask);
  return dropout(x, build.graph.input(mask.name, mask.shape), mask.keep);
}
