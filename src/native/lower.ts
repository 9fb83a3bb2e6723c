/**
 * @file Graph → plan of the native engine. An encoder is defined once, as a graph; here its operators are read off
 * and those that follow each other over the same numbers become one: normalisation, sum and activation.
 */

import { MultiRoiError } from '../base/index.ts';
import type { Graph, Tensor } from '../graph/index.ts';
import type { Bounds, NetworkPlan, PlanOperator } from './plan.ts';

type Node = Graph['nodes'][number];

const FREE: Bounds = { low: -Infinity, high: Infinity };

const isFree = ({ low, high }: Bounds): boolean => low === -Infinity && high === Infinity;

function unsupported(node: Node | undefined, expected: string, got: string): MultiRoiError {
  const where = node === undefined ? '' : ` (${node.op} ${node.index})`;
  return new MultiRoiError(
    'E_UNSUPPORTED',
    `native engine: expected ${expected}, got ${got}${where}`,
    { hint: 'train it with the graph engine' },
  );
}

/** The numbers of a constant. */
function numbersOf(node: Node, tensor: Tensor | undefined): number[] {
  if (tensor?.origin.kind !== 'constant') {
    throw unsupported(node, 'fixed numbers', tensor?.origin.kind ?? 'nothing');
  }
  return Array.from(tensor.origin.value.data, Number);
}

function listOf({ attributes, op }: Node, name: string): readonly number[] {
  const attribute = attributes[name];
  if (attribute?.kind === 'ints') return attribute.value;
  throw new MultiRoiError('E_INTERNAL', `internal: native engine: ${op} without ${name}`);
}

function wordOf({ attributes }: Node, name: string): string {
  const attribute = attributes[name];
  return attribute?.kind === 'string' ? attribute.value : '';
}

function numberOf({ attributes }: Node, name: string, otherwise: number): number {
  const attribute = attributes[name];
  return attribute?.kind === 'int' || attribute?.kind === 'float' ? attribute.value : otherwise;
}

const twoOf = (node: Node, name: string): [number, number] => {
  const [first = 1, second = 1] = listOf(node, name);
  return [first, second];
};

/** Nodes that the outputs need, in order, and how often each tensor is read. */
function needed(
  graph: Graph,
  image: Tensor,
  outputs: readonly Tensor[],
): { readonly nodes: Node[]; readonly readers: Map<Tensor, number> } {
  const wanted = new Set<Node>();
  const readers = new Map<Tensor, number>();
  const read = (tensor: Tensor | undefined): void => {
    if (tensor === undefined) return;
    readers.set(tensor, (readers.get(tensor) ?? 0) + 1);
    if (tensor !== image && tensor.origin.kind === 'node') wanted.add(tensor.origin.node);
  };
  for (const output of outputs) read(output);
  for (const node of graph.nodes.toReversed()) if (wanted.has(node)) node.inputs.forEach(read);
  return { nodes: graph.nodes.filter((node) => wanted.has(node)), readers };
}

/** Reads a graph, node after node. What may still grow together with what follows waits until somebody reads it. */
class Lowering {
  readonly operators: PlanOperator[] = [];
  readonly parameters = new Map<string, readonly number[]>();
  readonly states = new Map<string, readonly number[]>();
  gain = 1;
  offset = 0;
  readonly #numbers = new Map<Tensor, number>();
  readonly #waiting = new Map<Tensor, PlanOperator>();
  readonly #readers: ReadonlyMap<Tensor, number>;
  #image: Tensor;

  constructor(image: Tensor, readers: ReadonlyMap<Tensor, number>) {
    this.#image = image;
    this.#readers = readers;
  }

  /** The number of a tensor. */
  number(tensor: Tensor | undefined, node?: Node): number {
    if (tensor === this.#image) return 0;
    const known = tensor && this.#numbers.get(tensor);
    if (known !== undefined) return known;
    const waiting = tensor && this.#waiting.get(tensor);
    if (tensor === undefined || waiting === undefined) {
      throw unsupported(node, 'what is made of the image', tensor?.origin.kind ?? 'nothing');
    }
    this.operators.push(waiting);
    this.#waiting.delete(tensor);
    this.#numbers.set(tensor, this.operators.length);
    return this.operators.length;
  }

  add(node: Node): void {
    const [x, second] = node.inputs;
    const [y] = node.outputs;
    switch (node.op) {
      case 'Conv':
        return this.#wait(y, this.#convolution(node, x));
      case 'BatchNormalization':
        return this.#wait(y, this.#norm(node, x));
      case 'Relu':
        return this.#wait(y, this.#bounded(node, x, { low: 0, high: Infinity }));
      case 'Clip': {
        const [low = -Infinity] = numbersOf(node, second);
        const [high = Infinity] = numbersOf(node, node.inputs[2]);
        return this.#wait(y, this.#bounded(node, x, { low, high }));
      }
      case 'Add':
      case 'Sum':
      case 'Mul':
      case 'Sub':
        if (x === this.#image && second?.origin.kind === 'constant')
          return this.#scale(node, second);
        if (node.op === 'Mul' || node.op === 'Sub') break;
        return this.#wait(y, this.#sum(node));
      case 'MaxPool':
        return this.#wait(y, this.#maxPool(node, x));
      case 'Resize':
        return this.#wait(y, this.#resize(node, x));
      case 'Concat':
        if (numberOf(node, 'axis', 0) !== 1) throw unsupported(node, 'channels', 'another axis');
        return this.#wait(y, {
          kind: 'concat',
          xs: node.inputs.map((input) => this.number(input, node)),
        });
      case 'ReduceMean':
        if (x?.shape.length !== 4 || listOf(node, 'axes').join() !== '2,3') {
          throw unsupported(node, 'the mean of planes', 'other axes');
        }
        return this.#wait(y, { kind: 'mean', x: this.number(x, node) });
    }
    throw unsupported(node, 'an operator that it has', node.op);
  }

  #wait(y: Tensor | undefined, operator: PlanOperator): void {
    if (y !== undefined) this.#waiting.set(y, operator);
  }

  /** What is waiting at a tensor that nobody else reads. */
  #growing(tensor: Tensor | undefined): PlanOperator | undefined {
    if (tensor === undefined || this.#readers.get(tensor) !== 1) return undefined;
    return this.#waiting.get(tensor);
  }

  #scale(node: Node, by: Tensor): void {
    const numbers = numbersOf(node, by);
    const [value = 0] = numbers;
    if (numbers.length !== 1 || this.#readers.get(this.#image) !== 1) {
      throw unsupported(node, 'one number for the whole image', `${numbers.length}`);
    }
    if (node.op === 'Mul') {
      this.gain *= value;
      this.offset *= value;
    } else this.offset += node.op === 'Sub' ? -value : value;
    [this.#image] = node.outputs as [Tensor];
  }

  #variable(node: Node, i: number, kind: 'parameter' | 'state'): string {
    const tensor = node.inputs[i];
    if (tensor?.origin.kind !== kind) {
      throw unsupported(node, `a ${kind} as input ${i}`, tensor?.origin.kind ?? 'nothing');
    }
    const { name } = tensor.origin;
    const all = kind === 'parameter' ? this.parameters : this.states;
    if (all.has(name)) throw unsupported(node, 'a parameter that is read once', `'${name}' again`);
    all.set(name, tensor.shape);
    return name;
  }

  #convolution(node: Node, x: Tensor | undefined): PlanOperator {
    const [top = 0, left = 0, bottom = 0, right = 0] = listOf(node, 'pads');
    return {
      kind: 'convolution',
      x: this.number(x, node),
      channels: node.outputs[0]?.shape[1] ?? 0,
      groups: numberOf(node, 'group', 1),
      kernel: twoOf(node, 'kernel_shape'),
      strides: twoOf(node, 'strides'),
      dilations: twoOf(node, 'dilations'),
      pads: [top, left, bottom, right],
      bounds: FREE,
      weight: this.#variable(node, 1, 'parameter'),
      bias: node.inputs[2] === undefined ? null : this.#variable(node, 2, 'parameter'),
    };
  }

  #norm(node: Node, x: Tensor | undefined): PlanOperator {
    if (x?.shape.length !== 4) throw unsupported(node, 'planes', `${x?.shape.length} axes`);
    return {
      kind: 'norm',
      x: this.number(x, node),
      residual: null,
      eps: numberOf(node, 'epsilon', 1e-5),
      bounds: FREE,
      names: [
        this.#variable(node, 1, 'parameter'),
        this.#variable(node, 2, 'parameter'),
        this.#variable(node, 3, 'state'),
        this.#variable(node, 4, 'state'),
      ],
    };
  }

  #bounded(node: Node, x: Tensor | undefined, bounds: Bounds): PlanOperator {
    if (!(bounds.low <= 0 && bounds.high >= 0)) {
      throw unsupported(node, 'bounds with 0 between them', `${bounds.low} and ${bounds.high}`);
    }
    const growing = this.#growing(x);
    if (growing !== undefined && 'bounds' in growing && isFree(growing.bounds)) {
      return { ...growing, bounds };
    }
    return { kind: 'sum', xs: [this.number(x, node)], bounds };
  }

  #sum(node: Node): PlanOperator {
    const shape = node.outputs[0]?.shape.join();
    if (node.inputs.some((input) => input?.shape.join() !== shape)) {
      throw unsupported(node, 'terms of one shape', 'others');
    }
    const [first, second] = node.inputs;
    if (node.inputs.length === 2) {
      for (const [a, b] of [
        [first, second],
        [second, first],
      ]) {
        const growing = this.#growing(a);
        if (growing?.kind !== 'norm' || growing.residual !== null || !isFree(growing.bounds))
          continue;
        return { ...growing, residual: this.number(b, node) };
      }
    }
    return {
      kind: 'sum',
      xs: node.inputs.map((input) => this.number(input, node)),
      bounds: FREE,
    };
  }

  #maxPool(node: Node, x: Tensor | undefined): PlanOperator {
    const [top = 0, left = 0] = listOf(node, 'pads');
    const [, , H = 0, W = 0] = node.outputs[0]?.shape ?? [];
    return {
      kind: 'maxPool',
      x: this.number(x, node),
      kernel: twoOf(node, 'kernel_shape'),
      strides: twoOf(node, 'strides'),
      pads: [top, left],
      size: [H, W],
    };
  }

  #resize(node: Node, x: Tensor | undefined): PlanOperator {
    const [, , H = 0, W = 0] = node.outputs[0]?.shape ?? [];
    return {
      kind: 'resize',
      x: this.number(x, node),
      size: [H, W],
      linear: wordOf(node, 'mode') === 'linear',
      halfPixel: wordOf(node, 'coordinate_transformation_mode') === 'half_pixel',
    };
  }
}

/**
 * The plan of a part of a graph. Normalisation by running statistics (`frozen`) becomes that of training: by the
 * statistics of the batch, which the running ones follow.
 * @param image [N, C, H, W], a tensor of the graph.
 * @param outputs what is made of it, [N, D] or [N, C, H, W].
 * @throws E_UNSUPPORTED naming the first operator that the engine does not have.
 */
export function lower(graph: Graph, image: Tensor, outputs: readonly Tensor[]): NetworkPlan {
  const { nodes, readers } = needed(graph, image, outputs);
  const lowering = new Lowering(image, readers);
  for (const node of nodes) lowering.add(node);
  const ends = outputs.map((output) => ({ tensor: lowering.number(output), shape: output.shape }));
  const { operators, gain, offset, parameters, states } = lowering;
  return { image: image.shape, gain, offset, operators, outputs: ends, parameters, states };
}
