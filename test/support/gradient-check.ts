/** @file Gradients of graph functions against central differences, run by the real runtime. */

import { expect } from 'vitest';
import {
  Graph,
  gradients,
  initialise,
  mul,
  sum,
  toOnnx,
  type Tensor,
} from '../../src/graph/index.ts';
import { nodeRuntime } from '../../src/node/index.ts';
import type { HostTensor } from '../../src/platform/index.ts';
import { Rng } from '../../src/base/index.ts';
import { sizeOf } from '../../src/base/index.ts';

export interface GradientCase {
  /** Shapes of the inputs, all of which are differentiated. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly build: (inputs: Readonly<Record<string, Tensor>>, graph: Graph) => Tensor;
  /** Range of the inputs; they keep 2 % of it away from each other and from 0. */
  readonly range?: readonly [number, number];
  /** `float64` where the runtime has the kernels: differences are then good to 1e-7. */
  readonly type?: 'float32' | 'float64';
  readonly seed?: number;
}

/**
 * float32: outputs carry 6e-8 of rounding, which differences at ±1e-2 turn into 6e-6 an element, and
 * the third derivative adds about 2e-5. float64: ±1e-4 leaves 1e-8 of either kind.
 */
const SETTINGS = {
  float32: { eps: 1e-2, tolerance: 1e-3 },
  float64: { eps: 1e-4, tolerance: 1e-6 },
} as const;

/** Distinct values, none near 0, so that no difference straddles a kink or a tie. */
export function spacedValues(
  count: number,
  [low, high]: readonly [number, number],
  rng: Rng,
): number[] {
  const order = rng.permutation(count);
  return Array.from(order, (rank) => {
    const value = low + ((rank + 0.5) / count) * (high - low);
    return Math.abs(value) < 0.02 * (high - low) ? value + 0.045 * (high - low) : value;
  });
}

function hostTensor(
  type: 'float32' | 'float64',
  shape: readonly number[],
  values: readonly number[],
): HostTensor {
  const data = type === 'float32' ? Float32Array.from(values) : Float64Array.from(values);
  return { type, shape, data };
}

/** Compares ∂(Σ cᵢ·yᵢ)/∂x, c random, with central differences in every element of every input. */
export async function checkGradients(given: GradientCase): Promise<void> {
  const { shapes, build, range = [-2, 2], type = 'float32', seed = 1 } = given;
  const { eps, tolerance } = SETTINGS[type];
  const rng = new Rng(seed);
  const graph = new Graph('check');
  const inputs: Record<string, Tensor> = {};
  const values: Record<string, number[]> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    inputs[name] = graph.input(name, shape, type);
    values[name] = spacedValues(sizeOf(shape), range, rng.fork(name));
  }
  const y = build(inputs, graph);
  const weights = Array.from({ length: sizeOf(y.shape) }, () => rng.uniform(-1, 1));
  const loss = sum(mul(y, graph.constant(weights, y.shape, type)));
  const names = Object.keys(shapes);
  const found = gradients(
    loss,
    names.map((name) => inputs[name]),
  );
  const outputs = Object.fromEntries(names.map((name, i) => [`d${name}`, found[i]]));
  const session = await nodeRuntime.createSession(toOnnx(graph, { outputs: { y, ...outputs } }), {
    threads: 1,
  });
  const states = Object.fromEntries(initialise(graph, rng));
  const feeds = (): Record<string, HostTensor> => ({
    ...states,
    ...Object.fromEntries(
      names.map((name) => [name, hostTensor(type, shapes[name], values[name])]),
    ),
  });
  const lossNow = async (): Promise<number> => {
    const { y: now } = await session.run(feeds(), ['y']);
    return weights.reduce((total, weight, i) => total + weight * Number(now.data[i]), 0);
  };

  const analytic = await session.run(feeds());
  for (const name of names) {
    const result = analytic[`d${name}`];
    expect(result.shape).toEqual(shapes[name]);
    for (const [i, value] of values[name].entries()) {
      values[name][i] = value + eps;
      const above = await lossNow();
      values[name][i] = value - eps;
      const below = await lossNow();
      values[name][i] = value;
      const numeric = (above - below) / (2 * eps);
      const got = Number(result.data[i]);
      const error = Math.abs(got - numeric);
      if (!(error <= tolerance * (1 + Math.abs(numeric)))) {
        expect.fail(`d${name}[${i}]: gradient ${got}, central difference ${numeric}`);
      }
    }
  }
  await session.dispose();
}
