/** @file The one function that draws the initial values of a graph. */

import type { Rng } from '../base/index.ts';
import type { HostTensor } from '../platform/index.ts';
import type { Graph } from './graph.ts';

/**
 * Draws every parameter and state of a graph. Each draws from a stream forked by its own name, so
 * adding one changes no other.
 */
export function initialise(graph: Graph, rng: Rng): Map<string, HostTensor> {
  const weights = new Map<string, HostTensor>();
  for (const { name, tensor, init } of graph.variables()) {
    const data = init(tensor.shape, rng.fork(name));
    weights.set(name, { type: 'float32', shape: tensor.shape, data });
  }
  return weights;
}
