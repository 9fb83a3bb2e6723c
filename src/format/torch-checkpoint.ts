/**
 * @file PyTorch checkpoints (`torch.save`: zip since 1.6, the stream before) and plain pickles of
 * arrays (Jittor), read by range and without running anything.
 */

import type { HostTensor } from '../platform/index.ts';
import {
  arrayOf,
  failTorch,
  sizeOfType,
  spanOf,
  storageOf,
  tensorOf,
  type TensorRecord,
} from './torch-tensor.ts';
import { parseSource, type ByteSource, type RangeParser } from './byte-source.ts';
import { crc32 } from './checksum.ts';
import { hostTensorOf, type NumberArray, type StringArray } from './ndarray.ts';
import { isPickledArray, pickleArray } from './pickle-arrays.ts';
import type { PickleValue } from './pickle-values.ts';
import { readPickle, type PickleRead } from './pickle.ts';
import { dataOffset, listZip, readZipEntry, type ZipEntry } from './zip.ts';

/** Descriptions without data: HRNet-W48's, with its optimiser, takes 1 MB. */
const MAX_PICKLE_BYTES = 64 * 2 ** 20;
/** HRNet-W48 with its optimiser has 8 000. A dictionary may name another twice, and so on down. */
const MAX_ENTRIES = 200_000;
/** Tied weights share a storage; a file of a million ties to one storage is an attack. */
const MAX_SHARING = 4;
const MAX_SHARED_BYTES = 2 ** 28;
const MAX_DEPTH = 64;
/** PyTorch stores; who packed a checkpoint again has no larger layer. */
const MAX_DEFLATED_BYTES = 2 ** 29;
const OPTIMISER_KEYS: readonly string[] = [
  'optimizer',
  'optimizer_state_dict',
  'optimizers',
  'optim',
];
/** The pickle of 0x1950a86a20f9469cfc6c, after the protocol's number. */
const LEGACY_MAGIC = [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];

/** What of a checkpoint is read. */
export interface CheckpointOptions {
  /** Also read the tensors of the optimiser (Adam's are twice the model's). Default false. */
  readonly optimiser?: boolean;
}

/** What `torch.save` was given, flattened. */
export interface TorchCheckpoint {
  /** By path: `model.conv1.weight`, `optimizer.state.0.exp_avg`; int16 and int8 widened, BF16 as float32. */
  readonly tensors: Map<string, HostTensor>;
  /** Everything else by path: `epoch`, `batch_size`, objects as records. */
  readonly values: Map<string, PickleValue>;
}

interface Leaf {
  readonly path: string;
  readonly value: PickleValue;
}

/** The leaves of nested dictionaries by dotted path; lists are leaves unless they start with one. */
function leavesOf(root: PickleValue, optimiser: boolean): Leaf[] {
  const leaves: Leaf[] = [];
  const waiting: (Leaf & { depth: number })[] = [{ path: '', value: root, depth: 0 }];
  let seen = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, value, depth } = next;
    const children = childrenOf(value);
    if (children === undefined) {
      leaves.push({ path, value });
      continue;
    }
    seen += children.size;
    if (seen > MAX_ENTRIES || depth > MAX_DEPTH) {
      failTorch(
        `at most ${MAX_ENTRIES} entries, ${MAX_DEPTH} deep`,
        `more ("${path.slice(0, 200)}")`,
      );
    }
    // the stack turns the order round, so children go on it backwards
    for (const [key, child] of [...children].toReversed()) {
      const name = keyOf(key);
      if (depth === 0 && !optimiser && OPTIMISER_KEYS.includes(name)) continue;
      waiting.push({
        path: path === '' ? name : `${path}.${name}`,
        value: child,
        depth: depth + 1,
      });
    }
  }
  return leaves;
}

function childrenOf(value: PickleValue): ReadonlyMap<PickleValue, PickleValue> | undefined {
  if (value instanceof Map) return value;
  if (!Array.isArray(value) || value.length > MAX_ENTRIES) return undefined;
  const [first = null] = value;
  return first instanceof Map || tensorOf(first) ? new Map(value.entries()) : undefined;
}

function keyOf(key: PickleValue): string {
  return typeof key === 'string' || typeof key === 'number'
    ? String(key)
    : failTorch('names', 'others');
}

/** Where the bytes [first, first + length) of a storage come from. */
type ReadStorage = (tensor: TensorRecord, first: number, length: number) => RangeParser<Uint8Array>;

function* collect(
  root: PickleValue,
  size: number,
  optimiser: boolean,
  readStorage: ReadStorage,
): RangeParser<TorchCheckpoint> {
  const tensors = new Map<string, HostTensor>();
  const values = new Map<string, PickleValue>();
  let budget = MAX_SHARING * size + MAX_SHARED_BYTES;
  const keep = (path: string, array: NumberArray | StringArray): void => {
    const tensor = hostTensorOf(`readTorchCheckpoint "${path}"`, array);
    budget -= tensor.data.byteLength;
    if (budget < 0) failTorch(`at most ${MAX_SHARING} times the file's bytes of tensors`, 'more');
    tensors.set(path, tensor);
  };
  for (const { path, value } of leavesOf(root, optimiser)) {
    const tensor = tensorOf(value);
    if (tensor !== undefined) {
      const { first, length } = spanOf(tensor, path);
      const item = sizeOfType(tensor.type);
      const bytes = yield* readStorage(tensor, first * item, length * item);
      keep(path, arrayOf(tensor, bytes));
    } else if (isPickledArray(value)) {
      keep(path, pickleArray(`readTorchCheckpoint "${path}"`, value));
    } else values.set(path, value);
  }
  return { tensors, values };
}

function* readZipped(size: number, optimiser: boolean): RangeParser<TorchCheckpoint> {
  const entries = yield* listZip(size);
  const description = entries.find(({ name }) => /^(?:[^/]+\/)?data\.pkl$/.test(name));
  if (description === undefined) failTorch('data.pkl in the archive', 'none; is it a checkpoint?');
  if (description.size > MAX_PICKLE_BYTES) {
    failTorch(`a description of at most ${MAX_PICKLE_BYTES} bytes`, `${description.size}`);
  }
  const prefix = description.name.slice(0, -'data.pkl'.length);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const order = byName.get(`${prefix}byteorder`);
  if (order !== undefined && order.size === 3)
    failTorch('little-endian storages', 'big-endian ones');
  const { value } = readPickle(yield* readZipEntry(description), 0);
  return yield* collect(value, size, optimiser, function* (tensor, first, length) {
    if (length === 0) return new Uint8Array(0);
    const entry = byName.get(`${prefix}data/${tensor.key}`);
    if (entry === undefined) failTorch(`storage ${tensor.key} in the archive`, 'none');
    return yield* readPart(entry, first, length);
  });
}

function* readPart(entry: ZipEntry, first: number, length: number): RangeParser<Uint8Array> {
  if (first + length > entry.size)
    failTorch(`${first + length} bytes in "${entry.name}"`, `${entry.size}`);
  if (entry.deflated) {
    if (entry.size > MAX_DEFLATED_BYTES) {
      failTorch(`at most ${MAX_DEFLATED_BYTES} bytes in a deflated storage`, `${entry.size}`);
    }
    return (yield* readZipEntry(entry)).subarray(first, first + length);
  }
  const bytes = yield { offset: (yield* dataOffset(entry)) + first, length };
  if (length === entry.size && crc32(bytes) !== entry.crc) {
    failTorch(`the checksum of "${entry.name}"`, 'another; the file is damaged');
  }
  return bytes;
}

/** Magic, protocol, system, the object, the storages' keys; then count and elements of each storage. */
function* readLegacy(
  size: number,
  head: Uint8Array,
  optimiser: boolean,
): RangeParser<TorchCheckpoint> {
  let at = 0;
  const next = (): PickleRead => {
    const read = readPickle(head, at);
    at = read.end;
    return read;
  };
  next();
  if (next().value !== 1001) failTorch('protocol 1001', 'another');
  const system = next().value;
  if (system instanceof Map && system.get('little_endian') === false) {
    failTorch('little-endian storages', 'big-endian ones');
  }
  const { value: root, persistent } = next();
  const { value: keys } = next();
  if (!Array.isArray(keys)) failTorch('a list of storages', 'another value');
  const sizes = new Map<string, number>();
  for (const reference of persistent) {
    const { type, key } = storageOf(reference, undefined);
    sizes.set(key, sizeOfType(type));
  }
  const starts = new Map<string, { start: number; length: number }>();
  for (const key of keys) {
    const itemBytes = typeof key === 'string' ? sizes.get(key) : undefined;
    if (itemBytes === undefined || typeof key !== 'string') failTorch('a known storage', 'another');
    const header = yield { offset: at, length: 8 };
    const view = new DataView(header.buffer, header.byteOffset, 8);
    const length = Number(view.getBigUint64(0, true)) * itemBytes;
    if (!(at + 8 + length <= size))
      failTorch(`storage ${key} within the file`, 'its end; is it cut short?');
    starts.set(key, { start: at + 8, length });
    at += 8 + length;
  }
  return yield* collect(root, size, optimiser, function* (tensor, first, length) {
    if (length === 0) return new Uint8Array(0);
    const place = starts.get(tensor.key);
    if (place === undefined) failTorch(`storage ${tensor.key}`, 'none');
    if (first + length > place.length)
      failTorch(`storage ${tensor.key} to be longer`, `${place.length}`);
    return yield { offset: place.start + first, length };
  });
}

function* checkpointParser(size: number, optimiser: boolean): RangeParser<TorchCheckpoint> {
  const start = yield { offset: 0, length: Math.min(size, 15) };
  if (start[0] === 0x50 && start[1] === 0x4b) return yield* readZipped(size, optimiser);
  if (LEGACY_MAGIC.every((byte, i) => start[2 + i] === byte)) {
    const head = yield { offset: 0, length: Math.min(size, MAX_PICKLE_BYTES) };
    return yield* readLegacy(size, head, optimiser);
  }
  // a plain pickle holds its arrays itself
  const whole = yield { offset: 0, length: size };
  return yield* collect(readPickle(whole, 0).value, size, optimiser, () =>
    failTorch('a pickle of arrays', 'a reference to a storage outside it'),
  );
}

/**
 * Reads a checkpoint: tensors by dotted path, and what else it holds. Only what is asked for is read
 * from the source.
 * @throws E_FORMAT for anything malformed or hostile, before allocating for it.
 */
export async function readTorchCheckpoint(
  source: ByteSource,
  { optimiser = false }: CheckpointOptions = {},
): Promise<TorchCheckpoint> {
  const parser = checkpointParser(source.size, optimiser);
  return parseSource('readTorchCheckpoint', parser, source);
}
