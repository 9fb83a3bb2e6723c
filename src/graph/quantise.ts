/**
 * @file A float model → the same model with 8-bit convolutions: one pass over its nodes that puts QuantizeLinear and
 * DequantizeLinear on every edge between convolutions, which is how a runtime is told that both sides are integers.
 * Activations are unsigned with one scale each, weights signed with a scale an output channel (what the fast kernels of
 * runtimes want), biases have 32 bits. What is no convolution, and what lies behind the last one, stays as it is.
 */

import { MultiRoiError } from '../base/index.ts';
import { float32Of, type OnnxAttribute, type OnnxModel, type OnnxNode } from '../format/index.ts';
import type { HostTensor } from '../platform/index.ts';

/** The least and the largest number of an activation. */
export type ActivationRange = readonly [low: number, high: number];

/** What the rounding of a model needs beside its numbers. */
export interface Quantisation {
  /** By activation, as {@link watchActivations} names them. */
  readonly ranges: ReadonlyMap<string, ActivationRange>;
  /** By name of a convolution's weight: the scale of each output channel. */
  readonly weightScales: ReadonlyMap<string, Float32Array>;
}

/** A weight and its negative are alike: −127 … 127. */
const WEIGHT_LEVELS = 127;
const ACTIVATION_LEVELS = 255;
/** Where a bias of 32 bits must end, with room for what is added to it. */
const BIAS_LEVELS = 2 ** 30;

/** Operators that pass on numbers of their input: the output has its scale. */
const PASSING = new Set(['MaxPool', 'Resize']);
/** Operators that have a form on 8 bits when they stand between convolutions. */
const BETWEEN = new Set(['Relu', 'Add', ...PASSING]);

/** Which tensors are rounded. */
interface Plan {
  /** With sums of two terms each. */
  readonly model: OnnxModel;
  /** Convolutions and what stands between them. */
  readonly inside: ReadonlySet<OnnxNode>;
  /** Activation by tensor. */
  readonly rounded: ReadonlyMap<string, string>;
}

/**
 * Tensors are named by counting nodes, and otherwise in the next model of the same network. An activation is named after
 * the convolution that it comes from and what was done since: `layer1.0.conv3.add.relu`.
 */
function planOf(given: OnnxModel): Plan {
  const model = splitSums(given);
  const { nodes, initializers } = model.graph;
  const inside = new Set<OnnxNode>();
  const activations = new Map<string, string>();
  const taken = new Map<string, number>();
  const name = (tensor: string, wanted: string): void => {
    const count = taken.get(wanted) ?? 0;
    taken.set(wanted, count + 1);
    activations.set(tensor, count === 0 ? wanted : `${wanted}~${count}`);
  };
  for (const node of nodes) {
    const { op, inputs, outputs } = node;
    const from = activations.get(inputs[0]);
    if (op === 'Conv' && initializers.has(inputs[1])) {
      const layer = inputs[1].replace(/\.weight$/, '');
      if (from === undefined) name(inputs[0], `${layer}.input`);
      name(outputs[0], layer);
    } else if (BETWEEN.has(op) && numbersOf(node).every((input) => activations.has(input))) {
      if (PASSING.has(op) && from !== undefined) activations.set(outputs[0], from);
      else name(outputs[0], `${from}.${op.toLowerCase()}`);
    } else continue;
    inside.add(node);
  }
  const rounded = new Map(activations);
  // a ReLU becomes part of what it follows
  for (const [tensor, readers] of readersOf(nodes)) {
    if (readers.every((reader) => reader.op === 'Relu' && inside.has(reader)))
      rounded.delete(tensor);
  }
  return { model, inside, rounded };
}

/** Inputs that are activations; a resize has sizes, too. */
function numbersOf({ op, inputs }: OnnxNode): readonly string[] {
  return op === 'Add' ? inputs : inputs.slice(0, 1);
}

function readersOf(nodes: readonly OnnxNode[]): Map<string, OnnxNode[]> {
  const readers = new Map<string, OnnxNode[]>();
  for (const node of nodes) {
    for (const input of node.inputs) readers.set(input, [...(readers.get(input) ?? []), node]);
  }
  return readers;
}

/** Sums of several terms as sums of two: only those have a form on 8 bits. */
function splitSums(model: OnnxModel): OnnxModel {
  const nodes = model.graph.nodes.flatMap((node) => {
    const [first, ...terms] = node.inputs;
    if (node.op !== 'Sum' || terms.length === 0) return [node];
    let sum = first;
    return terms.map((term, i): OnnxNode => {
      const inputs = [sum, term];
      sum = i === terms.length - 1 ? node.outputs[0] : `${node.outputs[0]}:${i}`;
      return { ...node, name: `${node.name}:${i}`, op: 'Add', inputs, outputs: [sum] };
    });
  });
  return { ...model, graph: { ...model.graph, nodes } };
}

/** A model whose outputs are the activations that will be rounded, and the name of each. */
export interface WatchedActivations {
  readonly model: OnnxModel;
  /** Tensor by activation: an output of the model, or an input. */
  readonly tensors: ReadonlyMap<string, string>;
}

/** What must run on examples, so that the ranges of activations become known. */
export function watchActivations(given: OnnxModel): WatchedActivations {
  const { model, rounded } = planOf(given);
  const tensors = new Map<string, string>();
  for (const [tensor, activation] of rounded) {
    if (!tensors.has(activation)) tensors.set(activation, tensor);
  }
  const fed = new Set(model.graph.inputs.map((input) => input.name));
  const outputs = [...tensors.values()]
    .filter((name) => !fed.has(name))
    .map((name) => ({ name, type: 'float32', shape: null }) as const);
  return { model: { ...model, graph: { ...model.graph, outputs } }, tensors };
}

/** Scales for all weights of a model's convolutions, the largest number of each channel being the last level. */
export function quantisationOf(given: OnnxModel, ranges: Quantisation['ranges']): Quantisation {
  const { model, inside, rounded } = planOf(given);
  const weightScales = new Map<string, Float32Array>();
  for (const node of inside) {
    if (node.op !== 'Conv') continue;
    const [x, weightName, biasName] = node.inputs;
    const weight = floats(model, weightName);
    const bias = biasName === undefined ? undefined : floats(model, biasName);
    const { scale } = parametersOf(rangeOf(ranges, rounded.get(x)));
    const channels = bias?.length ?? model.graph.initializers.get(weightName)?.shape[0] ?? 1;
    const fanIn = weight.length / channels;
    const scales = Float32Array.from({ length: channels }, (_, c) => {
      let largest = 0;
      for (let i = c * fanIn; i < (c + 1) * fanIn; i++)
        largest = Math.max(largest, Math.abs(weight[i]));
      // a channel of next to nothing must leave room for its bias
      const forBias = Math.abs(bias?.[c] ?? 0) / (scale * BIAS_LEVELS);
      return Math.max(largest / WEIGHT_LEVELS, forBias) || 1;
    });
    weightScales.set(weightName, scales);
  }
  return { ranges, weightScales };
}

function floats({ graph }: OnnxModel, name: string): Float32Array {
  return float32Of(`quantise "${name}"`, graph.initializers.get(name) ?? { type: 'nothing' });
}

function rangeOf(ranges: Quantisation['ranges'], activation = ''): ActivationRange {
  const range = ranges.get(activation);
  if (range !== undefined && range[1] - range[0] >= 0) return range;
  throw new MultiRoiError(
    'E_FORMAT',
    `quantise: expected a range of activation '${activation}', got ${range?.join(' … ') ?? 'none'}`,
    { hint: 'make the weights again: multiroi quantise' },
  );
}

/** 0 has a level of its own: padding and ReLU are exact. */
function parametersOf([low, high]: ActivationRange): { scale: number; zero: number } {
  const least = Math.min(0, low);
  const scale = Math.fround((Math.max(0, high) - least) / ACTIVATION_LEVELS) || 1;
  return { scale, zero: Math.min(ACTIVATION_LEVELS, Math.round(-least / scale)) };
}

/** A convolution's weight on its levels. */
export function roundWeight(weight: Float32Array, scales: Float32Array): Int8Array {
  const fanIn = weight.length / scales.length;
  const levels = new Int8Array(weight.length);
  for (let c = 0; c < scales.length; c++) {
    for (let i = c * fanIn; i < (c + 1) * fanIn; i++) {
      const level = Math.round(weight[i] / scales[c]);
      levels[i] = Math.max(-WEIGHT_LEVELS, Math.min(WEIGHT_LEVELS, level));
    }
  }
  return levels;
}

/** Collects the nodes and constants of the model that is made. */
class Rewriter {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: Map<string, HostTensor>;

  constructor(initializers: ReadonlyMap<string, HostTensor>) {
    this.initializers = new Map(initializers);
  }

  /** Scale and zero of an activation, shared by all that have them. */
  parameters(activation: string, range: ActivationRange): readonly [string, string] {
    const { scale, zero } = parametersOf(range);
    const names = [`range ${activation}:scale`, `range ${activation}:zero`] as const;
    this.initializers.set(names[0], { type: 'float32', shape: [], data: Float32Array.of(scale) });
    this.initializers.set(names[1], { type: 'uint8', shape: [], data: Uint8Array.of(zero) });
    return names;
  }

  /** @returns the name of the rounded tensor. */
  round(tensor: string, parameters: readonly [string, string]): string {
    const levels = `${tensor}:levels`;
    this.#node('QuantizeLinear', [tensor, ...parameters], levels);
    return this.#dequantised(levels, parameters, `${tensor}:rounded`, {});
  }

  /** @returns the name of a constant that is stored on its levels. */
  constant(name: string, levels: HostTensor, scales: Float32Array): string {
    const { type, shape } = levels;
    const size = scales.length;
    const zeros = type === 'int8' ? new Int8Array(size) : new Int32Array(size);
    this.initializers.set(`${name}:levels`, levels);
    this.initializers.set(`${name}:scale`, { type: 'float32', shape: [size], data: scales });
    this.initializers.set(`${name}:zero`, { type, shape: [shape[0]], data: zeros });
    this.initializers.delete(name);
    const parameters = [`${name}:scale`, `${name}:zero`] as const;
    const axis = { axis: { kind: 'int', value: 0 } } as const;
    return this.#dequantised(`${name}:levels`, parameters, `${name}:rounded`, axis);
  }

  #dequantised(
    levels: string,
    parameters: readonly [string, string],
    out: string,
    attributes: Readonly<Record<string, OnnxAttribute>>,
  ): string {
    this.#node('DequantizeLinear', [levels, ...parameters], out, attributes);
    return out;
  }

  #node(
    op: string,
    inputs: readonly string[],
    out: string,
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): void {
    this.nodes.push({
      name: `${op} ${inputs[0]}`,
      op,
      domain: '',
      inputs,
      outputs: [out],
      attributes,
    });
  }
}

/**
 * The model with its convolutions, and what stands between them, on 8 bits.
 * @throws E_FORMAT when an activation has no range, or a weight no scales.
 */
export function quantiseModel(given: OnnxModel, quantisation: Quantisation): OnnxModel {
  const { model, inside, rounded } = planOf(given);
  const { graph } = model;
  const writer = new Rewriter(graph.initializers);
  const now = new Map<string, string>();
  const round = (tensor: string): void => {
    const activation = rounded.get(tensor);
    if (activation === undefined || now.has(tensor)) return;
    const range = rangeOf(quantisation.ranges, activation);
    now.set(tensor, writer.round(tensor, writer.parameters(activation, range)));
  };
  const read = (tensor: string): string => now.get(tensor) ?? tensor;
  for (const node of graph.nodes) {
    if (!inside.has(node)) {
      writer.nodes.push({ ...node, inputs: node.inputs.map(read) });
      continue;
    }
    for (const input of numbersOf(node)) round(input);
    const constants =
      node.op === 'Conv'
        ? roundedConstants(node, model, writer, quantisation, rounded)
        : node.inputs.slice(1).map(read);
    writer.nodes.push({ ...node, inputs: [read(node.inputs[0]), ...constants] });
    for (const output of node.outputs) round(output);
  }
  const { nodes, initializers } = writer;
  return { ...model, graph: { ...graph, nodes, initializers } };
}

/** Weight and bias of a convolution on their levels. */
function roundedConstants(
  { inputs: [x, weightName, biasName] }: OnnxNode,
  model: OnnxModel,
  writer: Rewriter,
  { ranges, weightScales }: Quantisation,
  rounded: Plan['rounded'],
): string[] {
  const weight = model.graph.initializers.get(weightName);
  const scales = weightScales.get(weightName);
  if (weight === undefined || scales === undefined || scales.length !== weight.shape[0]) {
    throw new MultiRoiError(
      'E_FORMAT',
      `quantise: expected a scale for every channel of '${weightName}', got ${scales?.length ?? 'none'}`,
    );
  }
  const levels = roundWeight(floats(model, weightName), scales);
  const names = [
    writer.constant(weightName, { type: 'int8', shape: weight.shape, data: levels }, scales),
  ];
  if (biasName === undefined) return names;
  const { scale } = parametersOf(rangeOf(ranges, rounded.get(x)));
  const biasScales = scales.map((each) => each * scale);
  const data = Int32Array.from(floats(model, biasName), (value, c) =>
    Math.round(value / biasScales[c]),
  );
  const bias = { type: 'int32', shape: [scales.length], data } as const;
  return [...names, writer.constant(biasName, bias, biasScales)];
}
