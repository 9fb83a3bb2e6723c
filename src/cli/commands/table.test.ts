import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testIo } from '../../../test/support/io.ts';
import { samplePerson, sampleResult } from '../../../test/support/result.ts';
import { resultText } from '../../result/index.ts';
import { COMMANDS } from '../commands.ts';
import { runMain } from '../run.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multiroi-table-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function run(...args: string[]) {
  const io = testIo({ cwd });
  const code = await runMain(COMMANDS, '9.9.9', ['table', ...args], io);
  return { code, out: io.out(), err: io.err() };
}

async function put(name: string, content: string): Promise<void> {
  await mkdir(dirname(join(cwd, name)), { recursive: true });
  await writeFile(join(cwd, name), content);
}

async function rows(name: string): Promise<Record<string, unknown>[]> {
  const bytes = await readFile(join(cwd, name));
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  return parquetReadObjects({ file: file as ArrayBuffer });
}

test('a row an image, a row a person, joined by key', async () => {
  const unsure = samplePerson({
    id: 1,
    confidence: { level: 'guess', reasons: ['cut'], expectedMm: 90, placePx: 12 },
    expectedError: {
      meanMm: 80,
      rangeMm: [60, 100],
      jointsMm: { smpl24: Array.from({ length: 24 }, () => 80) },
    },
    rollRad: 0.25,
  });
  await put('out/a.json', resultText(sampleResult([samplePerson(), unsure])));
  await put('out/b/c.json', resultText(sampleResult([])));
  await put('out/b/d.motion.json', '{}');
  const { code, err } = await run('out');
  expect(err).toContain('2 images, 2 people: tables');
  expect(code).toBe(0);
  const images = await rows('tables/images-00000.parquet');
  expect(images).toMatchObject([
    { key: 'a.json', digest: null, file: 'photo.jpg', width: 320, height: 240, people: 2, lost: 0 },
    { key: 'b/c.json', people: 0, model: 'light', weights: 'ab'.repeat(32) },
  ]);
  const people = await rows('tables/people-00000.parquet');
  expect(people).toMatchObject([
    {
      key: 'a.json',
      person: 0,
      box_x1_px: 230,
      t_z_m: 3.5,
      focal_source: 'estimate',
      confidence: null,
      roll_rad: 0,
      refined: false,
    },
    {
      key: 'a.json',
      person: 1,
      confidence: 'guess',
      confidence_place_px: 12,
      expected_error_mm: 80,
      roll_rad: 0.25,
    },
  ]);
  const [first] = people;
  const pose = first?.['body_pose'] as number[];
  expect(pose).toHaveLength(69);
  expect(pose[3 * 15 + 2]).toBeCloseTo(-0.9, 6);
  expect(first?.['betas']).toHaveLength(10);
  expect(first?.['joints3d_m']).toHaveLength(72);
  expect(first?.['k']).toEqual([400, 0, 160, 0, 400, 120, 0, 0, 1]);
});

test('of an archive the results count, and carry the digest of their photograph', async () => {
  const digest = 'c0'.repeat(32);
  await put('archive/archive.json', '{}');
  await put(`archive/receipts/c0/${digest}.json`, '{}');
  await put(`archive/results/c0/${digest}.json`, resultText(sampleResult()));
  expect(await run('archive', '--json')).toMatchObject({ code: 0 });
  expect(await rows('tables/people-00000.parquet')).toMatchObject([{ digest }]);
});

test('files roll, and hold every row once', async () => {
  for (let i = 0; i < 25; i++) await put(`out/${i}.json`, resultText(sampleResult()));
  expect(await run('out', '--rows', '10')).toMatchObject({ code: 0 });
  const names = (await readdir(join(cwd, 'tables'))).filter((name) => name.startsWith('people'));
  expect(names).toHaveLength(3);
  const keys = new Set<unknown>();
  for (const name of names) for (const row of await rows(`tables/${name}`)) keys.add(row['key']);
  expect(keys.size).toBe(25);
});

test('what is no result is told, and the others are there', async () => {
  await put('out/a.json', resultText(sampleResult()));
  await put('out/b.json', '{"half":');
  const { code, err } = await run('out');
  expect(code).toBe(1);
  expect(err).toContain('b.json');
  expect(await rows('tables/people-00000.parquet')).toHaveLength(1);
});

test('old rows are never read together with new ones', async () => {
  await put('out/a.json', resultText(sampleResult()));
  await run('out');
  const { code, err } = await run('out');
  expect(code).toBe(1);
  expect(err).toContain('expected a place without tables');
  expect(await run('nothing', '--out', 'other')).toMatchObject({ code: 2 });
});
