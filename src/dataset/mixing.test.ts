import { expect, test } from 'vitest';
import { Rng } from '../base/index.ts';
import type { DatasetId } from './benchmarks.ts';
import { createMixture, MIXES } from './mixing.ts';

const SIZES = new Map<DatasetId, number>([
  ['h36m', 312],
  ['coco', 75],
  ['mpii', 25],
  ['mpi-inf-3dhp', 96],
  ['3dpw', 23],
  ['synthetic', 10],
]);

test('the recipes are those of the reference, COCO and MPII split by size', () => {
  const shares = (name: keyof typeof MIXES): object =>
    Object.fromEntries(createMixture(MIXES[name], SIZES).probabilities);
  const near = (value: number): unknown => expect.closeTo(value, 12) as unknown;
  expect(shares('without-3dpw')).toEqual({
    h36m: near(0.5),
    coco: near(0.225),
    mpii: near(0.075),
    'mpi-inf-3dhp': near(0.2),
  });
  expect(shares('with-3dpw')).toMatchObject({ h36m: near(0.4), '3dpw': near(0.2) });
});

test.each(Object.keys(MIXES) as (keyof typeof MIXES)[])(
  '%s is drawn as often as it says',
  (name) => {
    const mixture = createMixture(MIXES[name], SIZES);
    const draws = 4000;
    const counts = new Map<string, number>();
    const rng = new Rng('mix');
    let wrongRows = 0;
    for (let i = 0; i < draws; i++) {
      const { dataset, row } = mixture.pick(i, rng);
      counts.set(dataset, (counts.get(dataset) ?? 0) + 1);
      if (row !== i % (SIZES.get(dataset) ?? 0)) wrongRows++;
    }
    expect(wrongRows).toBe(0);
    for (const [id, p] of mixture.probabilities) {
      // five standard deviations of a binomial share
      const slack = 5 * Math.sqrt((p * (1 - p)) / draws);
      expect(Math.abs((counts.get(id) ?? 0) / draws - p)).toBeLessThanOrEqual(slack);
    }
  },
);

test('an epoch is as long as the largest data set of the mixture', () => {
  expect(createMixture(MIXES['with-3dpw'], SIZES).length).toBe(312);
  expect(createMixture(MIXES.coco, SIZES).length).toBe(75);
});

test('absent data sets and wrong shares are told at once', () => {
  const parts = [
    { share: 0.5, datasets: ['h36m', 'coco'] as const },
    { share: -0.1, datasets: ['mpii'] as const },
  ];
  expect(() => createMixture<DatasetId>(parts, new Map([['coco', 3]]))).toThrow(
    [
      'createMixture: 4 problems found',
      '  h36m: expected a data set with people, got none',
      '  [1].share: expected above 0, got -0.1',
      '  mpii: expected a data set with people, got none',
      '  shares: expected a sum of 1, got 0.4',
    ].join('\n'),
  );
});
