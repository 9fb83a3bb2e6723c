import { expect, test } from 'vitest';
import { Rng } from '../base/index.ts';
import { bootstrapMean, bootstrapStatistic } from './bootstrap.ts';

const own = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i));

/** How many of 400 experiments have the truth in their interval. */
function covered(draw: (rng: Rng) => { values: number[]; clusters: string[] }): number {
  const rng = new Rng('coverage');
  let inside = 0;
  for (let i = 0; i < 400; i++) {
    const { values, clusters } = draw(rng.fork(i));
    const interval = bootstrapMean(values, clusters, { draws: 600, seed: i });
    if (interval !== null && interval[0] <= 0 && interval[1] >= 0) inside++;
  }
  return inside / 400;
}

// with 400 experiments a share of 0.95 has a standard deviation of 0.011, and percentile intervals of
// so few values are known to be a little short
test('95 % intervals hold the truth about as often', () => {
  const share = covered((rng) => ({
    values: Array.from({ length: 50 }, () => rng.normal(0, 3)),
    clusters: own(50),
  }));
  expect(share).toBeGreaterThan(0.91);
  expect(share).toBeLessThan(0.98);
});

test('frames that err together are drawn together; drawn apart, intervals are far too short', () => {
  const video = (rng: Rng, together: boolean): { values: number[]; clusters: string[] } => {
    const values: number[] = [];
    const clusters: string[] = [];
    for (let sequence = 0; sequence < 40; sequence++) {
      const shared = rng.normal();
      for (let frame = 0; frame < 10; frame++) {
        values.push(shared + rng.normal(0, 0.3));
        clusters.push(together ? `${sequence}` : `${sequence}/${frame}`);
      }
    }
    return { values, clusters };
  };
  expect(covered((rng) => video(rng, true))).toBeGreaterThan(0.9);
  expect(covered((rng) => video(rng, false))).toBeLessThan(0.6);
});

test('the same seed draws the same; another draws another', () => {
  const values = own(30).map(Number);
  const of = (seed: number): unknown => bootstrapMean(values, own(30), { seed });
  expect(of(1)).toEqual(of(1));
  expect(of(1)).not.toEqual(of(2));
});

test('a bootstrap of equal values has no width', () => {
  expect(bootstrapMean([2, 2, 2], ['a', 'b', 'c'])).toEqual([2, 2]);
});

test('one cluster says nothing; what is no number is refused', () => {
  expect(bootstrapMean([1, 2], ['a', 'a'])).toBeNull();
  expect(() => bootstrapMean([1], [])).toThrow(/got 0 for 1/);
  expect(() => bootstrapMean([1, NaN], ['a', 'b'])).toThrow(/got NaN \(element 1\)/);
  expect(() => bootstrapMean([1, 2], ['a', 'b'], { draws: 3 })).toThrow(/got 3 and 0.95/);
});

test('a statistic of strata is as sure as its clusters, and keeps every stratum', () => {
  const rng = new Rng('strata');
  const strata = [0, 100].map((middle) => Array.from({ length: 40 }, () => rng.normal(middle, 3)));
  const meanOfMeans = (drawn: readonly (readonly number[])[]): number =>
    drawn
      .map((values) => values.reduce((sum, x) => sum + x, 0) / values.length)
      .reduce((sum, x) => sum + x / drawn.length, 0);
  const interval = bootstrapStatistic(strata, meanOfMeans, { draws: 2000 });
  // the mean of two means of 40 with a deviation of 3: ±1.96 · 3 / √80; drawn without strata it would be ±11
  const width = interval === null ? NaN : interval[1] - interval[0];
  expect(width).toBeGreaterThan(0.9);
  expect(width).toBeLessThan(1.8);
  expect(interval?.[0]).toBeLessThan(meanOfMeans(strata));
  expect(interval?.[1]).toBeGreaterThan(meanOfMeans(strata));
});

test('a statistic of one stratum has the interval of its mean', () => {
  const rng = new Rng('one stratum');
  const values = Array.from({ length: 30 }, () => rng.normal(5, 2));
  const mean = ([drawn]: readonly (readonly number[])[]): number =>
    drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
  const one = bootstrapStatistic([values], mean);
  const other = bootstrapMean(values, own(30));
  // two random streams: the ends of 10 000 draws agree to a few hundredths of the interval
  expect(one?.[0]).toBeCloseTo(other?.[0] ?? NaN, 1);
  expect(one?.[1]).toBeCloseTo(other?.[1] ?? NaN, 1);
});

test('a statistic needs two clusters in every stratum, and a number of every draw', () => {
  expect(bootstrapStatistic([[1, 2], [3]], () => 0)).toBeNull();
  expect(bootstrapStatistic([], () => 0)).toBeNull();
  expect(bootstrapStatistic([[1, 2]], ([[first, second]]) => first / (second - 1))).toBeNull();
});
