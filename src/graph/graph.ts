/**
 * @file The graph under construction: named inputs, parameters and states, and ONNX operators in
 * execution order. Equal nodes over equal inputs are made once (hash-consing), so builders and
 * gradient rules may ask for the same transpose or mask as often as they like.
 */

import { MultiRoiError } from '../base/index.ts';
import type { OnnxAttribute } from '../format/index.ts';
import type { HostTensor, TensorType } from '../platform/index.ts';
import { checkLength, sizeOf } from '../base/index.ts';
import { keyOfAttributes, typedArray, typeOfArray, type ConstantValue } from './constant-values.ts';
import type { Init } from './init.ts';

/** A value of the graph, known by shape and type before anything runs. */
export interface Tensor {
  readonly graph: Graph;
  readonly shape: readonly number[];
  readonly type: TensorType;
  readonly origin: Origin;
}

/** Where a tensor comes from. */
export type Origin =
  | { readonly kind: 'input' | 'parameter' | 'state'; readonly name: string }
  | { readonly kind: 'constant'; readonly value: HostTensor }
  | { readonly kind: 'node'; readonly node: Node; readonly output: number };

/**
 * The gradient rule of a node: from the gradients of its outputs (undefined where nothing flows) to
 * those of its inputs, in order (undefined where nothing flows on). `wanted[i]` is false when nobody
 * asks for input i, and the rule may leave its work out.
 */
export type GradientRule = (
  upstream: readonly (Tensor | undefined)[],
  wanted: readonly boolean[],
) => readonly (Tensor | undefined)[];

/** One ONNX operator of the standard domain. */
export interface Node {
  /** Position in the graph's creation order, which is a valid execution order. */
  readonly index: number;
  readonly op: string;
  readonly inputs: readonly (Tensor | undefined)[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
  readonly outputs: readonly Tensor[];
  /** How many of the outputs the operator always has; the others are optional. */
  readonly required: number;
  /** Absent: no gradient passes (rounding, comparison, `stopGradient`). */
  readonly gradient: GradientRule | undefined;
}

/** A parameter (trained) or state (updated by rule) with its initial value. */
export interface Variable {
  readonly name: string;
  readonly kind: 'parameter' | 'state';
  readonly tensor: Tensor;
  readonly init: Init;
}

/** What a node puts out, before there is a tensor of it. */
export interface OutputSpec {
  readonly shape: readonly number[];
  readonly type: TensorType;
  /** May be left out of a model when nobody reads it. */
  readonly optional?: boolean;
}

/**
 * A node to be added: an operator of ONNX's standard domain on tensors of the graph; an input that is left out is
 * undefined.
 */
export interface NodeSpec {
  readonly op: string;
  readonly inputs: readonly (Tensor | undefined)[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  readonly gradient?: GradientRule | undefined;
}

/** Constants up to this many elements are shared when equal; larger ones are not worth a key. */
const SHARED_CONSTANT = 64;

interface Book {
  readonly root: Graph;
  readonly nodes: Node[];
  readonly inputs: Map<string, Tensor>;
  readonly variables: Map<string, Variable>;
  readonly updates: Map<string, Tensor>;
  readonly byKey: Map<string, readonly Tensor[]>;
  readonly ids: WeakMap<Tensor, number>;
  count: number;
}

/** A differentiable ONNX graph. */
export class Graph {
  readonly name: string;
  readonly #prefix: string;
  readonly #book: Book;

  constructor(name: string, parent?: { readonly graph: Graph; readonly prefix: string }) {
    this.name = name;
    if (parent === undefined) {
      this.#prefix = '';
      this.#book = {
        root: this,
        nodes: [],
        inputs: new Map(),
        variables: new Map(),
        updates: new Map(),
        byKey: new Map(),
        ids: new WeakMap(),
        count: 0,
      };
    } else {
      this.#prefix = `${parent.graph.#prefix}${parent.prefix}.`;
      this.#book = parent.graph.#book;
    }
  }

  /** The same graph; the names of what is declared through it begin with `prefix.`. */
  scope(prefix: string): Graph {
    return new Graph(this.name, { graph: this, prefix });
  }

  /** The unscoped graph; two tensors belong together when their roots are the same. */
  get root(): Graph {
    return this.#book.root;
  }

  /** Nodes in execution order. */
  get nodes(): readonly Node[] {
    return this.#book.nodes;
  }

  /** What is fed at every run, by full name. */
  get inputs(): ReadonlyMap<string, Tensor> {
    return this.#book.inputs;
  }

  /** New values of states, by the state's full name. */
  get updates(): ReadonlyMap<string, Tensor> {
    return this.#book.updates;
  }

  /** Parameters and states in order of declaration. */
  variables(kind?: Variable['kind']): Variable[] {
    const all = [...this.#book.variables.values()];
    return kind === undefined ? all : all.filter((variable) => variable.kind === kind);
  }

  /** The parameter or state of this full name (scope included). */
  findVariable(name: string): Variable | undefined {
    return this.#book.variables.get(name);
  }

  /** A value fed at every run. */
  input(name: string, shape: readonly number[], type: TensorType = 'float32'): Tensor {
    const full = this.#declare('input', name, shape);
    const tensor = this.#tensor(shape, type, { kind: 'input', name: full });
    this.#book.inputs.set(full, tensor);
    return tensor;
  }

  /** A trained value with a name; float32. */
  parameter(name: string, shape: readonly number[], init: Init): Tensor {
    return this.#variable('parameter', name, shape, init);
  }

  /** A value that is kept from run to run but not trained: running statistics, moments; float32. */
  state(name: string, shape: readonly number[], init: Init): Tensor {
    return this.#variable('state', name, shape, init);
  }

  /**
   * Fixed numbers. `shape` defaults to [] for a number and [n] for a list; `type` to that of a typed array and else
   * float32. @throws E_SHAPE when the list does not fill the shape.
   */
  constant(value: ConstantValue, shape?: readonly number[], type?: TensorType): Tensor {
    const list = typeof value === 'number' ? [value] : value;
    const kind = type ?? typeOfArray(list);
    const dims = shape ?? (typeof value === 'number' ? [] : [list.length]);
    const size = sizeOf(dims);
    // one number fills any shape
    const full = typeof value === 'number' && size !== 1 ? Array<number>(size).fill(value) : list;
    checkLength('constant', full.length, dims);
    const data = typedArray(kind, full);
    const make = (): Tensor =>
      this.#tensor(dims, kind, { kind: 'constant', value: { type: kind, shape: dims, data } });
    if (size > SHARED_CONSTANT) return make();
    const bits = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).join();
    return this.#once(`constant ${kind} ${dims.join()} ${bits}`, () => [make()])[0];
  }

  /** Keeps a host tensor as a constant. */
  embed(value: HostTensor): Tensor {
    return this.constant(value.data, value.shape, value.type);
  }

  /**
   * Says what a state becomes after this run.
   * @throws E_SHAPE when shapes differ, E_CONFIG when it is not a variable or has an update already.
   */
  update(state: Tensor, value: Tensor): void {
    const { origin } = state;
    if (origin.kind !== 'state' && origin.kind !== 'parameter') {
      throw new MultiRoiError('E_CONFIG', `update: expected a state, got ${origin.kind}`);
    }
    if (this.#book.updates.has(origin.name)) {
      throw new MultiRoiError(
        'E_CONFIG',
        `update: expected one update of '${origin.name}', got two`,
      );
    }
    if (state.shape.join() !== value.shape.join() || state.type !== value.type) {
      throw new MultiRoiError(
        'E_SHAPE',
        `update: expected ${state.type} [${state.shape.join(', ')}], got ${value.type} [${value.shape.join(', ')}] (state '${origin.name}')`,
      );
    }
    this.#book.updates.set(origin.name, value);
  }

  /**
   * Adds an operator with one output; for operator files. An equal node that is there already is taken instead.
   * @throws E_CONFIG for a tensor of another graph.
   */
  emit(spec: NodeSpec, output: OutputSpec): Tensor {
    return this.emitAll(spec, [output])[0];
  }

  /** Adds an operator with several outputs; for operator files. @throws as {@link emit}. */
  emitAll(spec: NodeSpec, outputs: readonly OutputSpec[]): readonly Tensor[] {
    for (const input of spec.inputs) {
      if (input !== undefined && input.graph !== this.root) {
        throw new MultiRoiError(
          'E_CONFIG',
          `${spec.op}: expected tensors of graph '${this.name}', got one of '${input.graph.name}'`,
        );
      }
    }
    const attributes = spec.attributes ?? {};
    const ids = spec.inputs.map((input) => (input === undefined ? '' : this.#book.ids.get(input)));
    // a rule that stops or bends the gradient makes a node its own, hence the flag in the key
    const flag = spec.gradient === undefined ? 'stop' : 'flow';
    const key = `${spec.op} ${ids.join()} ${flag} ${outputs.length} ${keyOfAttributes(attributes)}`;
    return this.#once(key, () => {
      const made: Tensor[] = [];
      const node: Node = {
        index: this.#book.nodes.length,
        op: spec.op,
        inputs: spec.inputs,
        attributes,
        outputs: made,
        required: 1 + outputs.findLastIndex(({ optional }) => optional !== true),
        gradient: spec.gradient,
      };
      this.#book.nodes.push(node);
      for (const [output, { shape, type }] of outputs.entries()) {
        made.push(this.#tensor(shape, type, { kind: 'node', node, output }));
      }
      return made;
    });
  }

  #once(key: string, make: () => readonly Tensor[]): readonly Tensor[] {
    let tensors = this.#book.byKey.get(key);
    if (tensors === undefined) {
      tensors = make();
      this.#book.byKey.set(key, tensors);
    }
    return tensors;
  }

  #tensor(shape: readonly number[], type: TensorType, origin: Tensor['origin']): Tensor {
    const tensor: Tensor = { graph: this.root, shape: [...shape], type, origin };
    this.#book.ids.set(tensor, this.#book.count++);
    return tensor;
  }

  #variable(kind: Variable['kind'], name: string, shape: readonly number[], init: Init): Tensor {
    const full = this.#declare(kind, name, shape);
    const tensor = this.#tensor(shape, 'float32', { kind, name: full });
    this.#book.variables.set(full, { name: full, kind, tensor, init });
    return tensor;
  }

  #declare(who: string, name: string, shape: readonly number[]): string {
    const full = this.#prefix + name;
    if (name === '' || this.#book.inputs.has(full) || this.#book.variables.has(full)) {
      throw new MultiRoiError('E_CONFIG', `${who}: expected a new name, got '${full}'`);
    }
    if (shape.some((length) => !Number.isSafeInteger(length) || length < 0)) {
      throw new MultiRoiError(
        'E_SHAPE',
        `${who}: expected whole lengths, got [${shape.join(', ')}] ('${full}')`,
      );
    }
    return full;
  }
}
