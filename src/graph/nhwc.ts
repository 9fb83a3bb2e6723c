/** @file What networks of the TensorFlow family share: NHWC against NCHW, and SAME padding. */

import { sizeOf } from '../base/index.ts';

/** Zeros around an image: [top, left, bottom, right]. */
export type Margin = readonly [number, number, number, number];

/** No padding. */
export const NO_MARGIN: Margin = [0, 0, 0, 0];
/** Permutation of axes: where each axis of the result comes from. */
export const NHWC_FROM_NCHW = [0, 2, 3, 1] as const;
/** Permutation of axes: where each axis of the result comes from. */
export const NCHW_FROM_NHWC = [0, 3, 1, 2] as const;

/** TensorFlow's SAME: ⌈size/stride⌉ windows, the odd zero at the end. */
export function samePads(
  size: readonly [number, number],
  reach: readonly [number, number],
  stride: readonly [number, number],
): Margin {
  const totals = size.map((length, axis) => {
    const windows = Math.ceil(length / stride[axis]);
    return Math.max(0, (windows - 1) * stride[axis] + reach[axis] - length);
  });
  const [top, left] = totals.map((total) => Math.floor(total / 2));
  return [top, left, totals[0] - top, totals[1] - left];
}

/** The elements of a tensor of rank 4 with its axes in another order: out axis i is axis `order[i]`. */
export function permuted(
  values: ArrayLike<number>,
  shape: readonly number[],
  order: readonly number[],
): Float32Array {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const [n0, n1, n2, n3] = order.map((axis) => shape[axis]);
  const [s0, s1, s2, s3] = order.map((axis) => strides[axis]);
  const out = new Float32Array(values.length);
  let at = 0;
  for (let i = 0; i < n0; i++) {
    for (let j = 0; j < n1; j++) {
      for (let k = 0; k < n2; k++) {
        let from = i * s0 + j * s1 + k * s2;
        for (let l = 0; l < n3; l++, from += s3) out[at++] = values[from];
      }
    }
  }
  return out;
}
