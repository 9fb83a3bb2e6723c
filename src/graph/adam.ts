/**
 * @file Adam (Kingma and Ba 2015) and global-norm clipping, as nodes of the graph.
 *
 * CONTRIBUTOR NOTES (one thread, processor time, November 2026). 4 M parameters take 31 ms: memory is
 * what limits, and neither folding factors into the moments (10 operators instead of 13: 29 ms) nor
 * cutting the tensor into pieces that fit the cache (33 ms) pays. The many small vectors cost nodes, 3 µs
 * each at every step and more than linearly when the model is compiled, so all of them are updated as one:
 * 5 446 instead of 6 726 nodes for 50 convolutions with batch normalisation.
 */

import { MultiRoiError } from '../base/index.ts';
import type { Graph, Tensor } from './graph.ts';
import { zeros } from './init.ts';
import { add, addAll, div, mul, reshape, sub, sum } from './ops/arithmetic.ts';
import { exp, minimum, sqrt, square } from './ops/elementwise.ts';
import { concat, split } from './ops/layout.ts';

/** Kingma & Ba 2015; what is left out is as in {@link ADAM_DEFAULTS}. */
export interface AdamOptions {
  /** A number, or a scalar tensor fed at every step for schedules. */
  readonly learningRate: number | Tensor;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly eps?: number;
}

/** The paper's suggestions, and PyTorch's defaults. */
export const ADAM_DEFAULTS: Required<Omit<AdamOptions, 'learningRate'>> = {
  beta1: 0.9,
  beta2: 0.999,
  eps: 1e-8,
};

/** The names of Adam's states: `adam.m/<parameter>`, `adam.v/<parameter>`, `adam.step`. */
export const ADAM_STEP = 'adam.step';
/** Before a parameter's name: the running mean of its gradient. */
export const ADAM_MEAN_PREFIX = 'adam.m/';
/** Before a parameter's name: the running mean of its gradient's square. */
export const ADAM_SQUARE_PREFIX = 'adam.v/';

/** A scalar with as many axes as `tensor`, which the runtime multiplies faster (see `pair`). */
export function alongside(scalar: Tensor, tensor: Tensor): Tensor {
  return reshape(
    scalar,
    tensor.shape.map(() => 1),
  );
}

/** The L2 norm of all tensors laid end to end; a scalar. */
export function globalNorm(tensors: readonly Tensor[]): Tensor {
  return sqrt(addAll(tensors.map((tensor) => sum(square(tensor)))));
}

/** The same gradients, scaled down together when their global norm is above `max`. */
export function clipByGlobalNorm(gradients: readonly Tensor[], max: number): Tensor[] {
  if (!(max > 0)) {
    throw new MultiRoiError('E_RANGE', `clipByGlobalNorm: expected a norm above 0, got ${max}`);
  }
  // 1e-6 as in PyTorch: a zero gradient stays zero
  const scale = minimum(div(max, add(globalNorm(gradients), 1e-6)), 1);
  return gradients.map((gradient) => mul(gradient, alongside(scale, gradient)));
}

/** A parameter, its gradient and its moments, all of one shape. */
interface Moments {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  readonly m: Tensor;
  readonly v: Tensor;
}

/** Biases and normalisation scales laid end to end. */
function together(vectors: readonly Moments[]): Moments {
  const join = (key: keyof Moments): Tensor =>
    concat(
      vectors.map((vector) => vector[key]),
      0,
    );
  return { parameter: join('parameter'), gradient: join('gradient'), m: join('m'), v: join('v') };
}

/** Undoes `together`. */
function apart(joined: Moments, vectors: readonly Moments[]): Moments[] {
  const lengths = vectors.map(({ parameter }) => parameter.shape[0]);
  const parameters = split(joined.parameter, lengths, 0);
  const ms = split(joined.m, lengths, 0);
  const vs = split(joined.v, lengths, 0);
  return vectors.map(({ gradient }, i) => ({
    parameter: parameters[i],
    gradient,
    m: ms[i],
    v: vs[i],
  }));
}

/**
 * One step of Adam: adds the moments as states and sets the updates of parameters and moments.
 * @param parameters parameters of the graph; `gradients` are theirs, in the same order.
 */
export function adam(
  graph: Graph,
  parameters: readonly Tensor[],
  gradients: readonly Tensor[],
  options: AdamOptions,
): void {
  const { learningRate, beta1, beta2, eps } = { ...ADAM_DEFAULTS, ...options };
  if (parameters.length !== gradients.length) {
    throw new MultiRoiError(
      'E_SHAPE',
      `adam: expected a gradient for each of ${parameters.length} parameters, got ${gradients.length}`,
    );
  }
  const { root } = graph;
  const before = root.state(ADAM_STEP, [], zeros);
  const step = add(before, 1);
  root.update(before, step);
  // 1 − βᵗ, as an exponential because the exponent is a tensor
  const correction = (beta: number): Tensor => sub(1, exp(mul(step, Math.log(beta))));
  const rate = div(learningRate, correction(beta1));
  const widen = div(1, sqrt(correction(beta2)));

  const advance = (now: Moments): Moments => {
    const { parameter, gradient, m, v } = now;
    const nextM = add(m, mul(sub(gradient, m), 1 - beta1));
    const nextV = add(v, mul(sub(square(gradient), v), 1 - beta2));
    const size = add(mul(sqrt(nextV), alongside(widen, v)), eps);
    const move = mul(div(nextM, size), alongside(rate, v));
    return { parameter: sub(parameter, move), gradient, m: nextM, v: nextV };
  };
  const all = parameters.map((parameter, i): Moments => {
    if (parameter.origin.kind !== 'parameter') {
      throw new MultiRoiError(
        'E_CONFIG',
        `adam: expected a parameter, got ${parameter.origin.kind}`,
      );
    }
    const { name } = parameter.origin;
    const m = root.state(ADAM_MEAN_PREFIX + name, parameter.shape, zeros);
    const v = root.state(ADAM_SQUARE_PREFIX + name, parameter.shape, zeros);
    return { parameter, gradient: gradients[i], m, v };
  });
  const update = (now: Moments, next: Moments): void => {
    root.update(now.parameter, next.parameter);
    root.update(now.m, next.m);
    root.update(now.v, next.v);
  };
  const isVector = ({ parameter }: Moments): boolean => parameter.shape.length === 1;
  for (const now of all) if (!isVector(now)) update(now, advance(now));
  const vectors = all.filter(isVector);
  if (vectors.length === 0) return;
  for (const [i, next] of apart(advance(together(vectors)), vectors).entries()) {
    update(vectors[i], next);
  }
}
