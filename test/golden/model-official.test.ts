/**
 * @file Both networks in preset `official` against the authors' modules, run in PyTorch 1.13 on a CPU with
 * weights made by hash (model_*.json), and the keys of their state_dict (state_dict_*.tsv).
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { Graph, toOnnx } from '../../src/graph/index.ts';
import {
  buildNetwork,
  expectedWeights,
  inferenceModel,
  loadWeights,
  networkConfig,
  relationInput,
  releasedChoice,
  type NetworkConfig,
  type NetworkOutput,
} from '../../src/network/index.ts';
import { nodeRuntime } from '../../src/node/index.ts';
import type { HostTensor, Weights } from '../../src/platform/index.ts';
import { expectClose } from '../support/close.ts';
import { hashWeights } from '../support/hash-weights.ts';
import { hashArray } from '../support/hash.ts';
import hrnet from './model_hrnet_w48.json' with { type: 'json' };
import resnet from './model_resnet50.json' with { type: 'json' };

/** Whole networks: thousands of float32 roundings, in another order than PyTorch's. */
const WHOLE = 1e-5;
/** Heads alone on the stored features. */
const HEADS = 2e-6;

const OUTPUTS: readonly NetworkOutput[] = [
  'features',
  'attention',
  'rotmats',
  'betas',
  'cameras',
  'z',
];

const float32 = (shape: readonly number[], data: Float32Array): HostTensor => ({
  type: 'float32',
  shape,
  data,
});

/** The lines of a key table: name, shape, type. */
function keyTable(file: string): Map<string, { shape: number[]; type: string }> {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  const lines = text.trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [name, shape, type] = line.split('\t');
      return [name, { shape: shape === 'scalar' ? [] : shape.split('x').map(Number), type }];
    }),
  );
}

async function run(
  config: NetworkConfig,
  weights: Weights,
  golden: typeof resnet,
  input: 'images' | 'features',
): Promise<Record<string, HostTensor>> {
  const outputs = OUTPUTS.filter((name) => name !== input);
  const model = inferenceModel(config, weights, { people: 1, input, outputs });
  const session = await nodeRuntime.createSession(model);
  const boxes = Float32Array.from(golden.bbox_info);
  const width = golden.features[0].length;
  const source =
    input === 'images'
      ? { images: float32([1, 5, 3, 256, 192], hashArray('input', 15 * 256 * 192, 1.5)) }
      : { features: float32([1, 5, width], Float32Array.from(golden.features.flat())) };
  const relation = relationInput(config, boxes, 1);
  const result = await session.run({ ...source, boxes: float32([1, 5, 3], boxes), relation });
  await session.dispose();
  return result;
}

function check(result: Record<string, HostTensor>, golden: typeof resnet, atol: number): void {
  const numbers = (name: NetworkOutput): Float32Array => result[name].data as Float32Array;
  expectClose(numbers('attention'), golden.attention.flat(), atol);
  expectClose(numbers('rotmats').subarray(0, 27), golden.rotmat_roi0_first3joints, atol);
  expectClose(numbers('betas'), golden.betas[0], atol);
  expectClose(numbers('cameras'), golden.cam.flat(), atol);
  const width = golden.features[0].length;
  const z = golden.cam.map((_, m) => [...numbers('z').subarray(m * width, m * width + 8)]);
  expectClose(z.flat(), golden.z_first8_per_roi.flat(), atol);
}

describe.each([
  { model: 'resnet50', golden: resnet, keys: 'state_dict_resnet50.tsv' },
  { model: 'hrnet-w48', golden: hrnet, keys: 'state_dict_hrnet_w48.tsv' },
] as const)('$model', ({ model, golden, keys }) => {
  // whose encoding rounds as PyTorch's CPU build does
  const config = networkConfig({ model, preset: 'official' });
  let weights: Weights;

  beforeAll(() => {
    weights = hashWeights(expectedWeights(config));
  });

  test('every key of the state_dict is read, or known and unread', () => {
    const table = keyTable(keys);
    const file = new Map<string, HostTensor>();
    for (const [name, { shape, type }] of table) {
      const size = shape.reduce((product, length) => product * length, 1);
      const data = type === 'int64' ? new BigInt64Array(size) : new Float32Array(size);
      file.set(name, { type: type as HostTensor['type'], shape, data });
    }
    const { report } = loadWeights(config, file);
    expect(report.matched.length + report.unread.length).toBe(table.size);
    expect(report.unread.filter((name) => !name.endsWith('num_batches_tracked'))).toEqual([
      'pos_enc._freqs',
      'pos_enc._phases',
      ...(model === 'hrnet-w48'
        ? ['backbone.final_layer.weight', 'backbone.final_layer.bias']
        : []),
    ]);
    expect(networkConfig(releasedChoice(file))).toEqual(config);
  });

  test('heads, fed with the stored features', async () => {
    check(await run(config, weights, golden, 'features'), golden, HEADS);
  });

  test("the mesh of every RoI, not the person's alone", async () => {
    const width = golden.features[0].length;
    const graph = new Graph('meshes');
    const network = buildNetwork(
      graph,
      config,
      {
        features: graph.input('features', [1, 5, width]),
        boxes: graph.input('boxes', [1, 5, 3]),
        relation: graph.input('relation', [1, 5, 5, 195]),
      },
      { normalisation: 'frozen' },
    );
    const session = await nodeRuntime.createSession(
      toOnnx(graph, { outputs: { ...network.meshes }, weights }),
    );
    const boxes = Float32Array.from(golden.bbox_info);
    const result = await session.run({
      features: float32([1, 5, width], Float32Array.from(golden.features.flat())),
      boxes: float32([1, 5, 3], boxes),
      relation: relationInput(config, boxes, 1),
    });
    await session.dispose();
    expectClose(result.betas.data as Float32Array, golden.betas.flat(), HEADS);
    const sum = (result.rotmats.data as Float32Array).reduce((total, x) => total + Math.abs(x), 0);
    // 1080 elements, each within the heads' tolerance
    expectClose([sum], [golden.rotmat_sum_abs], 1080 * HEADS);
  });

  test('the whole network', async () => {
    const result = await run(config, weights, golden, 'images');
    expectClose(result.features.data as Float32Array, golden.features.flat(), WHOLE);
    check(result, golden, WHOLE);
  });
});
