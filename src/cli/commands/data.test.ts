import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cocoAnnotation, cocoFile } from '../../../test/support/dataset-files.ts';
import { testIo } from '../../../test/support/io.ts';
import { bareRecord } from '../../../test/support/records.ts';
import { writeSpinNpz, type PersonRecord } from '../../dataset/index.ts';
import { nodeImages } from '../../node/index.ts';
import type { FileReport } from '../_data-check.ts';
import { runMain } from '../_run.ts';
import { COMMANDS } from '../commands.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multiroi-'));
});
afterEach(() => rm(cwd, { recursive: true }));

async function run(...args: string[]) {
  const io = testIo({ cwd });
  const code = await runMain(COMMANDS, '0', ['data', ...args], io);
  return { code, out: io.out(), err: io.err() };
}

async function put(name: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(join(cwd, name)), { recursive: true });
  await writeFile(join(cwd, name), bytes);
}

/** Someone on a grey picture of 64×48. */
async function somebody(image: string): Promise<PersonRecord> {
  const data = new Uint8Array(3 * 64 * 48).fill(90);
  await put(`set/${image}`, await nodeImages.encodePng({ width: 64, height: 48, data }));
  const keypoints24 = new Float32Array(72);
  for (let j = 0; j < 24; j++) keypoints24.set([20 + j, 10 + ((j * 7) % 24), 1], 3 * j);
  return { ...bareRecord(), image, center: [32, 22], scale: 0.15, keypoints24 };
}

test('a whole data set: counts, hash, a sheet with joints', async () => {
  const people = [await somebody('images/a.png'), await somebody('images/b.png')];
  await put('set/people.npz', writeSpinNpz([...people, ...people]));
  const { code, out } = await run('check', 'set', '--json', '--out', 'o');
  expect(code).toBe(0);
  const [report] = JSON.parse(out) as FileReport[];
  expect(report).toMatchObject({
    file: 'set/people.npz',
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    summary: { people: 4, pictures: 2, keypoints: 4, pose: 0 },
    malformed: null,
    missingPictures: [],
    sheet: 'o/people_sheet.png',
  });
  const sheet = await nodeImages.decode(await readFile(join(cwd, 'o/people_sheet.png')), 'sheet');
  expect([sheet.width, sheet.height]).toEqual([4 * 196 - 4, 192]);
  expect(new Set(sheet.data).size).toBeGreaterThan(20);
});

test('missing and broken pictures and malformed files all are told, and the exit code says so', async () => {
  const person = await somebody('a.png');
  await put('set/broken.png', 'no picture');
  const people = [person, { ...person, image: 'broken.png' }, { ...person, image: 'gone.png' }];
  await put('set/people.npz', writeSpinNpz(people));
  await put('set/bad.npz', writeSpinNpz([{ ...person, scale: -1 }]));
  await put('set/annotations/person_keypoints_val2014.json', cocoFile([cocoAnnotation()]));
  const { code, out, err } = await run('check', 'set');
  expect(code).toBe(1);
  expect(err).toContain('3 of 3 files not whole');
  expect(out).toMatch(/missing +1 pictures\n +gone\.png\n/);
  expect(out).toMatch(/broken +broken\.png: decode: expected an image/);
  expect(out).toMatch(/malformed +parseSpinNpz: 1 problem found\n +scale\[0\]: expected above 0/);
  expect(out).toContain('val2014/COCO_train2014_000000000009.jpg');
});

test('show writes the crops of all RoIs, as they are and as training sees them', async () => {
  await put('set/people.npz', writeSpinNpz([await somebody('a.png'), await somebody('b.png')]));
  expect(await run('show', 'set', '--out', 'plain', '--model', 'light')).toMatchObject({ code: 0 });
  const { out } = await run('show', 'set/people.npz', '--start', '1', '--augment', '7', '--json');
  expect(JSON.parse(out)).toEqual([
    { person: 1, image: 'b.png', file: 'data-check/people_000001.png' },
  ]);
  const plain = await nodeImages.decode(await readFile(join(cwd, 'plain/people_000001.png')), '');
  expect([plain.width, plain.height]).toEqual([5 * 260 - 4, 256]);
  const drawn = await nodeImages.decode(
    await readFile(join(cwd, 'data-check/people_000001.png')),
    '',
  );
  expect([drawn.width, drawn.height]).toEqual([5 * 196 - 4, 256]);
});

test('neither check nor show, or nothing to look at, is a usage error', async () => {
  expect(await run('count', 'set')).toMatchObject({ code: 2 });
  const { code, err } = await run('check', 'nowhere');
  expect(code).toBe(2);
  expect(err).toContain('expected a data set, got none ("nowhere")');
});
