/**
 * @file NumPy's `.npy`: magic, version, a Python dict literal as header, the elements.
 * Format: numpy.lib.format, versions 1.0 to 3.0.
 */

import { MultiRoiError } from '../errors.ts';
import { checkLength, sizeOf } from '../shape.ts';
import { latin1 } from './byte-source.ts';
import {
  allocate,
  bytesOf,
  gatherStrided,
  itemSize,
  numbersFromBytes,
  swapBytes,
  type NumberArray,
  type NumberType,
  type StringArray,
} from './ndarray.ts';

/** What a `.npy` file or one entry of an `.npz` holds. */
export type NdArray = NumberArray | StringArray;

/** numpy itself refuses to parse more than 10 000 characters. */
const MAX_HEADER_BYTES = 65_536;
const MAX_AXES = 64;

const TYPES: Readonly<Record<string, NumberType>> = {
  b1: 'bool',
  i1: 'int8',
  u1: 'uint8',
  i2: 'int16',
  u2: 'uint16',
  i4: 'int32',
  u4: 'uint32',
  i8: 'int64',
  u8: 'uint64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
};
const CODES = new Map(Object.entries(TYPES).map(([code, type]) => [type, code]));

function fail(expected: string, got: string): never {
  throw new MultiRoiError('E_FORMAT', `readNpy: expected ${expected}, got ${got}`);
}

interface Header {
  readonly descr: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  readonly start: number;
}

function headerOf(bytes: Uint8Array): Header {
  if (bytes.length < 12 || latin1(bytes.subarray(0, 6)) !== '\x93NUMPY') {
    fail('the magic bytes \\x93NUMPY', bytes.length < 12 ? `${bytes.length} bytes` : 'others');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6];
  if (version < 1 || version > 3) fail('version 1, 2 or 3', `${version}`);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = (version === 1 ? 10 : 12) + length;
  if (length > MAX_HEADER_BYTES) fail(`a header of at most ${MAX_HEADER_BYTES} bytes`, `${length}`);
  if (start > bytes.length) fail(`a header of ${length} bytes`, `a file of ${bytes.length}`);
  const text = latin1(bytes.subarray(start - length, start));
  const descr = /['"]descr['"] ?: ?['"]([^'"]*)['"]/.exec(text)?.[1];
  const order = /['"]fortran_order['"] ?: ?(True|False)/.exec(text)?.[1];
  const axes = /['"]shape['"] ?: ?\(([\dL, ]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || axes === undefined) {
    fail('descr, fortran_order and shape', `${text.slice(0, 120).trim()}; records are not read`);
  }
  const shape = (axes.match(/\d+/g) ?? []).map(Number);
  if (shape.length > MAX_AXES) fail(`at most ${MAX_AXES} axes`, `${shape.length}`);
  return { descr, fortran: order === 'True', shape, start };
}

/** Checks the length of the data before anything is allocated for them. */
function dataOf(bytes: Uint8Array, { shape, start, descr }: Header, size: number): Uint8Array {
  const expected = sizeOf(shape) * size;
  if (bytes.length - start !== expected) {
    fail(`${expected} bytes for ${descr} [${shape.join(', ')}]`, `${bytes.length - start}`);
  }
  return new Uint8Array(bytes.subarray(start));
}

/** Elements in C order, whichever order the file keeps them in. */
function inOrder<A extends NumberArray['data'] | unknown[]>(header: Header, data: A, out: A): A {
  const { shape, fortran } = header;
  if (!fortran || shape.length < 2) return data;
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  return gatherStrided(data, shape, strides, 0, out);
}

function stringOf(bytes: Uint8Array, wide: boolean, bigEndian: boolean): string {
  if (!wide) return latin1(bytes).replace(/\0+$/, '');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length;
  while (end > 0 && view.getUint32(end - 4) === 0) end -= 4;
  let text = '';
  for (let at = 0; at < end; at += 4) {
    const point = view.getUint32(at, !bigEndian);
    if (point > 0x10ffff) fail('Unicode code points', `${point}`);
    text += String.fromCodePoint(point);
  }
  return text;
}

/**
 * Reads a `.npy` file: numbers (`f2 f4 f8 i1…i8 u1…u8 b1`), byte strings `S` (as Latin-1) and Unicode
 * strings `U`, either byte order, C or Fortran order.
 * @returns a copy in C order.
 * @throws E_FORMAT for anything else; lengths are checked before allocating.
 */
export function readNpy(bytes: Uint8Array): NdArray {
  const header = headerOf(bytes);
  const { descr, shape } = header;
  const [, endian, code] = /^([<>|=]?)([a-zA-Z]\d*)$/.exec(descr) ?? [];
  if (code === undefined) fail('a plain dtype', `"${descr.slice(0, 40)}"`);
  if (Object.hasOwn(TYPES, code)) {
    const type = TYPES[code];
    const data = dataOf(bytes, header, itemSize(type));
    if (endian === '>') swapBytes(data, itemSize(type));
    const numbers = numbersFromBytes(type, data);
    return { type, shape, data: inOrder(header, numbers, allocate(type, numbers.length)) };
  }
  const width = Number(code.slice(1));
  const wide = code.startsWith('U');
  if (!(wide || code.startsWith('S')) || !(width > 0)) {
    fail(`a dtype of ${Object.keys(TYPES).join(' ')} S U`, `"${descr.slice(0, 40)}"`);
  }
  const size = wide ? 4 * width : width;
  const data = dataOf(bytes, header, size);
  const strings = Array.from({ length: data.length / size }, (_, i) =>
    stringOf(data.subarray(i * size, (i + 1) * size), wide, endian === '>'),
  );
  return {
    type: 'string',
    shape,
    data: inOrder(
      header,
      strings,
      Array.from({ length: strings.length }, () => ''),
    ),
  };
}

function encodeStrings(data: readonly string[]): { descr: string; body: Uint8Array } {
  const points = data.map((text) => Array.from(text, (letter) => letter.codePointAt(0) ?? 0));
  const width = points.reduce((longest, { length }) => Math.max(longest, length), 1);
  const body = new Uint32Array(data.length * width);
  for (const [i, text] of points.entries()) body.set(text, i * width);
  return { descr: `<U${width}`, body: new Uint8Array(body.buffer) };
}

/**
 * Writes a `.npy` file as numpy does: version 1.0, C order, little-endian; strings as Unicode `U`.
 * @throws E_SHAPE when the array does not hold the elements of its shape.
 */
export function writeNpy(array: NdArray): Uint8Array<ArrayBuffer> {
  const { type, shape, data } = array;
  checkLength('writeNpy', data.length, shape);
  const { descr, body } =
    type === 'string'
      ? encodeStrings(data)
      : {
          descr: `${itemSize(type) === 1 ? '|' : '<'}${CODES.get(type)}`,
          body: bytesOf(data),
        };
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${axes}), }`;
  // magic, version, length and newline take 11 bytes; the data start at a multiple of 64
  const length = Math.ceil((text.length + 11) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length + body.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 255, length >> 8]);
  bytes.set(new TextEncoder().encode(`${text.padEnd(length - 1)}\n`), 10);
  bytes.set(body, 10 + length);
  return bytes;
}
