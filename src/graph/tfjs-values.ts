/** @file The values of a TensorFlow graph while it is built: tensors with the order of their axes, and numbers. */

import { float32FromFloat16, type TfjsModel, type TfjsNode } from '../format/index.ts';
import { sizeOf } from '../base/index.ts';
import { NHWC_FROM_NCHW, permuted, type Margin } from './nhwc.ts';
import { unsupported } from './tfjs-node.ts';
import { given } from './init.ts';
import type { Graph, Tensor } from './graph.ts';
import { pad, transpose } from './ops/layout.ts';

/** A tensor of the file in the graph: axis i of the file is axis `order[i]` of `tensor`. */
export interface Computed {
  readonly tensor: Tensor;
  readonly order: readonly number[];
  /** Zeros that are not laid yet, in the last two axes of `tensor`: [N, C, H, W]. */
  readonly margin?: Margin;
  /** A convolution without a bias, which may still follow. */
  readonly convolution?: { readonly name: string; readonly withBias: (bias: Tensor) => Tensor };
}
/** Numbers known now, which no operator of the graph computes. */
export interface Known {
  readonly numbers: readonly number[];
}
/** What a node's result is: a tensor of the graph, or numbers that the file has fixed. */
export type Value = Computed | Known;

/** Whether a tensor is kept as [N, C, H, W] where the file has [N, H, W, C]. */
export const isImage = ({ order }: Computed): boolean => order.join() === NHWC_FROM_NCHW.join();
/** The order of axes that leaves all in place. */
export const identity = (rank: number): number[] => Array.from({ length: rank }, (_, axis) => axis);

/** Results of the nodes built so far, and the file's constants. */
export class TfjsValues {
  readonly #values = new Map<string, readonly Value[]>();
  readonly #graph: Graph;
  readonly #model: TfjsModel;
  readonly #weights: 'constant' | 'parameter';

  constructor(graph: Graph, model: TfjsModel, weights: 'constant' | 'parameter') {
    this.#graph = graph;
    this.#model = model;
    this.#weights = weights;
  }

  set(node: string, results: readonly Value[]): void {
    this.#values.set(node, results);
  }

  find(node: string, output: number): Value | undefined {
    return this.#values.get(node)?.[output];
  }

  /** An operand that meets `value`, in its order of axes: a constant of any rank, or a tensor of the same. */
  beside(node: TfjsNode, index: number, { order }: Computed): Tensor {
    const rank = order.length;
    if (this.isConstant(node, index)) {
      const shape = this.shapeOf(node, index);
      if (shape.length > rank) throw unsupported(`a rank of ${rank}`, `${shape.length}`, node);
      const file = [...Array<number>(rank - shape.length).fill(1), ...shape];
      const values = this.#floats(node, index);
      const perm = inverse(order);
      if (rank !== 4) return transposedTo(this.#graph.constant(values, file), order);
      return this.#graph.constant(
        permuted(values, file, perm),
        perm.map((axis) => file[axis]),
      );
    }
    const value = this.laid(operand(node, index));
    if (value.order.length !== rank) {
      throw unsupported(`a rank of ${rank}`, `${value.order.length}`, node);
    }
    if (value.order.join() === order.join()) return value.tensor;
    return transposedTo(inFileOrder(value), order);
  }

  /** The first operand as [N, C, H, W]. */
  image(node: TfjsNode): Tensor {
    const value = this.laid(operand(node, 0));
    if (value.order.length !== 4) throw unsupported('an image', `${value.order.length} axes`, node);
    return isImage(value) ? value.tensor : transposedTo(inFileOrder(value), NHWC_FROM_NCHW);
  }

  axis(node: TfjsNode, index: number, { order }: Computed): number {
    const [axis] = this.numbers(node, index);
    const place = order[axis < 0 ? axis + order.length : axis];
    if (place === undefined) throw unsupported(`an axis of ${order.length}`, `${axis}`, node);
    return place;
  }

  #value({ node, output }: { node: string; output: number }): Value {
    const value = this.find(node, output);
    if (value === undefined) throw unsupported('a computed tensor', `'${node}:${output}'`);
    return value;
  }

  computed(from: { node: string; output: number }): Computed {
    const value = this.#value(from);
    if ('numbers' in value) throw unsupported('a tensor', `the numbers of '${from.node}'`);
    return value;
  }

  /** A tensor with its margin laid. */
  laid(from: { node: string; output: number }): Computed {
    const { tensor, order, margin } = this.computed(from);
    if (margin === undefined) return { tensor, order };
    const [top, left, bottom, right] = margin;
    return { tensor: pad(tensor, [0, 0, top, left], [0, 0, bottom, right]), order };
  }

  isConstant(node: TfjsNode, index: number): boolean {
    const name = node.inputs[index]?.node ?? '';
    return this.#model.weights.has(name) && !this.#values.has(name);
  }

  numbersOrNothing(node: TfjsNode, index: number): readonly number[] | undefined {
    const from = operand(node, index);
    if (this.isConstant(node, index)) return Array.from(this.#floats(node, index));
    const value = this.find(from.node, from.output);
    return value !== undefined && 'numbers' in value ? value.numbers : undefined;
  }

  /** An operand that must be known numbers. */
  numbers(node: TfjsNode, index: number): readonly number[] {
    const numbers = this.numbersOrNothing(node, index);
    if (numbers === undefined || numbers.length === 0) {
      throw unsupported('known numbers', `'${operand(node, index).node}'`, node);
    }
    return numbers;
  }

  shapeOf(node: TfjsNode, index: number): readonly number[] {
    const from = operand(node, index);
    const weight = this.isConstant(node, index) ? this.#model.weights.get(from.node) : undefined;
    if (weight === undefined) throw unsupported('a constant', `'${from.node}'`, node);
    return weight.shape;
  }

  #floats(node: TfjsNode, index: number): Float32Array {
    const { node: name } = operand(node, index);
    const weight = this.#model.weights.get(name);
    if (weight === undefined) throw unsupported('a constant', `'${name}'`, node);
    const { data } = weight;
    if (data instanceof Uint16Array) return float32FromFloat16(data);
    return data instanceof Float32Array ? data : Float32Array.from(data, Number);
  }

  /** @param order where the axes of the result are in the file's kernel. */
  constant(
    node: TfjsNode,
    index: number,
    name: string,
    shape: readonly number[],
    order?: readonly number[],
  ): Tensor {
    const file = this.shapeOf(node, index);
    if (sizeOf(file) !== sizeOf(shape) || (order !== undefined && file.length !== 4)) {
      throw unsupported(`the elements of [${shape.join(', ')}]`, `[${file.join(', ')}]`, node);
    }
    const values = this.#floats(node, index);
    const data = order === undefined ? values : permuted(values, file, order);
    if (this.#weights === 'parameter') return this.#graph.parameter(name, shape, given(data));
    return this.#graph.constant(data, shape);
  }
}

/** @throws E_UNSUPPORTED for an operand that the node lacks. */
export function operand(node: TfjsNode, index: number): { node: string; output: number } {
  const found = node.inputs[index];
  if (found === undefined) throw unsupported(`operand ${index}`, 'none', node);
  return found;
}

/** A tensor with its axes as in the file. */
export function inFileOrder({ tensor, order }: Computed): Tensor {
  return order.every((axis, i) => axis === i) ? tensor : transpose(tensor, order);
}

/** The tensor whose axis `order[i]` is axis i of `x`. */
function transposedTo(x: Tensor, order: readonly number[]): Tensor {
  const perm = inverse(order);
  return perm.every((axis, i) => axis === i) ? x : transpose(x, perm);
}

const inverse = (order: readonly number[]): number[] => order.map((_, axis) => order.indexOf(axis));
