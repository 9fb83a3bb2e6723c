import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CELLS, findAblation, type CellRow } from '../../evaluation/index.ts';
import { ablate, type AblateOptions } from './ablate.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multiroi-ablate-'));
});
afterEach(() => rm(folder, { recursive: true }));

const benchmark = { ...findAblation('trial'), seeds: [1] };
const measured = [1, 2, 3, 4, 5]
  .map((rois) => `${JSON.stringify({ kind: 'speed', rois, peoplePerSecond: 1, on: 'here' })}\n`)
  .join('');

function options(change: Partial<AblateOptions> = {}): AblateOptions {
  return {
    benchmark,
    rows: join(folder, 'rows.jsonl'),
    features: join(folder, 'features'),
    jobs: 2,
    measure: false,
    version: '0',
    ...change,
  };
}

/** What a cell computed, without how long it took. */
function numbersOf(row: CellRow): CellRow {
  return { ...row, seconds: 0 };
}

test('a killed ablation goes on with what is missing, and rows of another definition are refused', async () => {
  const path = join(folder, 'rows.jsonl');
  await writeFile(path, measured);
  const stop = new AbortController();
  const done: string[] = [];
  const stopped = ablate(
    options({
      signal: stop.signal,
      onCell: (cell) => {
        done.push(cell);
        if (done.length === 3) stop.abort();
      },
    }),
  );
  await expect(stopped).rejects.toMatchObject({ code: 'E_ABORT' });
  // what a kill in the middle of a write leaves
  await appendFile(path, '{"kind":"cell","cell":"fu');

  const again: string[] = [];
  const counts: number[] = [];
  const rows = await ablate(
    options({
      onCell: (cell) => void again.push(cell),
      onCells: (cells) => void counts.push(cells),
    }),
  );
  const kept = CELLS.length - again.length;
  expect(kept).toBeGreaterThanOrEqual(3);
  expect(counts).toEqual([again.length]);
  expect(rows.cells.map(({ cell }) => cell).toSorted()).toEqual(
    CELLS.map(({ id }) => id).toSorted(),
  );
  const full = rows.cells.find(({ cell }) => cell === 'full');
  expect(full?.groups.mpjpeMm).toHaveLength(benchmark.groups);
  expect(full?.curve.map(({ epoch }) => epoch)).toEqual(benchmark.curve);

  // a cell alone gives what it gave beside another
  const text = await readFile(path, 'utf8');
  const lines = text.split('\n').filter((line) => !line.includes('"cell":"full"'));
  await writeFile(path, lines.join('\n'));
  const alone = await ablate(options({ jobs: 1 }));
  const same = alone.cells.find(({ cell }) => cell === 'full');
  expect(same && numbersOf(same)).toEqual(full && numbersOf(full));

  const longer = { ...benchmark, run: { ...benchmark.run, length: { epochs: 3 } } };
  await expect(ablate(options({ benchmark: longer }))).rejects.toMatchObject({
    code: 'E_CONFIG',
    message: expect.stringContaining('14 problems') as string,
  });
  expect(await readFile(path, 'utf8')).toContain('"cell":"full"');
}, 300_000);
