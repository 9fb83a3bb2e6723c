/** @file Moving elements about: transpose, slice and pad, concat, gather. */

import { MultiRoiError } from '../../base/index.ts';
import type { Tensor } from '../graph.ts';
import { reshape, sum } from './arithmetic.ts';
import {
  axesOf,
  axisOf,
  indices,
  int,
  ints,
  sameShape,
  sameType,
  shapeError,
  show,
  word,
} from './check.ts';

/** Axes in a new order: axis i of the result is axis `perm[i]` of x. */
export function transpose(x: Tensor, perm: readonly number[]): Tensor {
  const rank = x.shape.length;
  const order = perm.map((axis) => axisOf('transpose', axis, rank));
  if (order.length !== rank || new Set(order).size !== rank) {
    throw shapeError('transpose', `an order of ${rank} axes`, show(perm));
  }
  if (order.every((axis, i) => axis === i)) return x;
  const back = order.map((_, i) => order.indexOf(i));
  return x.graph.emit(
    {
      op: 'Transpose',
      inputs: [x],
      attributes: { perm: ints(order) },
      gradient: ([dy]) => [dy && transpose(dy, back)],
    },
    { shape: order.map((axis) => x.shape[axis]), type: x.type },
  );
}

/**
 * Elements starts[i], starts[i] + steps[i], … below ends[i] along axes[i]; negative positions count
 * from the back, and ends may lie beyond it. Steps are positive.
 */
export function slice(
  x: Tensor,
  starts: readonly number[],
  ends: readonly number[],
  axes: readonly number[],
  steps: readonly number[] = axes.map(() => 1),
): Tensor {
  const counts = [starts.length, ends.length, axes.length, steps.length];
  if (new Set(counts).size > 1) {
    throw shapeError('slice', 'as many starts, ends and steps as axes', show(counts));
  }
  const shape = [...x.shape];
  const first: number[] = [];
  const last: number[] = [];
  for (const [i, given] of axes.entries()) {
    const axis = axisOf('slice', given, shape.length);
    const length = x.shape[axis];
    const position = (p: number): number => Math.max(0, Math.min(length, p < 0 ? p + length : p));
    first.push(position(starts[i]));
    last.push(Math.max(first[i], position(ends[i])));
    if (!(Number.isInteger(steps[i]) && steps[i] > 0)) {
      throw shapeError('slice', 'positive whole steps', show(steps));
    }
    shape[axis] = Math.ceil((last[i] - first[i]) / steps[i]);
  }
  if (sameShape(shape, x.shape)) return x;
  return x.graph.emit(
    {
      op: 'Slice',
      inputs: [x, indices(x, first), indices(x, last), indices(x, axes), indices(x, steps)],
      gradient: ([dy]) => [dy && unslice(dy, x.shape, first, axes, steps)],
    },
    { shape, type: x.type },
  );
}

/** The adjoint of `slice`: the elements back in their places among zeros. */
function unslice(
  dy: Tensor,
  shape: readonly number[],
  starts: readonly number[],
  axes: readonly number[],
  steps: readonly number[],
): Tensor {
  const before = shape.map(() => 0);
  const after = shape.map(() => 0);
  let spread = dy;
  for (const [i, axis] of axes.entries()) {
    const at = axisOf('slice', axis, shape.length);
    if (steps[i] > 1) spread = dilate(spread, at, steps[i]);
    before[at] = starts[i];
    after[at] = shape[at] - starts[i] - spread.shape[at];
  }
  // a stride may stop short of the end or step past it: a negative pad crops
  return pad(spread, before, after);
}

/** Zeros between neighbours along an axis: n elements become n·step, each followed by step−1 zeros. */
function dilate(x: Tensor, axis: number, step: number): Tensor {
  const rank = x.shape.length;
  const split = [...x.shape.slice(0, axis + 1), 1, ...x.shape.slice(axis + 1)];
  const none = Array<number>(rank + 1).fill(0);
  const padded = pad(
    reshape(x, split),
    none,
    none.map((_, i) => (i === axis + 1 ? step - 1 : 0)),
  );
  const merged = x.shape.map((length, i) => (i === axis ? length * step : length));
  return reshape(padded, merged);
}

/** Adds `before[i]` and `after[i]` elements of `value` on axis i; negative counts crop. */
export function pad(
  x: Tensor,
  before: readonly number[],
  after: readonly number[],
  value: number = 0,
): Tensor {
  const rank = x.shape.length;
  const shape = x.shape.map((length, i) => length + before[i] + after[i]);
  if (before.length !== rank || after.length !== rank || !shape.every((n) => n >= 0)) {
    throw shapeError('pad', `pads for ${show(x.shape)}`, `${show(before)} and ${show(after)}`);
  }
  if (sameShape(shape, x.shape) && before.every((count) => count === 0)) return x;
  const minus = (counts: readonly number[]): number[] => counts.map((count) => -count);
  return x.graph.emit(
    {
      op: 'Pad',
      inputs: [x, indices(x, [...before, ...after]), x.graph.constant(value, [], x.type)],
      attributes: { mode: word('constant') },
      gradient: ([dy]) => [dy && pad(dy, minus(before), minus(after))],
    },
    { shape, type: x.type },
  );
}

/** Joins along an axis. */
export function concat(xs: readonly Tensor[], axis: number): Tensor {
  const [first, ...rest] = xs;
  if (first === undefined) throw shapeError('concat', 'one tensor or more', 'none');
  const at = axisOf('concat', axis, first.shape.length);
  sameType('concat', ...xs);
  for (const x of rest) {
    if (!sameShape(x.shape.with(at, 0), first.shape.with(at, 0))) {
      throw shapeError('concat', `${show(first.shape)} but for axis ${at}`, show(x.shape));
    }
  }
  if (rest.length === 0) return first;
  const total = xs.reduce((count, x) => count + x.shape[at], 0);
  return first.graph.emit(
    {
      op: 'Concat',
      inputs: xs,
      attributes: { axis: int(at) },
      gradient: ([dy], wanted) => {
        let start = 0;
        return xs.map((x, i) => {
          const from = start;
          start += x.shape[at];
          return wanted[i] && dy ? slice(dy, [from], [start], [at]) : undefined;
        });
      },
    },
    { shape: first.shape.with(at, total), type: first.type },
  );
}

/** Cuts an axis into pieces of these lengths, which add up to it. */
export function split(x: Tensor, lengths: readonly number[], axis: number): readonly Tensor[] {
  const at = axisOf('split', axis, x.shape.length);
  const whole = lengths.every((length) => Number.isInteger(length) && length >= 0);
  if (!whole || lengths.reduce((total, length) => total + length, 0) !== x.shape[at]) {
    throw shapeError('split', `lengths that add up to ${x.shape[at]}`, show(lengths));
  }
  if (lengths.length === 1) return [x];
  const outputs = lengths.map((length) => ({ shape: x.shape.with(at, length), type: x.type }));
  return x.graph.emitAll(
    {
      op: 'Split',
      inputs: [x, indices(x, lengths)],
      attributes: { axis: int(at) },
      gradient: (upstream) => [
        concat(
          upstream.map((dy, i) => dy ?? x.graph.constant(0, outputs[i].shape, x.type)),
          at,
        ),
      ],
    },
    outputs,
  );
}

/** Joins along a new axis. */
export function stack(xs: readonly Tensor[], axis: number): Tensor {
  return concat(
    xs.map((x) => reshape(x, x.shape.toSpliced(axis, 0, 1))),
    axis,
  );
}

/** Adds axes of length 1 at these places of the result. */
export function unsqueeze(x: Tensor, axes: readonly number[]): Tensor {
  const places = axesOf('unsqueeze', axes, x.shape.length + axes.length);
  const shape = [...x.shape];
  for (const axis of places) shape.splice(axis, 0, 1);
  return reshape(x, shape);
}

/** Takes fixed positions along an axis: entries of the result are x's at `positions`, repeats allowed. */
export function gather(
  x: Tensor,
  positions: readonly number[] | Uint32Array,
  axis: number,
): Tensor {
  const at = axisOf('gather', axis, x.shape.length);
  const length = x.shape[at];
  const list = Array.from(positions, (p) => (p < 0 ? p + length : p));
  const wrong = list.find((p) => !(Number.isInteger(p) && p >= 0 && p < length));
  if (wrong !== undefined) {
    throw new MultiRoiError('E_RANGE', `gather: expected positions below ${length}, got ${wrong}`);
  }
  return x.graph.emit(
    {
      op: 'Gather',
      inputs: [x, indices(x, list)],
      attributes: { axis: int(at) },
      gradient: ([dy]) => [dy && scatter(dy, list, at, length)],
    },
    { shape: x.shape.with(at, list.length), type: x.type },
  );
}

/**
 * The adjoint of `gather`, itself as a gather: entry p of the result adds up the entries of dy that
 * came from p. Row p of the table lists them, filled up with the place of an extra zero. Unlike
 * ScatterND this is parallel and its order of addition is fixed.
 */
function scatter(dy: Tensor, positions: readonly number[], axis: number, length: number): Tensor {
  const sources = Array.from({ length }, (): number[] => []);
  for (const [i, p] of positions.entries()) sources[p].push(i);
  const most = sources.reduce((count, list) => Math.max(count, list.length), 1);
  const zero = positions.length;
  const table = sources.flatMap((list) => [
    ...list,
    ...Array<number>(most - list.length).fill(zero),
  ]);
  const full = sources.every((list) => list.length === most);
  const rows = gather(full ? dy : padEnd(dy, axis), table, axis);
  if (most === 1) return rows;
  const split = [...dy.shape.slice(0, axis), length, most, ...dy.shape.slice(axis + 1)];
  return sum(reshape(rows, split), [axis + 1]);
}

function padEnd(x: Tensor, axis: number): Tensor {
  const none = x.shape.map(() => 0);
  return pad(x, none, none.with(axis, 1));
}
