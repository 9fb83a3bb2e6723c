/** @file Symbolic tensors and the nodes that make them. Data only; `Graph` creates them. */

import type { OnnxAttribute } from '../format/index.ts';
import type { HostTensor, TensorType } from '../platform/index.ts';
import type { Graph } from './graph.ts';

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
