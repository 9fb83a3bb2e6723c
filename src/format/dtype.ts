/** @file NumPy's element types, as `.npy` headers and pickled arrays name them: `<f4`, `|S3`, `>U10`. */

import { throwFormat } from '../base/index.ts';
import { sizeOf } from '../base/index.ts';
import { latin1 } from './byte-source.ts';
import {
  allocate,
  gatherStrided,
  itemSize,
  numbersFromBytes,
  swapBytes,
  type NumberArray,
  type NumberType,
  type StringArray,
} from './ndarray.ts';

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
const MAX_AXES = 64;
/** A text takes a byte in the file and dozens in memory; no data set names more pictures. */
const MAX_STRINGS = 2 ** 25;

/** How a dtype of numbers is written: `<f4`, `|u1`. */
export function descrOf(type: NumberType): string {
  return `${itemSize(type) === 1 ? '|' : '<'}${CODES.get(type)}`;
}

/** An array as NumPy describes one, its elements not yet read. */
export interface ArrayLayout {
  /** Byte order and code: `<f4`. */
  readonly descr: string;
  readonly shape: readonly number[];
  readonly fortran: boolean;
}

/** Checks that the bytes are exactly those of the shape, before anything is allocated; copies them. */
function copyChecked(
  who: string,
  layout: ArrayLayout,
  size: number,
  bytes: Uint8Array,
): Uint8Array {
  const { descr, shape } = layout;
  if (shape.length > MAX_AXES) throwFormat(who, `at most ${MAX_AXES} axes`, `${shape.length}`);
  const expected = sizeOf(shape) * size;
  if (bytes.length !== expected) {
    throwFormat(who, `${expected} bytes for ${descr} [${shape.join(', ')}]`, `${bytes.length}`);
  }
  return new Uint8Array(bytes);
}

/** Elements in C order, whichever order they were kept in. */
export function inCOrder<A extends NumberArray['data'] | unknown[]>(
  { shape, fortran }: ArrayLayout,
  data: A,
  out: A,
): A {
  if (!fortran || shape.length < 2) return data;
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  return gatherStrided(data, shape, strides, 0, out);
}

function stringOf(who: string, bytes: Uint8Array, wide: boolean, bigEndian: boolean): string {
  if (!wide) {
    let end = bytes.length;
    while (end > 0 && bytes[end - 1] === 0) end--;
    return latin1(bytes.subarray(0, end));
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length;
  while (end > 0 && view.getUint32(end - 4) === 0) end -= 4;
  let text = '';
  for (let at = 0; at < end; at += 4) {
    const point = view.getUint32(at, !bigEndian);
    if (point > 0x10ffff) throwFormat(who, 'Unicode code points', `${point}`);
    text += String.fromCodePoint(point);
  }
  return text;
}

/**
 * Decodes the elements of an array: numbers, byte strings `S` (Latin-1), Unicode strings `U`.
 * @returns a copy in C order and the host's byte order.
 * @throws E_FORMAT for other types, and unless the bytes are exactly those of the shape.
 */
export function decodeArray(
  who: string,
  layout: ArrayLayout,
  bytes: Uint8Array,
): NumberArray | StringArray {
  const { descr, shape } = layout;
  const [, endian, code] = /^([<>|=]?)([a-zA-Z]\d{0,9})$/.exec(descr) ?? [];
  if (code === undefined) throwFormat(who, 'a plain dtype', `"${descr.slice(0, 40)}"`);
  if (Object.hasOwn(TYPES, code)) {
    const type = TYPES[code];
    const raw = copyChecked(who, layout, itemSize(type), bytes);
    if (endian === '>') swapBytes(raw, itemSize(type));
    const numbers = numbersFromBytes(type, raw);
    return { type, shape, data: inCOrder(layout, numbers, allocate(type, numbers.length)) };
  }
  const width = Number(code.slice(1));
  const wide = code.startsWith('U');
  if (!(wide || code.startsWith('S')) || !(width > 0)) {
    throwFormat(who, `a dtype of ${Object.keys(TYPES).join(' ')} S U`, `"${descr.slice(0, 40)}"`);
  }
  const size = wide ? 4 * width : width;
  if (sizeOf(shape) > MAX_STRINGS)
    throwFormat(who, `at most ${MAX_STRINGS} texts`, `${sizeOf(shape)}`);
  const raw = copyChecked(who, layout, size, bytes);
  const strings = Array.from({ length: raw.length / size }, (_, i) =>
    stringOf(who, raw.subarray(i * size, (i + 1) * size), wide, endian === '>'),
  );
  const blank = Array.from({ length: strings.length }, () => '');
  return { type: 'string', shape, data: inCOrder(layout, strings, blank) };
}
