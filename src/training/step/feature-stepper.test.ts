import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadBody } from '../../body/index.ts';
import { float16FromFloat32 } from '../../format/index.ts';
import { networkConfig, type NetworkConfig } from '../../network/index.ts';
import { nodeRuntime } from '../../node/index.ts';
import { Rng } from '../../base/index.ts';
import {
  buildFeatureSteps,
  featureBatches,
  type FeatureSource,
  FeatureStepper,
  initialFeatureVariables,
} from './feature-stepper.ts';
import { batchOf } from './feature-batch.ts';
import { fit, type StepReport, type TrainingState } from '../loop/fit.ts';
import { shardOf, type PersonRow, type Shard } from '../../features/index.ts';

const body = loadBody(
  readFileSync(new URL('../../../assets/body/open.safetensors', import.meta.url)),
);
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

const config = networkConfig({
  model: 'light',
  rois: M,
  frequencies: 2,
  embedding: { width: 32, blocks: 1, aligned: false },
  regressor: { iterations: 2, widths: [32, 32], activation: 'relu', blocks: 1, dropout: 0.1 },
});
const SEED = 3;
const BATCH = 4;
const REGIONS = [3, 1];

interface Run {
  readonly data?: Shard;
  /** Of the people, in the place of `data`. */
  readonly source?: FeatureSource;
  readonly steps: number;
  readonly start?: TrainingState;
  readonly network?: NetworkConfig;
  readonly regions?: readonly number[];
}

/** Trains, and tells every step. */
async function run({
  data = people(8),
  source,
  steps,
  start,
  network = config,
  regions = REGIONS,
}: Run): Promise<{ readonly state: TrainingState; readonly reports: readonly StepReport[] }> {
  const nextBatch = featureBatches({ count: data.count, people: BATCH, regions, seed: SEED });
  const built = buildFeatureSteps({
    config: network,
    body,
    people: BATCH,
    regions,
    vertexStride: 2000,
    maxGradientNorm: 10,
  });
  const fresh = {
    step: 0,
    variables: initialFeatureVariables(built, data, new Rng(SEED).fork('initialise')),
  };
  const stepper = await FeatureStepper.create(nodeRuntime, built, source ?? data, { threads: 1 });
  const reports: StepReport[] = [];
  try {
    const state = await fit({
      stepper,
      start: start ?? fresh,
      steps,
      seed: SEED,
      learningRate: () => 3e-3,
      nextBatch,
      nowMs: () => 0,
      onStep: (report) => void reports.push(report),
    });
    return { state, reports };
  } finally {
    await stepper.dispose();
  }
}

test('learns eight people by heart; stopped and resumed, the weights are the same to the bit', async () => {
  const { state: whole, reports } = await run({ steps: 24 });
  const loss = (from: number, to: number): number =>
    reports.slice(from, to).reduce((sum, { values }) => sum + values.loss, 0) / (to - from);
  expect(loss(20, 24)).toBeLessThan(0.6 * loss(0, 4));
  expect(reports[0].values).toHaveProperty('camera');
  expect(reports[1].values).not.toHaveProperty('camera');

  const { state: half } = await run({ steps: 11 });
  const { state: resumed } = await run({ steps: 24, start: half });
  for (const [name, value] of whole.variables) {
    expect(bytesOf(resumed.variables.get(name)?.data), name).toEqual(bytesOf(value.data));
  }
});

test('every fusion can be trained, those that read no relation too', async () => {
  for (const fusion of ['none', 'feature-only', 'absolute', 'self-attention'] as const) {
    const { reports } = await run({ steps: 2, network: { ...config, fusion }, regions: [M] });
    expect(reports[1].values).toHaveProperty('contrastive');
  }
});

test('an epoch meets everyone once, in an order of its own', () => {
  const next = featureBatches({ count: 9, people: 4, regions: [5, 1, 3], seed: 1 });
  const batches = [0, 1, 2, 3].map((step) => next(step).batch);
  expect(batches.map(({ regions }) => regions)).toEqual([5, 1, 3, 5]);
  const epochs = [0, 2].map((i) => [...batches[i].people, ...batches[i + 1].people]);
  for (const met of epochs) expect(new Set(met).size).toBe(8);
  expect(epochs[0]).not.toEqual(epochs[1]);
  // a resumed run asks for a step in the middle first
  expect(featureBatches({ count: 9, people: 4, regions: [5], seed: 1 })(3).people).toEqual(
    next(3).people,
  );
});

test('a loss that is not finite stops the run and says where', async () => {
  const broken = people(4);
  broken.fields.translation.fill(NaN);
  await expect(run({ data: broken, steps: 2 })).rejects.toThrow(/loss = NaN.*\(step 0; people /);
});

test('one person has nobody to be told from, which is refused before anything is built', () => {
  const options = {
    config,
    body,
    people: 1,
    regions: [M],
    vertexStride: 2000,
    maxGradientNorm: 10,
  };
  expect(() => buildFeatureSteps(options)).toThrow(
    'buildStep: expected two people or more in a part, whom the contrastive loss tells apart, got 1',
  );
  const lossWeights = { ...config.lossWeights, contrastive: 0 };
  expect(() => buildFeatureSteps({ ...options, config: { ...config, lossWeights } })).not.toThrow();
});

test('too few people for one batch', async () => {
  await expect(run({ data: people(2), steps: 1 })).rejects.toThrow('expected 4 people or more');
});

test('people who are made when they are asked for train as those of a shard do', async () => {
  const asked: number[] = [];
  const source: FeatureSource = {
    feeds(indices, network) {
      asked.push(...indices);
      const made = shardOf(Array.from(indices, someone), M, D);
      return Promise.resolve(batchOf(made, [...indices.keys()], network));
    },
  };
  const { state: stored } = await run({ steps: 3 });
  const { state: made } = await run({ steps: 3, source });
  expect(asked).toHaveLength(3 * BATCH);
  for (const [name, value] of stored.variables) {
    expect(bytesOf(made.variables.get(name)?.data), name).toEqual(bytesOf(value.data));
  }
});
