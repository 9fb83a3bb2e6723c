import fc from 'fast-check';
import { expect, test } from 'vitest';
import { onlyFormatErrors } from '../../../test/support/hostile.ts';
import { compareRuns } from '../compare.ts';
import { METRICS, readSamples, writeSamples, type Metric, type SampleRow } from './samples.ts';
import { meansByGroup, meansOf } from '../report/summary.ts';

const JOINTS = ['pelvis', 'head'];
const value = fc.double({ min: 0, max: 1e4, noNaN: true }).map((x) => x + 0);
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const row: fc.Arbitrary<SampleRow> = fc
  .record({
    id: name,
    image: name,
    sequence: fc.oneof(name, fc.constant('')),
    action: fc.option(name),
    stratum: fc.option(name),
    cluster: name,
    jointsMm: fc.tuple(value, value),
    consistency: fc.option(fc.tuple(value, value, value)),
    metrics: fc.array(fc.option(value), { minLength: METRICS.length, maxLength: METRICS.length }),
  })
  .map(({ metrics, ...rest }) => ({
    ...(Object.fromEntries(METRICS.map((metric, i) => [metric, metrics[i]])) as Record<
      Metric,
      number | null
    >),
    ...rest,
  }));

test('rows come back as they went, whatever their names', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
      expect(readSamples(writeSamples(rows, JOINTS))).toEqual({ rows, joints: JOINTS });
    }),
    { numRuns: 50 },
  );
});

test('any text is a table or E_FORMAT', () => {
  const header = writeSamples([], JOINTS);
  fc.assert(
    fc.property(fc.string(), fc.boolean(), (text, headed) =>
      onlyFormatErrors(() => readSamples(headed ? header + text : text)),
    ),
  );
});

/** A row with one error and nothing else. */
function plain(id: string, mpjpeMm: number, change: Partial<SampleRow> = {}): SampleRow {
  const none = Object.fromEntries(METRICS.map((metric) => [metric, null])) as Record<Metric, null>;
  return {
    ...none,
    id,
    image: id,
    sequence: '',
    action: null,
    stratum: null,
    cluster: id,
    jointsMm: [],
    consistency: [0, 0, 0],
    ...change,
    mpjpeMm,
  };
}

test('columns and cells that are wrong are told at once', () => {
  expect(() => readSamples('id,image\n')).toThrow(
    /15 problems found[^]*mpjpeMm: expected a column, got none/,
  );
  const table = writeSamples([plain('a', 1), plain('b', 2)], []).replace(
    'a,a,,,,a,1',
    'a,a,,,,a,one',
  );
  expect(() => readSamples(`${table}c,d\n`)).toThrow(
    /line 2 mpjpeMm: expected a number, got "one"\n {2}line 4: expected 17 cells, got 2/,
  );
});

test('means of groups leave out who belongs to none and what nobody has', () => {
  const rows = [
    plain('a', 10, { stratum: 'seated' }),
    plain('b', 20, { stratum: 'seated', pveMm: 7 }),
    plain('c', 60, { stratum: 'floor' }),
    plain('d', 99),
  ];
  expect(meansByGroup(rows, 'stratum')).toMatchObject([
    { name: 'floor', samples: 1, mpjpeMm: 60, pveMm: null },
    { name: 'seated', samples: 2, mpjpeMm: 15, pveMm: 7 },
  ]);
  expect(meansOf(rows)).toMatchObject({ samples: 4, mpjpeMm: 47.25 });
});

test('runs are joined by person, not by line', () => {
  const a = [plain('x', 10), plain('y', 20), plain('z', 30)];
  const b = [plain('z', 25), plain('x', 12), plain('y', 19)];
  const { all, samples } = compareRuns(a, b);
  expect(samples).toBe(3);
  expect(all).toMatchObject([{ metric: 'mpjpeMm', a: 20, b: 56 / 3, better: 2 / 3, samples: 3 }]);
  expect(all[0]?.difference).toBeCloseTo(-4 / 3, 12);
  // what was paired cannot be told from unpaired means: the interval is that of the differences
  expect(all[0]?.interval?.[0]).toBeGreaterThanOrEqual(-5);
  expect(all[0]?.interval?.[1]).toBeLessThanOrEqual(2);
});

test('other people, and the same person twice, are refused with their names', () => {
  const many = Array.from({ length: 8 }, (_, i) => plain(`p${i}`, i));
  expect(() => compareRuns([plain('x', 1)], many)).toThrow(
    /B: expected the people of the other, got none for x\n {2}A: expected .* for p0, p1, p2, p3, p4 and 3 more/,
  );
  expect(() => compareRuns([plain('x', 1), plain('x', 1)], [plain('x', 1)])).toThrow(
    /A: expected each person once/,
  );
  expect(() => compareRuns([], [])).toThrow(/A: expected people, got none/);
});
