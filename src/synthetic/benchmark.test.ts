import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { benchmarkFingerprints, fingerprint } from '../jobs/index.ts';
import { nodePlatform } from '../node/index.ts';
import { VISIBILITY } from '../dataset/records.ts';
import { loadSynthesisAssets } from './assets.ts';
import {
  benchmarkPlace,
  benchmarkSize,
  createBenchmarkMaker,
  SYNTHETIC_V1,
  type BenchmarkMaker,
} from './benchmark.ts';

/** Pictures of each stratum that are made again here; the command checks all of them. */
const AGAIN = [0, 7, 150, 299];

let maker: BenchmarkMaker;
let expected: readonly string[];

beforeAll(async () => {
  maker = createBenchmarkMaker(await loadSynthesisAssets(nodePlatform, SYNTHETIC_V1.prior));
  expected = await benchmarkFingerprints(SYNTHETIC_V1);
});

test('recipes, counts and conditions are the frozen ones, and so are the fingerprints', () => {
  const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
  expect(sha(JSON.stringify(SYNTHETIC_V1)).slice(0, 16)).toMatchInlineSnapshot(
    `"f317b88e429c8977"`,
  );
  expect(sha(expected.join()).slice(0, 16)).toMatchInlineSnapshot(`"bc7afbbf97ee4df9"`);
  expect(benchmarkSize(SYNTHETIC_V1)).toBe(2100);
  expect(expected).toHaveLength(2100);
  expect(new Set(expected).size).toBe(2100);
});

describe.each(SYNTHETIC_V1.strata.map(({ name }, i) => [name, i] as const))('%s', (name, s) => {
  test.each(AGAIN)('picture %i has the frozen pixels and truth', (index) => {
    const place = benchmarkPlace(SYNTHETIC_V1, 300 * s + index);
    expect(place).toMatchObject({ index, stratum: { name } });
    const sample = maker.make(place);
    const { pixels, truth } = fingerprint(sample);
    expect(pixels + truth).toBe(expected[300 * s + index]);

    const [person] = sample.people;
    expect(sample.people).toHaveLength(1);
    const outside = person.visibility.filter((state) => state === VISIBILITY.outside).length;
    if (name === 'truncated') expect(outside).toBeGreaterThanOrEqual(4);
    else expect(outside).toBeLessThanOrEqual(2);
    if (name === 'occluded') expect(sample.unhidden).toBeLessThanOrEqual(0.85);
    expect(sample.unhidden).toBeGreaterThanOrEqual(0.35);
  });
});

test('there is no picture beyond the last', () => {
  expect(() => benchmarkPlace(SYNTHETIC_V1, 2100)).toThrow(
    'synthetic-v1: expected a picture below 2100, got 2100',
  );
});
