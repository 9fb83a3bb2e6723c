/** @file What each ONNX operator means in terms of the operator functions; the table of `fromOnnx`. */

import type { TensorType } from '../platform/index.ts';
import type { OnnxOperands } from './onnx-operands.ts';
import { broadcast } from './ops/check.ts';
import { add, addAll, div, expand, mean, mul, neg, reshape, sub, sum } from './ops/arithmetic.ts';
import { conv2d, convTranspose2d } from './ops/convolution.ts';
import * as elementwise from './ops/elementwise.ts';
import { concat, gather, pad, slice, split, transpose } from './ops/layout.ts';
import { gemm, matmul } from './ops/matmul.ts';
import { batchNorm, layerNorm } from './ops/normalisation.ts';
import { avgPool2d, maxPool2d } from './ops/pooling.ts';
import { logSoftmax, max, softmax } from './ops/reduce.ts';
import { resizeBilinear, resizeNearest } from './ops/resize.ts';
import type { Tensor } from './graph.ts';

/** How a node of an ONNX file becomes one of a graph. */
export interface Import {
  /** The first output, or all of them. */
  readonly build: (o: OnnxOperands) => Tensor | readonly Tensor[];
  /** Inputs that are read as fixed numbers. */
  readonly fixed?: readonly number[];
}

const unary = (build: (x: Tensor) => Tensor): Import => ({ build: (o) => build(o.tensor(0)) });
const binary = (build: (a: Tensor, b: Tensor) => Tensor): Import => ({
  build: (o) => build(o.tensor(0), o.tensor(1)),
});
const folded = (build: (a: Tensor, b: Tensor) => Tensor): Import => ({
  build: (o) => o.all().reduce(build),
});
const reduction = (
  build: (x: Tensor, axes: number[] | undefined, keep: boolean) => Tensor,
): Import => ({
  build: (o) => build(o.tensor(0), o.axes(), o.number('keepdims', 1) === 1),
  fixed: [1],
});

const CAST_TYPES: Readonly<Record<number, TensorType>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
};

function convolution(o: OnnxOperands): Tensor {
  const x = o.tensor(0);
  const weight = o.tensor(1);
  if (weight.shape.length !== 4)
    throw o.error('E_UNSUPPORTED', 'a 2D kernel', `${weight.shape.length} axes`);
  return conv2d(x, weight, {
    bias: o.find(2),
    stride: o.pair('strides', [1, 1]),
    pad: o.pads(x, [weight.shape[2], weight.shape[3]]),
    dilation: o.pair('dilations', [1, 1]),
    groups: o.number('group', 1),
  });
}

function convolutionTranspose(o: OnnxOperands): Tensor {
  if (o.word('auto_pad', 'NOTSET') !== 'NOTSET' || o.findList('output_shape') !== undefined) {
    throw o.error('E_UNSUPPORTED', 'explicit pads', 'an output shape');
  }
  return convTranspose2d(o.tensor(0), o.tensor(1), {
    bias: o.find(2),
    stride: o.pair('strides', [1, 1]),
    pad: o.pads(o.tensor(0), [1, 1]),
    dilation: o.pair('dilations', [1, 1]),
    groups: o.number('group', 1),
    outputPadding: o.pair('output_padding', [0, 0]),
  });
}

function pooling(build: typeof avgPool2d): Import {
  return {
    build: (o) => {
      const kernel = o.pair('kernel_shape', [1, 1]);
      const dilation = o.pair('dilations', [1, 1]);
      if (o.number('ceil_mode', 0) !== 0 || dilation.some((step) => step !== 1)) {
        throw o.error('E_UNSUPPORTED', 'floor mode without dilation', 'another');
      }
      return build(o.tensor(0), {
        kernel,
        stride: o.pair('strides', [1, 1]),
        pad: o.pads(o.tensor(0), kernel),
        countPad: o.number('count_include_pad', 0) === 1,
      });
    },
  };
}

function product(o: OnnxOperands): Tensor {
  if (o.number('alpha', 1) !== 1 || o.number('beta', 1) !== 1) {
    throw o.error('E_UNSUPPORTED', 'alpha and beta of 1', 'others');
  }
  const trans = { transA: o.number('transA', 0) === 1, transB: o.number('transB', 0) === 1 };
  return gemm(o.tensor(0), o.tensor(1), o.find(2), trans);
}

function clipped(o: OnnxOperands): Tensor {
  const low = o.findNumbers(1)?.[0] ?? -Infinity;
  return elementwise.clip(o.tensor(0), low, o.findNumbers(2)?.[0] ?? Infinity);
}

function sliced(o: OnnxOperands): Tensor {
  const starts = o.numbers(1);
  const axes = o.findNumbers(3) ?? starts.map((_, i) => i);
  return slice(o.tensor(0), starts, o.numbers(2), axes, o.findNumbers(4) ?? axes.map(() => 1));
}

function pieces(o: OnnxOperands): readonly Tensor[] {
  const axis = o.number('axis', 0);
  const length = o.tensor(0).shape.at(axis) ?? 0;
  const each = Math.ceil(length / o.outputs);
  const even = Array.from({ length: o.outputs }, (_, i) => Math.min(each, length - i * each));
  return split(o.tensor(0), o.findNumbers(1) ?? even, axis);
}

function padded(o: OnnxOperands): Tensor {
  if (o.word('mode', 'constant') !== 'constant') {
    throw o.error('E_UNSUPPORTED', 'constant padding', o.word('mode', ''));
  }
  const pads = o.numbers(1);
  const rank = o.tensor(0).shape.length;
  if (o.find(3) !== undefined || pads.length !== 2 * rank) {
    throw o.error('E_UNSUPPORTED', 'pads for every axis', `${pads.length} numbers`);
  }
  return pad(o.tensor(0), pads.slice(0, rank), pads.slice(rank), o.findNumbers(2)?.[0] ?? 0);
}

function reshaped(o: OnnxOperands): Tensor {
  const x = o.tensor(0);
  const copies = o.number('allowzero', 0) === 0;
  return reshape(
    x,
    o.numbers(1).map((length, i) => (length === 0 && copies ? (x.shape[i] ?? 0) : length)),
  );
}

function gathered(o: OnnxOperands): Tensor {
  const x = o.tensor(0);
  const axis = o.number('axis', 0);
  const at = axis < 0 ? axis + x.shape.length : axis;
  const { shape } = o.tensor(1);
  const flat = gather(x, o.numbers(1), axis);
  return reshape(flat, [...x.shape.slice(0, at), ...shape, ...x.shape.slice(at + 1)]);
}

function resized(o: OnnxOperands): Tensor {
  const x = o.tensor(0);
  const scales = o.findNumbers(2) ?? [];
  const sizes =
    o.findNumbers(3) ?? x.shape.map((length, i) => Math.floor(length * (scales[i] ?? 0)));
  const place = o.word('coordinate_transformation_mode', 'half_pixel');
  const kind = o.word('mode', 'nearest');
  const rounding = o.word('nearest_mode', 'round_prefer_floor');
  const halfPixel = place === 'half_pixel' || place === 'pytorch_half_pixel';
  const known =
    (halfPixel || place === 'asymmetric') &&
    sizes.length === 4 &&
    sizes[0] === x.shape[0] &&
    sizes[1] === x.shape[1];
  if (known && kind === 'linear') return resizeBilinear(x, [sizes[2], sizes[3]], { halfPixel });
  if (known && kind === 'nearest' && rounding === (halfPixel ? 'round_prefer_ceil' : 'floor')) {
    return resizeNearest(x, [sizes[2], sizes[3]], { halfPixel });
  }
  throw o.error('E_UNSUPPORTED', 'nearest or bilinear planes', `${kind}, ${place}, ${rounding}`);
}

function normalised(o: OnnxOperands): Tensor {
  if (o.number('training_mode', 0) !== 0)
    throw o.error('E_UNSUPPORTED', 'inference', 'training mode');
  const [scale, bias, mu, variance] = [o.tensor(1), o.tensor(2), o.tensor(3), o.tensor(4)];
  const eps = o.number('epsilon', 1e-5);
  return batchNorm(o.tensor(0), { scale, bias, mean: mu, variance }, { mode: 'frozen', eps });
}

function layerNormalised(o: OnnxOperands): Tensor {
  const x = o.tensor(0);
  const axis = o.number('axis', -1);
  if (axis !== -1 && axis !== x.shape.length - 1)
    throw o.error('E_UNSUPPORTED', 'the last axis', `${axis}`);
  const bias = o.find(2) ?? o.graph.constant(0, o.tensor(1).shape, x.type);
  return layerNorm(x, o.tensor(1), bias, o.number('epsilon', 1e-5));
}

function flattened(o: OnnxOperands): Tensor {
  const { shape } = o.tensor(0);
  const axis = o.number('axis', 1);
  const at = axis < 0 ? axis + shape.length : axis;
  const rows = shape.slice(0, at).reduce((total, length) => total * length, 1);
  return reshape(o.tensor(0), [rows, -1]);
}

function squeezed(o: OnnxOperands): Tensor {
  const { shape } = o.tensor(0);
  const axes = o.axes()?.map((axis) => (axis < 0 ? axis + shape.length : axis));
  const dropped = (length: number, i: number): boolean =>
    axes === undefined ? length === 1 : axes.includes(i);
  return reshape(
    o.tensor(0),
    shape.filter((length, i) => !dropped(length, i)),
  );
}

function unsqueezed(o: OnnxOperands): Tensor {
  const axes = o.axes() ?? [];
  const rank = o.tensor(0).shape.length + axes.length;
  const shape = [...o.tensor(0).shape];
  for (const axis of axes.map((a) => (a < 0 ? a + rank : a)).toSorted((a, b) => a - b)) {
    shape.splice(axis, 0, 1);
  }
  return reshape(o.tensor(0), shape);
}

/** Operators by their ONNX name. */
export const IMPORTS: Readonly<Record<string, Import>> = {
  Abs: unary(elementwise.abs),
  Add: binary(add),
  And: binary(elementwise.and),
  AveragePool: pooling(avgPool2d),
  BatchNormalization: { build: normalised },
  Cast: {
    build: (o) => {
      const type = CAST_TYPES[o.number('to', 0)];
      if (type === undefined)
        throw o.error('E_UNSUPPORTED', 'a known type', `${o.number('to', 0)}`);
      return elementwise.cast(o.tensor(0), type);
    },
  },
  Clip: { build: clipped, fixed: [1, 2] },
  Concat: { build: (o) => concat(o.all(), o.number('axis', 0)) },
  Constant: { build: (o) => o.constant() },
  Conv: { build: convolution },
  ConvTranspose: { build: convolutionTranspose },
  Cos: unary(elementwise.cos),
  Div: binary(div),
  Dropout: unary((x) => x),
  Equal: binary(elementwise.equal),
  Erf: unary(elementwise.erf),
  Exp: unary(elementwise.exp),
  Expand: {
    build: (o) => expand(o.tensor(0), broadcast('expand', o.tensor(0).shape, o.numbers(1))),
    fixed: [1],
  },
  Flatten: { build: flattened },
  Gather: { build: gathered, fixed: [1] },
  Gemm: { build: product },
  GlobalAveragePool: unary((x) => mean(x, [2, 3], true)),
  Greater: binary(elementwise.greater),
  HardSwish: unary(elementwise.hardSwish),
  Identity: unary((x) => x),
  LayerNormalization: { build: layerNormalised },
  LeakyRelu: { build: (o) => elementwise.leakyRelu(o.tensor(0), o.number('alpha', 0.01)) },
  Less: binary(elementwise.less),
  Log: unary(elementwise.log),
  LogSoftmax: { build: (o) => logSoftmax(o.tensor(0), o.number('axis', -1)) },
  MatMul: binary(matmul),
  Max: folded(elementwise.maximum),
  MaxPool: pooling(maxPool2d),
  Min: folded(elementwise.minimum),
  Mul: binary(mul),
  Neg: unary(neg),
  PRelu: binary(elementwise.prelu),
  Pad: { build: padded, fixed: [1, 2, 3] },
  Pow: { build: (o) => elementwise.pow(o.tensor(0), o.numbers(1)[0]), fixed: [1] },
  ReduceMax: reduction(max),
  ReduceMean: reduction(mean),
  ReduceSum: reduction(sum),
  Relu: unary(elementwise.relu),
  Reshape: { build: reshaped, fixed: [1] },
  Resize: { build: resized, fixed: [1, 2, 3] },
  Sigmoid: unary(elementwise.sigmoid),
  Sign: unary(elementwise.sign),
  Sin: unary(elementwise.sin),
  Slice: { build: sliced, fixed: [1, 2, 3, 4] },
  Softmax: { build: (o) => softmax(o.tensor(0), o.number('axis', -1)) },
  Split: { build: pieces, fixed: [1] },
  Sqrt: unary(elementwise.sqrt),
  Squeeze: { build: squeezed, fixed: [1] },
  Sub: binary(sub),
  Sum: { build: (o) => addAll(o.all()) },
  Tanh: unary(elementwise.tanh),
  Transpose: {
    build: (o) => {
      const { shape } = o.tensor(0);
      return transpose(
        o.tensor(0),
        o.findList('perm') ?? shape.map((_, i) => shape.length - 1 - i),
      );
    },
  },
  Unsqueeze: { build: unsqueezed, fixed: [1] },
  Where: { build: (o) => elementwise.where(o.tensor(0), o.tensor(1), o.tensor(2)) },
};
