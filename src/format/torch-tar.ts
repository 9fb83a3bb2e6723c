/**
 * @file The tar archives that PyTorch 0.1.1 to 0.1.9 saved: `storages`, `tensors` and `pickle`, which refer to each other
 * by number.
 */

import { latin1, type RangeParser } from './byte-source.ts';
import { PersistentId, PickleClass, pickleName, type PickleValue } from './pickle-values.ts';
import { readPickle } from './pickle.ts';
import { failTorch, storageTypeOf, sizeOfType, type TensorRecord } from './torch-tensor.ts';

const BLOCK = 512;
/** Archives of PyTorch have four. */
const MAX_MEMBERS = 64;
const MAX_MEMBER_BYTES = 2 ** 31;

/** What a tar of PyTorch holds, its tensors by the number that the object refers to. */
export interface TorchTar {
  readonly root: PickleValue;
  readonly tensors: ReadonlyMap<string, TensorRecord>;
  readonly storages: ReadonlyMap<string, Uint8Array>;
}

interface Member {
  readonly offset: number;
  readonly length: number;
}

function* membersOf(size: number): RangeParser<Map<string, Member>> {
  const members = new Map<string, Member>();
  for (let at = 0, count = 0; at + BLOCK <= size; count++) {
    if (count > MAX_MEMBERS) failTorch(`at most ${MAX_MEMBERS} files in the tar`, 'more');
    const head = latin1(yield { offset: at, length: BLOCK });
    const name = head.slice(0, 100).replace(/\0[^]*$/, '');
    if (name === '') break;
    const length = parseInt(head.slice(124, 136), 8);
    if (!(length >= 0 && at + BLOCK + length <= size)) {
      failTorch(`"${name}" within the tar`, 'its end; is it cut short?');
    }
    members.set(name.replace(/^\.\//, ''), { offset: at + BLOCK, length });
    at += BLOCK * (1 + Math.ceil(length / BLOCK));
  }
  return members;
}

/** Pickles and numbers that follow one another. */
class Stream {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  pickle(): PickleValue {
    const { value, end } = readPickle(this.#bytes, this.#at);
    this.#at = end;
    return value;
  }

  count(): number {
    const count = this.pickle();
    return typeof count === 'number' ? count : failTorch('a count', 'another value');
  }

  bytes(length: number): Uint8Array {
    if (!(length >= 0 && this.#at + length <= this.#bytes.length)) {
      failTorch(`${length} bytes in the tar's member`, `${this.#bytes.length - this.#at}`);
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** One int64. */
  long(): number {
    this.bytes(8);
    return Number(this.#view.getBigInt64(this.#at - 8, true));
  }
}

/** The number of a tensor or a storage, by which others refer to it. */
const numberOf = (value: PickleValue | undefined): string =>
  pickleName(value) ?? failTorch('the number of a storage', 'another value');

interface Storage {
  readonly type: TensorRecord['type'];
  readonly bytes: Uint8Array;
}

function readStorages(stream: Stream): Map<string, Storage> {
  const storages = new Map<string, Storage>();
  for (let left = stream.count(); left > 0; left--) {
    const entry = stream.pickle();
    const [key, , made] = Array.isArray(entry) ? entry : [];
    const type = made instanceof PickleClass ? storageTypeOf(made) : undefined;
    if (type === undefined) failTorch('a storage of a known type', 'another value');
    storages.set(numberOf(key), { type, bytes: stream.bytes(stream.long() * sizeOfType(type)) });
  }
  const views = stream.pickle();
  for (const view of Array.isArray(views) ? views : []) {
    const [key, root, offset, count] = Array.isArray(view) ? view : [];
    const whole = storages.get(numberOf(root));
    if (whole === undefined || typeof offset !== 'number' || typeof count !== 'number') {
      failTorch('a view of a storage', 'another value');
    }
    const item = sizeOfType(whole.type);
    const bytes = whole.bytes.subarray(offset * item, (offset + count) * item);
    storages.set(numberOf(key), { type: whole.type, bytes });
  }
  return storages;
}

function readTensors(
  stream: Stream,
  storages: ReadonlyMap<string, Storage>,
): Map<string, TensorRecord> {
  const tensors = new Map<string, TensorRecord>();
  for (let left = stream.count(); left > 0; left--) {
    const entry = stream.pickle();
    const [key, storage] = Array.isArray(entry) ? entry : [];
    const found = storages.get(numberOf(storage));
    if (found === undefined) failTorch('a tensor of a known storage', 'another value');
    // four bytes of the number of axes, and four that were never filled
    const rank = stream.bytes(8)[0] ?? 0;
    const axes = (): number[] => Array.from({ length: rank }, () => stream.long());
    const [shape, strides, offset] = [axes(), axes(), stream.long()];
    if (![...shape, ...strides, offset].every((each) => Number.isSafeInteger(each) && each >= 0)) {
      failTorch('offset, size and stride of a tensor', 'others');
    }
    const count = found.bytes.length / sizeOfType(found.type);
    tensors.set(numberOf(key), {
      type: found.type,
      key: numberOf(storage),
      offset,
      shape,
      strides,
      count,
    });
  }
  return tensors;
}

/** @throws E_FORMAT also for a tar of anything else, with what it holds. */
export function* readTorchTar(size: number): RangeParser<TorchTar> {
  const members = yield* membersOf(size);
  const member = function* (name: string): RangeParser<Uint8Array> {
    const found = members.get(name);
    if (found === undefined || found.length > MAX_MEMBER_BYTES) {
      const inside = [...members.keys()].slice(0, 5).join(', ');
      failTorch(
        'a checkpoint',
        `a tar archive (${inside || 'empty'})`,
        'unpack it first: tar xf <file>',
      );
    }
    return yield found;
  };
  const root = readPickle(yield* member('pickle'), 0).value;
  const storages = readStorages(new Stream(yield* member('storages')));
  const tensors = readTensors(new Stream(yield* member('tensors')), storages);
  return {
    root,
    tensors,
    storages: new Map([...storages].map(([key, { bytes }]) => [key, bytes])),
  };
}

/** The number of a tensor that a value refers to. */
export function referredTo(value: PickleValue): string | undefined {
  return value instanceof PersistentId ? pickleName(value.id) : undefined;
}
