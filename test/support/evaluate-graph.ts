/** @file Runs a small graph once and returns its outputs as plain arrays. */

import { toOnnx, type Graph, type Tensor } from '../../src/graph/index.ts';
import { nodeRuntime } from '../../src/node/index.ts';
import type { HostTensor, Weights } from '../../src/platform/index.ts';

/** Evaluates `outputs` of a graph whose variables take their values from `weights`. */
export async function evaluateGraph<const Name extends string>(
  graph: Graph,
  outputs: Readonly<Record<Name, Tensor>>,
  feeds: Readonly<Record<string, HostTensor>> = {},
  weights: Weights = new Map(),
): Promise<Record<Name, number[]>> {
  const session = await nodeRuntime.createSession(toOnnx(graph, { outputs, weights }), {
    threads: 1,
  });
  try {
    const results = await session.run(feeds);
    return Object.fromEntries(
      Object.entries(results).map(([name, { data }]) => [name, Array.from(data, Number)]),
    ) as Record<Name, number[]>;
  } finally {
    await session.dispose();
  }
}
