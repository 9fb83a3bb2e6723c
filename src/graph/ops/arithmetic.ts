/**
 * @file Arithmetic with numpy broadcasting, and what its gradients need: the sum that undoes a
 * broadcast, the broadcast that undoes a sum, and reshape between them. The three families define
 * each other's gradients, so they share a file.
 */

import type { Tensor } from '../graph.ts';
import { sizeOf } from '../../base/index.ts';
import {
  axesOf,
  broadcast,
  floating,
  indices,
  int,
  ints,
  pair,
  sameShape,
  shapeError,
  show,
  type Operand,
} from './check.ts';

/**
 * The same elements in another shape; one length may be −1.
 * @throws E_SHAPE when the element counts differ.
 */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  const known = sizeOf(shape.filter((length) => length !== -1));
  const target = shape.map((length) => (length === -1 ? sizeOf(x.shape) / known : length));
  const open = shape.length - shape.filter((length) => length !== -1).length;
  if (open > 1 || sizeOf(target) !== sizeOf(x.shape) || !target.every(Number.isInteger)) {
    throw shapeError('reshape', `a shape of ${sizeOf(x.shape)} elements`, show(shape));
  }
  if (sameShape(target, x.shape)) return x;
  return x.graph.emit(
    {
      op: 'Reshape',
      inputs: [x, indices(x, target)],
      // `allowzero`: a length 0 in the target is a length, not “copy the input's”
      attributes: target.includes(0) ? { allowzero: int(1) } : {},
      gradient: ([dy]) => [dy && reshape(dy, x.shape)],
    },
    { shape: target, type: x.type },
  );
}

/** Repeats along axes of length 1 (and new leading axes) up to `shape`. */
export function expand(x: Tensor, shape: readonly number[]): Tensor {
  if (!sameShape(broadcast('expand', x.shape, shape), shape)) {
    throw shapeError('expand', `a shape that broadcasts to ${show(shape)}`, show(x.shape));
  }
  if (sameShape(x.shape, shape)) return x;
  return x.graph.emit(
    {
      op: 'Expand',
      inputs: [x, indices(x, shape)],
      gradient: ([dy]) => [dy && sumTo(dy, x.shape)],
    },
    { shape, type: x.type },
  );
}

/** What is left of a shape after reducing some axes. */
function reduced(shape: readonly number[], axes: readonly number[], keep: boolean): number[] {
  return shape.flatMap((length, i) => (axes.includes(i) ? (keep ? [1] : []) : [length]));
}

/** Sum over `axes` (all by default); `keep` leaves them as length 1. */
export function sum(x: Tensor, axes?: readonly number[], keep: boolean = false): Tensor {
  const over = axesOf('sum', axes, x.shape.length);
  if (over.length === 0) return x;
  const kept = reduced(x.shape, over, true);
  return x.graph.emit(
    {
      op: 'ReduceSum',
      inputs: [x, indices(x, over)],
      attributes: { keepdims: int(keep ? 1 : 0) },
      gradient: ([dy]) => [dy && expand(reshape(dy, kept), x.shape)],
    },
    { shape: reduced(x.shape, over, keep), type: x.type },
  );
}

/** Mean over `axes` (all by default); `keep` leaves them as length 1. */
export function mean(x: Tensor, axes?: readonly number[], keep: boolean = false): Tensor {
  floating('mean', x);
  const over = axesOf('mean', axes, x.shape.length);
  if (over.length === 0) return x;
  const kept = reduced(x.shape, over, true);
  const count = sizeOf(x.shape) / sizeOf(kept);
  return x.graph.emit(
    {
      op: 'ReduceMean',
      inputs: [x],
      attributes: { axes: ints(over), keepdims: int(keep ? 1 : 0) },
      gradient: ([dy]) => [dy && expand(reshape(mul(dy, 1 / count), kept), x.shape)],
    },
    { shape: reduced(x.shape, over, keep), type: x.type },
  );
}

/** The adjoint of broadcasting from `shape`: sums the axes that were repeated. */
export function sumTo(x: Tensor, shape: readonly number[]): Tensor {
  const offset = x.shape.length - shape.length;
  const axes: number[] = [];
  for (const [i, length] of x.shape.entries()) {
    if (i < offset || (shape[i - offset] === 1 && length !== 1)) axes.push(i);
  }
  return reshape(axes.length === 0 ? x : sum(x, axes, true), shape);
}

/** a + b. */
export function add(a: Operand, b: Operand): Tensor {
  const [x, y] = pair('add', a, b);
  return x.graph.emit(
    {
      op: 'Add',
      inputs: [x, y],
      gradient: ([dz], [forX, forY]) => [
        forX && dz ? sumTo(dz, x.shape) : undefined,
        forY && dz ? sumTo(dz, y.shape) : undefined,
      ],
    },
    { shape: broadcast('add', x.shape, y.shape), type: x.type },
  );
}

/** a − b. */
export function sub(a: Operand, b: Operand): Tensor {
  const [x, y] = pair('sub', a, b);
  return x.graph.emit(
    {
      op: 'Sub',
      inputs: [x, y],
      gradient: ([dz], [forX, forY]) => [
        forX && dz ? sumTo(dz, x.shape) : undefined,
        forY && dz ? neg(sumTo(dz, y.shape)) : undefined,
      ],
    },
    { shape: broadcast('sub', x.shape, y.shape), type: x.type },
  );
}

/** a · b, element by element. */
export function mul(a: Operand, b: Operand): Tensor {
  const [x, y] = pair('mul', a, b);
  return x.graph.emit(
    {
      op: 'Mul',
      inputs: [x, y],
      gradient: ([dz], [forX, forY]) => [
        forX && dz ? sumTo(mul(dz, y), x.shape) : undefined,
        forY && dz ? sumTo(mul(dz, x), y.shape) : undefined,
      ],
    },
    { shape: broadcast('mul', x.shape, y.shape), type: x.type },
  );
}

/** a / b, element by element. */
export function div(a: Operand, b: Operand): Tensor {
  const [x, y] = pair('div', a, b);
  const z: Tensor = x.graph.emit(
    {
      op: 'Div',
      inputs: [x, y],
      gradient: ([dz], [forX, forY]) => {
        if (dz === undefined) return [];
        const dx = div(dz, y);
        return [
          forX ? sumTo(dx, x.shape) : undefined,
          forY ? neg(sumTo(mul(dx, z), y.shape)) : undefined,
        ];
      },
    },
    { shape: broadcast('div', x.shape, y.shape), type: x.type },
  );
  return z;
}

/** −x. */
export function neg(x: Tensor): Tensor {
  return x.graph.emit(
    { op: 'Neg', inputs: [x], gradient: ([dy]) => [dy && neg(dy)] },
    { shape: x.shape, type: x.type },
  );
}

/** The sum of several tensors of one shape; how gradients from several uses meet. */
export function addAll(terms: readonly Tensor[]): Tensor {
  const [first, ...rest] = terms;
  if (first === undefined) throw shapeError('addAll', 'one tensor or more', 'none');
  for (const term of rest) {
    if (!sameShape(term.shape, first.shape)) {
      throw shapeError('addAll', show(first.shape), show(term.shape));
    }
  }
  if (rest.length === 0) return first;
  return first.graph.emit(
    { op: 'Sum', inputs: terms, gradient: ([dy]) => terms.map(() => dy) },
    { shape: first.shape, type: first.type },
  );
}
