import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  denseMatrix,
  pickleArray,
  PickleObject,
  unpickle,
  type PickleValue,
} from '../../src/format/index.ts';
import { objectArray } from '../../src/format/pickle-arrays.ts';
import golden from './pickles.json' with { type: 'json' };

const read = (name: string, protocol: number): Map<PickleValue, PickleValue> => {
  const found = golden.cases.find((each) => each.name === name && each.protocol === protocol);
  const value = unpickle(Buffer.from(found?.data ?? '', 'base64'));
  if (!(value instanceof Map)) throw new Error('expected a dictionary');
  return value;
};
const protocols = [0, 1, 2, 3, 4, 5];

test('the numbers are of the committed generator', () => {
  const hash = createHash('sha256').update(readFileSync(golden.generator)).digest('hex');
  expect(golden.generator_sha256).toBe(hash);
});

describe.each(protocols)('protocol %i, as CPython writes it', (protocol) => {
  test('plain values', () => {
    const value = read('plain', protocol);
    expect(value.get('none')).toBeNull();
    expect(value.get('flags')).toEqual([true, false]);
    expect(value.get('ints')).toEqual([
      0,
      -1,
      255,
      65535,
      -(2 ** 31),
      2 ** 53 - 1,
      2n ** 64n,
      -(2n ** 70n),
    ]);
    expect(value.get('floats')).toEqual([0.5, -1e300, Infinity, -Infinity]);
    expect(value.get('text')).toEqual(['', 'é', '日本', '😀', 'a\\b\'\n"\u0001']);
    expect([...(value.get('bytes') as Uint8Array)]).toEqual([0, 255, 97, 98, 10]);
    expect(value.get('nested')).toEqual(new Map([['a', new Map([['b', [1, [2, [3]]]]])]]));
    expect([...(value.get('ordered') as Map<string, number>)]).toEqual([
      ['z', 1],
      ['a', 2],
    ]);
    expect(value.get('set')).toEqual(new Set([7]));
    const [one, two] = value.get('twice') as PickleValue[];
    expect(one).toBe(two);
  });

  test('arrays, wrappers, unknown classes', () => {
    const value = read('arrays', protocol);
    expect(pickleArray('t', value.get('fortran'))).toEqual({
      type: 'float32',
      shape: [2, 3],
      data: Float32Array.of(1, 2, 3, 4, 5, 6),
    });
    expect(pickleArray('t', value.get('names')).data).toEqual(['ab', 'c']);
    expect(objectArray('t', value.get('objects') ?? null).data).toEqual([null, 'x']);
    expect([...denseMatrix('t', value.get('sparse')).data]).toEqual([1, 0, 3, 0, 2, 0]);
    expect([...pickleArray('t', value.get('wrapped')).data]).toEqual([1, 2, 3, 4]);
    expect(pickleArray('t', value.get('chosen'))).toEqual({
      type: 'float64',
      shape: [2, 1],
      data: Float64Array.of(4, 1),
    });
    const unknown = value.get('unknown');
    expect(unknown instanceof PickleObject && unknown.attribute('depth')).toBe(48);
  });
});
