import { expect, test } from 'vitest';
import { cellRow } from '../../../test/support/ablation-rows.ts';
import { cellDigests, cellRun, findAblation } from './benchmarks.ts';
import { CELLS } from './cells.ts';
import { renderAblation } from './report.ts';
import type { CellRow } from './rows.ts';

const benchmark = findAblation('synthetic-10k');
const named = (id: string): (typeof CELLS)[number] => {
  const found = CELLS.find((cell) => cell.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};

test('every cell is another network, and only what it names is changed', async () => {
  const digests = await cellDigests(benchmark);
  expect(new Set(digests.values()).size).toBe(CELLS.length);
  const full = cellRun(benchmark, named('full'));
  const { network, regions } = cellRun(benchmark, named('rois-1'));
  expect({ rois: network.rois, fusion: network.fusion, regions }).toEqual({
    rois: 1,
    fusion: 'none',
    regions: [1],
  });
  expect(network.decoderBbox).toBe('own');
  const without = cellRun(benchmark, named('without-camera'));
  expect(without).toEqual({
    ...full,
    network: { ...full.network, lossWeights: { ...full.network.lossWeights, camera: 0 } },
  });
  const longer = { ...benchmark, run: { ...benchmark.run, length: { epochs: 9 } } };
  expect((await cellDigests(longer)).get('full')).not.toBe(digests.get('full'));
  const more = { ...benchmark, seeds: [...benchmark.seeds, 4] };
  expect(await cellDigests(more)).toEqual(digests);
});

/** Rows in which fusion helps by 5 mm, L_cam does nothing that is certain, and fewer regions are better. */
function rows(): CellRow[] {
  const errors: Readonly<Record<string, readonly number[]>> = {
    'without-fusion': [105, 105.2, 104.9],
    'without-camera': [101, 98, 100.5],
    'rois-2': [97, 97.1, 96.8],
  };
  return CELLS.flatMap(({ id, curve }) =>
    benchmark.seeds.map((seed, i) => ({
      ...cellRow(id, seed, errors[id]?.[i] ?? 100),
      curve: curve
        ? benchmark.curve.map((epoch) => ({ epoch, mpjpeMm: 200 - epoch, paMpjpeMm: 90 }))
        : [],
    })),
  );
}

const lineOf = (page: string, start: string): string =>
  page.split('\n').find((line) => line.startsWith(`| ${start}`)) ?? '';

test('the tables stand beside the paper’s, and say what agrees', () => {
  const speeds = [1, 2, 3, 4, 5].map((rois) => ({
    kind: 'speed' as const,
    rois,
    peoplePerSecond: 60 / rois,
    on: 'a machine',
  }));
  const page = renderAblation(benchmark, { cells: rows(), speeds }, 'multiroi ablate x --out y');
  expect(page).toContain('Written by `multiroi ablate x --out y`');
  expect(page).toContain('42 of 42 rows (14 cells × 3 seeds)');
  expect(lineOf(page, 'regions are not fused')).toMatch(/\+3\.0 \| \+5\.0 \[.*\*\*agrees\*\*/);
  expect(lineOf(page, 'no L_cam (')).toMatch(/\+2\.3 \| −0\.2 \[.*inside the noise/);
  expect(lineOf(page, 'the first 2 regions')).toContain('**contradicts**');
  expect(page).toContain('| × | ✓ | ✓ | 83.8 | 105.0 ± 0.2 | 54.8 | 52.5 ± 0.1 |');
  expect(page).toContain('| h ⊕ γ_mn | 64 | 81.1 | 100.0 ± 0.0 |');
  expect(page).toContain('| 5 | 2.4 | 10.00 ± 0.00 | 55.6 | 12.0 |');
  expect(lineOf(page, 'self-attention, MPJPE')).toContain(
    '| 199.0 ± 0.0 | 198.0 ± 0.0 | 197.0 ± 0.0 | 100.0 ± 0.0 |',
  );
  expect(page).not.toMatch(/NaN|undefined|not run|not measured/);
});

test('what is missing is reported', () => {
  const cells = rows().filter(({ cell, seed }) => cell !== 'rois-3' && seed === 1);
  const page = renderAblation(benchmark, { cells, speeds: [] }, 'c');
  expect(page).toContain('13 of 42 rows');
  expect(page).toContain('rois-3 (0)');
  expect(lineOf(page, 'the first 3 regions')).toContain('too few seeds');
  expect(page).toContain('| 3 | 81.2 | not run | 52.3 | not run |');
});
