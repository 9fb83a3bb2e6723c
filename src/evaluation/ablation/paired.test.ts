import { expect, test } from 'vitest';
import { cellRow } from '../../../test/support/ablation-rows.ts';
import { Rng } from '../../base/index.ts';
import { judge, meanAndSd, pairedDifference } from './paired.ts';
import type { CellRow } from './rows.ts';

const seeds = [1, 2, 3];
const at = (cell: string, errors: readonly number[]): CellRow[] =>
  errors.map((error, i) => cellRow(cell, seeds[i], error));

test('what is the same for every person and seed is certain, however far seeds are apart', () => {
  const found = pairedDifference(at('a', [105, 115, 95]), at('full', [100, 110, 90]), 'mpjpeMm');
  expect(found?.mean).toBeCloseTo(5, 9);
  expect(found?.interval.map((x) => Math.round(1e6 * x) / 1e6)).toEqual([5, 5]);
  expect(found?.seeds).toBe(3);
});

test('seeds that disagree widen the interval beyond zero', () => {
  const found = pairedDifference(at('a', [104, 97, 102]), at('full', [100, 100, 100]), 'mpjpeMm');
  expect(found?.mean).toBeCloseTo(1, 9);
  expect(found?.interval[0]).toBeLessThan(0);
  expect(found?.interval[1]).toBeGreaterThan(2);
  expect(found && judge(found, 5)).toBe('inside the noise');
});

test('pairs are seeds that both have; one pair says nothing', () => {
  const [, second, third] = at('a', [0, 105, 105]);
  const full = at('full', [100, 100, 100]);
  expect(pairedDifference([second, third], full, 'mpjpeMm')).toMatchObject({ mean: 5, seeds: 2 });
  expect(pairedDifference([third], full, 'mpjpeMm')).toBeUndefined();
});

test('intervals hold what is there nineteen times of twenty', () => {
  const rng = new Rng('coverage');
  const noisy = (cell: string, stream: Rng): CellRow[] =>
    seeds.map((seed) => {
      const row = cellRow(cell, seed, 100, 100);
      const shift = stream.normal(0, 0.3);
      const mpjpeMm = row.groups.mpjpeMm.map(() => 100 + shift + stream.normal(0, 2));
      return { ...row, groups: { ...row.groups, mpjpeMm } };
    });
  const trials = 120;
  let held = 0;
  for (let i = 0; i < trials; i++) {
    const stream = rng.fork(i);
    const found = pairedDifference(noisy('a', stream), noisy('full', stream), 'mpjpeMm');
    if (found !== undefined && found.interval[0] <= 0 && found.interval[1] >= 0) held++;
  }
  // 114 are due; three seeds are few, so that somewhat less is borne
  expect(held).toBeGreaterThan(0.85 * trials);
});

test('what a difference says', () => {
  const of = (low: number, high: number): Parameters<typeof judge>[0] => ({
    mean: (low + high) / 2,
    interval: [low, high],
    seeds: 3,
  });
  expect(judge(of(1, 2), 3)).toBe('agrees');
  expect(judge(of(-2, -1), 3)).toBe('contradicts');
  expect(judge(of(-2, -1), -0.1)).toBe('agrees');
  expect(judge(of(-1, 2), 3)).toBe('inside the noise');
  expect(meanAndSd([1, 2, 3])).toEqual({ mean: 2, sd: 1 });
  expect(meanAndSd([7])).toEqual({ mean: 7, sd: 0 });
});
