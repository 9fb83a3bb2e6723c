import { describe, expect, test } from 'vitest';
import { checkGradients, type GradientCase } from '../../test/support/gradient-check.ts';
import * as arithmetic from './ops/arithmetic.ts';
import * as convolution from './ops/convolution.ts';
import * as elementwise from './ops/elementwise.ts';
import * as layout from './ops/layout.ts';
import * as matrix from './ops/matmul.ts';
import * as normalisation from './ops/normalisation.ts';
import * as pooling from './ops/pooling.ts';
import * as reduce from './ops/reduce.ts';
import * as resize from './ops/resize.ts';
import {
  abs,
  cast,
  clip,
  cos,
  dropout,
  erf,
  exp,
  greater,
  hardSwish,
  leakyRelu,
  log,
  maximum,
  minimum,
  pow,
  prelu,
  relu,
  relu6,
  sigmoid,
  sin,
  sqrt,
  square,
  stopGradient,
  tanh,
  where,
} from './ops/elementwise.ts';
import { add, addAll, div, expand, mean, mul, neg, reshape, sub, sum } from './ops/arithmetic.ts';
import { avgPool2d, globalAvgPool, maxPool2d } from './ops/pooling.ts';
import { batchNorm, layerNorm } from './ops/normalisation.ts';
import { concat, gather, pad, slice, split, stack, transpose, unsqueeze } from './ops/layout.ts';
import { conv2d, convTranspose2d } from './ops/convolution.ts';
import { gemm, linear, matmul } from './ops/matmul.ts';
import { Graph } from './graph.ts';
import { gradients } from './gradients.ts';
import { logSoftmax, max, softmax } from './ops/reduce.ts';
import { ones, zeros } from './init.ts';
import { resizeBilinear, resizeNearest } from './ops/resize.ts';

const double = 'float64';
const plane = { x: [2, 3, 5, 4] };

/** By operator, at least one case each; `a/b` names are further cases of a. */
const CASES: Readonly<Record<string, GradientCase>> = {
  abs: { type: double, shapes: { x: [7] }, build: ({ x }) => abs(x) },
  add: { type: double, shapes: { a: [2, 1, 3], b: [4, 1] }, build: ({ a, b }) => add(a, b) },
  'add/self': { type: double, shapes: { a: [3] }, build: ({ a }) => add(a, a) },
  addAll: {
    type: double,
    shapes: { a: [3], b: [3] },
    build: ({ a, b }) => addAll([a, b, a]),
  },
  sub: { type: double, shapes: { a: [3], b: [2, 1] }, build: ({ a, b }) => sub(a, b) },
  mul: { type: double, shapes: { a: [2, 3], b: [3] }, build: ({ a, b }) => mul(a, b) },
  div: { type: double, shapes: { a: [2, 3], b: [2, 1] }, build: ({ a, b }) => div(a, b) },
  neg: { type: double, shapes: { x: [4] }, build: ({ x }) => neg(x) },
  reshape: { type: double, shapes: { x: [4, 3] }, build: ({ x }) => reshape(x, [2, -1]) },
  expand: { type: double, shapes: { x: [2, 1] }, build: ({ x }) => expand(x, [3, 2, 4]) },
  sum: { type: double, shapes: { x: [2, 3, 4] }, build: ({ x }) => sum(x, [0, -1]) },
  'sum/all': { type: double, shapes: { x: [2, 3] }, build: ({ x }) => square(sum(x)) },
  mean: { type: double, shapes: { x: [2, 3, 4] }, build: ({ x }) => square(mean(x, [1], true)) },
  max: { type: double, shapes: { x: [3, 4] }, build: ({ x }) => max(x, [1]) },
  'max/all': { type: double, shapes: { x: [3, 4] }, build: ({ x }) => square(max(x)) },
  softmax: { type: double, shapes: { x: [2, 5] }, build: ({ x }) => softmax(x) },
  'softmax/axis': { type: double, shapes: { x: [2, 3, 2] }, build: ({ x }) => softmax(x, 1) },
  logSoftmax: { type: double, shapes: { x: [2, 3, 2] }, build: ({ x }) => logSoftmax(x, 1) },
  square: { type: double, shapes: { x: [5] }, build: ({ x }) => square(x) },
  sqrt: { type: double, range: [0.2, 3], shapes: { x: [5] }, build: ({ x }) => sqrt(x) },
  exp: { type: double, shapes: { x: [5] }, build: ({ x }) => exp(x) },
  log: { type: double, range: [0.2, 3], shapes: { x: [5] }, build: ({ x }) => log(x) },
  sin: { type: double, shapes: { x: [5] }, build: ({ x }) => sin(x) },
  cos: { shapes: { x: [5] }, build: ({ x }) => cos(x) },
  pow: { type: double, range: [0.2, 3], shapes: { x: [5] }, build: ({ x }) => pow(x, 2.5) },
  relu: { type: double, shapes: { x: [9] }, build: ({ x }) => relu(x) },
  'relu/float32': { shapes: { x: [9] }, build: ({ x }) => relu(x) },
  'relu6/float32': { range: [-3, 9], shapes: { x: [9] }, build: ({ x }) => relu6(x) },
  'clip/low': { shapes: { x: [9] }, build: ({ x }) => clip(x, -1, Infinity) },
  'clip/none': { shapes: { x: [3] }, build: ({ x }) => clip(x, -Infinity, Infinity) },
  relu6: { type: double, range: [-3, 9], shapes: { x: [9] }, build: ({ x }) => relu6(x) },
  clip: { type: double, shapes: { x: [9] }, build: ({ x }) => clip(x, -1, 0.9) },
  prelu: {
    type: double,
    shapes: { x: [2, 3, 2, 2], slope: [3, 1, 1] },
    build: ({ x, slope }) => prelu(x, slope),
  },
  leakyRelu: { shapes: { x: [9] }, build: ({ x }) => leakyRelu(x, 0.1) },
  hardSwish: { range: [-5, 5], shapes: { x: [12] }, build: ({ x }) => hardSwish(x) },
  sigmoid: { type: double, shapes: { x: [5] }, build: ({ x }) => sigmoid(x) },
  tanh: { type: double, shapes: { x: [5] }, build: ({ x }) => tanh(x) },
  erf: { shapes: { x: [5] }, build: ({ x }) => erf(x) },
  maximum: {
    type: double,
    shapes: { a: [2, 3], b: [3] },
    build: ({ a, b }) => maximum(a, mul(b, 0.9)),
  },
  minimum: {
    type: double,
    shapes: { a: [2, 1], b: [2, 3] },
    build: ({ a, b }) => minimum(a, mul(b, 0.9)),
  },
  where: {
    shapes: { a: [2, 3], b: [3] },
    build: ({ a, b }) => where(greater(a, 0.5), mul(a, 2), b),
  },
  cast: { shapes: { x: [4] }, build: ({ x }) => cast(square(cast(x, 'float64')), 'float32') },
  dropout: {
    type: double,
    shapes: { x: [2, 4] },
    build: ({ x }, graph) => dropout(x, graph.constant([1, 0, 1, 1], [4], double), 0.75),
  },
  transpose: { type: double, shapes: { x: [2, 3, 4] }, build: ({ x }) => transpose(x, [2, 0, 1]) },
  slice: {
    type: double,
    shapes: { x: [5, 4] },
    build: ({ x }) => slice(x, [1, -3], [9, -1], [0, 1]),
  },
  'slice/steps': {
    type: double,
    shapes: { x: [8, 5] },
    build: ({ x }) => slice(x, [1, 0], [8, 5], [0, 1], [3, 2]),
  },
  'slice/short': {
    type: double,
    shapes: { x: [9] },
    build: ({ x }) => slice(x, [2], [6], [0], [3]),
  },
  pad: { type: double, shapes: { x: [2, 3] }, build: ({ x }) => pad(x, [1, -1], [0, 2], 0.5) },
  concat: {
    type: double,
    shapes: { a: [2, 3], b: [2, 1] },
    build: ({ a, b }) => concat([a, b, a], 1),
  },
  split: {
    type: double,
    shapes: { x: [2, 5] },
    build: ({ x }) => {
      const [a, , c] = split(x, [1, 2, 2], 1);
      return mul(a, c);
    },
  },
  stack: { type: double, shapes: { a: [2], b: [2] }, build: ({ a, b }) => stack([a, b], 1) },
  unsqueeze: { type: double, shapes: { x: [2, 3] }, build: ({ x }) => unsqueeze(x, [0, 2]) },
  gather: { type: double, shapes: { x: [2, 4, 2] }, build: ({ x }) => gather(x, [3, 0, 3, 3], 1) },
  'gather/permutation': {
    type: double,
    shapes: { x: [3, 2] },
    build: ({ x }) => gather(x, [2, 0, 1], 0),
  },
  matmul: {
    type: double,
    shapes: { a: [2, 1, 3, 4], b: [3, 4, 2] },
    build: ({ a, b }) => matmul(a, b),
  },
  'matmul/shared': {
    type: double,
    shapes: { a: [2, 3, 4], b: [4, 2] },
    build: ({ a, b }) => matmul(a, b),
  },
  gemm: {
    type: double,
    shapes: { a: [3, 4], b: [4, 2], c: [2] },
    build: ({ a, b, c }) => gemm(a, b, c),
  },
  'gemm/transA': {
    type: double,
    shapes: { a: [4, 3], b: [4, 2], c: [3, 1] },
    build: ({ a, b, c }) => gemm(a, b, c, { transA: true }),
  },
  'gemm/transB': {
    type: double,
    shapes: { a: [3, 4], b: [2, 4] },
    build: ({ a, b }) => gemm(a, b, undefined, { transB: true }),
  },
  'gemm/both': {
    type: double,
    shapes: { a: [4, 3], b: [2, 4] },
    build: ({ a, b }) => gemm(a, b, undefined, { transA: true, transB: true }),
  },
  linear: {
    type: double,
    shapes: { x: [2, 3, 4], w: [5, 4], b: [5] },
    build: ({ x, w, b }) => linear(x, w, b),
  },
  conv2d: {
    shapes: { x: [2, 3, 5, 6], w: [2, 3, 3, 2], b: [2] },
    build: ({ x, w, b }) => conv2d(x, w, { bias: b, pad: [1, 0, 2, 1] }),
  },
  'conv2d/strided': {
    shapes: { x: [1, 2, 7, 6], w: [3, 2, 3, 3] },
    build: ({ x, w }) => conv2d(x, w, { stride: [2, 3], pad: 1 }),
  },
  'conv2d/dilated': {
    shapes: { x: [1, 2, 7, 7], w: [2, 2, 3, 3] },
    build: ({ x, w }) => conv2d(x, w, { dilation: 2, pad: [1, 2], stride: 2 }),
  },
  'conv2d/groups': {
    shapes: { x: [2, 4, 4, 3], w: [6, 2, 3, 3], b: [6] },
    build: ({ x, w, b }) => conv2d(x, w, { bias: b, groups: 2, pad: 1 }),
  },
  'conv2d/depthwise': {
    shapes: { x: [2, 3, 5, 5], w: [3, 1, 3, 3] },
    build: ({ x, w }) => conv2d(x, w, { groups: 3, pad: [0, 0, 1, 1], stride: 2 }),
  },
  'conv2d/pointwise': {
    shapes: { x: [2, 3, 3, 4], w: [5, 3, 1, 1], b: [5] },
    build: ({ x, w, b }) => conv2d(x, w, { bias: b }),
  },
  'conv2d/pointwise strided': {
    shapes: { x: [2, 3, 4, 5], w: [2, 3, 1, 1] },
    build: ({ x, w }) => conv2d(x, w, { stride: 2 }),
  },
  // many channels of few pixels: taps multiplied one by one, and the image by ConvTranspose
  'conv2d/many channels': {
    shapes: { x: [1, 16, 2, 3], w: [2, 16, 2, 2] },
    build: ({ x, w }) => conv2d(x, w, { pad: [1, 0, 0, 1] }),
  },
  'conv2d/few pixels': {
    shapes: { x: [1, 16, 2, 1], w: [5, 16, 1, 2] },
    build: ({ x, w }) => conv2d(x, w, { pad: [0, 1, 0, 0] }),
  },
  convTranspose2d: {
    shapes: { x: [2, 2, 3, 4], w: [2, 3, 3, 2], b: [3] },
    build: ({ x, w, b }) =>
      convTranspose2d(x, w, { bias: b, stride: 2, pad: [1, 0, 0, 1], outputPadding: [1, 0] }),
  },
  'convTranspose2d/groups': {
    shapes: { x: [1, 4, 3, 3], w: [4, 2, 2, 2] },
    build: ({ x, w }) => convTranspose2d(x, w, { groups: 2, dilation: 2 }),
  },
  maxPool2d: { shapes: plane, build: ({ x }) => maxPool2d(x, { kernel: 3, stride: 2, pad: 1 }) },
  avgPool2d: {
    shapes: plane,
    build: ({ x }) => avgPool2d(x, { kernel: [3, 2], stride: 2, pad: [1, 0, 1, 1] }),
  },
  'avgPool2d/inside': {
    shapes: plane,
    build: ({ x }) => avgPool2d(x, { kernel: 3, stride: 2, pad: 1, countPad: false }),
  },
  globalAvgPool: { type: double, shapes: plane, build: ({ x }) => globalAvgPool(x) },
  resizeNearest: { shapes: { x: [1, 2, 2, 3] }, build: ({ x }) => resizeNearest(x, [4, 7]) },
  'resizeNearest/centred': {
    shapes: { x: [1, 2, 5, 3] },
    build: ({ x }) => resizeNearest(x, [3, 7], { halfPixel: true }),
  },
  resizeBilinear: { shapes: { x: [1, 2, 3, 4] }, build: ({ x }) => resizeBilinear(x, [5, 3]) },
  'resizeBilinear/asymmetric': {
    shapes: { x: [1, 2, 3, 4] },
    build: ({ x }) => resizeBilinear(x, [6, 7], { halfPixel: false }),
  },
  batchNorm: {
    type: double,
    range: [0.3, 2],
    shapes: { x: [3, 2, 2], scale: [2], bias: [2], mean: [2], variance: [2] },
    build: ({ x, scale, bias, mean: mu, variance }) =>
      batchNorm(x, { scale, bias, mean: mu, variance }, { mode: 'frozen' }),
  },
  'batchNorm/batch': {
    shapes: { x: [3, 2, 2, 2], scale: [2], bias: [2] },
    build: ({ x, scale, bias }, graph) => {
      const running = { mean: graph.state('m', [2], zeros), variance: graph.state('v', [2], ones) };
      return batchNorm(x, { scale, bias, ...running }, { mode: 'batch' });
    },
  },
  'batchNorm/vectors': {
    shapes: { x: [5, 2], scale: [2], bias: [2] },
    build: ({ x, scale, bias }, graph) => {
      const running = { mean: graph.state('m', [2], zeros), variance: graph.state('v', [2], ones) };
      return batchNorm(x, { scale, bias, ...running }, { mode: 'batch' });
    },
  },
  layerNorm: {
    shapes: { x: [2, 3, 4], scale: [4], bias: [4] },
    build: ({ x, scale, bias }) => layerNorm(x, scale, bias),
  },
};

describe('gradients agree with central differences', () => {
  test.each(Object.entries(CASES))('%s', async (_name, given) => {
    await checkGradients(given);
  });
});

/** Not differentiable by meaning, or only helpers of the folder. */
const WITHOUT = new Set(
  'and equal greater less sign stopGradient sumTo padsOf pairOf transposeLast windowCounts'.split(
    ' ',
  ),
);

test('every operator has a gradient case', () => {
  const operators = Object.entries({
    ...arithmetic,
    ...convolution,
    ...elementwise,
    ...layout,
    ...matrix,
    ...normalisation,
    ...pooling,
    ...reduce,
    ...resize,
  }).filter(([name, value]) => typeof value === 'function' && !WITHOUT.has(name));
  expect(operators.length).toBeGreaterThan(50);
  expect(operators.map(([name]) => name).filter((name) => CASES[name] === undefined)).toEqual([]);
});

test('a cut gradient is an error, not a parameter that never trains', () => {
  const graph = new Graph('cut');
  const w = graph.parameter('w', [2], zeros);
  const v = graph.parameter('v', [2], zeros);
  const loss = sum(mul(stopGradient(w), v));
  expect(() => gradients(loss, [v, w])).toThrow(/got one that does not \('w'\)/);
  expect(() => gradients(mul(w, v), [w])).toThrow(
    /expected a loss of one float, got float32 \[2\]/,
  );
});

test('a chain of many thousand nodes is differentiated without recursion', () => {
  const graph = new Graph('deep');
  const w = graph.parameter('w', [], zeros);
  let y = w;
  for (let i = 0; i < 5_000; i++) y = add(mul(y, w), i);
  expect(gradients(y, [w])).toHaveLength(1);
});
