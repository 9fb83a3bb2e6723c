import { expect, test } from 'vitest';
import { expectClose } from '../../test/support/close.ts';
import { hashArray } from '../../test/support/hash.ts';
import { nodeRuntime } from '../node/index.ts';
import { Graph } from './graph.ts';
import { OPEN_BATCH } from './open-batch.ts';
import { add, expand, reshape, sum } from './ops/arithmetic.ts';
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
    /open batch in inputs, outputs and reshapes only, got a batch in the operands of Expand/,
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
