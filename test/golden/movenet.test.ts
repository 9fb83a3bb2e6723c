import { afterAll, expect, test } from 'vitest';
import { decodeMoveNet } from '../../src/inference/index.ts';
import { MOVENET_SIDE } from '../../src/network/index.ts';
import { nodeFiles, nodeRuntime } from '../../src/node/index.ts';
import type { HostTensor } from '../../src/platform/index.ts';
import { expectClose, TOLERANCE } from '../support/close.ts';
import { astronaut, everySecondPixel } from '../support/crop.ts';
import golden from './tfjs_models.json' with { type: 'json' };

const expected = golden.models['movenet-thunder'];
/** Name of a head's last convolution in the source → output of the shipped model. */
const HEADS = {
  'StatefulPartitionedCall/kpt_heatmap_0/conv2d_5/BiasAdd': 'heatmaps',
  'StatefulPartitionedCall/kpt_regress_0/conv2d_6/BiasAdd': 'regression',
  'StatefulPartitionedCall/center_0/conv2d_4/BiasAdd': 'centre',
  'StatefulPartitionedCall/kpt_offset_0/conv2d_7/BiasAdd': 'offsets',
} as const;

const session = await nodeRuntime.createSession(await nodeFiles.asset('movenet-thunder.onnx'));
afterAll(() => session.dispose());

async function run(N: number): Promise<Record<string, HostTensor>> {
  return await session.run({ images: everySecondPixel(await astronaut(), N) });
}

test('Thunder as shipped: the heads agree with TensorFlow.js', async () => {
  const outputs = await run(1);
  for (const [node, name] of Object.entries(HEADS)) {
    const { data, shape } = outputs[name];
    const head = expected.lastConvolutions[node as keyof typeof HEADS];
    expect([shape[0], shape[2], shape[3], shape[1]]).toEqual(head.shape);
    const values = Array.from(data, Number);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    expectClose([mean, Math.sqrt(square)], [head.mean, head.rms], 0, TOLERANCE.feature);
    // the first channels of the first cells
    const first = head.first.map((_, i) => {
      const cell = Math.floor(i / shape[1]);
      return values[(i % shape[1]) * shape[2] * shape[3] + cell];
    });
    expectClose(first, head.first, TOLERANCE.feature, TOLERANCE.feature);
  }
});

test('Thunder decoded: the key-points of a real crop, twice in a batch', async () => {
  const outputs = await run(2);
  for (const n of [0, 1]) {
    const { points, scores } = decodeMoveNet(outputs, n);
    // TensorFlow counts from the crop's edge in sides, we from the first pixel's centre in pixels
    const row = Array.from(scores).flatMap((score, k) => [
      (points[2 * k + 1] + 0.5) / MOVENET_SIDE,
      (points[2 * k] + 0.5) / MOVENET_SIDE,
      score,
    ]);
    expectClose(row, expected.output, TOLERANCE.f32);
  }
});

test('what is not the network’s output is refused', async () => {
  const outputs = await run(1);
  expect(() => decodeMoveNet(outputs, 1)).toThrow('decodeMoveNet: expected a crop below 1, got 1');
  const { centre } = outputs;
  expect(() => decodeMoveNet({ ...outputs, offsets: centre }, 0)).toThrow(
    'decodeMoveNet: expected [N, C, H, W] with C=34, H=64, W=64, got [1, 1, 64, 64]',
  );
});
