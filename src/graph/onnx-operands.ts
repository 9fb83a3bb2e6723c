/** @file The inputs and attributes of one ONNX node, by what an operator expects of them. */

import { MultiRoiError } from '../base/index.ts';
import type { OnnxAttribute, OnnxNode } from '../format/index.ts';
import type { Graph, Tensor } from './graph.ts';

type Four = [number, number, number, number];

/** Inputs and attributes of a node that is imported, with errors that name it. */
export class OnnxOperands {
  readonly graph: Graph;
  readonly count: number;
  readonly outputs: number;
  readonly #node: OnnxNode;
  readonly #tensors: ReadonlyMap<string, Tensor>;

  constructor(graph: Graph, node: OnnxNode, tensors: ReadonlyMap<string, Tensor>) {
    this.graph = graph;
    this.count = node.inputs.length;
    this.outputs = node.outputs.length;
    this.#node = node;
    this.#tensors = tensors;
  }

  find(i: number): Tensor | undefined {
    const name = this.#node.inputs[i] ?? '';
    if (name === '') return undefined;
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) throw this.error('E_FORMAT', 'an input made before', `'${name}'`);
    return tensor;
  }

  tensor(i: number): Tensor {
    const tensor = this.find(i);
    if (tensor === undefined) throw this.error('E_FORMAT', `input ${i}`, 'none');
    return tensor;
  }

  all(): Tensor[] {
    return Array.from({ length: this.count }, (_, i) => this.tensor(i));
  }

  /** The numbers of an input that must be known now. */
  findNumbers(i: number): number[] | undefined {
    const tensor = this.find(i);
    if (tensor === undefined) return undefined;
    if (tensor.origin.kind !== 'constant') {
      throw this.error(
        'E_UNSUPPORTED',
        `fixed numbers as input ${i}`,
        'a tensor computed at run time',
      );
    }
    return Array.from(tensor.origin.value.data, Number);
  }

  numbers(i: number): number[] {
    const numbers = this.findNumbers(i);
    if (numbers === undefined) throw this.error('E_FORMAT', `input ${i}`, 'none');
    return numbers;
  }

  #attribute(name: string): OnnxAttribute | undefined {
    return Object.hasOwn(this.#node.attributes, name) ? this.#node.attributes[name] : undefined;
  }

  number(name: string, otherwise: number): number {
    const attribute = this.#attribute(name);
    return attribute?.kind === 'int' || attribute?.kind === 'float' ? attribute.value : otherwise;
  }

  word(name: string, otherwise: string): string {
    const attribute = this.#attribute(name);
    return attribute?.kind === 'string' ? attribute.value : otherwise;
  }

  findList(name: string): readonly number[] | undefined {
    const attribute = this.#attribute(name);
    return attribute?.kind === 'ints' || attribute?.kind === 'floats' ? attribute.value : undefined;
  }

  pair(name: string, otherwise: [number, number]): [number, number] {
    const list = this.findList(name);
    if (list === undefined) return otherwise;
    if (list.length !== 2)
      throw this.error('E_UNSUPPORTED', `${name} of two axes`, `${list.length}`);
    return [list[0], list[1]];
  }

  constant(): Tensor {
    const attribute = this.#attribute('value');
    if (attribute?.kind === 'tensor') return this.graph.embed(attribute.value);
    const single = this.#attribute('value_float') ?? this.#attribute('value_int');
    if (single?.kind === 'float') return this.graph.constant(single.value);
    if (single?.kind === 'int') return this.graph.constant(single.value, [], 'int64');
    const floats = this.findList('value_floats');
    if (floats !== undefined) return this.graph.constant(floats);
    const ints = this.findList('value_ints');
    if (ints !== undefined) return this.graph.constant(ints, [ints.length], 'int64');
    throw this.error('E_UNSUPPORTED', 'a constant of numbers', 'another kind');
  }

  /** Axes as attribute (older operator sets) or as input (newer ones). */
  axes(): number[] | undefined {
    const axes = this.findList('axes') ?? this.findNumbers(1);
    if (axes !== undefined && axes.length > 0) return [...axes];
    // no axes: all of them, unless the model says that it then wants none
    return this.number('noop_with_empty_axes', 0) === 1 ? [] : undefined;
  }

  /** Pads of a window operator over x, whichever way the model states them. */
  pads(x: Tensor, kernel: [number, number]): Four {
    const stride = this.pair('strides', [1, 1]);
    const dilation = this.pair('dilations', [1, 1]);
    const mode = this.word('auto_pad', 'NOTSET');
    if (mode === 'NOTSET') {
      const list = this.findList('pads') ?? [0, 0, 0, 0];
      if (list.length !== 4)
        throw this.error('E_UNSUPPORTED', 'pads of two axes', `${list.length}`);
      return [list[0], list[1], list[2], list[3]];
    }
    if (mode === 'VALID') return [0, 0, 0, 0];
    const total = ([0, 1] as const).map((axis) => {
      const length = x.shape[2 + axis];
      const last = (Math.ceil(length / stride[axis]) - 1) * stride[axis];
      return Math.max(0, last + dilation[axis] * (kernel[axis] - 1) + 1 - length);
    });
    const less = total.map((count) => Math.floor(count / 2));
    const more = total.map((count) => Math.ceil(count / 2));
    const [before, after] = mode === 'SAME_UPPER' ? [less, more] : [more, less];
    return [before[0], before[1], after[0], after[1]];
  }

  error(code: 'E_FORMAT' | 'E_UNSUPPORTED', expected: string, got: string): MultiRoiError {
    return new MultiRoiError(code, `${this.#node.op}: expected ${expected}, got ${got}`);
  }
}
