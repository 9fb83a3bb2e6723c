/** @file Pooling, NCHW. */

import type { Tensor } from '../graph.ts';
import { div, mean, mul, reshape } from './arithmetic.ts';
import {
  conv2d,
  convTranspose2d,
  padsOf,
  pairOf,
  windowCounts,
  type Padding,
  type Pair,
} from './convolution.ts';
import { floating, int, ints, shapeError, show } from './check.ts';
import { cast, equal } from './elementwise.ts';

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

/** How far the windows leave the plane's right and lower edge uncovered. */
function uncovered(
  [height, width]: readonly number[],
  { kernel, stride, pads, counts }: Window,
): [number, number] {
  const [below, beside] = ([0, 1] as const).map(
    (axis) =>
      [height, width][axis] +
      pads[axis] +
      pads[axis + 2] -
      (counts[axis] - 1) * stride[axis] -
      kernel[axis],
  );
  return [below, beside];
}

/** Adds what windows hold [N, K, h, w] to the planes they lie on, by the kernels [K, 1, …]: the shape of x [B, C, H, W]. */
function spread(held: Tensor, kernels: Tensor, x: Tensor, window: Window): Tensor {
  const { stride, pads } = window;
  const outputPadding = uncovered(x.shape.slice(2), window);
  return reshape(convTranspose2d(held, kernels, { stride, pad: pads, outputPadding }), x.shape);
}

/** 1 where an element of a window [1, K, h, w] lies on the image and not on its padding, row by row. */
function onImage(shape: readonly number[], { kernel, stride, pads, counts }: Window): number[] {
  const lies = (axis: 0 | 1, at: number, element: number): boolean => {
    const place = at * stride[axis] - pads[axis] + element;
    return place >= 0 && place < shape[axis];
  };
  const [height, width] = counts;
  return Array.from({ length: kernel[0] * kernel[1] * height * width }, (_, i) => {
    const [row, column] = [Math.floor(i / width) % height, i % width];
    const element = Math.floor(i / (width * height));
    const isOn =
      lies(0, row, Math.floor(element / kernel[1])) && lies(1, column, element % kernel[1]);
    return isOn ? 1 : 0;
  });
}

/** A square of numbers that are 1 where the column's number is that of the row, or below it too. */
function ones(size: number, isTriangle: boolean): number[] {
  return Array.from({ length: size * size }, (_, i) => {
    const [row, column] = [Math.floor(i / size), i % size];
    return column === row || (isTriangle && column < row) ? 1 : 0;
  });
}

/**
 * The gradient of a pooling by the largest: dy at the first of the largest of each window. By convolutions alone, since
 * runtimes differ in whether their poolings tell places (WebGPU's does not) and whether they scatter.
 */
function maxPoolGradient(x: Tensor, y: Tensor, dy: Tensor, window: Window): Tensor {
  const [batch, channels, height, width] = x.shape;
  const { kernel, stride, pads, counts } = window;
  const constant = (values: number[] | number, shape: readonly number[]): Tensor =>
    x.graph.constant(values, shape, x.type);
  const planes = batch * channels;
  const size = kernel[0] * kernel[1];
  const places = constant(ones(size, false), [size, 1, ...kernel]);
  // every window's elements as channels; convolved with ones and zeros, numbers stay as they are
  const elements = conv2d(reshape(x, [planes, 1, height, width]), places, { stride, pad: pads });
  const isLargest = equal(elements, reshape(y, [planes, 1, ...counts]));
  const inside = constant(onImage([height, width], window), [1, size, ...counts]);
  const largest = mul(cast(isLargest, x.type), inside);
  const rank = conv2d(largest, constant(ones(size, true), [size, size, 1, 1]));
  const first = mul(largest, cast(equal(rank, constant(1, [1])), x.type));
  return spread(mul(first, reshape(dy, [planes, 1, ...counts])), places, x, window);
}

/** The largest of every window; of equal ones the first gets the gradient, as in PyTorch. */
export function maxPool2d(x: Tensor, options: PoolOptions): Tensor {
  const window = windowOf('maxPool2d', x, options);
  const { kernel, stride, pads, counts } = window;
  const y: Tensor = x.graph.emit(
    {
      op: 'MaxPool',
      inputs: [x],
      attributes: { kernel_shape: ints(kernel), pads: ints(pads), strides: ints(stride) },
      gradient: ([dy]) => [dy && maxPoolGradient(x, y, dy, window)],
    },
    { shape: [...x.shape.slice(0, 2), ...counts], type: x.type },
  );
  return y;
}

/** The mean of every window; `countPad` says whether padding counts as zeros or not at all. */
export function avgPool2d(
  x: Tensor,
  options: PoolOptions & { readonly countPad?: boolean },
): Tensor {
  const window = windowOf('avgPool2d', x, options);
  const { kernel, stride, pads, counts } = window;
  const countPad = options.countPad ?? true;
  const [batch, channels, height, width] = x.shape;
  const gradient = (dy: Tensor): Tensor => {
    const share = div(dy, x.graph.constant(windowSizes(), [1, 1, ...counts], x.type));
    // each image plane on its own: one channel, so one kernel of ones spreads every plane
    const planes = reshape(share, [batch * channels, 1, ...counts]);
    return spread(planes, x.graph.constant(1, [1, 1, ...kernel], x.type), x, window);
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
