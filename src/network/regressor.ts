/**
 * @file The iterative regressor of HMR (Kanazawa 2018): fully connected layers see a condition and the
 * current estimate, and correct the estimate a few times. The condition's share of the first layer is
 * the same in every iteration and is computed once.
 */

import { add, concat, linear, relu, slice, xavierUniform, type Tensor } from '../graph/index.ts';
import {
  applyBlocks,
  applyLinear,
  dropoutLayer,
  linearParameters,
  residualBlocks,
  type Build,
} from './layers.ts';
import type { RegressorOptions } from './presets.ts';

/** One quantity to regress. */
export interface Target {
  /** The linear layer that outputs its correction. */
  readonly layer: string;
  /** The estimate to begin with, [1, width]. */
  readonly start: Tensor;
}

/** Decoder weights begin near 0, so that the first estimates are the starting ones. */
const decoderInit = xavierUniform(0.01);

/**
 * Estimates [R, width] of every target, in order, from a condition [R, C].
 * @param prefix what every parameter name starts with: '' or, for example, 'mesh.'.
 */
export function regress(
  build: Build,
  prefix: string,
  condition: Tensor,
  targets: readonly Target[],
  options: RegressorOptions,
): Tensor[] {
  const C = condition.shape[1];
  const S = targets.reduce((sum, target) => sum + target.start.shape[1], 0);
  const [first, second] = options.widths;
  const fc1 = linearParameters(build, `${prefix}fc1`, C + S, first);
  const fc2 = linearParameters(build, `${prefix}fc2`, first, second);
  const blocks = residualBlocks(build, `${prefix}block`, second, options.blocks);
  const decoders = targets.map(({ layer, start }) =>
    linearParameters(build, `${prefix}${layer}`, second, start.shape[1], decoderInit),
  );

  const activate = (x: Tensor): Tensor => (options.activation === 'relu' ? relu(x) : x);
  const drop = (x: Tensor, name: string): Tensor =>
    dropoutLayer(build, x, `${prefix}${name}`, options.dropout);
  const ofCondition = linear(condition, slice(fc1.weight, [0], [C], [1]), fc1.bias);
  const stateWeight = slice(fc1.weight, [C], [C + S], [1]);

  let estimates = targets.map((target) => target.start);
  for (let i = 0; i < options.iterations; i++) {
    // the starting estimates are one row, which broadcasts
    const ofState = linear(concat(estimates, 1), stateWeight);
    let x = drop(activate(add(ofCondition, ofState)), `${i}.fc1`);
    x = drop(activate(applyLinear(x, fc2)), `${i}.fc2`);
    x = applyBlocks(x, blocks);
    estimates = estimates.map((estimate, k) => add(estimate, applyLinear(x, decoders[k])));
  }
  return estimates;
}
