/** @file Forward results of the operators whose conventions are easily mistaken, and their errors. */

import { expect, test } from 'vitest';
import { nodeRuntime } from '../../node/index.ts';
import { add, expand, mul, reshape, sum } from './arithmetic.ts';
import { avgPool2d, maxPool2d } from './pooling.ts';
import { batchNorm, layerNorm } from './normalisation.ts';
import { clip, prelu } from './elementwise.ts';
import { concat, gather, pad, slice, transpose } from './layout.ts';
import { conv2d, convTranspose2d } from './convolution.ts';
import { Graph, type Tensor } from '../graph.ts';
import { linear, matmul } from './matmul.ts';
import { max, softmax } from './reduce.ts';
import { resizeBilinear, resizeNearest } from './resize.ts';
import { toOnnx } from '../to-onnx.ts';
import { zeros } from '../init.ts';

/** The numbers of a tensor computed from constants alone. */
async function valueOf(build: (graph: Graph) => Tensor): Promise<number[]> {
  const graph = new Graph('forward');
  // a run needs an input, and everything else would be folded away before the kernels see it
  const zero = graph.input('zero', []);
  const session = await nodeRuntime.createSession(
    toOnnx(graph, { outputs: { y: add(build(graph), zero) } }),
    { threads: 1 },
  );
  const { y } = await session.run({
    zero: { type: 'float32', shape: [], data: Float32Array.of(0) },
  });
  await session.dispose();
  return Array.from(y.data, Number);
}

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

test('slice counts negative positions from the back and clamps ends', async () => {
  const y = valueOf((g) => slice(g.constant(count(12), [3, 4]), [-2, 1], [99, -1], [0, 1]));
  expect(await y).toEqual([5, 6, 9, 10]);
});

test('pad adds a value and crops where negative', async () => {
  const y = valueOf((g) => pad(g.constant(count(6), [2, 3]), [0, -1], [1, 0], 7));
  expect(await y).toEqual([1, 2, 4, 5, 7, 7]);
});

test('nearest and bilinear resizing follow PyTorch and TFLite', async () => {
  const row = (g: Graph, n: number): Tensor => g.constant(count(n), [1, 1, 1, n]);
  expect(await valueOf((g) => resizeNearest(row(g, 3), [1, 5]))).toEqual([0, 0, 1, 1, 2]);
  const centred = valueOf((g) => resizeNearest(row(g, 5), [1, 3], { halfPixel: true }));
  expect(await centred).toEqual([0, 2, 4]);
  expect(await valueOf((g) => resizeBilinear(row(g, 2), [1, 4]))).toEqual([0, 0.25, 0.75, 1]);
  const asymmetric = valueOf((g) => resizeBilinear(row(g, 2), [1, 4], { halfPixel: false }));
  expect(await asymmetric).toEqual([0, 0.5, 1, 1]);
});

test('average pooling counts padding as zeros, or not at all', async () => {
  const ones = (g: Graph): Tensor => g.constant(1, [1, 1, 2, 2]);
  const options = { kernel: 2, stride: 2, pad: 1 };
  expect(await valueOf((g) => avgPool2d(ones(g), options))).toEqual([0.25, 0.25, 0.25, 0.25]);
  const inside = valueOf((g) => avgPool2d(ones(g), { ...options, countPad: false }));
  expect(await inside).toEqual([1, 1, 1, 1]);
});

test('a transposed convolution spreads each pixel by the kernel', async () => {
  const y = valueOf((g) =>
    convTranspose2d(g.constant([1, 10], [1, 1, 1, 2]), g.constant([1, 2, 3], [1, 1, 1, 3]), {
      stride: [1, 2],
      pad: [0, 1, 0, 0],
      outputPadding: [0, 1],
    }),
  );
  expect(await y).toEqual([2, 13, 20, 30, 0]);
});

test('linear takes weights as [out, in] and keeps leading axes', async () => {
  const y = valueOf((g) =>
    linear(
      g.constant([1, 2, 3, 4], [2, 1, 2]),
      g.constant([1, 0, 0, 1, 1, 1], [3, 2]),
      g.constant([0, 0, 9]),
    ),
  );
  expect(await y).toEqual([1, 2, 12, 3, 4, 16]);
});

test('gather repeats and reorders', async () => {
  const y = valueOf((g) => gather(g.constant(count(6), [2, 3]), [2, -3, 2], 1));
  expect(await y).toEqual([2, 0, 2, 5, 3, 5]);
});

test('errors name the operator, what it wanted and what it got', () => {
  const g = new Graph('errors');
  const image = g.input('image', [1, 3, 8, 8]);
  const a = g.input('a', [2, 3]);
  const b = g.input('b', [4]);
  const whole = g.input('whole', [2, 3], 'int64');
  const vector = (n: number): Tensor => g.constant(0, [n]);
  const cases: readonly (readonly [() => unknown, string])[] = [
    [() => add(a, b), 'add: expected shapes that broadcast, got [2, 3] and [4]'],
    [() => add(a, whole), 'add: expected one element type, got float32 and int64'],
    [() => reshape(a, [4, -1]), 'reshape: expected a shape of 6 elements, got [4, -1]'],
    [() => expand(b, [3]), 'expand: expected shapes that broadcast, got [4] and [3]'],
    [() => sum(a, [2]), 'sum: expected an axis of 2 axes, got 2'],
    [() => sum(a, [0, -2]), 'sum: expected distinct axes, got [0, -2]'],
    [() => softmax(whole), 'softmax: expected a float tensor, got int64'],
    [() => max(a, [0.5]), 'max: expected an axis of 2 axes, got 0.5'],
    [() => matmul(a, a), 'matmul: expected [.., N, D] and [.., D, P], got [2, 3] and [2, 3]'],
    [
      () => linear(a, g.constant(0, [5, 2])),
      'linear: expected a weight [O, 3] for [2, 3], got [5, 2]',
    ],
    [() => transpose(a, [0, 0]), 'transpose: expected an order of 2 axes, got [0, 0]'],
    [() => slice(a, [0], [1], [0], [0]), 'slice: expected positive whole steps, got [0]'],
    [() => pad(a, [0], [0]), 'pad: expected pads for [2, 3], got [0] and [0]'],
    [() => concat([a, image], 0), 'concat: expected [2, 3] but for axis 0, got [1, 3, 8, 8]'],
    [() => gather(a, [3], 1), 'gather: expected positions below 3, got 3'],
    [
      () => conv2d(image, g.constant(0, [4, 2, 3, 3])),
      'conv2d: expected a weight [O, 3, KH, KW] with O a multiple of 1, got [4, 2, 3, 3]',
    ],
    [
      () => conv2d(image, g.constant(0, [4, 3, 9, 3])),
      'conv2d: expected an image that holds a 9×3 kernel, got [1, 3, 8, 8]',
    ],
    [
      () => conv2d(image, g.constant(0, [4, 3, 1, 1]), { bias: vector(3) }),
      'conv2d: expected a bias [4], got [3]',
    ],
    [
      () => conv2d(image, g.constant(0, [4, 3, 1, 1]), { stride: 0 }),
      'conv2d: expected whole stride, dilation and groups above 0 and pads from 0, got [0, 0]',
    ],
    [() => maxPool2d(a, { kernel: 2 }), 'maxPool2d: expected x [B, C, H, W], got [2, 3]'],
    [
      () => maxPool2d(image, { kernel: 2, pad: 2 }),
      'maxPool2d: expected whole kernel and stride above 0 and pads below the kernel',
    ],
    [
      () => resizeNearest(image, [0, 4]),
      'resizeNearest: expected a size of whole pixels, got [0, 4]',
    ],
    [
      () => prelu(a, g.constant(1, [1, 2, 3])),
      'prelu: expected a slope of no more axes than x, got 3',
    ],
    [() => clip(a, 1, 0), 'clip: expected low ≤ high, got 1 and 0'],
    [() => layerNorm(a, vector(3), vector(2)), 'layerNorm: expected [3] for [2, 3], got [2]'],
    [
      () =>
        batchNorm(
          image,
          { scale: vector(3), bias: vector(3), mean: vector(3), variance: vector(4) },
          { mode: 'frozen' },
        ),
      'batchNorm: expected x [B, C, ..] and vectors [C], got [1, 3, 8, 8] and [4]',
    ],
    [
      () => mul(a, new Graph('other').input('a', [3])),
      "Mul: expected tensors of graph 'errors', got one of 'other'",
    ],
    [() => g.input('a', [1]), "input: expected a new name, got 'a'"],
    [() => g.input('c', [-1]), "input: expected whole lengths, got [-1] ('c')"],
    [() => g.update(a, a), 'update: expected a state, got input'],
    [
      () => g.update(g.state('s', [3], zeros), b),
      "update: expected float32 [3], got float32 [4] (state 's')",
    ],
  ];
  for (const [act, message] of cases) expect(act).toThrow(message);
});
