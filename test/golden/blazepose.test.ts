import { expect, test } from 'vitest';
import { readTflite } from '../../src/format/index.ts';
import { Graph, initialise, toOnnx } from '../../src/graph/index.ts';
import { blazePose } from '../../src/network/pretrained/blazepose.ts';
import { nodeRuntime } from '../../src/node/index.ts';
import type { HostTensor } from '../../src/platform/index.ts';
import { Rng } from '../../src/base/index.ts';
import { convert, recipeOf, sourceOf } from '../../tools/convert-models.ts';
import { expectClose, TOLERANCE } from '../support/close.ts';
import { astronaut, planesOf, planesOfNhwc } from '../support/crop.ts';
import { hashUniform } from '../support/hash.ts';
import golden from './blazepose_astronaut.json' with { type: 'json' };
import noise from './blazepose_full.json' with { type: 'json' };

async function run(
  onnx: Uint8Array,
  images: HostTensor,
): Promise<Record<string, readonly number[]>> {
  const session = await nodeRuntime.createSession(onnx);
  try {
    const results = await session.run({ images });
    return Object.fromEntries(
      Object.entries(results).map(([name, { data }]) => [name, Array.from(data, Number)]),
    );
  } finally {
    await session.dispose();
  }
}

const sumAbs = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + Math.abs(value), 0);

test.each(['lite', 'full', 'heavy'] as const)(
  '%s as shipped: a real crop, twice in a batch, agrees with two other runtimes',
  async (size) => {
    const expected = golden[size];
    const recipe = recipeOf(`blazepose-${size}`);
    const images = planesOf(await astronaut(), 128, 256, (grey) => grey / 255, 2);
    const results = await run(convert(recipe, await sourceOf(recipe)), images);
    for (const half of [0, 1]) {
      const part = (name: string): readonly number[] => {
        const { length } = results[name];
        return results[name].slice((half * length) / 2, ((half + 1) * length) / 2);
      };
      expectClose(part('landmarks'), expected.landmarks_39x5, TOLERANCE.landmarkPx);
      expectClose(part('world'), expected.world_39x3, TOLERANCE.landmarkM);
      expectClose(part('presence'), [expected.presence], TOLERANCE.feature);
      const feature = part('feature');
      expect(feature.length).toBe(expected.feature_dims.reduce((a, b) => a * b, 1));
      expectClose(feature.slice(0, 32), expected.feature_first32_nchw, TOLERANCE.feature);
      expectClose([sumAbs(feature)], [expected.feature_sum_abs], 0, TOLERANCE.feature);
    }
  },
);

test('full as trainable parameters, with mask and heat maps', async () => {
  const graph = new Graph('trainable');
  const model = readTflite(await sourceOf(recipeOf('blazepose-full')));
  const images = graph.input('images', [1, 3, 256, 256]);
  const names = ['landmarks', 'world', 'presence', 'mask', 'heatmaps'] as const;
  const outputs = blazePose(graph, model, images, names, 'parameter');
  // 96 convolutions; the paper's 3.17 million numbers in all
  const weights = initialise(graph, new Rng(0));
  expect(weights.size).toBe(192);
  const count = [...weights.values()].reduce((sum, { data }) => sum + data.length, 0);
  expect(count / 1e6).toBeCloseTo(3.17, 2);

  const results = await run(
    toOnnx(graph, { outputs, weights }),
    planesOfNhwc(256, (i) => hashUniform('blazepose', i)),
  );
  const expected = noise.outputs;
  expectClose(results['landmarks'], expected['1x195'], TOLERANCE.landmarkPx);
  expectClose(results['world'], expected['1x117'], TOLERANCE.landmarkM);
  expectClose(results['presence'], expected['1x1'], TOLERANCE.feature);
  const mask = results['mask'];
  expectClose([sumAbs(mask)], [expected['1x256x256x1'].sum_abs], 0, 1e-3);
  expectClose(mask.slice(0, 16), expected['1x256x256x1'].first16, 0, 1e-2);
  const heatmaps = results['heatmaps'];
  expectClose([sumAbs(heatmaps)], [expected['1x64x64x39'].sum_abs], 0, 1e-3);
  const firstPixel = Array.from({ length: 16 }, (_, channel) => heatmaps[channel * 64 * 64]);
  expectClose(firstPixel, expected['1x64x64x39'].first16, 0, 1e-2);
});
