import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  readNpy,
  readNpz,
  readSafetensors,
  writeNpy,
  writeNpz,
  writeSafetensors,
  type NdArray,
} from '../../src/format/index.ts';
import { sizeOf } from '../../src/base/index.ts';
import { damaged, onlyFormatErrors } from '../support/hostile.ts';

const shapes = fc.array(fc.nat(4), { maxLength: 4 });
const bits = fc.uint8Array({ minLength: 8, maxLength: 8 });

function filled<A extends ArrayBufferView>(make: (bytes: ArrayBuffer) => A, size: number) {
  return (shape: readonly number[], pattern: Uint8Array): A => {
    const bytes = new Uint8Array(sizeOf(shape) * size);
    return make(
      bytes.map((_, i) => (i % size === size - 1 ? 0x40 : (pattern[i % 8] * 31 + i) & 255)).buffer,
    );
  };
}
const kinds = [
  ['bool', filled((b) => new Uint8Array(b), 1)],
  ['int8', filled((b) => new Int8Array(b), 1)],
  ['uint8', filled((b) => new Uint8Array(b), 1)],
  ['int16', filled((b) => new Int16Array(b), 2)],
  ['uint16', filled((b) => new Uint16Array(b), 2)],
  ['int32', filled((b) => new Int32Array(b), 4)],
  ['uint32', filled((b) => new Uint32Array(b), 4)],
  ['int64', filled((b) => new BigInt64Array(b), 8)],
  ['uint64', filled((b) => new BigUint64Array(b), 8)],
  ['float16', filled((b) => new Uint16Array(b), 2)],
  ['float32', filled((b) => new Float32Array(b), 4)],
  ['float64', filled((b) => new Float64Array(b), 8)],
] as const;
const numbers = fc
  .tuple(fc.constantFrom(...kinds), shapes, bits)
  .map(([[type, fill], shape, pattern]) => ({ type, shape, data: fill(shape, pattern) }));
const strings: fc.Arbitrary<NdArray> = fc
  .array(
    fc.string({ unit: 'grapheme', maxLength: 6 }).filter((text) => !text.includes('\0')),
    { maxLength: 6 },
  )
  .map((data) => ({ type: 'string', shape: [data.length], data }));
const arrays = fc.oneof(numbers, strings);

test('npy: read undoes write', () => {
  fc.assert(
    fc.property(arrays, (array) => {
      expect(readNpy(writeNpy(array))).toEqual(array);
    }),
  );
});

test('npz: read undoes write', () => {
  const named = fc.uniqueArray(fc.tuple(fc.string({ maxLength: 8 }), arrays), {
    selector: ([name]) => name,
    maxLength: 4,
  });
  fc.assert(
    fc.property(named, (list) => {
      const back = readNpz(writeNpz(new Map(list)));
      for (const [name, array] of list) expect(back.get(name)).toEqual(array);
      expect(back.size).toBe(list.length);
    }),
  );
});

test('safetensors: read undoes write for the types sessions know', () => {
  const known = numbers.filter(
    ({ type }) => !/^u?int8$|int16|uint32|uint64/.test(type) || type === 'uint8',
  );
  const named = fc.uniqueArray(fc.tuple(fc.string(), known), { selector: ([name]) => name });
  fc.assert(
    fc.property(named, fc.dictionary(fc.string(), fc.string()), (list, metadata) => {
      const tensors = new Map(list.filter(([name]) => name !== '__metadata__'));
      const back = readSafetensors(writeSafetensors(tensors, metadata));
      expect(back.tensors).toEqual(tensors);
      expect(Object.entries(back.metadata)).toEqual(Object.entries(metadata));
    }),
  );
});

const float: NdArray = { type: 'float32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
const words: NdArray = { type: 'string', shape: [2], data: ['left_hip', 'é'] };

test('damaged files raise E_FORMAT or read', () => {
  const numbersFile = writeNpy(float);
  const wordsFile = writeNpy(words);
  const archive = writeNpz({ float, words });
  const tensors = writeSafetensors(
    new Map([
      ['x', float as never],
      ['y', float as never],
    ]),
    { a: 'b' },
  );
  fc.assert(
    fc.property(damaged(numbersFile), (bytes) => onlyFormatErrors(() => readNpy(bytes))),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(damaged(wordsFile), (bytes) => onlyFormatErrors(() => readNpy(bytes))),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(damaged(archive), (bytes) => onlyFormatErrors(() => readNpz(bytes))),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(damaged(tensors), (bytes) => onlyFormatErrors(() => readSafetensors(bytes))),
    { numRuns: 500 },
  );
});
