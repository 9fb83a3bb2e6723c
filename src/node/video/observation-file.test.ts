import { appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Rng } from '../../base/index.ts';
import { RECORD_LENGTH } from '../../reconstruct/motion/observation.ts';
import type { SeenFrame } from '../../reconstruct/index.ts';
import { ObservationFile } from './observation-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multiroi-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const rng = new Rng('observations');
const frames = Array.from({ length: 6 }, (_, index): SeenFrame => {
  const record = Float32Array.from({ length: RECORD_LENGTH }, () => rng.normal());
  record[7] = Number.NaN;
  const clothes = Uint16Array.from({ length: 432 }, () => rng.int(1000));
  return {
    index,
    seconds: index / 30,
    isCut: index === 3,
    isSearched: index % 3 === 0,
    people:
      index === 2
        ? []
        : [
            { record, clothes },
            { record, clothes: null },
          ],
  };
});

async function written(name: string, some: readonly SeenFrame[] = frames): Promise<string> {
  const path = join(folder, name);
  const file = await ObservationFile.open(path, 'key', false);
  for (const frame of some) await file.add(frame);
  await file.close();
  return path;
}

async function readAgain(path: string, key = 'key', resume = true) {
  const file = await ObservationFile.open(path, key, resume);
  const past: SeenFrame[] = [];
  for await (const frame of file.past()) past.push(frame);
  return { file, past };
}

test('what was written is read again, to the bit', async () => {
  const { file, past } = await readAgain(await written('whole'));
  expect(past).toEqual(frames);
  expect(file.frames).toBe(6);
  await file.close();
});

test('a line that was cut off is left out, and the next one is written in its place', async () => {
  const path = await written('cut', frames.slice(0, 5));
  const { size } = await stat(path);
  for (const less of [1, 2, 700]) {
    await truncate(path, size - less);
    const { file, past } = await readAgain(path);
    const kept = less === 1 ? 5 : 4;
    expect(past).toEqual(frames.slice(0, kept));
    for (const frame of frames.slice(kept, 5)) await file.add(frame);
    await file.close();
    expect((await stat(path)).size).toBe(size);
  }
});

test('what is no observation ends the past', async () => {
  const path = await written('odd', frames.slice(0, 2));
  const own = await readFile(path, 'utf8');
  for (const line of [
    '{"i":2}',
    '{"i":2,"s":1,"cut":false,"searched":true,"people":[{"r":"AAAA","c":null}]}',
    'x',
  ]) {
    await writeFile(path, own);
    await appendFile(path, `${line}\n`);
    const { file, past } = await readAgain(path);
    expect(past).toHaveLength(2);
    await file.close();
    expect(await readFile(path, 'utf8')).toBe(own);
  }
});

test('a file of another run, or none, begins anew', async () => {
  const path = await written('other');
  for (const [key, resume] of [
    ['another', true],
    ['key', false],
  ] as const) {
    const { file, past } = await readAgain(path, key, resume);
    expect(past).toEqual([]);
    await file.close();
  }
  await writeFile(path, '');
  const { file } = await readAgain(path);
  expect(file.frames).toBe(0);
  await file.close();
  await expect(ObservationFile.open(join(folder, 'no', 'folder'), 'k', true)).rejects.toMatchObject(
    { code: 'E_IO' },
  );
});

test('a run that goes on reads what the one before it wrote, and what it wrote itself', async () => {
  const path = await written('all', frames.slice(0, 3));
  const { file, past } = await readAgain(path);
  expect(past).toEqual(frames.slice(0, 3));
  for (const frame of frames.slice(3)) await file.add(frame);
  for (let time = 0; time < 2; time++) {
    const all: SeenFrame[] = [];
    for await (const frame of file.all()) all.push(frame);
    expect(all).toEqual(frames);
  }
  await file.close();
});
