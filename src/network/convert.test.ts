import { describe, expect, test } from 'vitest';
import { checkpointWithAdam, releasedStateDict } from '../../test/support/released-checkpoint.ts';
import { dict, pickle } from '../../test/support/pickle.ts';
import { zipFile } from '../../test/support/torch-file.ts';
import {
  PickleClass,
  PickleObject,
  readTorchCheckpoint,
  writeSafetensors,
  type TorchCheckpoint,
} from '../format/index.ts';
import type { HostTensor } from '../platform/index.ts';
import { withRois, networkConfig } from './config.ts';
import { convertAdamState, convertCheckpoint } from './convert.ts';
import { readWeightsFile, writeWeightsFile } from './weights-file.ts';

const full = releasedStateDict('state_dict_resnet50.tsv', 'zeros');

/** A checkpoint in memory: the network under a prefix. */
function checkpoint(
  prefix = 'model.',
  change: (state: Map<string, HostTensor>) => void = () => {},
): TorchCheckpoint {
  const state = new Map(full);
  change(state);
  const tensors = new Map([...state].map(([name, tensor]) => [prefix + name, tensor]));
  return { tensors, values: new Map([['epoch', 2]]) };
}

describe('convertCheckpoint', () => {
  test.each(['model.', '', 'module.', 'state_dict.module.'])(
    'finds the network under "%s"',
    (prefix) => {
      const { config, report, prefix: found, facts } = convertCheckpoint(checkpoint(prefix));
      expect([found, facts]).toEqual([prefix, { epoch: 2 }]);
      expect(config).toEqual(networkConfig({ model: 'resnet50', preset: 'official' }));
      expect(report.matched.length + report.unread.length).toBe(full.size);
    },
  );

  test('lists every key that does not fit, and writes nothing then', () => {
    const wrong = checkpoint('model.', (state) => {
      state.delete('fc1.bias');
      state.set('layer9.weight', { type: 'float32', shape: [1], data: new Float32Array(1) });
      state.set('fc2.bias', { type: 'float32', shape: [3], data: new Float32Array(3) });
    });
    expect(() => convertCheckpoint(wrong)).toThrow(
      /3 problems found\n {2}fc1\.bias: .*none\n {2}layer9\.weight: .*\n {2}fc2\.bias: expected \[1024\], got \[3\]/,
    );
    // lenient means strangers are left out, not that a network may lack its layers
    expect(() => convertCheckpoint(wrong, { strict: false })).toThrow(/2 problems found/);
    const stranger = checkpoint('model.', (state) => {
      state.set('ema.weight', { type: 'float32', shape: [1], data: new Float32Array(1) });
    });
    const { report, weights } = convertCheckpoint(stranger, { strict: false });
    expect(report.unexpected).toEqual(['ema.weight']);
    expect(weights.has('ema.weight')).toBe(false);
  });

  test('weights that are not finite are told one by one, and refused strict or not', () => {
    const diverged = checkpoint('model.', (state) => {
      state.set('fc1.bias', {
        type: 'float32',
        shape: [2048],
        data: new Float32Array(2048).fill(NaN, 3, 5),
      });
      state.set('fc2.bias', {
        type: 'float64',
        shape: [1024],
        data: new Float64Array(1024).fill(1e300),
      });
    });
    for (const strict of [true, false]) {
      expect(() => convertCheckpoint(diverged, { strict })).toThrow(
        /2 problems found\n {2}fc1\.bias: expected finite numbers, got NaN \(element 3; 2 of 2048\).*\n {2}fc2\.bias: .*got Infinity \(element 0; 1024 of 1024\)/,
      );
    }
  });

  test('a file without tensors is told by what it holds', () => {
    const tensors = new Map<string, HostTensor>();
    const net = new PickleObject(new PickleClass('my.trainer', 'Trainer'), []);
    expect(() => convertCheckpoint({ tensors, values: new Map([['net', net]]) })).toThrow(
      'got none (no tensor at all: net is my.trainer.Trainer)',
    );
  });

  test('refuses other files by saying what they hold', () => {
    const other = checkpoint('backbone.', (state) => {
      for (const name of state.keys()) if (name !== 'conv1.weight') state.delete(name);
    });
    expect(() => convertCheckpoint(other)).toThrow(
      /expected one network with "fuse_fc.weight", got none \(first keys: backbone.conv1.weight\)/,
    );
    expect(() => convertCheckpoint(checkpoint(), { model: 'hrnet-w48' })).toThrow(
      'expected a checkpoint of hrnet-w48, got one of resnet50',
    );
    const twice = checkpoint();
    for (const [name, tensor] of full) twice.tensors.set(`ema.${name}`, tensor);
    const hint = 'say which one with --key, by what its keys begin with';
    expect(() => convertCheckpoint(twice)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('got 2 ("model.", "ema.")') as string,
        hint,
      }),
    );
    expect(convertCheckpoint(twice, { prefix: 'ema.' }).prefix).toBe('ema.');
  });
});

test("the authors' keys in safetensors are weights, whatever stands before them", () => {
  const under = (prefix: string): Uint8Array =>
    writeSafetensors(new Map([...full].map(([name, tensor]) => [prefix + name, tensor])));
  for (const prefix of ['', 'module.', 'state_dict.model.']) {
    const { config, tensors } = readWeightsFile(under(prefix));
    expect(config).toEqual(networkConfig({ model: 'resnet50', preset: 'official' }));
    expect(tensors.has('fuse_fc.weight')).toBe(true);
  }
});

test('weights are known whatever their header is long', () => {
  // 0x280 are the first bytes of a pickle, 0x4b50 of a zip archive
  for (const wanted of [0x280, 0x4b50]) {
    const tensors = new Map([...full].filter(([name]) => name === 'fuse_fc.weight'));
    const length = (note: string): Uint8Array<ArrayBuffer> => writeSafetensors(tensors, { note });
    const head = new DataView(length('').buffer).getUint32(0, true);
    const bytes = length('x'.repeat(wanted - head));
    expect(new DataView(bytes.buffer).getUint32(0, true)).toBe(wanted);
    expect(() => readWeightsFile(bytes)).toThrow(/attention\.4\.weight/);
  }
});

test('a checkpoint given as weights is told how to become them', () => {
  const hint = 'make weights of it first: multiroi convert <file> --out w.safetensors';
  for (const bytes of [zipFile(dict({}), {}), pickle(dict({}))]) {
    expect(() => readWeightsFile(bytes)).toThrow(
      expect.objectContaining({ code: 'E_FORMAT', hint }),
    );
  }
  expect(() => readWeightsFile(new TextEncoder().encode('<html>Not found'))).toThrow(
    /got a web page/,
  );
});

test('a weights file says everything about itself', () => {
  const { config, weights } = convertCheckpoint(checkpoint(), {
    relation: 'official-two-rounding',
  });
  const file = readWeightsFile(
    writeWeightsFile({ config, body: 'smpl-neutral', tensors: weights }),
  );
  expect(file.config).toEqual(config);
  expect(file.body).toBe('smpl-neutral');
  expect([...file.tensors.keys()].toSorted()).toEqual([...weights.keys()].toSorted());
});

test('the number of regions is fixed where it is part of the shapes', () => {
  const official = networkConfig({ model: 'resnet50', preset: 'official' });
  expect(() => withRois(official, 3)).toThrow(
    'expected 5 regions, with which these weights were trained, got 3',
  );
  expect(withRois(networkConfig({ model: 'resnet50' }), 3).rois).toBe(3);
  const all = networkConfig({ model: 'resnet50', decoderBbox: 'all' });
  expect(() => withRois(all, 1)).toThrow(/E_CONFIG|expected 5 regions/);
});

describe("Adam's state", () => {
  const parameters = [
    { name: 'conv1.weight', shape: [2, 3] },
    { name: 'bn1.weight', shape: [2] },
    { name: 'fc.bias', shape: [] },
  ];
  const buffers = [
    { name: 'bn1.running_mean', shape: [2] },
    { name: 'init_pose', shape: [1, 2] },
  ];
  const read = (bytes: Uint8Array) =>
    readTorchCheckpoint(
      {
        size: bytes.length,
        read: (at, length) => Promise.resolve(bytes.subarray(at, at + length)),
      },
      { optimiser: true },
    );

  test('is found by the order of the parameters, buffers left out', async () => {
    const torch = await read(checkpointWithAdam(parameters, buffers));
    const weights = new Map(
      [...torch.tensors].flatMap(([key, tensor]) =>
        key.startsWith('model.') ? [[key.slice('model.'.length), tensor] as const] : [],
      ),
    );
    const state = convertAdamState(torch, { prefix: 'model.', weights });
    expect(state.get('adam.step')?.data).toEqual(Float32Array.of(500));
    expect(state.get('adam.m/bn1.weight')?.data).toEqual(Float32Array.of(1.25, 1.25));
    expect(state.get('adam.v/fc.bias')?.data).toEqual(Float32Array.of(2.5));
    expect(state.size).toBe(1 + 2 * parameters.length);
    // a layer without gradient: PyTorch counts it, the network does not read it
    weights.delete('bn1.weight');
    const fewer = convertAdamState(torch, { prefix: 'model.', weights });
    expect(fewer.get('adam.m/fc.bias')?.data).toEqual(Float32Array.of(2.25));
    expect(fewer.has('adam.m/bn1.weight')).toBe(false);
  });

  test('that is absent or of another network is refused', async () => {
    const torch = await read(checkpointWithAdam(parameters, buffers));
    const weights = new Map([
      ['conv1.weight', { type: 'float32', shape: [3, 3], data: new Float32Array(9) } as const],
    ]);
    expect(() => convertAdamState(torch, { prefix: 'model.', weights })).toThrow(
      /optimizer\.state\.0\.exp_avg: expected \[3, 3\], got \[2, 3\]/,
    );
    torch.values.delete('optimizer.param_groups.0.params');
    expect(() => convertAdamState(torch, { prefix: 'model.', weights })).toThrow(
      /expected 3 parameters in one group, got none/,
    );
  });

  test.each([
    ['state_dict_resnet50.tsv', 184],
    ['state_dict_hrnet_w48.tsv', 960],
  ] as const)('the parameters of %s are %i', (table, count) => {
    const tensors = new Map(
      [...releasedStateDict(table, 'zeros')].map(([name, t]) => [`model.${name}`, t]),
    );
    expect(() =>
      convertAdamState({ tensors, values: new Map() }, { prefix: 'model.', weights: new Map() }),
    ).toThrow(`expected ${count} parameters`);
  });
});
