/** @file Pooling, NCHW. */

import { sizeOf } from '../../base/index.ts';
import type { Tensor } from '../graph.ts';
import { div, expand, mean, reshape } from './arithmetic.ts';
import {
  convTranspose2d,
  padsOf,
  pairOf,
  windowCounts,
  type Padding,
  type Pair,
} from './convolution.ts';
import { floating, int, ints, shapeError, show, word } from './check.ts';

/** Windows of a pooling. */
export interface PoolOptions {
  readonly kernel: Pair;
  /** The kernel's size by default: windows that do not overlap. */
  readonly stride?: Pair;
  readonly pad?: Padding;
}

interface Window {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly pads: readonly [number, number, number, number];
  readonly counts: readonly [number, number];
}

function windowOf(who: string, x: Tensor, options: PoolOptions): Window {
  floating(who, x);
  if (x.shape.length !== 4) throw shapeError(who, 'x [B, C, H, W]', show(x.shape));
  const kernel = pairOf(options.kernel);
  const stride = pairOf(options.stride ?? options.kernel);
  const pads = padsOf(options.pad ?? 0);
  const positive = [...kernel, ...stride].every((n) => Number.isInteger(n) && n > 0);
  if (!positive || !pads.every((n, i) => Number.isInteger(n) && n >= 0 && n < kernel[i % 2])) {
    const got = `${show(kernel)}, ${show(stride)}, ${show(pads)}`;
    throw shapeError(who, 'whole kernel and stride above 0 and pads below the kernel', got);
  }
  const counts = windowCounts(x.shape.slice(2), kernel, { stride, pads, dilation: [1, 1] });
  if (counts[0] < 1 || counts[1] < 1) {
    throw shapeError(who, `an image that holds a ${kernel.join('×')} window`, show(x.shape));
  }
  return { kernel, stride, pads, counts };
}

/** The largest of every window; of equal ones the first gets the gradient, as in PyTorch. */
export function maxPool2d(x: Tensor, options: PoolOptions): Tensor {
  const { kernel, stride, pads, counts } = windowOf('maxPool2d', x, options);
  const shape = [...x.shape.slice(0, 2), ...counts];
  const [y, indices] = x.graph.emitAll(
    {
      op: 'MaxPool',
      inputs: [x],
      attributes: { kernel_shape: ints(kernel), pads: ints(pads), strides: ints(stride) },
      gradient: ([dy]) => [dy && scatterAdd(dy, indices, x.shape)],
    },
    [
      { shape, type: x.type },
      { shape, type: 'int64', optional: true },
    ],
  );
  return y;
}

/** Adds each element of dy to the place of the flattened result that `places` (same shape) names. */
function scatterAdd(dy: Tensor, places: Tensor, shape: readonly number[]): Tensor {
  const flat = dy.graph.emit(
    {
      op: 'ScatterElements',
      inputs: [
        expand(dy.graph.constant(0, [1], dy.type), [sizeOf(shape)]),
        reshape(places, [-1]),
        reshape(dy, [-1]),
      ],
      attributes: { axis: int(0), reduction: word('add') },
    },
    { shape: [sizeOf(shape)], type: dy.type },
  );
  return reshape(flat, shape);
}

/** The mean of every window; `countPad` says whether padding counts as zeros or not at all. */
export function avgPool2d(
  x: Tensor,
  options: PoolOptions & { readonly countPad?: boolean },
): Tensor {
  const { kernel, stride, pads, counts } = windowOf('avgPool2d', x, options);
  const countPad = options.countPad ?? true;
  const [batch, channels, height, width] = x.shape;
  const gradient = (dy: Tensor): Tensor => {
    const share = div(dy, x.graph.constant(windowSizes(), [1, 1, ...counts], x.type));
    // each image plane on its own: one channel, so one kernel of ones spreads every plane
    const planes = reshape(share, [batch * channels, 1, ...counts]);
    const missing = ([0, 1] as const).map(
      (axis) =>
        x.shape[2 + axis] +
        pads[axis] +
        pads[axis + 2] -
        (counts[axis] - 1) * stride[axis] -
        kernel[axis],
    );
    const ones = x.graph.constant(1, [1, 1, ...kernel], x.type);
    const spread = convTranspose2d(planes, ones, {
      stride,
      pad: pads,
      outputPadding: [missing[0], missing[1]],
    });
    return reshape(spread, x.shape);
  };
  const windowSizes = (): number[] => {
    const covered = (axis: 0 | 1, at: number): number => {
      const start = at * stride[axis] - pads[axis];
      const length = axis === 0 ? height : width;
      return Math.min(start + kernel[axis], length) - Math.max(start, 0);
    };
    return Array.from({ length: counts[0] * counts[1] }, (_, i) =>
      countPad
        ? kernel[0] * kernel[1]
        : covered(0, Math.floor(i / counts[1])) * covered(1, i % counts[1]),
    );
  };
  return x.graph.emit(
    {
      op: 'AveragePool',
      inputs: [x],
      attributes: {
        count_include_pad: int(countPad ? 1 : 0),
        kernel_shape: ints(kernel),
        pads: ints(pads),
        strides: ints(stride),
      },
      gradient: ([dy]) => [dy && gradient(dy)],
    },
    { shape: [batch, channels, ...counts], type: x.type },
  );
}

/** The mean of each plane: [B, C, H, W] → [B, C]. */
export function globalAvgPool(x: Tensor): Tensor {
  if (x.shape.length !== 4) throw shapeError('globalAvgPool', 'x [B, C, H, W]', show(x.shape));
  return mean(x, [2, 3]);
}
