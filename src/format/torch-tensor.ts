/** @file Tensors as PyTorch pickles them: a storage named from outside, an offset, a size, strides. */

import { throwFormat } from '../base/index.ts';
import { sizeOf } from '../base/index.ts';
import {
  allocate,
  gatherStrided,
  itemSize,
  numbersFromBytes,
  widenBfloat16,
  type NumberArray,
  type NumberType,
} from './ndarray.ts';
import { PersistentId, PickleClass, type PickleValue } from './pickle-values.ts';

/** More elements than their storage has come only from broadcasting. */
const MAX_BROADCAST = 2 ** 22;
const STORAGE_TYPES: Readonly<Record<string, NumberType | 'bfloat16'>> = {
  Float: 'float32',
  Double: 'float64',
  Half: 'float16',
  BFloat16: 'bfloat16',
  Long: 'int64',
  Int: 'int32',
  Short: 'int16',
  Char: 'int8',
  Byte: 'uint8',
  Bool: 'bool',
  QInt8: 'int8',
  QUInt8: 'uint8',
  QInt32: 'int32',
  Untyped: 'uint8',
};
const DTYPES: Readonly<Record<string, NumberType | 'bfloat16'>> = {
  ...Object.fromEntries(Object.values(STORAGE_TYPES).map((type) => [type, type])),
  half: 'float16',
  float: 'float32',
  double: 'float64',
  long: 'int64',
  uint16: 'uint16',
  uint32: 'uint32',
  uint64: 'uint64',
};

/** @throws E_FORMAT always. */
export function failTorch(expected: string, got: string, hint?: string): never {
  throwFormat('readTorchCheckpoint', expected, got, hint === undefined ? {} : { hint });
}

function isIndex(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** What a checkpoint says of a tensor: where its elements are in which storage. */
export interface TensorRecord {
  readonly type: NumberType | 'bfloat16';
  readonly key: string;
  /** In elements, as are the strides. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** Elements of the storage. */
  readonly count: number;
}

/** The record of `_rebuild_tensor_v2(storage, offset, size, stride, …)` and its like, by those arguments. */
export function recordOf(
  path: string,
  [storage, offset, shape, strides]: readonly PickleValue[],
  dtype?: PickleValue,
): TensorRecord {
  const { type, key, count, start } = storageOf(storage, dtype, path);
  const isShape = Array.isArray(shape) && shape.every(isIndex) && shape.length <= 64;
  const isStrides = Array.isArray(strides) && strides.every(isIndex);
  if (!isIndex(offset) || !isShape || !isStrides || strides.length !== shape.length) {
    failTorch('offset, size and stride of a tensor', `others ("${path}", storage ${key})`);
  }
  return { type, key, count, shape, strides, offset: start + offset };
}

interface StorageRecord {
  readonly type: NumberType | 'bfloat16';
  readonly key: string;
  /** Elements. */
  readonly count: number;
  /** Where a view of it begins, in elements. */
  readonly start: number;
}

/** `('storage', torch.FloatStorage, key, location, elements[, view])`. */
export function storageOf(
  value: PickleValue | undefined,
  dtype: PickleValue | undefined,
  path: string,
): StorageRecord {
  const id = value instanceof PersistentId ? value.id : null;
  if (!Array.isArray(id) || id[0] !== 'storage') failTorch('a storage', 'another value');
  const [, made, key, , length, view] = id;
  if (!(made instanceof PickleClass) || typeof key !== 'string' || !isIndex(length)) {
    failTorch('type, key and length of a storage', 'others');
  }
  const type = dtype instanceof PickleClass ? own(DTYPES, dtype.name) : storageTypeOf(made);
  if (type === undefined) {
    const got = dtype instanceof PickleClass ? dtype.path : made.path;
    const wanted = /complex/i.test(got) ? 'real numbers' : 'a known element type';
    failTorch(wanted, `${got} ("${path}", storage ${key})`);
  }
  // untyped storages count bytes
  const count = made.name === 'UntypedStorage' ? Math.floor(length / sizeOfType(type)) : length;
  const start = Array.isArray(view) && isIndex(view[1]) ? view[1] : 0;
  return { type, key, count, start };
}

const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** `torch.FloatStorage`; undefined for types that are none of ours. */
export function storageTypeOf({ name }: PickleClass): NumberType | 'bfloat16' | undefined {
  return own(STORAGE_TYPES, name.replace(/Storage$/, ''));
}

/** Bytes an element. */
export function sizeOfType(type: NumberType | 'bfloat16'): number {
  return type === 'bfloat16' ? 2 : itemSize(type);
}

/** First element and number of elements that a tensor spans in its storage. */
export function spanOf(
  { offset, shape, strides, count }: TensorRecord,
  path: string,
): { first: number; length: number } {
  if (shape.includes(0)) return { first: 0, length: 0 };
  const elements = sizeOf(shape);
  const length = 1 + shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis], 0);
  if (!(offset + length <= count)) {
    failTorch(`"${path}" within its storage of ${count} elements`, `${offset} + ${length}`);
  }
  if (elements > Math.max(count, MAX_BROADCAST)) {
    failTorch(`at most ${MAX_BROADCAST} broadcast elements in "${path}"`, `${elements}`);
  }
  return { first: offset, length };
}

/** Elements in C order out of the bytes that a tensor spans. */
export function arrayOf({ type, shape, strides }: TensorRecord, bytes: Uint8Array): NumberArray {
  const stored = numbersFromBytes(type === 'bfloat16' ? 'uint16' : type, bytes);
  const spanned = type === 'bfloat16' ? widenBfloat16(stored as Uint16Array) : stored;
  const kind = type === 'bfloat16' ? 'float32' : type;
  const packed = shape.every(
    (size, axis) => size === 1 || strides[axis] === sizeOf(shape.slice(axis + 1)),
  );
  if (packed || shape.includes(0)) return { type: kind, shape, data: spanned };
  return {
    type: kind,
    shape,
    data: gatherStrided(spanned, shape, strides, 0, allocate(kind, sizeOf(shape))),
  };
}
