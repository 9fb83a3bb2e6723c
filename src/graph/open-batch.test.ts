import { expect, test } from 'vitest';
import { expectClose } from '../../test/support/close.ts';
import { hashArray } from '../../test/support/hash.ts';
import { nodeRuntime } from '../node/index.ts';
import { Graph } from './graph.ts';
import { OPEN_BATCH, OPEN_HEIGHT, OPEN_WIDTH } from './open-batch.ts';
import { add, expand, reshape, sum } from './ops/arithmetic.ts';
import { conv2d } from './ops/convolution.ts';
import { resizeBilinear } from './ops/resize.ts';
import { toOnnx } from './to-onnx.ts';

const write = (build: (graph: Graph) => Parameters<typeof toOnnx>[1]['outputs']): Uint8Array => {
  const graph = new Graph('open');
  return toOnnx(graph, { outputs: build(graph), weights: new Map(), openBatch: 'N' });
};

test('one model serves every batch', async () => {
  const onnx = write((graph) => {
    const x = graph.input('x', [OPEN_BATCH, 2, 2, 2]);
    const rows = reshape(resizeBilinear(x, [4, 4]), [OPEN_BATCH * 2, 16]);
    return { rows, sums: sum(reshape(rows, [OPEN_BATCH, 32]), [1]) };
  });
  const session = await nodeRuntime.createSession(onnx);
  expect(session.inputShapes).toEqual({ x: [null, 2, 2, 2] });
  for (const N of [1, 5]) {
    const data = hashArray('x', N * 8, 1);
    const { rows, sums } = await session.run({ x: { type: 'float32', shape: [N, 2, 2, 2], data } });
    expect(rows.shape).toEqual([2 * N, 16]);
    // each of the four pixels fills four of the sixteen on average
    const expected = Array.from({ length: N }, (_, n) =>
      data.subarray(8 * n, 8 * n + 8).reduce((total, v) => total + 4 * v, 0),
    );
    expectClose(sums.data as Float32Array, expected, 1e-5);
  }
  await session.dispose();
});

test('what cannot be opened is refused', () => {
  expect(() =>
    write((graph) => ({ y: expand(graph.input('x', [1, 3]), [OPEN_BATCH, 3]) })),
  ).toThrow(
    /open lengths in inputs, outputs and reshapes only, got an open length in the operands of Expand/,
  );
  expect(() =>
    write((graph) => {
      const ramp = Array.from({ length: OPEN_BATCH }, (_, i) => i);
      return { y: add(graph.input('x', [OPEN_BATCH]), graph.constant(ramp)) };
    }),
  ).toThrow(/got the constant/);
  expect(() =>
    write((graph) => ({
      y: resizeBilinear(graph.input('x', [OPEN_BATCH, 1, 2, 2]), [3, 3]),
    })),
  ).toThrow(/operands of Resize/);
});

test('one convolutional model serves images of every size', async () => {
  const graph = new Graph('open');
  const x = graph.input('x', [OPEN_BATCH, 1, OPEN_HEIGHT, OPEN_WIDTH]);
  const kernel = graph.constant([1, 1, 1, 1], [1, 1, 2, 2]);
  const half = conv2d(x, kernel, { stride: 2 });
  const [, , height, width] = half.shape;
  const outputs = {
    half,
    whole: resizeBilinear(half, [2 * height, 2 * width]),
    quarter: resizeBilinear(half, [height / 2, width / 2]),
  };
  const onnx = toOnnx(graph, { outputs, weights: new Map(), openBatch: 'N', openSides: true });
  const session = await nodeRuntime.createSession(onnx);
  expect(session.inputShapes).toEqual({ x: [null, 1, null, null] });
  for (const [H, W] of [
    [32, 64],
    [96, 32],
  ]) {
    const data = new Float32Array(2 * H * W).fill(1);
    const run = await session.run({ x: { type: 'float32', shape: [2, 1, H, W], data } });
    expect(run.half.shape).toEqual([2, 1, H / 2, W / 2]);
    expect(run.whole.shape).toEqual([2, 1, H, W]);
    expect(run.quarter.shape).toEqual([2, 1, H / 4, W / 4]);
    for (const { data: values } of Object.values(run)) {
      expect(Array.from(values, Number).every((value) => value === 4)).toBe(true);
    }
  }
  await session.dispose();
});

test('sides that a constant depends on are refused', () => {
  const graph = new Graph('open');
  const x = graph.input('x', [1, 1, OPEN_HEIGHT, OPEN_WIDTH]);
  const y = resizeBilinear(x, [OPEN_HEIGHT * 1.5, OPEN_WIDTH * 1.5]);
  expect(() => toOnnx(graph, { outputs: { y }, weights: new Map(), openSides: true })).toThrow(
    /got an open length in the operands of Resize|got a reshape to/,
  );
});
