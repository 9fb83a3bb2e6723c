/**
 * @file Models for any batch. Shapes of a graph are numbers, so a graph that is to serve any batch is
 * built with a batch of `OPEN_BATCH`; being a prime, its multiples are recognised wherever they stand
 * in the model, and are opened. What cannot be opened is an error, never a silent batch of 1009.
 */

import { MultiRoiError } from '../base/index.ts';
import type { OnnxModel, OnnxNode, OnnxValue } from '../format/index.ts';
import type { HostTensor } from '../platform/index.ts';

/** Build the graph with this batch, and write it with `openBatch`. */
export const OPEN_BATCH = 1009;

const isOpen = (length: number | string): boolean =>
  typeof length === 'number' && length !== 0 && length % OPEN_BATCH === 0;

/** Opens the batch of inputs, outputs and reshapes. @param name what the open length is called. */
export function openBatch(model: OnnxModel, name: string): OnnxModel {
  const { graph } = model;
  const initializers = new Map<string, HostTensor>();
  const opened = new Map<string, HostTensor>();
  for (const [key, value] of graph.initializers) {
    if (value.shape.some(isOpen)) throw unsupported(`the constant '${key}'`);
    const target = openedTarget(value);
    if (target === undefined) initializers.set(key, value);
    else opened.set(key, target);
  }
  for (const node of graph.nodes) {
    for (const [i, input] of node.inputs.entries()) {
      const target = opened.get(input);
      if (target === undefined) continue;
      if (node.op !== 'Reshape' || i !== 1) throw unsupported(describe(node));
      initializers.set(input, target);
    }
  }
  const open = (value: OnnxValue): OnnxValue => ({
    ...value,
    shape: value.shape?.map((length) => (isOpen(length) ? nameOf(name, length) : length)) ?? null,
  });
  return {
    ...model,
    graph: {
      ...graph,
      initializers,
      inputs: graph.inputs.map(open),
      outputs: graph.outputs.map(open),
    },
  };
}

/** A shape constant with its one open length as −1; undefined for constants without any. */
function openedTarget({ type, shape, data }: HostTensor): HostTensor | undefined {
  if (!(data instanceof BigInt64Array) || data.length > 16) return undefined;
  const places = [...data.keys()].filter((i) => isOpen(Number(data[i])));
  if (places.length === 0) return undefined;
  if (places.length > 1 || data.includes(-1n)) {
    throw unsupported(`a reshape to [${data.join(', ')}]`);
  }
  return { type, shape, data: data.with(places[0], -1n) };
}

function nameOf(name: string, length: number | string): string {
  const times = Number(length) / OPEN_BATCH;
  return times === 1 ? name : `${times}${name}`;
}

function describe(node: OnnxNode): string {
  return `a batch in the operands of ${node.op} '${node.name}'`;
}

function unsupported(got: string): MultiRoiError {
  return new MultiRoiError(
    'E_UNSUPPORTED',
    `toOnnx: expected an open batch in inputs, outputs and reshapes only, got ${got}`,
    { hint: 'build the graph with the batch that you need, without openBatch' },
  );
}
