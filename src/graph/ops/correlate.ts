/**
 * @file The weight gradient of convolutions: for each kernel tap, the product over batch and pixels of
 * the upstream gradient with the input pixels that the tap saw. All of it is matrix products.
 *
 * CONTRIBUTOR NOTES. Processor milliseconds of one thread (AVX-512, onnxruntime 1.30, 5 images, least of
 * 12 runs, November 2026), on ResNet-50's layers:
 *
 * | 1×1, 0.51 GFLOP               | 256→64, 56² | 512→128, 28² | 1024→256, 14² | 2048→512, 7² |
 * | dy [O,P] · x [P,C]            |        11.2 |          7.2 |           7.7 |          7.8 |
 * | dy [O,P] · x [C,P]ᵀ           |         8.4 |          6.6 |         * 6.0 |        * 6.0 |
 * | image by image, then a sum    |       * 6.5 |        * 6.2 |           6.6 |         10.8 |
 *
 * | 3×3, 1.16 GFLOP               |  64→64, 56² | 128→128, 28² | 256→256, 14²  | 512→512, 7²  |
 * | slices of NHWC, 9 products    |        19.2 |         15.6 |          16.7 |         27.9 |
 * | columns shifted once, 9 prod. |      * 16.8 |       * 14.2 |        * 15.8 |         30.9 |
 * | slices joined, 1 product      |        24.8 |         20.5 |          16.3 |       * 17.3 |
 * | slices of NCHW, by image      |        17.4 |         15.4 |          22.0 |         40.9 |
 * | slices of CNHW, 9 products    |        19.7 |         15.5 |          18.7 |         31.0 |
 *
 * The starred ones are used; what decides is which side is smaller to move about, the pixels or the
 * weights. Transposes of five axes cost four to ten times those of four (30 against 7.7 ms for 256 × 56²),
 * so only grouped convolutions use them. One convolution with an image-sized kernel runs at a third of
 * the speed of any of these.
 */

import { sizeOf } from '../../base/index.ts';
import type { Tensor } from '../graph.ts';
import { mul, reshape, sum } from './arithmetic.ts';
import { concat, pad, slice, stack, transpose } from './layout.ts';
import { gemm, matmul, transposeLast } from './matmul.ts';

/** Convolution options with every side spelt out. */
export interface Geometry {
  readonly stride: readonly [number, number];
  /** Top, left, bottom, right. */
  readonly pads: readonly [number, number, number, number];
  readonly dilation: readonly [number, number];
  readonly groups: number;
}

/** Below this the taps of a kernel are joined into one product. */
const FEW_CHANNELS = 16;

type Kernel = readonly [number, number];

/** First and last+1 position along an axis of what tap `i` of the kernel sees. */
function reach(i: number, count: number, axis: 0 | 1, g: Geometry): [number, number] {
  const first = i * g.dilation[axis];
  return [first, first + (count - 1) * g.stride[axis] + 1];
}

/** What each tap sees, in row-major order; the columns are cut once for all rows of the kernel. */
function taps(
  image: Tensor,
  axes: readonly [number, number],
  size: readonly [number, number],
  kernel: Kernel,
  g: Geometry,
): Tensor[] {
  const columns = Array.from({ length: kernel[1] }, (_, j) => {
    const [from, to] = reach(j, size[1], 1, g);
    return slice(image, [from], [to], [axes[1]], [g.stride[1]]);
  });
  return Array.from({ length: kernel[0] }, (_, i) => {
    const [from, to] = reach(i, size[0], 0, g);
    return columns.map((column) => slice(column, [from], [to], [axes[0]], [g.stride[0]]));
  }).flat();
}

/** Pads the two image axes. */
function padded(x: Tensor, axes: readonly [number, number], g: Geometry): Tensor {
  const none = x.shape.map(() => 0);
  const [top, left, bottom, right] = g.pads;
  return pad(
    x,
    none.with(axes[0], top).with(axes[1], left),
    none.with(axes[0], bottom).with(axes[1], right),
  );
}

/**
 * The adjoint of a convolution in its weights.
 * @param x input [B, C, H, W]
 * @param dy gradient of the output [B, O, H′, W′]
 * @returns [O, C / groups, KH, KW]
 */
export function correlate(x: Tensor, dy: Tensor, kernel: Kernel, g: Geometry): Tensor {
  const channels = x.shape[1];
  const out = dy.shape[1];
  const shape = [out, channels / g.groups, ...kernel];
  if (g.groups === channels && g.groups === out) return reshape(depthwise(x, dy, kernel, g), shape);
  if (g.groups > 1) return reshape(grouped(x, dy, kernel, g), shape);
  if (sizeOf(kernel) === 1) return reshape(pointwise(x, dy, g), shape);
  if (channels < FEW_CHANNELS) return reshape(narrow(x, dy, kernel, g), shape);
  return reshape(dense(x, dy, kernel, g), shape);
}

/** One plane against one plane: products of elements beat matrices of one row. → [C, KH·KW] */
function depthwise(x: Tensor, dy: Tensor, kernel: Kernel, g: Geometry): Tensor {
  const size = [dy.shape[2], dy.shape[3]] as const;
  const seen = taps(padded(x, [2, 3], g), [2, 3], size, kernel, g);
  return stack(
    seen.map((pixels) => sum(mul(dy, pixels), [0, 2, 3])),
    1,
  );
}

/** → [O, C] */
function pointwise(x: Tensor, dy: Tensor, g: Geometry): Tensor {
  const [batch, out, height, width] = dy.shape;
  const channels = x.shape[1];
  const pixels = height * width;
  const [seen] = taps(padded(x, [2, 3], g), [2, 3], [height, width], [1, 1], g);
  // image by image writes a result for each; all at once moves the pixels first
  if (out * channels < ((out + channels) * pixels) / 2) {
    const left = reshape(dy, [batch, out, pixels]);
    return sum(matmul(left, transposeLast(reshape(seen, [batch, channels, pixels]))), [0]);
  }
  return gemm(rowsOfChannels(dy), rowsOfChannels(seen), undefined, { transB: true });
}

/** [B, C, H, W] → [C, B·H·W]. */
function rowsOfChannels(x: Tensor): Tensor {
  return reshape(transpose(x, [1, 0, 2, 3]), [x.shape[1], -1]);
}

/** → [O, C, KH·KW] */
function dense(x: Tensor, dy: Tensor, kernel: Kernel, g: Geometry): Tensor {
  const [batch, out, height, width] = dy.shape;
  const channels = x.shape[1];
  const pixels = batch * height * width;
  const left = rowsOfChannels(dy);
  const image = padded(transpose(x, [0, 2, 3, 1]), [1, 2], g);
  const seen = taps(image, [1, 2], [height, width], kernel, g).map((tap) =>
    reshape(tap, [pixels, channels]),
  );
  // either the pixels of all taps are joined or their results, whichever is less
  if (pixels < out) {
    const all = reshape(matmul(left, concat(seen, 1)), [out, sizeOf(kernel), channels]);
    return transpose(all, [0, 2, 1]);
  }
  const results = seen.map((tap) => matmul(left, tap));
  return transpose(stack(results, 0), [1, 2, 0]);
}

/**
 * The first layer, whose taps have too few columns for a product each: all of them joined, channel planes first
 * so that rows of pixels are copied and not threes of channels. → [O, C, KH·KW]
 */
function narrow(x: Tensor, dy: Tensor, kernel: Kernel, g: Geometry): Tensor {
  const [batch, out, height, width] = dy.shape;
  const channels = x.shape[1];
  const image = padded(transpose(x, [1, 0, 2, 3]), [2, 3], g);
  const seen = taps(image, [2, 3], [height, width], kernel, g).map((tap) =>
    reshape(tap, [channels, batch * height * width]),
  );
  const all = gemm(rowsOfChannels(dy), concat(seen, 0), undefined, { transB: true });
  return transpose(reshape(all, [out, sizeOf(kernel), channels]), [0, 2, 1]);
}

/** → [O, C / groups, KH·KW] */
function grouped(x: Tensor, dy: Tensor, kernel: Kernel, g: Geometry): Tensor {
  const [batch, out, height, width] = dy.shape;
  const pixels = batch * height * width;
  const each = x.shape[1] / g.groups;
  const split = (t: Tensor): Tensor =>
    reshape(t, [batch, g.groups, t.shape[1] / g.groups, ...t.shape.slice(2)]);
  const image = padded(transpose(split(x), [1, 0, 3, 4, 2]), [2, 3], g);
  const left = reshape(transpose(split(dy), [1, 2, 0, 3, 4]), [g.groups, out / g.groups, pixels]);
  const results = taps(image, [2, 3], [height, width], kernel, g).map((tap) =>
    reshape(matmul(left, reshape(tap, [g.groups, pixels, each])), [out, each]),
  );
  return transpose(stack(results, 0), [1, 2, 0]);
}
