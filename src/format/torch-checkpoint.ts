/**
 * @file PyTorch checkpoints (`torch.save`: zip since 1.6, the stream before) and plain pickles of
 * arrays (Jittor), read by range and without running anything.
 */

import type { HostTensor } from '../platform/index.ts';
import { parseSource, type ByteSource, type RangeParser } from './byte-source.ts';
import { crc32 } from './checksum.ts';
import { fileKind, KIND_BYTES } from './file-kind.ts';
import { hostTensorOf, type NumberArray } from './ndarray.ts';
import { isPickledArray, objectArray } from './pickle-arrays.ts';
import type { PersistentId, PickleValue } from './pickle-values.ts';
import { readPickle, type PickleRead } from './pickle.ts';
import { isTensor, readTensorForm, type ReadTensor } from './torch-forms.ts';
import { readTorchTar, referredTo } from './torch-tar.ts';
import {
  arrayOf,
  failTorch,
  sizeOfType,
  spanOf,
  storageOf,
  type TensorRecord,
} from './torch-tensor.ts';
import { leavesOf } from './torch-tree.ts';
import { dataOffset, listZip, readZipEntry, type ZipEntry } from './zip.ts';

/** Descriptions without data: HRNet-W48's, with its optimiser, takes 1 MB. NumPy's arrays lie in them whole. */
const MAX_PICKLE_BYTES = 64 * 2 ** 20;
/** No array in memory is longer. */
const MAX_WHOLE_BYTES = 2 ** 31;
/** Tied weights share a storage; a file of a million ties to one storage is an attack. */
const MAX_SHARING = 4;
const MAX_SHARED_BYTES = 2 ** 27;
/** PyTorch stores; who packed a checkpoint again has no larger layer. */
const MAX_DEFLATED_BYTES = 2 ** 29;
/** Numbers that were learned do not shrink by more. */
const MAX_RATIO = 16;
/** The pickle of 0x1950a86a20f9469cfc6c, after the protocol's number. */
const LEGACY_MAGIC = [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];

/** What of a checkpoint is read. */
export interface CheckpointOptions {
  /** Also read the tensors of the optimiser (Adam's are twice the model's). Default false. */
  readonly optimiser?: boolean;
}

/** What `torch.save` was given, flattened. */
export interface TorchCheckpoint {
  /**
   * By path: `model.conv1.weight`, `optimizer.state.0.exp_avg`; int16 and int8 widened, BF16 and quantised ones as
   * float32, sparse ones dense. A whole module gives the names of its `state_dict()`.
   */
  readonly tensors: Map<string, HostTensor>;
  /** Everything else by path: `epoch`, `batch_size`, objects as records. */
  readonly values: Map<string, PickleValue>;
}

/** Takes bytes from what a file may unpack to. @throws E_FORMAT when it is used up. */
type Spend = (bytes: number) => void;

/** Where the bytes [first, first + length) of a storage come from. */
type ReadStorage = (
  tensor: TensorRecord,
  first: number,
  length: number,
  spend: Spend,
) => RangeParser<Uint8Array>;

function* collect(
  root: PickleValue,
  size: number,
  optimiser: boolean,
  readStorage: ReadStorage,
  referred?: ReadonlyMap<string, TensorRecord>,
): RangeParser<TorchCheckpoint> {
  const tensors = new Map<string, HostTensor>();
  const values = new Map<string, PickleValue>();
  let budget = MAX_SHARING * size + MAX_SHARED_BYTES;
  const spend: Spend = (bytes) => {
    budget -= bytes;
    if (budget < 0) failTorch(`at most ${MAX_SHARING} times the file's bytes of tensors`, 'more');
  };
  const read: ReadTensor = function* (tensor, path) {
    const { first, length } = spanOf(tensor, path);
    const item = sizeOfType(tensor.type);
    spend(length * item);
    const bytes = yield* readStorage(tensor, first * item, length * item, spend);
    return arrayOf(tensor, bytes);
  };
  const keep = (path: string, array: NumberArray): void => {
    const tensor = hostTensorOf(`readTorchCheckpoint "${path}"`, array);
    spend(tensor.data.byteLength);
    tensors.set(path, tensor);
  };
  for (const { path, value } of leavesOf(root, optimiser)) {
    const record = referred?.get(referredTo(value) ?? '');
    if (record !== undefined) keep(path, yield* read(record, path));
    else if (isPickledArray(value)) {
      const array = objectArray(`readTorchCheckpoint "${path}"`, value);
      if (array.type === 'string' || array.type === 'object') values.set(path, value);
      else keep(path, array);
    } else if (isTensor(value)) keep(path, yield* readTensorForm(value, path, read));
    else values.set(path, value);
  }
  return { tensors, values };
}

function* readZipped(size: number, optimiser: boolean): RangeParser<TorchCheckpoint> {
  const entries = yield* listZip(size);
  const description = entries.find(({ name }) => /^(?:[^/]+\/)?data\.pkl$/.test(name));
  if (description === undefined) {
    const names = entries.slice(0, 3).map(({ name }) => `"${name.slice(0, 60)}"`);
    failTorch('a checkpoint (data.pkl) in the zip archive', names.join(', ') || 'nothing');
  }
  // stored ones are as long as the file makes them
  const most = description.deflated
    ? Math.min(MAX_DEFLATED_BYTES, Math.max(MAX_PICKLE_BYTES, MAX_RATIO * description.packedSize))
    : MAX_WHOLE_BYTES;
  if (description.size > most) {
    failTorch(`a description of at most ${most} bytes`, `${description.size}`);
  }
  const prefix = description.name.slice(0, -'data.pkl'.length);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const order = byName.get(`${prefix}byteorder`);
  if (order !== undefined && order.size === 3)
    failTorch('little-endian storages', 'big-endian ones');
  const { value } = readPickle(yield* readZipEntry(description), 0);
  return yield* collect(value, size, optimiser, function* (tensor, first, length, spend) {
    if (length === 0) return new Uint8Array(0);
    const entry = byName.get(`${prefix}data/${tensor.key}`);
    if (entry === undefined) failTorch(`storage ${tensor.key} in the archive`, 'none');
    // one element asks for the whole of a deflated storage, and for all of it again
    if (entry.deflated) spend(entry.size);
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
  for (const reference of persistent.filter(isStorage)) {
    const { type, key } = storageOf(reference, undefined, 'storage');
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

/** Classes of modules are referred to as well. */
function isStorage({ id }: PersistentId): boolean {
  return !(Array.isArray(id) && id[0] === 'module');
}

function* readTarred(size: number, optimiser: boolean): RangeParser<TorchCheckpoint> {
  const { root, tensors, storages } = yield* readTorchTar(size);
  // every storage is in memory already: nothing is left to ask for
  const readStorage: ReadStorage = function* ({ key }, first, length) {
    yield { offset: 0, length: 0 };
    return storages.get(key)?.slice(first, first + length) ?? failTorch(`storage ${key}`, 'none');
  };
  return yield* collect(root, size, optimiser, readStorage, tensors);
}

function* checkpointParser(size: number, optimiser: boolean): RangeParser<TorchCheckpoint> {
  const start = yield { offset: 0, length: Math.min(size, KIND_BYTES) };
  const kind = fileKind(start);
  if (kind === 'a zip archive') return yield* readZipped(size, optimiser);
  if (kind === 'a tar archive') return yield* readTarred(size, optimiser);
  if (LEGACY_MAGIC.every((byte, i) => start[2 + i] === byte)) {
    try {
      const head = yield { offset: 0, length: Math.min(size, MAX_PICKLE_BYTES) };
      return yield* readLegacy(size, head, optimiser);
    } catch (error) {
      // with arrays of NumPy's in it the description is as long as the file
      if (size <= MAX_PICKLE_BYTES || size > MAX_WHOLE_BYTES) throw error;
      return yield* readLegacy(size, yield { offset: 0, length: size }, optimiser);
    }
  }
  if (kind !== undefined && kind !== 'a Python pickle') {
    const hint = kind === 'a safetensors file' ? 'give it as weights; it needs no conversion' : '';
    failTorch('a checkpoint', kind, hint === '' ? undefined : hint);
  }
  if (size > MAX_WHOLE_BYTES) failTorch(`a pickle of at most ${MAX_WHOLE_BYTES} bytes`, `${size}`);
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
