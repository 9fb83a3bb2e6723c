/** @file Checks and small helpers shared by the operator files. */

import { MultiRoiError } from '../../base/index.ts';
import type { OnnxAttribute } from '../../format/index.ts';
import type { Tensor } from '../graph.ts';

/** A tensor, or a number that becomes a scalar of the other operand's type. */
export type Operand = Tensor | number;

export const int = (value: number): OnnxAttribute => ({ kind: 'int', value });
export const float = (value: number): OnnxAttribute => ({ kind: 'float', value });
export const ints = (value: readonly number[]): OnnxAttribute => ({ kind: 'ints', value });
export const word = (value: string): OnnxAttribute => ({ kind: 'string', value });

/** E_SHAPE in the grammar of errors. */
export function shapeError(who: string, expected: string, got: string): MultiRoiError {
  return new MultiRoiError('E_SHAPE', `${who}: expected ${expected}, got ${got}`);
}

/** Prints a shape as the grammar of `shape.ts` does. */
export function show(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/** Throws unless all tensors hold the same element type. */
export function sameType(who: string, ...tensors: readonly (Tensor | undefined)[]): void {
  const types = new Set(tensors.flatMap((tensor) => (tensor === undefined ? [] : [tensor.type])));
  if (types.size > 1) throw shapeError(who, 'one element type', [...types].join(' and '));
}

/** Throws unless the tensor is float32 or float64 (or float16). */
export function floating(who: string, tensor: Tensor): void {
  if (!tensor.type.startsWith('float')) throw shapeError(who, 'a float tensor', tensor.type);
}

/** An axis counted from the front; negative ones count from the back. */
export function axisOf(who: string, axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || positive < 0 || positive >= rank) {
    throw shapeError(who, `an axis of ${rank} axes`, String(axis));
  }
  return positive;
}

/** Distinct axes in rising order; all of them when none are named. */
export function axesOf(who: string, axes: readonly number[] | undefined, rank: number): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, i) => i);
  const positive = axes.map((axis) => axisOf(who, axis, rank)).toSorted((a, b) => a - b);
  if (new Set(positive).size < positive.length) {
    throw shapeError(who, 'distinct axes', show(axes));
  }
  return positive;
}

/** The shape that numpy's broadcasting gives these shapes. */
export function broadcast(who: string, ...shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const out = Array<number>(rank).fill(1);
  for (const shape of shapes) {
    const offset = rank - shape.length;
    for (const [i, length] of shape.entries()) {
      if (length === 1) continue;
      if (out[offset + i] !== 1 && out[offset + i] !== length) {
        throw shapeError(who, 'shapes that broadcast', shapes.map(show).join(' and '));
      }
      out[offset + i] = length;
    }
  }
  return out;
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, i) => length === b[i]);
}

/** Makes numbers among two operands scalars; at least one must be a tensor. */
export function pair(who: string, a: Operand, b: Operand): [Tensor, Tensor] {
  const tensor = typeof a === 'number' ? b : a;
  if (typeof tensor === 'number') throw shapeError(who, 'a tensor', 'two numbers');
  // of full rank: the runtime's loop over [O, C, 1, 1] with a scalar of no axes is 15 times slower
  const shape = tensor.shape.map(() => 1);
  const lift = (x: Operand): Tensor =>
    typeof x === 'number' ? tensor.graph.constant(x, shape, tensor.type) : x;
  const both: [Tensor, Tensor] = [lift(a), lift(b)];
  sameType(who, ...both);
  return both;
}

/** A constant int64 vector: shapes, axes, starts. */
export function indices(near: Tensor, values: readonly number[]): Tensor {
  return near.graph.constant(values, [values.length], 'int64');
}
