/** @file NumPy's arrays and archives, zip archives themselves, safetensors. */

import {
  readNpy,
  readNpz,
  readSafetensors,
  writeNpy,
  type NdArray,
} from '../../../src/format/index.ts';
import { list, ndarray, pickle, str, int } from '../../../test/support/pickle.ts';
import { toZip64 } from '../../../test/support/torch-file.ts';
import { headed, safetensorsSeed, utf8, whole, zipped, type Seed } from '../seed.ts';
import { checkArrays, words, type Target } from '../target.ts';

const NPY = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59);
const floats: NdArray = { type: 'float32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
const longs: NdArray = { type: 'int64', shape: [2, 1, 2], data: BigInt64Array.of(1n, -2n, 3n, 4n) };
const names: NdArray = { type: 'string', shape: [2], data: ['a/1.jpg', 'é.png'] };
const objects = ndarray('O8', [2], list(str('a.jpg'), str('b.jpg')));
const mixed = ndarray('O8', [3], list(int(1), str('b'), list(int(2))));

/** A `.npy` as its header and its elements, behind a length that is true. */
function npySeed(descr: string, shape: string, body: Uint8Array, fortran = 'False'): Seed {
  const header = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;
  const before = Uint8Array.of(...NPY, 1, 0);
  return headed(before, 2, utf8(header), body);
}

const raw = (view: ArrayBufferView): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

function npySeeds(): Seed[] {
  return [
    whole(writeNpy(floats)),
    whole(writeNpy(names)),
    npySeed('<f4', '(2, 3)', raw(Float32Array.of(1, 2, 3, 4, 5, 6)), 'True'),
    npySeed('>i8', '(2,)', raw(BigInt64Array.of(1n, 2n))),
    npySeed('|S4', '(2, 2)', utf8('abcdefghijklmnop')),
    npySeed('<U2', '(1, 2)', raw(Uint32Array.of(97, 98, 0x1f600, 0)), 'True'),
    npySeed('|b1', '()', Uint8Array.of(1)),
    npySeed('|O', '(2,)', pickle(objects)),
    npySeed('|O', '(3,)', pickle(mixed)),
  ];
}

const HEADER_WORDS = words(
  "'descr': ",
  "'fortran_order': True",
  "'shape': (",
  '<f8',
  '>U9999999999',
  '|O',
  '|V8',
  '<M8[ns]',
  '(4294967296, 4294967296)',
  '(0, 9007199254740993)',
  '(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)',
);

export const npy: Target = {
  name: 'npy',
  seeds: npySeeds,
  tokens: HEADER_WORDS,
  run: (bytes) => checkArrays([readNpy(bytes)]),
};

const files = {
  'x.npy': writeNpy(floats),
  'n.npy': writeNpy(longs),
  'imgname.npy': writeNpy(names),
};

export const npz: Target = {
  name: 'npz',
  seeds: () => [
    zipped(files),
    zipped(files, 6),
    zipped({ 'o.npy': npySeeds()[7].join(npySeeds()[7].parts) }),
  ],
  tokens: HEADER_WORDS,
  run: (bytes) => checkArrays(readNpz(bytes).values()),
};

/** Records of the format: entry, directory, end, their 64-bit forms. */
const RECORDS = words(
  'PK\u0003\u0004',
  'PK\u0001\u0002',
  'PK\u0005\u0006',
  'PK\u0006\u0006',
  'PK\u0006\u0007',
  '\u0001\u0000\u0018\u0000',
);

/** Whole archives alone: what is damaged is the archive, not what lies in it. */
function zipSeeds(): Seed[] {
  const built = [zipped(files), zipped(files, 6)].map((seed) => seed.join(seed.parts));
  const zeros = zipped(
    { 'z.npy': writeNpy({ type: 'uint8', shape: [2 ** 18], data: new Uint8Array(2 ** 18) }) },
    6,
  );
  return [
    ...built.flatMap((zip) => [whole(zip), whole(toZip64(zip))]),
    // a thousand times its size; the limit is four of it
    whole(zeros.join(zeros.parts)),
  ];
}

export const zip: Target = {
  name: 'zip',
  seeds: zipSeeds,
  tokens: RECORDS,
  run: (bytes) => checkArrays(readNpz(bytes, { maxBytes: 2 ** 20 }).values()),
};

export const safetensors: Target = {
  name: 'safetensors',
  seeds: () => [
    safetensorsSeed(
      new Map([
        ['x', { type: 'float32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
        ['y', { type: 'int16', shape: [2], data: Int16Array.of(1, -2) }],
      ]),
      { note: 'é' },
    ),
    headed(
      new Uint8Array(0),
      8,
      utf8(
        '{"b":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]},"f":{"dtype":"F16","shape":[1,1],"data_offsets":[4,6]}}',
      ),
      Uint8Array.of(0x80, 0x3f, 0x49, 0xc0, 0, 0x3c),
    ),
  ],
  tokens: words(
    '"dtype":"F8_E4M3"',
    '"__metadata__":{',
    '"data_offsets":[0,0]',
    '"shape":[]',
    '__proto__',
  ),
  run: (bytes) => checkArrays(readSafetensors(bytes).tensors.values()),
};
