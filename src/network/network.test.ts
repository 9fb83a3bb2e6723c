import { expect, test } from 'vitest';
import { addAll, Graph, gradients, sum } from '../graph/index.ts';
import { nodeRuntime } from '../node/index.ts';
import type { HostTensor, Weights } from '../platform/index.ts';
import { sizeOf } from '../base/index.ts';
import { expectClose } from '../../test/support/close.ts';
import { hashWeights } from '../../test/support/hash-weights.ts';
import { hashArray } from '../../test/support/hash.ts';
import { PlainNetwork, type PlainResult } from '../../test/support/plain-network.ts';
import { networkConfig, type Fusion, type NetworkChoice, type NetworkConfig } from './config.ts';
import { ENCODERS } from './encoders/index.ts';
import { inferenceModel, type NetworkOutput } from './inference-model.ts';
import { buildNetwork, TRAINING } from './network.ts';
import { relationInput } from './relation-input.ts';
import { expectedWeights } from './weights.ts';

const PEOPLE = 2;
/** Float32 sums of a thousand terms of order one, three iterations deep, against float64. */
const ATOL = 2e-5;

/** Small decoders: what is compared is the wiring. */
const SMALL = {
  iterations: 3,
  widths: [24, 16],
  activation: 'none',
  blocks: 0,
  dropout: 0.5,
} as const;

const OUTPUTS: readonly NetworkOutput[] = ['rotmats', 'betas', 'cameras', 'attention'];

type Rows = readonly (readonly number[])[];

const rowsOf = (data: Float32Array, width: number): Rows =>
  Array.from({ length: data.length / width }, (_, i) => [
    ...data.subarray(i * width, (i + 1) * width),
  ]);

function inputsOf(config: NetworkConfig): { features: Float32Array; boxes: Float32Array } {
  const rows = PEOPLE * config.rois;
  return {
    features: hashArray('features', rows * ENCODERS[config.model].width, 1),
    boxes: hashArray('boxes', rows * 3, 0.8),
  };
}

async function runGraph(
  config: NetworkConfig,
  weights: Weights,
): Promise<Record<string, HostTensor>> {
  const model = inferenceModel(config, weights, {
    people: PEOPLE,
    input: 'features',
    outputs: OUTPUTS,
  });
  const session = await nodeRuntime.createSession(model, { threads: 1 });
  const { features, boxes } = inputsOf(config);
  const M = config.rois;
  const width = ENCODERS[config.model].width;
  const feeds: Record<string, HostTensor> = {
    features: { type: 'float32', shape: [PEOPLE, M, width], data: features },
    boxes: { type: 'float32', shape: [PEOPLE, M, 3], data: boxes },
    relation: relationInput(config, boxes, PEOPLE),
  };
  const used = Object.entries(feeds).filter(([name]) => session.inputNames.includes(name));
  const result = await session.run(Object.fromEntries(used));
  await session.dispose();
  return result;
}

/** γ(p) of three numbers, as Eq. 3 is printed. */
function encode(box: readonly number[], L: number): number[] {
  const waves = Array.from({ length: L }, (_, k) => [
    ...box.map((p) => Math.sin(2 ** k * Math.PI * p)),
    ...box.map((p) => Math.cos(2 ** k * Math.PI * p)),
  ]);
  return [...box, ...waves.flat()];
}

/** What a pair of boxes says, straight from the text of each variant. */
function pairCode(config: NetworkConfig, boxes: Rows): (m: number, n: number) => number[] {
  const L = config.frequencies;
  const difference = (a: readonly number[], b: readonly number[]): number[] =>
    a.map((x, i) => x - b[i]);
  if (config.fusion === 'absolute' || config.fusion === 'self-attention') {
    const origin = encode([0, 0, 0], L);
    return (_, n) => difference(encode(boxes[n], L), origin);
  }
  return config.relation === 'paper'
    ? (m, n) => difference(encode(boxes[m], L), encode(boxes[n], L))
    : (m, n) => encode(difference(boxes[m], boxes[n]), L);
}

function runPlain(config: NetworkConfig, weights: Weights): PlainResult[] {
  const { features, boxes } = inputsOf(config);
  const M = config.rois;
  const plain = new PlainNetwork(config, weights);
  const allFeatures = rowsOf(features, ENCODERS[config.model].width);
  const allBoxes = rowsOf(boxes, 3);
  return Array.from({ length: PEOPLE }, (_, b) => {
    const own = allBoxes.slice(b * M, (b + 1) * M);
    return plain.run(allFeatures.slice(b * M, (b + 1) * M), own, pairCode(config, own));
  });
}

async function compare(choice: NetworkChoice): Promise<Record<string, HostTensor>> {
  const config = networkConfig({ frequencies: 4, regressor: SMALL, ...choice });
  const heads = [...expectedWeights(config)].filter(([name]) => !name.startsWith('backbone.'));
  const weights = hashWeights(heads);
  const graph = await runGraph(config, weights);
  const plain = runPlain(config, weights);
  const numbers = (name: NetworkOutput): Float32Array => graph[name].data as Float32Array;
  expectClose(
    numbers('attention'),
    plain.flatMap(({ attention }) => attention.flat()),
    ATOL,
  );
  expectClose(
    numbers('rotmats'),
    plain.flatMap(({ rotmats }) => rotmats[0]),
    ATOL,
  );
  expectClose(
    numbers('betas'),
    plain.flatMap(({ betas }) => betas[0]),
    ATOL,
  );
  expectClose(
    numbers('cameras'),
    plain.flatMap(({ cameras }) => cameras.flat()),
    ATOL,
  );
  return graph;
}

const FUSIONS: readonly Fusion[] = [
  'relative',
  'none',
  'feature-only',
  'absolute',
  'self-attention',
];

test.each(FUSIONS)(
  'fusion %s, both scorers, equals the equations in plain loops',
  async (fusion) => {
    await compare({ model: 'hrnet-w48', fusion });
    await compare({ model: 'hrnet-w48', fusion, scorer: 'tanh-mlp' });
  },
);

test.each([1, 2, 3, 4, 5])('preset paper with %i RoIs', async (rois) => {
  const result = await compare({ model: 'hrnet-w48', rois });
  expect(result.rotmats.shape).toEqual([PEOPLE, 24, 3, 3]);
  expect(result.betas.shape).toEqual([PEOPLE, 10]);
  expect(result.cameras.shape).toEqual([PEOPLE, rois, 3]);
  expect(result.attention.shape).toEqual([PEOPLE, rois, rois]);
});

test.each(['none', 'own', 'all'] as const)('decoderBbox %s, both decoders', async (decoderBbox) => {
  await compare({ model: 'hrnet-w48', rois: 3, decoderBbox });
  await compare({ model: 'hrnet-w48', rois: 3, decoderBbox, decoders: 'joint' });
});

test.each([0, 1, 32])('L = %i', async (frequencies) => {
  // at 2^31 the printed formula has no correct digit left; low frequencies alone can be compared
  if (frequencies < 32) await compare({ model: 'hrnet-w48', rois: 2, frequencies });
  const config = networkConfig({ model: 'hrnet-w48', frequencies });
  expect(expectedWeights(config).get('fuse.weight')).toEqual([1, 720 + 3 + 6 * frequencies]);
});

test('light: standardised, embedded, decoded by residual blocks', async () => {
  const regressor = { ...SMALL, iterations: 2, activation: 'relu', blocks: 2 } as const;
  await compare({ model: 'light', regressor, embedding: { width: 20, blocks: 2, aligned: true } });
  await compare({ model: 'light', regressor: { ...regressor, iterations: 1 }, embedding: null });
});

test('one RoI is CLIFF: its feature and its box into the regressor, whatever the fusion', async () => {
  const choice = { model: 'hrnet-w48', rois: 1, decoders: 'joint', decoderBbox: 'own' } as const;
  const relative = await compare(choice);
  const none = await compare({ ...choice, fusion: 'none' });
  expect([...(relative.attention.data as Float32Array)]).toEqual([1, 1]);
  for (const name of ['rotmats', 'betas', 'cameras']) {
    expect(relative[name].data).toEqual(none[name].data);
  }
});

test('paper weights do not depend on the number of RoIs', () => {
  const keys = (rois: number): string =>
    JSON.stringify([...expectedWeights(networkConfig({ model: 'light', rois }))]);
  expect(keys(5)).toBe(keys(1));
});

test('the light model fits in 15 MB of half precision', () => {
  const shapes = expectedWeights(networkConfig({ model: 'light' })).values();
  const count = [...shapes].reduce((total, shape) => total + sizeOf(shape), 0);
  expect(2 * count).toBeLessThanOrEqual(15e6);
});

test.each(FUSIONS)('every parameter learns: fusion %s, both presets', (fusion) => {
  for (const preset of ['paper', 'official'] as const) {
    const config = networkConfig({ model: 'light', preset, fusion, regressor: SMALL });
    const graph = new Graph('training');
    const inputs = {
      features: graph.input('features', [PEOPLE, 5, 1465]),
      boxes: graph.input('boxes', [PEOPLE, 5, 3]),
      relation: graph.input('relation', [PEOPLE, 5, 5, 195]),
    };
    const { meshes, cameras, masks } = buildNetwork(graph, config, inputs, {
      ...TRAINING,
      projection: false,
    });
    expect(meshes.rotmats.shape).toEqual([PEOPLE, preset === 'paper' ? 1 : 5, 24, 3, 3]);
    const regressors = preset === 'paper' ? 2 : 1;
    expect(masks).toHaveLength(regressors * SMALL.iterations * 2);
    const parameters = graph.variables('parameter').map(({ tensor }) => tensor);
    const loss = addAll([meshes.rotmats, meshes.betas, cameras].map((x) => sum(x)));
    // refuses a parameter that does not reach the loss
    expect(gradients(loss, parameters)).toHaveLength(parameters.length);
  }
});

test.each(['resnet50', 'hrnet-w48'] as const)(
  '%s trains through its encoder and the projection, and updates its statistics',
  (model) => {
    const config = networkConfig({ model, rois: 2, frequencies: 1 });
    const graph = new Graph('training');
    const inputs = {
      images: graph.input('images', [1, 2, 3, 256, 192]),
      boxes: graph.input('boxes', [1, 2, 3]),
      relation: graph.input('relation', [1, 2, 2, 9]),
    };
    const { meshes, cameras, z } = buildNetwork(graph, config, inputs, TRAINING);
    const outputs = [meshes.rotmats, meshes.betas, cameras, ...(z === undefined ? [] : [z])];
    const parameters = graph.variables('parameter').map(({ tensor }) => tensor);
    const loss = addAll(outputs.map((x) => sum(x)));
    expect(gradients(loss, parameters)).toHaveLength(parameters.length);
    const statistics = graph.variables('state').filter(({ name }) => name.includes('.running_'));
    expect(statistics.length).toBeGreaterThan(100);
    for (const { name } of statistics) expect(graph.updates.has(name)).toBe(true);
  },
);

test('inputs that do not fit are refused by name', () => {
  const graph = new Graph('wrong');
  const boxes = graph.input('boxes', [1, 5, 3]);
  const light = networkConfig({ model: 'light' });
  const build = (inputs: object): unknown =>
    buildNetwork(graph, light, { boxes, ...inputs }, { normalisation: 'frozen' });
  expect(() => build({})).toThrow(/expected a relation input for fusion relative, got none/);
  const relation = graph.input('relation', [1, 5, 5, 195]);
  expect(() => build({ relation })).toThrow(/expected features as input of light, got none/);
  const features = graph.input('features', [1, 5, 720]);
  expect(() => build({ relation, features })).toThrow(/D=1465, got \[1, 5, 720\]/);
});
