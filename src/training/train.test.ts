import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadBody } from '../body/index.ts';
import { float16FromFloat32 } from '../format/index.ts';
import { networkConfig } from '../network/index.ts';
import { nodeRuntime } from '../node/index.ts';
import { Rng } from '../rng.ts';
import {
  shardOf,
  train,
  type PersonRow,
  type Shard,
  type StepReport,
  type TrainOptions,
} from './index.ts';

const body = loadBody(readFileSync(new URL('../../assets/body/open.safetensors', import.meta.url)));
const M = 3;
const D = 1465;

/** People whose features are random but their own, so that a network can learn them by heart. */
function someone(index: number): PersonRow {
  const rng = new Rng(`person ${index}`);
  const normals = (count: number, scale: number): Float32Array =>
    Float32Array.from({ length: count }, () => scale * rng.normal());
  const pose = normals(72, 0.3);
  pose[0] += Math.PI;
  return {
    features: float16FromFloat32(normals(M * D, 1)),
    boxes: normals(3 * M, 0.3),
    centers: normals(2 * M, 20),
    sizes: Float32Array.from({ length: M }, (_, m) => 200 + 40 * m),
    focal: Float32Array.of(700),
    pose,
    betas: normals(10, 0.5),
    translation: Float32Array.of(0.1, -0.2, 6),
    confidence: new Float32Array(24).fill(1),
  };
}

/** Buffers compare as blocks; element by element a test would take seconds. */
function bytesOf(data: ArrayBufferView | undefined): string {
  if (data === undefined) return 'absent';
  const view = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return createHash('sha256').update(view).digest('hex');
}

function people(count: number): Shard {
  return shardOf(
    Array.from({ length: count }, (_, i) => someone(i)),
    M,
    D,
  );
}

const options: TrainOptions = {
  config: networkConfig({
    model: 'light',
    rois: M,
    frequencies: 2,
    embedding: { width: 32, blocks: 1, aligned: false },
    regressor: { iterations: 2, widths: [32, 32], activation: 'relu', blocks: 1, dropout: 0.1 },
  }),
  body,
  data: people(8),
  seed: 3,
  batch: 4,
  steps: 24,
  learningRate: () => 3e-3,
  regions: [3, 1],
  step: { vertexStride: 2000, maxGradientNorm: 10 },
  runtime: nodeRuntime,
  threads: 1,
};

test('learns eight people by heart; stopped and resumed, the weights are the same to the bit', async () => {
  const reports: StepReport[] = [];
  const whole = await train({ ...options, onStep: (report) => void reports.push(report) });
  const loss = (from: number, to: number): number =>
    reports.slice(from, to).reduce((sum, { values }) => sum + values.loss, 0) / (to - from);
  expect(loss(20, 24)).toBeLessThan(0.6 * loss(0, 4));
  expect(reports[0].values).toHaveProperty('camera');
  expect(reports[1].values).not.toHaveProperty('camera');

  const half = await train({ ...options, steps: 11 });
  const resumed = await train({ ...options, resume: half });
  for (const [name, value] of whole.variables) {
    expect(bytesOf(resumed.variables.get(name)?.data), name).toEqual(bytesOf(value.data));
  }
});

test('a loss that is not finite stops the run and says where', async () => {
  const broken = people(4);
  broken.fields.translation.fill(NaN);
  await expect(train({ ...options, data: broken, steps: 2 })).rejects.toThrow(
    /loss = NaN.*\(step 0; people /,
  );
});

test('too few people for one batch', async () => {
  await expect(train({ ...options, data: people(2) })).rejects.toThrow('expected 4 people or more');
});
