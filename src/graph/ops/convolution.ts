/**
 * @file 2D convolution and its transpose, NCHW. The input gradient of one is the other with the same
 * weights; the weight gradient of both is `correlate`.
 */

import type { Tensor } from '../graph.ts';
import type { OnnxAttribute } from '../../format/index.ts';
import { sizeOf } from '../../base/index.ts';
import { reshape, sum } from './arithmetic.ts';
import { correlate, type Geometry } from './correlate.ts';
import { gather, transpose } from './layout.ts';
import { floating, int, ints, sameType, shapeError, show } from './check.ts';

/** One number for both axes, or [vertical, horizontal]. */
export type Pair = number | readonly [number, number];
/** One number for all sides, [vertical, horizontal], or [top, left, bottom, right]. */
export type Padding = Pair | readonly [number, number, number, number];

/** As ONNX's `Conv` has them; strides and dilations 1, no padding, one group unless given. */
export interface ConvolutionOptions {
  /** [O], added to every output pixel. */
  readonly bias?: Tensor | undefined;
  readonly stride?: Pair;
  readonly pad?: Padding;
  readonly dilation?: Pair;
  /** Channels are cut into this many groups that do not see each other. */
  readonly groups?: number;
}

/** [vertical, horizontal] of one number or two. */
export function pairOf(value: Pair): readonly [number, number] {
  return typeof value === 'number' ? [value, value] : value;
}

/** [top, left, bottom, right], as ONNX has them. */
export function padsOf(value: Padding): readonly [number, number, number, number] {
  if (typeof value === 'number') return [value, value, value, value];
  return value.length === 2 ? [value[0], value[1], value[0], value[1]] : value;
}

function geometryOf(who: string, options: ConvolutionOptions): Geometry {
  const stride = pairOf(options.stride ?? 1);
  const dilation = pairOf(options.dilation ?? 1);
  const pads = padsOf(options.pad ?? 0);
  const groups = options.groups ?? 1;
  const positive = [...stride, ...dilation, groups].every((n) => Number.isInteger(n) && n > 0);
  if (!positive || !pads.every((n) => Number.isInteger(n) && n >= 0)) {
    throw shapeError(
      who,
      'whole stride, dilation and groups above 0 and pads from 0',
      `${show(stride)}, ${show(dilation)}, ${groups}, ${show(pads)}`,
    );
  }
  return { stride, dilation, pads, groups };
}

function attributesOf(g: Geometry, kernel: readonly number[]): Record<string, OnnxAttribute> {
  return {
    dilations: ints(g.dilation),
    group: int(g.groups),
    kernel_shape: ints(kernel),
    pads: ints(g.pads),
    strides: ints(g.stride),
  };
}

/** Pixels of x [.., H, W] that a kernel of this size can be laid on, per axis. */
export function windowCounts(
  x: readonly number[],
  kernel: readonly number[],
  g: Omit<Geometry, 'groups'>,
): [number, number] {
  const count = (axis: 0 | 1): number => {
    const room = x[axis] + g.pads[axis] + g.pads[axis + 2] - g.dilation[axis] * (kernel[axis] - 1);
    return Math.floor((room - 1) / g.stride[axis]) + 1;
  };
  return [count(0), count(1)];
}

function checkBias(who: string, bias: Tensor | undefined, channels: number): void {
  if (bias !== undefined && (bias.shape.length !== 1 || bias.shape[0] !== channels)) {
    throw shapeError(who, `a bias [${channels}]`, show(bias.shape));
  }
}

/**
 * Cross-correlation, as every network library calls convolution.
 * @param x [B, C, H, W]
 * @param weight [O, C / groups, KH, KW]
 * @returns [B, O, H′, W′]
 */
export function conv2d(x: Tensor, weight: Tensor, options: ConvolutionOptions = {}): Tensor {
  const g = geometryOf('conv2d', options);
  const { bias } = options;
  sameType('conv2d', x, weight, bias);
  floating('conv2d', x);
  const [batch, channels, ...size] = x.shape;
  const [out, perGroup, ...kernel] = weight.shape;
  if (x.shape.length !== 4) throw shapeError('conv2d', 'x [B, C, H, W]', show(x.shape));
  if (weight.shape.length !== 4 || perGroup * g.groups !== channels || out % g.groups !== 0) {
    const want = `a weight [O, ${channels / g.groups}, KH, KW] with O a multiple of ${g.groups}`;
    throw shapeError('conv2d', want, show(weight.shape));
  }
  checkBias('conv2d', bias, out);
  const [height, width] = windowCounts(size, kernel, g);
  if (height < 1 || width < 1) {
    throw shapeError('conv2d', `an image that holds a ${kernel.join('×')} kernel`, show(x.shape));
  }
  return x.graph.emit(
    {
      op: 'Conv',
      inputs: bias === undefined ? [x, weight] : [x, weight, bias],
      attributes: attributesOf(g, kernel),
      gradient: ([dy], [forX, forWeight, forBias]) => {
        if (dy === undefined) return [];
        return [
          forX ? spread(dy, weight, size, g) : undefined,
          forWeight ? correlate(x, dy, [kernel[0], kernel[1]], g) : undefined,
          forBias ? sum(dy, [0, 2, 3]) : undefined,
        ];
      },
    },
    { shape: [batch, out, height, width], type: x.type },
  );
}

/**
 * The adjoint of a convolution in its image: [B, O, H′, W′] → [B, C, H, W] of the given size.
 *
 * CONTRIBUTOR NOTES. Processor milliseconds of one thread (AVX-512, onnxruntime 1.30, 5 images, least of 8 runs,
 * November 2026), by ConvTranspose, and by Conv with weights turned over, which costs passes over the weights:
 *
 * | C ← O, pixels   | 1×1: 256←64, 64×48 | 512←128, 32×24 | 1024←256, 16×12 | 256←1024, 16×12 |
 * | ConvTranspose   |               15.6 |            7.5 |             6.5 |           * 5.8 |
 * | turned over     |              * 7.7 |          * 6.5 |           * 5.9 |             6.1 |
 *
 * | C = O, pixels   | 3×3: 64, 64×48 | 128, 32×24 | 256, 16×12 | 512, 8×6 |
 * | ConvTranspose   |           15.1 |       14.3 |     * 15.7 |   * 18.9 |
 * | turned over     |         * 13.3 |     * 12.9 |       15.8 |     28.1 |
 */
function spread(dy: Tensor, weight: Tensor, size: readonly number[], g: Geometry): Tensor {
  const kernel = weight.shape.slice(2);
  const pixels = dy.shape[0] * dy.shape[2] * dy.shape[3];
  const worth = pixels > weight.shape[0] * (sizeOf(kernel) === 1 ? 2 : 8);
  if (g.groups === 1 && g.stride.every((step) => step === 1) && worth) {
    const pads = g.pads.map((n, i) => g.dilation[i % 2] * (kernel[i % 2] - 1) - n);
    if (pads.every((n) => n >= 0)) {
      const [top, left, bottom, right] = pads;
      return conv2d(dy, turnedOver(weight), {
        pad: [top, left, bottom, right],
        dilation: g.dilation,
      });
    }
  }
  // rows that no window reached because the stride stepped over the end: they get zeros
  const missing = [0, 1].map((axis) => {
    const covered =
      (dy.shape[2 + axis] - 1) * g.stride[axis] + g.dilation[axis] * (kernel[axis] - 1);
    return size[axis] + g.pads[axis] + g.pads[axis + 2] - 1 - covered;
  });
  return convTranspose2d(dy, weight, {
    stride: g.stride,
    pad: g.pads,
    dilation: g.dilation,
    groups: g.groups,
    outputPadding: [missing[0], missing[1]],
  });
}

/** Taps from last to first, and inputs for outputs: [O, C, KH, KW] → [C, O, KH, KW]. */
function turnedOver(weight: Tensor): Tensor {
  const [out, channels, ...kernel] = weight.shape;
  const taps = sizeOf(kernel);
  if (taps === 1) return transpose(weight, [1, 0, 2, 3]);
  const order = Array.from({ length: taps }, (_, i) => taps - 1 - i);
  const tapsFirst = transpose(reshape(weight, [out * channels, taps]), [1, 0]);
  const turned = gather(reshape(tapsFirst, [taps, out, channels]), order, 0);
  return reshape(transpose(turned, [2, 1, 0]), [channels, out, ...kernel]);
}

/** As ONNX's `ConvTranspose` has them. */
export interface ConvolutionTransposeOptions extends ConvolutionOptions {
  /** Extra rows and columns at the bottom and right, for sizes that a stride leaves open. */
  readonly outputPadding?: Pair;
}

/**
 * The adjoint of `conv2d` (“deconvolution”).
 * @param x [B, C, H, W]
 * @param weight [C, O / groups, KH, KW]
 * @returns [B, O, (H − 1)·stride + dilation·(KH − 1) + 1 + outputPadding − pads, …]
 */
export function convTranspose2d(
  x: Tensor,
  weight: Tensor,
  options: ConvolutionTransposeOptions = {},
): Tensor {
  const g = geometryOf('convTranspose2d', options);
  const extra = pairOf(options.outputPadding ?? 0);
  const { bias } = options;
  sameType('convTranspose2d', x, weight, bias);
  floating('convTranspose2d', x);
  const [batch, channels, ...size] = x.shape;
  const [inputs, perGroup, ...kernel] = weight.shape;
  if (x.shape.length !== 4) throw shapeError('convTranspose2d', 'x [B, C, H, W]', show(x.shape));
  if (weight.shape.length !== 4 || inputs !== channels || channels % g.groups !== 0) {
    const want = `a weight [${channels}, O / ${g.groups}, KH, KW]`;
    throw shapeError('convTranspose2d', want, show(weight.shape));
  }
  const out = perGroup * g.groups;
  checkBias('convTranspose2d', bias, out);
  const length = (axis: 0 | 1): number =>
    (size[axis] - 1) * g.stride[axis] +
    g.dilation[axis] * (kernel[axis] - 1) +
    1 +
    extra[axis] -
    g.pads[axis] -
    g.pads[axis + 2];
  const shape = [batch, out, length(0), length(1)];
  if (shape[2] < 1 || shape[3] < 1) {
    throw shapeError('convTranspose2d', 'pads that leave pixels', show(shape));
  }
  return x.graph.emit(
    {
      op: 'ConvTranspose',
      inputs: bias === undefined ? [x, weight] : [x, weight, bias],
      attributes: { ...attributesOf(g, kernel), output_padding: ints(extra) },
      gradient: ([dy], [forX, forWeight, forBias]) => {
        if (dy === undefined) return [];
        const { bias: _unused, ...same } = options;
        return [
          forX ? conv2d(dy, weight, same) : undefined,
          forWeight ? correlate(dy, x, [kernel[0], kernel[1]], g) : undefined,
          forBias ? sum(dy, [0, 2, 3]) : undefined,
        ];
      },
    },
    { shape, type: x.type },
  );
}
