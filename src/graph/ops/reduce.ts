/** @file The largest along axes, and softmax and its logarithm. Sums and means: arithmetic.ts. */

import type { Tensor } from '../graph.ts';
import { div, mul, reshape, sub, sum } from './arithmetic.ts';
import { cast, equal, exp } from './elementwise.ts';
import { axesOf, axisOf, floating, int, ints } from './check.ts';

/** The largest over `axes` (all by default); equal largest elements share the gradient. */
export function max(x: Tensor, axes?: readonly number[], keep: boolean = false): Tensor {
  floating('max', x);
  const over = axesOf('max', axes, x.shape.length);
  if (over.length === 0) return x;
  const kept = x.shape.map((length, i) => (over.includes(i) ? 1 : length));
  const y: Tensor = x.graph.emit(
    {
      op: 'ReduceMax',
      inputs: [x],
      attributes: { axes: ints(over), keepdims: int(keep ? 1 : 0) },
      gradient: ([dy]) => {
        if (dy === undefined) return [];
        const hit = cast(equal(x, reshape(y, kept)), x.type);
        return [mul(hit, div(reshape(dy, kept), sum(hit, over, true)))];
      },
    },
    { shape: keep ? kept : x.shape.filter((_, i) => !over.includes(i)), type: x.type },
  );
  return y;
}

/** e^x / Σ e^x along an axis. */
export function softmax(x: Tensor, axis: number = -1): Tensor {
  floating('softmax', x);
  const at = axisOf('softmax', axis, x.shape.length);
  const y: Tensor = x.graph.emit(
    {
      op: 'Softmax',
      inputs: [x],
      attributes: { axis: int(at) },
      gradient: ([dy]) => [dy && mul(y, sub(dy, sum(mul(dy, y), [at], true)))],
    },
    { shape: x.shape, type: x.type },
  );
  return y;
}

/** log(softmax(x)) along an axis, without overflow. */
export function logSoftmax(x: Tensor, axis: number = -1): Tensor {
  floating('logSoftmax', x);
  const at = axisOf('logSoftmax', axis, x.shape.length);
  const y: Tensor = x.graph.emit(
    {
      op: 'LogSoftmax',
      inputs: [x],
      attributes: { axis: int(at) },
      gradient: ([dy]) => [dy && sub(dy, mul(exp(y), sum(dy, [at], true)))],
    },
    { shape: x.shape, type: x.type },
  );
  return y;
}
