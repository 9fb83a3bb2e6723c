import { expect, test } from 'vitest';
import { Rng } from '../base/index.ts';
import { rotate3, rotmatFromAxisAngle } from '../math/index.ts';
import { distances, meanOf, procrustesDistances, rootAlignedDistances } from './metrics.ts';

function cloud(seed: string): Float64Array {
  const rng = new Rng(seed);
  return Float64Array.from({ length: 42 }, () => rng.normal());
}

test('distances of a known pair', () => {
  expect([...distances([0, 0, 0, 1, 1, 1], [3, 4, 0, 1, 1, 3])]).toEqual([5, 2]);
});

test('a common shift changes nothing once the roots meet', () => {
  const points = cloud('a');
  const shifted = points.map((x, i) => x + [1, -2, 3][i % 3]);
  const root = points.subarray(0, 3);
  expect(meanOf(rootAlignedDistances(shifted, shifted.subarray(0, 3), points, root))).toBeLessThan(
    1e-12,
  );
});

test('PA removes rotation, scale and shift, refuses reflection and never exceeds the raw error', () => {
  const target = cloud('b');
  const rotation = rotmatFromAxisAngle([0.3, -1.2, 2]);
  const moved = new Float64Array(target.length);
  const mirrored = target.map((x, i) => (i % 3 === 0 ? -x : x));
  for (let i = 0; i < target.length; i += 3) {
    moved.set(
      rotate3(rotation, target.subarray(i, i + 3)).map((x) => 2 * x + 5),
      i,
    );
  }
  expect(meanOf(procrustesDistances(moved, target))).toBeLessThan(1e-12);
  expect(meanOf(procrustesDistances(mirrored, target))).toBeGreaterThan(0.1);
  const sumOfSquares = (d: Float64Array): number => d.reduce((sum, x) => sum + x * x, 0);
  const noisy = cloud('c');
  expect(sumOfSquares(procrustesDistances(noisy, target))).toBeLessThanOrEqual(
    sumOfSquares(distances(noisy, target)),
  );
});

test('sets of different sizes are refused', () => {
  expect(() => distances([0, 0, 0], [0, 0, 0, 1, 1, 1])).toThrow('got 3 and 6 numbers');
});
