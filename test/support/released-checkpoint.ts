/**
 * @file Checkpoints as the authors' programs write them, with weights made by hash: every key of their
 * state_dict, in its order, in the three file formats that exist.
 */

import { readFileSync } from 'node:fs';
import type { HostTensor } from '../../src/platform/index.ts';
import { sizeOf } from '../../src/base/index.ts';
import { hashWeights } from './hash-weights.ts';
import { dict, int, list, ndarray, op, pickle, str, tensor, tuple } from './pickle.ts';
import { concatenated, legacyFile, zipFile } from './torch-file.ts';

/** A state_dict: name → tensor, in order. */
export type StateDict = ReadonlyMap<string, HostTensor>;

/** Golden key tables: name, shape, type. */
export type KeyTable = 'state_dict_resnet50.tsv' | 'state_dict_hrnet_w48.tsv';

/** Weights of every key of a table; counters count to 7. @param fill zeros where numbers do not matter. */
export function releasedStateDict(table: KeyTable, fill: 'hash' | 'zeros' = 'hash'): StateDict {
  const text = readFileSync(new URL(`../golden/${table}`, import.meta.url), 'utf8');
  const state = new Map<string, HostTensor>();
  for (const line of text.trim().split('\n')) {
    const [name = '', lengths = '', type] = line.split('\t');
    const shape = lengths === 'scalar' ? [] : lengths.split('x').map(Number);
    if (type === 'int64') {
      const data = new BigInt64Array(sizeOf(shape)).fill(7n);
      state.set(name, { type: 'int64', shape, data });
    } else if (fill === 'zeros') {
      state.set(name, { type: 'float32', shape, data: new Float32Array(sizeOf(shape)) });
    } else for (const [key, value] of hashWeights([[name, shape]])) state.set(key, value);
  }
  return state;
}

const bytesOf = ({ data }: HostTensor): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** What the trainer saves: the network, and where training stood. */
function rootOf(state: StateDict): number[] {
  const entries = [...state].map(([name, { type, shape }], i): [string, number[]] => {
    const storage = {
      type: type === 'int64' ? 'Long' : 'Float',
      key: String(i),
      count: sizeOf(shape),
    };
    const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
    return [name, tensor(storage, shape, strides)];
  });
  return dict({
    model: dict(Object.fromEntries(entries)),
    epoch: int(16),
    batch_idx: int(6000),
    batch_size: int(20),
    dataset_perm: list(int(2), int(0), int(1)),
    total_step_count: int(123456),
  });
}

/** `torch.save` since 1.6. */
export function zippedCheckpoint(state: StateDict): Uint8Array<ArrayBuffer> {
  const storages = [...state.values()].map((value, i) => [String(i), bytesOf(value)] as const);
  return zipFile(rootOf(state), Object.fromEntries(storages));
}

/** `torch.save` before 1.6. */
export function legacyCheckpoint(state: StateDict): Uint8Array<ArrayBuffer> {
  const storages = [...state.values()].map((value, i) => ({
    key: String(i),
    count: value.data.length,
    bytes: bytesOf(value),
  }));
  return legacyFile(rootOf(state), storages);
}

/**
 * The Jittor port's pickle of numpy arrays: no counters, one table of frequencies under another name.
 * Arrays are spliced in as bytes, because their opcodes as numbers would not fit in memory.
 */
export function jittorCheckpoint(state: StateDict): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const add = (codes: readonly number[]): void => void parts.push(Uint8Array.from(codes));
  add([0x80, 2, ...op('}('), ...str('model'), ...op('}(')]);
  const array = (name: string, shape: readonly number[], bytes: Uint8Array): void => {
    // the elements are the last item before the end of the state tuple and its `build`
    const codes = ndarray('f4', shape, []);
    const length = new Uint8Array(Uint32Array.of(bytes.length).buffer);
    add([...str(name), ...codes.slice(0, -2), ...op('B'), ...length]);
    parts.push(bytes);
    add(codes.slice(-2));
  };
  for (const [name, value] of state) {
    if (value.type === 'float32' && !name.startsWith('pos_enc.')) {
      array(name, value.shape, bytesOf(value));
    }
  }
  array('pos_enc.freq', [32], new Uint8Array(128));
  add([...op('u'), ...str('epoch'), ...int(3), ...op('u.')]);
  // Jittor writes a checksum behind the pickle
  parts.push(new Uint8Array(20));
  return concatenated(parts);
}

/** Adam's state as PyTorch writes it: a number for each parameter that had a gradient, in order. */
export function checkpointWithAdam(
  parameters: readonly { readonly name: string; readonly shape: readonly number[] }[],
  buffers: readonly { readonly name: string; readonly shape: readonly number[] }[],
): Uint8Array<ArrayBuffer> {
  const storages: Record<string, Uint8Array> = {};
  const made = (shape: readonly number[], value: number): number[] => {
    const key = String(Object.keys(storages).length);
    const count = sizeOf(shape);
    storages[key] = new Uint8Array(new Float32Array(count).fill(value).buffer);
    return tensor(
      { type: 'Float', key, count },
      shape,
      shape.map((_, axis) => sizeOf(shape.slice(axis + 1))),
    );
  };
  const model = [...parameters, ...buffers].map(
    ({ name, shape }) => [name, made(shape, 1)] as const,
  );
  const entry = (i: number, value: readonly number[]): number[] => [...int(i), ...value];
  const moments = parameters.flatMap(({ shape }, i) =>
    entry(
      i,
      dict({ step: int(500), exp_avg: made(shape, i + 0.25), exp_avg_sq: made(shape, i + 0.5) }),
    ),
  );
  const group = dict({ lr: int(1), params: list(...parameters.map((_, i) => int(i))) });
  const optimizer = dict({
    state: [...op('}('), ...moments, ...op('u')],
    param_groups: list(group),
  });
  return zipFile(dict({ model: dict(Object.fromEntries(model)), optimizer }), storages);
}

/** A pickle that would run a command when Python opened it. */
export function hostilePickle(): Uint8Array<ArrayBuffer> {
  return pickle([...op('cos\nsystem\n'), ...tuple(str('true')), ...op('R')]);
}
