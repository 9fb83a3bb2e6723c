import { expect, test } from 'vitest';
import { cellRow } from '../../../test/support/ablation-rows.ts';
import { formatRow, groupMeans, parseRows, type SpeedRow } from './rows.ts';

const digests = new Map(['full', 'absolute'].map((id) => [id, `digest of ${id}`]));
const full = cellRow('full', 1, 100);
const speed = (peoplePerSecond: number): SpeedRow => ({
  kind: 'speed',
  rois: 2,
  peoplePerSecond,
  on: 'a machine',
});

test('rows come back as they were; the half line of a killed run is dropped', () => {
  const text = formatRow(full) + formatRow(cellRow('absolute', 1, 101));
  const rows = parseRows(`${text}{"kind":"cell","cel`, digests);
  expect(rows.cells).toEqual([full, cellRow('absolute', 1, 101)]);
  expect(parseRows('', digests)).toEqual({ cells: [], speeds: [] });
});

test('the last measurement counts', () => {
  const rows = parseRows(formatRow(speed(3)) + formatRow(speed(8)), digests);
  expect(rows.speeds).toEqual([speed(8)]);
});

test('rows of another definition, of unknown cells and twice the same are refused, all at once', () => {
  const text = [
    full,
    { ...cellRow('absolute', 1, 100), digest: 'older' },
    cellRow('unheard-of', 2, 100),
    full,
  ];
  expect(() => parseRows(text.map(formatRow).join(''), digests)).toThrow(
    /3 problems[\s\S]*line 2 \(absolute, seed 1\): expected the definition digest of absolute, got older[\s\S]*line 3[\s\S]*of a known cell[\s\S]*line 4[\s\S]*once/,
  );
});

test.each([
  ['{"kind":"cell"}\n', 'line 1'],
  ['hello\n', 'expected a row of JSON, got other text (line 1'],
  [formatRow({ ...full, mpjpeMm: -1 }), 'mpjpeMm'],
])('%j is no row', (text, message) => {
  expect(() => parseRows(text, digests)).toThrow(
    expect.objectContaining({
      code: 'E_FORMAT',
      message: expect.stringContaining(message) as string,
    }) as Error,
  );
});

test('means over groups of neighbours', () => {
  expect(groupMeans([1, 2, 3, 4, 5, 6.2], 3)).toEqual([1.5, 3.5, 5.6]);
  expect(() => groupMeans([1, 2, 3], 2)).toThrow('expected a multiple of 2 values, got 3');
});
