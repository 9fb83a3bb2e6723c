import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import { readTfjs } from '../../src/format/index.ts';
import { Graph, initialise } from '../../src/graph/index.ts';
import { decodeMoveNet } from '../../src/inference/index.ts';
import { MOVENET_SIDE, moveNetThunder } from '../../src/network/index.ts';
import { nodeFiles, nodeRuntime } from '../../src/node/index.ts';
import type { HostTensor } from '../../src/platform/index.ts';
import { Rng } from '../../src/base/index.ts';
import { expectClose, TOLERANCE } from '../support/close.ts';
import { astronaut, everySecondPixel } from '../support/crop.ts';
import { evaluateGraph } from '../support/evaluate-graph.ts';
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

const SOURCE = new URL('../../.cache/human-models/package/models/', import.meta.url);
const fetched = existsSync(new URL('movenet-thunder.bin', SOURCE));

// tools/convert-human-models.ts fetches the source; features are not in the shipped file
test.skipIf(!fetched)(
  'Thunder built from its source as trainable: features and parameters',
  async () => {
    const [topology, bytes] = await Promise.all(
      ['json', 'bin'].map((ending) => readFile(new URL(`movenet-thunder.${ending}`, SOURCE))),
    );
    const graph = new Graph('trainable');
    const images = graph.input('images', [1, 3, MOVENET_SIDE, MOVENET_SIDE]);
    const names = ['feature8', 'feature64'] as const;
    const model = readTfjs(topology, bytes);
    const features = moveNetThunder(graph, model, images, names, 'parameter');
    const weights = initialise(graph, new Rng(0));
    const results = await evaluateGraph(
      graph,
      features,
      { images: everySecondPixel(await astronaut()) },
      weights,
    );
    const folder = 'StatefulPartitionedCall/center_net_mobile_net_v2fpn_feature_extractor/model_1/';
    const nodes = { feature8: 'model/out_relu/Relu6', feature64: 're_lu_2/Relu' } as const;
    for (const name of names) {
      const head = expected.lastConvolutions[`${folder}${nodes[name]}`];
      const values = results[name];
      expect(values.length).toBe(head.length);
      const square = values.reduce((sum, value) => sum + value * value, 0);
      expectClose([Math.sqrt(square / values.length)], [head.rms], 0, TOLERANCE.f32);
      const cells = head.shape[1] * head.shape[2];
      const first = head.first.map((_, channel) => values[channel * cells]);
      expectClose(first, head.first, TOLERANCE.feature);
    }
  },
);
