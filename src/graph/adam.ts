/** @file Adam (Kingma and Ba 2015) and global-norm clipping, as nodes of the graph. */

import { MultiRoiError } from '../errors.ts';
import type { Graph } from './graph.ts';
import { zeros } from './init.ts';
import { add, addAll, div, mul, reshape, sub, sum } from './ops/arithmetic.ts';
import { exp, minimum, sqrt, square } from './ops/elementwise.ts';
import type { Tensor } from './tensor.ts';

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
export const ADAM_MEAN_PREFIX = 'adam.m/';
export const ADAM_SQUARE_PREFIX = 'adam.v/';

/** A scalar with as many axes as `tensor`, which the runtime multiplies faster (see `pair`). */
function alongside(scalar: Tensor, tensor: Tensor): Tensor {
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

  for (const [i, parameter] of parameters.entries()) {
    if (parameter.origin.kind !== 'parameter') {
      throw new MultiRoiError(
        'E_CONFIG',
        `adam: expected a parameter, got a ${parameter.origin.kind}`,
      );
    }
    const { name } = parameter.origin;
    const gradient = gradients[i];
    const m = root.state(ADAM_MEAN_PREFIX + name, parameter.shape, zeros);
    const v = root.state(ADAM_SQUARE_PREFIX + name, parameter.shape, zeros);
    const nextM = add(m, mul(sub(gradient, m), 1 - beta1));
    const nextV = add(v, mul(sub(square(gradient), v), 1 - beta2));
    const direction = div(nextM, add(mul(sqrt(nextV), alongside(widen, v)), eps));
    root.update(m, nextM);
    root.update(v, nextV);
    root.update(parameter, sub(parameter, mul(direction, alongside(rate, v))));
  }
}
