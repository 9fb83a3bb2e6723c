/**
 * @file safetensors: an 8-byte header length, a JSON header, the tensors' little-endian bytes.
 * Format: https://github.com/huggingface/safetensors#format
 */

import { throwFormat, MultiRoiError } from '../base/index.ts';
import type { HostTensor } from '../platform/index.ts';
import { checkLength, sizeOf } from '../base/index.ts';
import {
  bytesOf,
  hostTensorOf,
  itemSize,
  numbersFromBytes,
  widenBfloat16,
  type NumberArray,
  type NumberType,
} from './ndarray.ts';

/** HRNet-W48 with its optimiser state has 4 000 tensors and 0.5 MB of header. */
const MAX_HEADER_BYTES = 16 * 2 ** 20;
const MAX_AXES = 32;

const TYPES: Readonly<Record<string, NumberType>> = {
  BOOL: 'bool',
  I8: 'int8',
  U8: 'uint8',
  I16: 'int16',
  U16: 'uint16',
  I32: 'int32',
  U32: 'uint32',
  I64: 'int64',
  U64: 'uint64',
  F16: 'float16',
  F32: 'float32',
  F64: 'float64',
};
const CODES = new Map(Object.entries(TYPES).map(([code, type]) => [type, code]));

/** A safetensors file. */
export interface Safetensors {
  /** In the header's order. float32, float64, int32, int64, int8, uint8, bool, float16 (raw bits) as stored. */
  readonly tensors: Map<string, HostTensor>;
  readonly metadata: Record<string, string>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function headerOf(bytes: Uint8Array): { header: Record<string, unknown>; start: number } {
  if (bytes.length < 8) throwFormat('readSafetensors', 'at least 8 bytes', `${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES)
    throwFormat('readSafetensors', `a header of at most ${MAX_HEADER_BYTES} bytes`, `${length}`);
  if (length > bytes.length - 8)
    throwFormat('readSafetensors', `a header of ${length} bytes`, `${bytes.length - 8} bytes`);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length));
    const header: unknown = JSON.parse(text);
    if (isRecord(header)) return { header, start: 8 + length };
  } catch (cause) {
    throw new MultiRoiError('E_FORMAT', 'readSafetensors: expected a JSON header, got other text', {
      cause,
    });
  }
  return throwFormat('readSafetensors', 'a JSON object as header', 'another value');
}

interface Entry {
  readonly name: string;
  readonly code: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function entryOf(name: string, value: unknown): Entry {
  const where = `(tensor "${name.slice(0, 200)}")`;
  if (!isRecord(value))
    throwFormat('readSafetensors', 'dtype, shape and data_offsets', `another value ${where}`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || (dtype !== 'BF16' && !Object.hasOwn(TYPES, dtype))) {
    throwFormat(
      'readSafetensors',
      `a dtype of ${Object.keys(TYPES).join(' ')} BF16`,
      `${typeof dtype === 'string' ? dtype.slice(0, 40) : typeof dtype} ${where}`,
      { hint: 'save it as F32, F16 or BF16' },
    );
  }
  if (!Array.isArray(shape) || shape.length > MAX_AXES || !shape.every(isCount)) {
    throwFormat(
      'readSafetensors',
      `a shape of at most ${MAX_AXES} lengths`,
      `another value ${where}`,
    );
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throwFormat('readSafetensors', 'two data_offsets', `another value ${where}`);
  }
  const [begin, end] = offsets as [number, number];
  const size = sizeOf(shape) * (dtype === 'BF16' ? 2 : itemSize(TYPES[dtype]));
  if (end - begin !== size) {
    throwFormat(
      'readSafetensors',
      `${size} bytes for ${dtype} [${shape.join(', ')}]`,
      `${end - begin} ${where}`,
    );
  }
  return { name, code: dtype, shape, begin, end };
}

/** Every byte of the data belongs to exactly one tensor: no overlap, no hole, nothing beyond the end. */
function checkLayout(entries: readonly Entry[], size: number): void {
  let at = 0;
  for (const { name, begin, end } of entries.toSorted(
    (a, b) => a.begin - b.begin || a.end - b.end,
  )) {
    if (begin !== at)
      throwFormat('readSafetensors', `tensor "${name.slice(0, 200)}" at offset ${at}`, `${begin}`);
    at = end;
  }
  if (at !== size) throwFormat('readSafetensors', `${at} bytes of data`, `${size}`);
}

/**
 * Reads a safetensors file. Narrow integers are widened (I16, U16 → int32; U32, U64 → int64) and
 * BF16 becomes float32, all exactly; data may share memory with `bytes`.
 * @throws E_FORMAT for anything that is not a well-formed file, before allocating for it.
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  const { header, start } = headerOf(bytes);
  const metadata: [string, string][] = [];
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name !== '__metadata__') {
      entries.push(entryOf(name, value));
      continue;
    }
    if (!isRecord(value))
      throwFormat('readSafetensors', 'strings in __metadata__', 'another value');
    for (const [key, text] of Object.entries(value)) {
      if (typeof text !== 'string')
        throwFormat('readSafetensors', 'strings in __metadata__', typeof text);
      metadata.push([key, text]);
    }
  }
  checkLayout(entries, bytes.length - start);
  const tensors = new Map<string, HostTensor>();
  for (const { name, code, shape, begin, end } of entries) {
    const raw = bytes.subarray(start + begin, start + end);
    if (code === 'BF16') {
      const data = widenBfloat16(numbersFromBytes('uint16', raw) as Uint16Array);
      tensors.set(name, { type: 'float32', shape, data });
    } else {
      const type = TYPES[code];
      const array: NumberArray = { type, shape, data: numbersFromBytes(type, raw) };
      tensors.set(name, hostTensorOf(`readSafetensors "${name}"`, array));
    }
  }
  return { tensors, metadata: Object.fromEntries(metadata) };
}

/**
 * Writes a safetensors file. The header keeps the map's order; the data lie by element size, so that
 * every tensor is aligned. Same tensors, same bytes.
 * @throws E_SHAPE when a tensor does not hold the elements of its shape.
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, NumberArray>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const begins = new Map<string, number>();
  let size = 0;
  for (const [name, { type, shape, data }] of [...tensors].toSorted(
    ([, a], [, b]) => itemSize(b.type) - itemSize(a.type),
  )) {
    checkLength(`writeSafetensors "${name}"`, data.length, shape);
    begins.set(name, size);
    size += itemSize(type) * data.length;
  }
  const header: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) header.push(['__metadata__', metadata]);
  for (const [name, { type, shape, data }] of tensors) {
    const begin = begins.get(name) ?? 0;
    const end = begin + itemSize(type) * data.length;
    header.push([name, { dtype: CODES.get(type), shape, data_offsets: [begin, end] }]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(start + size);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(json, 8);
  bytes.fill(0x20, 8 + json.length, start);
  for (const [name, { data }] of tensors) bytes.set(bytesOf(data), start + (begins.get(name) ?? 0));
  return bytes;
}
