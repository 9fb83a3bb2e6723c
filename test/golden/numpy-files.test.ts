import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  denseMatrix,
  float64Of,
  pickleArray,
  pickleText,
  readNpy,
  readNpz,
  stringsOf,
  unpickle,
} from '../../src/format/index.ts';
import golden from './numpy-files.json' with { type: 'json' };

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'base64');

test('the files are of the committed generator', () => {
  const hash = createHash('sha256').update(readFileSync(golden.generator)).digest('hex');
  expect(golden.generator_sha256).toBe(hash);
});

test.each(golden.arrays)('an array as NumPy saves it: $name', ({ file, kind, shape, data }) => {
  const array = readNpy(bytesOf(file));
  expect(array.shape).toEqual(shape);
  expect(kind === 'string' ? stringsOf('t', array) : [...float64Of('t', array)]).toEqual(data);
});

test.each(golden.sparse)('a matrix as SciPy pickles it: $name', ({ file, data }) => {
  expect([...denseMatrix('t', unpickle(bytesOf(file))).data]).toEqual(data);
});

test.each(golden.dictionaries)('a dictionary of $name', ({ file }) => {
  const value = unpickle(bytesOf(file));
  if (!(value instanceof Map)) throw new Error('expected a dictionary');
  expect([...value.keys()]).toEqual(['v', 'style', 'genre']);
  expect(pickleArray('t', value.get('v')).data).toEqual(Float32Array.of(0, 1, 2, 3));
  expect([pickleText(value.get('style')), pickleText(value.get('genre'))]).toEqual(['lbs', 'm']);
});

test('an archive that was streamed, with 64-bit records before every array', () => {
  const arrays = readNpz(bytesOf(golden.streamed_npz));
  expect(arrays.get('imgname')?.data).toEqual(['a/1.jpg', 'é.png']);
  expect(arrays.get('center')?.shape).toEqual([2, 2]);
});
