import { strToU8, zipSync } from 'fflate';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { float32Of, int32Of, stringsOf } from './ndarray.ts';
import type { NdArray } from './npy.ts';
import { readNpz, writeNpz } from './npz.ts';

const ones: NdArray = {
  type: 'float32',
  shape: [10, 100],
  data: new Float32Array(1_000).fill(1),
};

test('arrays come back by name and in order, and the bytes depend on them alone', () => {
  const names: NdArray = { type: 'string', shape: [2], data: ['α.jpg', ''] };
  const bytes = writeNpz({ b: ones, a: names });
  expect(bytes).toEqual(
    writeNpz(
      new Map<string, NdArray>([
        ['b', ones],
        ['a', names],
      ]),
    ),
  );
  expect([...readNpz(bytes)]).toEqual([
    ['b', ones],
    ['a', names],
  ]);
  expect([...readNpz(bytes, { only: ['a'] }).keys()]).toEqual(['a']);
});

test('bombs, liars and damage are refused', () => {
  const bytes = writeNpz({ ones });
  expect(() => readNpz(bytes, { maxBytes: 500 })).toThrow(/at most 500 bytes unpacked/);
  const damaged = bytes.slice();
  damaged[60] ^= 1;
  expect(() => readNpz(damaged)).toThrow(expect.objectContaining({ code: 'E_FORMAT' }));
  const view = new DataView(bytes.buffer);
  const directory = view.getUint32(bytes.length - 6, true);
  const liar = bytes.slice();
  new DataView(liar.buffer).setUint32(directory + 24, 0x7fffffff, true);
  expect(() => readNpz(liar)).toThrow(/a possible size of "ones.npy"/);
  expect(() => readNpz(bytes.subarray(0, bytes.length - 1))).toThrow(/end-of-archive/);
});

test('overlapping entries are refused', () => {
  const bytes = zipSync({ 'a.npy': strToU8('aaaa'), 'b.npy': strToU8('bbbb') }, { level: 0 });
  const view = new DataView(bytes.buffer);
  const first = view.getUint32(bytes.length - 6, true);
  const second = first + 46 + 5;
  view.setUint32(second + 42, view.getUint32(first + 42, true), true);
  expect(() => readNpz(bytes)).toThrow(/overlap/);
});

const body = '../shared/body/open_body_source.npz';
describe.skipIf(!existsSync(body))('a file numpy wrote', () => {
  test('is read whole: deflated, Fortran order, strings', () => {
    const arrays = readNpz(readFileSync(body));
    const get = (name: string): NdArray => arrays.get(name) ?? ones;
    expect(get('v_template').shape).toEqual([13380, 3]);
    expect(stringsOf('t', get('joint_names')).slice(0, 3)).toEqual([
      'pelvis',
      'left_hip',
      'right_hip',
    ]);
    const faces = int32Of('t', get('faces'));
    expect(Math.max(...faces.subarray(0, 1000))).toBeLessThan(13380);
    // stored column by column: a wrong order would give faces with repeated corners
    const repeated = Array.from(
      { length: 26756 },
      (_, f) => new Set(faces.subarray(3 * f, 3 * f + 3)).size,
    );
    expect(repeated.every((corners) => corners === 3)).toBe(true);
    const weights = float32Of('t', get('weights'));
    expect(weights.subarray(0, 24).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
  });
});
