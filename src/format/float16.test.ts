import { expect, test } from 'vitest';
import { float16FromFloat32, float32FromFloat16 } from './float16.ts';

test('every half survives the way through float32', () => {
  const bits = Uint16Array.from({ length: 0x10000 }, (_, i) => i);
  const isNaN = (value: number): boolean => (value & 0x7fff) > 0x7c00;
  const back = float16FromFloat32(float32FromFloat16(bits));
  expect(bits.filter((value, i) => !isNaN(value) && back[i] !== value)).toHaveLength(0);
  expect(bits.filter((value, i) => isNaN(value) && !isNaN(back[i]))).toHaveLength(0);
});

test('halfway cases go to the even neighbour, subnormals included', () => {
  const cases: [number, number][] = [
    [1, 0x3c00],
    [-0, 0x8000],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2 ** -24, 1],
    [2 ** -25, 0],
    [2 ** -25 * 1.0001, 1],
    [3 * 2 ** -25, 2],
    [-(2 ** -14), 0x8400],
    [2 ** -14 - 2 ** -25, 0x0400],
    [65_504, 0x7bff],
    [65_519.996, 0x7bff],
    [65_520, 0x7c00],
    [-Infinity, 0xfc00],
    [Number.MIN_VALUE, 0],
  ];
  expect([...float16FromFloat32(cases.map(([value]) => value))]).toEqual(
    cases.map(([, bits]) => bits),
  );
});
