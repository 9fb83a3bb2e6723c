import { expect, test } from 'vitest';
import { Rng, sizeOf } from '../base/index.ts';
import {
  expectedWeights,
  loadWeights,
  networkConfig,
  readWeightsFile,
  writeWeightsFile,
  type WeightsFile,
} from '../network/index.ts';
import { nodeRuntime } from '../node/index.ts';
import type { HostTensor } from '../platform/index.ts';
import { calibrateWeights, rangeOf } from './calibrate.ts';
import { exportOnnx } from './onnx-export.ts';
import { networkEncoder } from './encoder.ts';

/** ResNet-50 with weights that keep the size of what passes through them. */
function untrained(): WeightsFile {
  const config = networkConfig({ model: 'resnet50', rois: 1 });
  const tensors = new Map<string, HostTensor>();
  let state = 1;
  for (const [name, shape] of expectedWeights(config)) {
    const data = new Float32Array(sizeOf(shape));
    const reach = Math.sqrt(6 / sizeOf(shape.slice(1)));
    if (/running_var$|(bn\d|downsample\.1)\.weight$/.test(name)) data.fill(1);
    else if (shape.length > 1) {
      for (let i = 0; i < data.length; i++) {
        state = (state * 48271) % 2147483647;
        data[i] = reach * (2 * (state / 2147483647) - 1);
      }
    }
    tensors.set(name, { type: 'float32', shape, data });
  }
  return { config, body: 'open', tensors };
}

const crop = (seed: number): Float32Array => {
  const rng = new Rng(seed);
  return Float32Array.from({ length: 3 * 256 * 192 }, () => rng.normal());
};

test('outliers are cut off, 0 stays inside', () => {
  const rng = new Rng(1);
  const values = Float32Array.from({ length: 100_000 }, () => 1 + rng.uniform(0, 1));
  expect(rangeOf(values)).toEqual([0, expect.closeTo(2, 2)]);
  values[7] = -1000;
  const [low, high] = rangeOf(values, 1e-4);
  expect(low).toBe(0);
  expect(high).toBeLessThan(3);
  expect(rangeOf(Float32Array.of(0, 0))).toEqual([0, 0]);
});

test('8-bit weights are a file like others, little more than half as large, and answer alike', async () => {
  const float = untrained();
  const made = await calibrateWeights(nodeRuntime, float, [crop(1), crop(2)], { threads: 1 });
  const bytes = writeWeightsFile(made);
  expect(bytes.length).toBeLessThan(0.6 * writeWeightsFile(float).length);
  const read = readWeightsFile(bytes);
  expect(read.config).toEqual(float.config);
  const { weights, report } = loadWeights(read.config, read.tensors);
  expect(report).toMatchObject({ missing: [], unexpected: [], misfits: [] });
  const encoders = [loadWeights(float.config, float.tensors).weights, weights].map((each) =>
    networkEncoder(nodeRuntime, { threads: 1 }, float.config, each),
  );
  const features = [];
  for (const encoder of encoders) {
    features.push((await encoder.encode(crop(3), 1)).slice());
    await encoder.dispose();
  }
  const [a, b] = features;
  const error = a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
  const size = a.reduce((sum, value) => sum + value * value, 0);
  expect(Math.sqrt(error / size)).toBeLessThan(0.1);

  await expect(calibrateWeights(nodeRuntime, read, [crop(1)])).rejects.toThrow(
    'expected float weights, got 8-bit ones',
  );
  const options = { people: 1, seed: 1, threads: 1 };
  const { model, parity } = await exportOnnx(nodeRuntime, read, { ...options, precision: 'fp32' });
  expect(model.length).toBeLessThan(0.6 * writeWeightsFile(float).length);
  expect(parity.map(({ output }) => output)).toContain('rotmats');
  await expect(exportOnnx(nodeRuntime, read, { ...options, precision: 'fp16' })).rejects.toThrow(
    'expected float32 beside 8-bit weights',
  );
}, 120_000);

test('light has no pixels to look at', async () => {
  const config = networkConfig({ model: 'light' });
  const file: WeightsFile = { config, body: 'open', tensors: new Map() };
  await expect(calibrateWeights(nodeRuntime, file, [])).rejects.toThrow(
    'expected weights of an encoder of pixels, got those of light',
  );
});
