import { expect, test } from 'vitest';
import { float16FromFloat32 } from '../format/index.ts';
import { Graph, toOnnx } from '../graph/index.ts';
import { nodeRuntime } from '../node/index.ts';
import type { HostTensor } from '../platform/index.ts';
import { sizeOf } from '../base/index.ts';
import { expectClose } from '../../test/support/close.ts';
import { hashWeights } from '../../test/support/hash-weights.ts';
import { hashArray } from '../../test/support/hash.ts';
import { networkConfig } from './config.ts';
import { bottleneck } from './encoders/blocks.ts';
import { foldBatchNorm } from './fold.ts';
import { startBuild, type Normalisation } from './layers.ts';
import { projectFeatures } from './projection.ts';
import { releasedChoice } from './released.ts';
import { expectedWeights, loadWeights, pretrainedEncoder } from './weights.ts';

/** A tensor of a shape; its numbers do not matter. */
const blank = (shape: readonly number[]): HostTensor => ({
  type: 'float32',
  shape,
  data: new Float32Array(sizeOf(shape)),
});

const small = networkConfig({ model: 'light', embedding: { width: 4, blocks: 0, aligned: false } });
const complete = (): Map<string, HostTensor> =>
  new Map([...expectedWeights(small)].map(([name, shape]) => [name, blank(shape)]));

test('strict loading lists every missing, unexpected and misshapen key at once', () => {
  const file = complete();
  file.delete('light.mean');
  file.set('stranger', blank([1]));
  file.set('light.std', blank([3]));
  expect(() => loadWeights(small, file)).toThrow(
    /3 problems found\n {2}light\.mean: .*none\n {2}stranger: .*\n {2}light\.std: expected \[1465\], got \[3\]/,
  );
  const { report } = loadWeights(small, file, { strict: false });
  expect(report.missing).toEqual(['light.mean']);
  expect(report.unexpected).toEqual(['stranger']);
  expect(report.misfits.map(({ path }) => path)).toEqual(['light.std']);
  expect(report.matched).toHaveLength(file.size - 2);
});

test('half precision is widened on loading', () => {
  const file = complete();
  const bits = float16FromFloat32(Float32Array.of(0.5, 0, -2));
  file.set('init_cam', { type: 'float16', shape: [1, 3], data: bits });
  const { weights } = loadWeights(small, file);
  expect(weights.get('init_cam')?.data).toEqual(Float32Array.of(0.5, 0, -2));
});

test.each(['', 'module.', 'state_dict.backbone.', 'model.module.encoder.'])(
  'an encoder is found under "%s"',
  (prefix) => {
    const names = ['conv1.weight', 'layer1.0.conv1.weight'];
    const shapes = [
      [64, 3, 7, 7],
      [64, 64, 1, 1],
    ];
    const file = new Map(names.map((name, i) => [prefix + name, blank(shapes[i] ?? [])]));
    const { weights } = pretrainedEncoder(networkConfig({ model: 'resnet50' }), file);
    expect([...weights.keys()]).toEqual(names);
    file.set('ema.layer1.0.conv1.weight', blank([1]));
    expect(() => pretrainedEncoder(networkConfig({ model: 'resnet50' }), file)).toThrow(
      /one encoder, got 2/,
    );
  },
);

test('MMPose and HRNet pretraining files map by prefix; their heads are reported', () => {
  const resnet = networkConfig({ model: 'resnet50' });
  const mmpose = new Map([
    ['backbone.conv1.weight', blank([64, 3, 7, 7])],
    ['backbone.bn1.num_batches_tracked', blank([])],
    ['head.final_layer.weight', blank([17, 256, 1, 1])],
  ]);
  const fromMmpose = pretrainedEncoder(resnet, mmpose);
  expect([...fromMmpose.weights.keys()]).toEqual(['conv1.weight']);
  expect(fromMmpose.report.unread).toEqual(['bn1.num_batches_tracked']);
  expect(fromMmpose.report.unexpected).toEqual(['head.final_layer.weight']);

  const hrnet = networkConfig({ model: 'hrnet-w48' });
  const plain = new Map([['stage2.0.branches.0.0.conv1.weight', blank([48, 48, 3, 3])]]);
  const fromHrnet = pretrainedEncoder(hrnet, plain);
  expect([...fromHrnet.weights.keys()]).toEqual(['backbone.stage2.0.branches.0.0.conv1.weight']);
  expect(fromHrnet.report.missing).toContain('backbone.downsample_stage_1.0.weight');
  expect(() => pretrainedEncoder(resnet, new Map([['fc.weight', blank([1])]]))).toThrow(
    /expected keys of resnet50, got none/,
  );
});

test('a released checkpoint tells its model, M and L by its keys', () => {
  const choice = { model: 'resnet50', preset: 'official', rois: 3, frequencies: 16 } as const;
  const shapes = expectedWeights(networkConfig(choice));
  const file = new Map([...shapes].map(([name, shape]) => [name, { ...blank([]), shape }]));
  expect(releasedChoice(file)).toEqual(choice);
  expect(() => releasedChoice(complete())).toThrow(/expected a key 'fuse_fc.weight', got none/);
});

/** Runs one convolutional block and the projection, in a mode. */
async function runBlock(normalisation: Normalisation): Promise<Record<string, HostTensor>> {
  const graph = new Graph('block');
  const build = startBuild(graph, normalisation);
  const images = graph.input('images', [2, 6, 5, 4]);
  const rows = graph.input('rows', [3, 7]);
  const init = (shape: readonly number[]): Float32Array<ArrayBuffer> =>
    new Float32Array(sizeOf(shape));
  const outputs = {
    block: bottleneck(build, images, 'layer', 3, 2, init),
    z: projectFeatures(build, rows, true),
  };
  const frozen = new Graph('shapes');
  const reference = startBuild(frozen, 'frozen');
  bottleneck(reference, frozen.input('images', [2, 6, 5, 4]), 'layer', 3, 2, init);
  projectFeatures(reference, frozen.input('rows', [3, 7]), true);
  const shapes = frozen.variables().map(({ name, tensor }) => [name, tensor.shape] as const);
  const weights = hashWeights(shapes);
  const used = normalisation === 'folded' ? foldBatchNorm(weights, build.folds) : weights;
  const session = await nodeRuntime.createSession(toOnnx(graph, { outputs, weights: used }));
  return session.run({
    images: { type: 'float32', shape: [2, 6, 5, 4], data: hashArray('images', 240, 1) },
    rows: { type: 'float32', shape: [3, 7], data: hashArray('rows', 21, 1) },
  });
}

test('folded weights give what frozen statistics give', async () => {
  const frozen = await runBlock('frozen');
  const folded = await runBlock('folded');
  for (const name of ['block', 'z']) {
    const want = frozen[name].data as Float32Array;
    expect(want.some((value) => Math.abs(value) > 0.1)).toBe(true);
    expectClose(folded[name].data as Float32Array, want, 1e-6, 1e-6);
  }
});

test('folding says which weight is absent', () => {
  expect(() => foldBatchNorm(new Map(), [{ layer: 'conv1', norm: 'bn1' }])).toThrow(
    "foldBatchNorm: expected float32 'conv1.weight', got none",
  );
});
