/** @file Graph → ONNX bytes. Only what the outputs need is written, in linear time. */

import { MultiRoiError, throwIssues, type Issue } from '../base/index.ts';
import {
  float16FromFloat32,
  writeOnnx,
  type OnnxModel,
  type OnnxNode,
  type OnnxValue,
} from '../format/index.ts';
import type { HostTensor, Weights } from '../platform/index.ts';
import { sizeOf } from '../base/index.ts';
import type { Graph, Node, Tensor } from './graph.ts';
import { openLengths } from './open-batch.ts';

/** The operator set that models are written in: read by every runtime since 2022. */
export const OPSET = 17;
const IR_VERSION = 8;

/** Names of constants begin with this, so that a reader tells them from weights. */
export const CONSTANT_PREFIX = 'constant_';
/** Names of the outputs that hold new values of states begin with this. */
export const NEXT_PREFIX = 'next/';

/** Which outputs a model has, where its weights are, and which of its lengths stay open. */
export interface ToOnnxOptions {
  /** Tensors to compute, by output name. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /**
   * Given: parameters and states become initialisers (inference). Absent: they are inputs by their own
   * names, and every `graph.update` adds an output `next/<state>` (training).
   */
  readonly weights?: Weights;
  /** Store initialisers of 64 elements and more as float16; arithmetic stays float32. */
  readonly half?: boolean;
  /** For a graph built with a batch of `OPEN_BATCH`: the model takes any, under this name. */
  readonly openBatch?: string;
  /** For a graph built with images of `OPEN_HEIGHT` × `OPEN_WIDTH`: the model takes all multiples of 32. */
  readonly openSides?: boolean;
  readonly metadata?: Readonly<Record<string, string>>;
}

const HALF_FROM = 64;

/** Nodes and other origins that the outputs reach. */
function reachable(
  graph: Graph,
  outputs: Iterable<Tensor>,
): { nodes: Node[]; leaves: Set<Tensor>; used: Set<Tensor> } {
  const needed = new Uint8Array(graph.nodes.length);
  const leaves = new Set<Tensor>();
  const used = new Set<Tensor>();
  const visit = (tensor: Tensor | undefined): void => {
    if (tensor === undefined) return;
    used.add(tensor);
    if (tensor.origin.kind === 'node') needed[tensor.origin.node.index] = 1;
    else leaves.add(tensor);
  };
  for (const tensor of outputs) visit(tensor);
  for (let i = needed.length - 1; i >= 0; i--) {
    if (needed[i] === 1) for (const input of graph.nodes[i].inputs) visit(input);
  }
  return { nodes: graph.nodes.filter((node) => needed[node.index] === 1), leaves, used };
}

function checkWeights(leaves: Iterable<Tensor>, weights: Weights): void {
  const issues: Issue[] = [];
  for (const { origin, shape, type } of leaves) {
    if (origin.kind !== 'parameter' && origin.kind !== 'state') continue;
    const value = weights.get(origin.name);
    const want = `${type} [${shape.join(', ')}]`;
    if (value === undefined) {
      issues.push({ path: origin.name, message: `expected ${want}, got nothing` });
    } else if (
      value.shape.join() !== shape.join() ||
      (value.type !== type && value.type !== 'float16')
    ) {
      const got = `${value.type} [${value.shape.join(', ')}]`;
      issues.push({ path: origin.name, message: `expected ${want}, got ${got}` });
    }
  }
  throwIssues('E_CONFIG', 'toOnnx weights', issues);
}

/** Collects the parts of a model and gives every tensor its name. */
class Writer {
  readonly nodes: OnnxNode[] = [];
  readonly inputs: OnnxValue[] = [];
  readonly initializers = new Map<string, HostTensor>();
  readonly names = new Map<Tensor, string>();
  readonly #half: boolean;
  #constants = 0;

  constructor(half: boolean) {
    this.#half = half;
  }

  leaf(tensor: Tensor, weights: Weights | undefined): void {
    const { origin } = tensor;
    if (origin.kind === 'constant') {
      const name = `${CONSTANT_PREFIX}${this.#constants++}`;
      this.names.set(tensor, name);
      this.#store(name, origin.value);
    } else if (origin.kind !== 'node') {
      this.names.set(tensor, origin.name);
      const value = origin.kind === 'input' ? undefined : weights?.get(origin.name);
      if (value === undefined) {
        this.inputs.push({ name: origin.name, type: tensor.type, shape: tensor.shape });
      } else this.#store(origin.name, value);
    }
  }

  node(node: Node, used: ReadonlySet<Tensor>): void {
    const name = `${node.op}_${this.nodes.length}`;
    // an optional output nobody reads is left out: runtimes have faster kernels without it
    const read = 1 + node.outputs.findLastIndex((output) => used.has(output));
    const count = Math.max(node.required, read);
    for (const [i, output] of node.outputs.slice(0, count).entries()) {
      if (!this.names.has(output)) this.names.set(output, i === 0 ? name : `${name}:${i}`);
    }
    this.nodes.push({
      name,
      op: node.op,
      domain: '',
      inputs: node.inputs.map((input) => this.name(input)),
      outputs: node.outputs.slice(0, count).map((output) => this.name(output)),
      attributes: node.attributes,
    });
  }

  copy(from: Tensor, name: string): void {
    this.nodes.push({
      name: `output ${name}`,
      op: 'Identity',
      domain: '',
      inputs: [this.name(from)],
      outputs: [name],
      attributes: {},
    });
  }

  name(tensor: Tensor | undefined): string {
    return tensor === undefined ? '' : (this.names.get(tensor) ?? '');
  }

  #store(name: string, value: HostTensor): void {
    const small = this.#half && value.type === 'float32' && sizeOf(value.shape) >= HALF_FROM;
    if (!small && value.type !== 'float16') {
      this.initializers.set(name, value);
      return;
    }
    const data = small ? float16FromFloat32(value.data as Float32Array) : value.data;
    const stored = `${name}:half`;
    this.initializers.set(stored, { type: 'float16', shape: value.shape, data });
    this.nodes.push({
      name: `widen ${name}`,
      op: 'Cast',
      domain: '',
      inputs: [stored],
      outputs: [name],
      attributes: { to: { kind: 'int', value: 1 } },
    });
  }
}

/**
 * Writes a model of the standard operator set.
 * @throws E_CONFIG listing every parameter that is missing from `weights` or has another shape.
 */
export function toOnnx(graph: Graph, options: ToOnnxOptions): Uint8Array {
  return writeOnnx(toOnnxModel(graph, options));
}

/** The model that {@link toOnnx} writes, for passes over it. @throws as it. */
export function toOnnxModel(graph: Graph, options: ToOnnxOptions): OnnxModel {
  const wanted = new Map(Object.entries(options.outputs));
  for (const [name, tensor] of wanted) {
    if (tensor.graph !== graph.root) {
      throw new MultiRoiError(
        'E_CONFIG',
        `toOnnx: expected tensors of '${graph.name}', got one of '${tensor.graph.name}' (output '${name}')`,
      );
    }
    if (graph.inputs.has(name) || graph.findVariable(name) !== undefined) {
      throw new MultiRoiError(
        'E_CONFIG',
        `toOnnx: expected output names that no input or parameter has, got '${name}'`,
      );
    }
  }
  if (options.weights === undefined) {
    for (const [name, value] of graph.updates) wanted.set(NEXT_PREFIX + name, value);
  }
  const { nodes, leaves, used } = reachable(graph, wanted.values());
  if (options.weights !== undefined) checkWeights(leaves, options.weights);

  const writer = new Writer(options.half ?? false);
  // what a node makes for one output carries the output's name; everything else is copied into it
  const copies: [Tensor, string][] = [];
  for (const [name, tensor] of wanted) {
    if (tensor.origin.kind === 'node' && !writer.names.has(tensor)) writer.names.set(tensor, name);
    else copies.push([tensor, name]);
  }
  const declared = [...graph.inputs.values(), ...graph.variables().map(({ tensor }) => tensor)];
  for (const tensor of declared) if (leaves.has(tensor)) writer.leaf(tensor, options.weights);
  for (const tensor of leaves) {
    if (tensor.origin.kind === 'constant') writer.leaf(tensor, undefined);
  }
  for (const node of nodes) writer.node(node, used);
  for (const [tensor, name] of copies) writer.copy(tensor, name);

  const outputs = [...wanted].map(([name, { type, shape }]): OnnxValue => ({ name, type, shape }));
  const model: OnnxModel = {
    producer: 'multiroi',
    irVersion: IR_VERSION,
    opset: OPSET,
    graph: {
      name: graph.name,
      nodes: writer.nodes,
      initializers: writer.initializers,
      inputs: writer.inputs,
      outputs,
    },
    metadata: options.metadata ?? {},
  };
  const { openBatch: batch, openSides: sides = false } = options;
  return openLengths(model, { batch, sides });
}
