/**
 * @file NumPy's `.npy`: magic, version, a Python dict literal as header, the elements.
 * Format: numpy.lib.format, versions 1.0 to 3.0.
 */

import { throwFormat, MultiRoiError } from '../base/index.ts';
import { checkLength } from '../base/index.ts';
import { decodeArray, descrOf, type ArrayLayout } from './dtype.ts';
import { latin1 } from './byte-source.ts';
import { bytesOf, type NumberArray, type StringArray } from './ndarray.ts';
import { objectArray, type ObjectArray } from './pickle-arrays.ts';
import { unpickle } from './pickle.ts';

/** What a `.npy` file or one entry of an `.npz` holds. */
export type NdArray = NumberArray | StringArray | ObjectArray;

/** numpy itself refuses to parse more than 10 000 characters. */
const MAX_HEADER_BYTES = 65_536;

function headerOf(bytes: Uint8Array): { layout: ArrayLayout; start: number } {
  if (bytes.length < 12 || latin1(bytes.subarray(0, 6)) !== '\x93NUMPY') {
    throwFormat(
      'readNpy',
      'the magic bytes \\x93NUMPY',
      bytes.length < 12 ? `${bytes.length} bytes` : 'others',
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6];
  if (version < 1 || version > 3) throwFormat('readNpy', 'version 1, 2 or 3', `${version}`);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = (version === 1 ? 10 : 12) + length;
  if (length > MAX_HEADER_BYTES)
    throwFormat('readNpy', `a header of at most ${MAX_HEADER_BYTES} bytes`, `${length}`);
  if (start > bytes.length)
    throwFormat('readNpy', `a header of ${length} bytes`, `a file of ${bytes.length}`);
  const text = latin1(bytes.subarray(start - length, start));
  const descr = /['"]descr['"] ?: ?['"]([^'"]*)['"]/.exec(text)?.[1];
  const order = /['"]fortran_order['"] ?: ?(True|False)/.exec(text)?.[1];
  const axes = /['"]shape['"] ?: ?\(([\dL, ]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || axes === undefined) {
    throwFormat(
      'readNpy',
      'descr, fortran_order and shape',
      `${text.slice(0, 120).trim()}; records are not read`,
    );
  }
  const shape = (axes.match(/\d+/g) ?? []).map(Number);
  return { layout: { descr, fortran: order === 'True', shape }, start };
}

/**
 * Reads a `.npy` file: numbers (`f2 f4 f8 i1…i8 u1…u8 b1`), byte strings `S` (as Latin-1), Unicode
 * strings `U`, either byte order, C or Fortran order; and object arrays, which are pickles and are
 * read without running anything (see `unpickle`).
 * @returns a copy in C order.
 * @throws E_FORMAT for anything else; lengths are checked before allocating.
 */
export function readNpy(bytes: Uint8Array): NdArray {
  const { layout, start } = headerOf(bytes);
  const body = bytes.subarray(start);
  if (layout.descr === '|O') return objectArray('readNpy', unpickle(body));
  return decodeArray('readNpy', layout, body);
}

interface Encoded {
  readonly descr: string;
  readonly body: Uint8Array;
}

function encode(array: NdArray): Encoded {
  if (array.type === 'string') return encodeStrings(array.data);
  if (array.type !== 'object') return { descr: descrOf(array.type), body: bytesOf(array.data) };
  throw new MultiRoiError('E_UNSUPPORTED', 'writeNpy: expected numbers or strings, got objects');
}

function encodeStrings(data: readonly string[]): Encoded {
  const points = data.map((text) => Array.from(text, (letter) => letter.codePointAt(0) ?? 0));
  const width = points.reduce((longest, { length }) => Math.max(longest, length), 1);
  const body = new Uint32Array(data.length * width);
  for (const [i, text] of points.entries()) body.set(text, i * width);
  return { descr: `<U${width}`, body: new Uint8Array(body.buffer) };
}

/**
 * Writes a `.npy` file as numpy does: version 1.0, C order, little-endian; strings as Unicode `U`.
 * @throws E_SHAPE when the array does not hold the elements of its shape, E_UNSUPPORTED for objects:
 * pickles are read here, never written.
 */
export function writeNpy(array: NdArray): Uint8Array<ArrayBuffer> {
  const { shape, data } = array;
  checkLength('writeNpy', data.length, shape);
  const { descr, body } = encode(array);
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
