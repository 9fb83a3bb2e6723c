import { expect, test } from 'vitest';
import { Rng } from '../base/index.ts';
import { determinant3, rotate3 } from './matrix3.ts';
import { rotmatBetween } from './rotation-between.ts';

const rng = new Rng('between');
const unit = (v: readonly number[]): number[] => v.map((x) => x / Math.hypot(...v));

test.each<[string, () => [number[], number[]]]>([
  ['any two', () => [[1, 2, 3].map(() => rng.normal()), [1, 2, 3].map(() => rng.normal())]],
  [
    'the same',
    () => [
      [0.2, -3, 1],
      [0.4, -6, 2],
    ],
  ],
  [
    'opposite ones',
    () => [
      [0, 0, 2],
      [0, 0, -1],
    ],
  ],
  [
    'opposite ones along x',
    () => [
      [1, 0, 0],
      [-3, 0, 0],
    ],
  ],
  [
    'almost opposite ones',
    () => [
      [0, 1, 0],
      [1e-4, -1, 0],
    ],
  ],
])('it turns one direction into the other: %s', (_, make) => {
  for (let i = 0; i < 20; i++) {
    const [from, to] = make();
    const rotmat = rotmatBetween(from, to);
    const turned = rotate3(rotmat, unit(from));
    unit(to).forEach((x, k) => expect(turned[k]).toBeCloseTo(x, 6));
    expect(determinant3(rotmat)).toBeCloseTo(1, 9);
  }
});

test('what is at right angles to both stays', () => {
  const turned = rotate3(rotmatBetween([1, 0, 0], [1, 1, 0]), [0, 0, 1]);
  expect([...turned].map((x) => Math.round(1e9 * x) / 1e9)).toEqual([0, 0, 1]);
});
