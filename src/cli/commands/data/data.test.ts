import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  cocoAnnotation,
  cocoFile,
  sequencePickle,
} from '../../../../test/support/dataset-files.ts';
import { testIo } from '../../../../test/support/io.ts';
import { bareRecord } from '../../../../test/support/records.ts';
import { writeSpinNpz, type PersonRecord } from '../../../dataset/index.ts';
import { nodeImages } from '../../../node/index.ts';
import type { FileReport } from './data-check.ts';
import { runMain } from '../../run.ts';
import { COMMANDS } from '../../commands.ts';

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

/** Two people in two frames of one sequence, the second of them seen in the first frame alone. */
function sequence(change: Readonly<Record<string, number[]>> = {}): Uint8Array {
  const still = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  const person = (gender: string, valid: readonly number[]) => ({
    gender,
    poses: new Float64Array(144),
    betas: new Float64Array(10),
    trans: Float64Array.of(0, 0, 4, 0, 0, 4),
    valid,
  });
  return sequencePickle(
    {
      sequence: 'downtown_00',
      frames: 2,
      cameras: Float64Array.of(...still, ...still),
      K: Float64Array.of(60, 0, 32, 0, 60, 24, 0, 0, 1),
      people: [person('m', [1, 1]), person('f', [1, 0])],
    },
    change,
  );
}

test("3DPW's own sequences: people, pictures beside the annotations, and everything malformed", async () => {
  await put('3dpw/sequenceFiles/test/downtown_00.pkl', sequence());
  await put('3dpw/sequenceFiles/test/broken_00.pkl', sequence({ genders: [0x4e], trans: [0x4e] }));
  // a pickle anywhere else is no sequence
  await put('3dpw/cache.pkl', 'x');
  const data = new Uint8Array(3 * 64 * 48).fill(90);
  const jpeg = await nodeImages.encodeJpeg({ width: 64, height: 48, data }, 90);
  await put('3dpw/imageFiles/downtown_00/image_00000.jpg', jpeg);
  const { code, out, err } = await run('check', '3dpw', '--json', '--out', 'o');
  expect(code).toBe(1);
  expect(err).toContain('smpl-male is not imported; its people are posed on the open body');
  const [broken, whole] = JSON.parse(out) as FileReport[];
  expect(broken?.malformed).toMatch(/genders: expected a list[^]*trans: expected a list/);
  expect(whole).toMatchObject({
    file: '3dpw/sequenceFiles/test/downtown_00.pkl',
    summary: { people: 3, pictures: 2, joints3d: 3, pose: 3, focal: 3, male: 2, female: 1 },
    malformed: null,
    missingPictures: ['imageFiles/downtown_00/image_00001.jpg'],
    sheet: 'o/downtown_00_sheet.png',
  });
  expect(
    await run('show', '3dpw/sequenceFiles/test/downtown_00.pkl', '--count', '1', '--half'),
  ).toMatchObject({
    code: 0,
  });
});

test('COCO: pictures lie beside the annotations; bodies of a file are joined to its people', async () => {
  const image = 'train2014/COCO_train2014_000000000009.jpg';
  const annotations = [cocoAnnotation(), cocoAnnotation({ bbox: [200, 20, 100, 50] })];
  await put('coco/annotations/person_keypoints_train2014.json', cocoFile(annotations));
  const { image: _, ...somewhere } = await somebody('x.png');
  await put(`coco/${image}`, await readFile(join(cwd, 'set/x.png')));
  const bodies = [
    {
      ...somewhere,
      image,
      center: [60, 45] as const,
      pose: new Float32Array(72),
      betas: new Float32Array(10),
    },
    { ...somewhere, image, center: [500, 45] as const, pose: new Float32Array(72) },
  ];
  await put('cliff.npz', writeSpinNpz(bodies));
  const { code, out } = await run('check', 'coco', '--bodies', 'cliff.npz', '--out', 'o');
  expect(code).toBe(0);
  expect(out).toMatch(/people +2\n[^]*pose +1\n[^]*bodies +1 joined, 1 of nobody \(cliff\.npz\)/);
  await put('cliff.npz', writeSpinNpz([{ ...bodies[0], scale: -1 } as PersonRecord]));
  const malformed = await run('check', 'coco', '--bodies', 'cliff.npz');
  expect(malformed).toMatchObject({ code: 1 });
  expect(malformed.out).toContain('scale[0]: expected above 0, got -1');
});

test.each([
  ['train2014/', ''],
  ['', ''],
  ['images/', ''],
  ['images/train2014/', 'annotations/'],
])('COCO: pictures are found in "%s"', async (place, annotations) => {
  await put(`coco/${annotations}person_keypoints_train2014.json`, cocoFile([cocoAnnotation()]));
  await somebody('x.png');
  const picture = await readFile(join(cwd, 'set/x.png'));
  await put(`coco/${place}COCO_train2014_000000000009.jpg`, picture);
  expect(await run('check', 'coco', '--out', 'o')).toMatchObject({ code: 0 });
  expect(await run('show', 'coco', '--out', 'o', '--model', 'light')).toMatchObject({ code: 0 });
});

test('a data set of nobody is said to be empty, and is not whole', async () => {
  await put('set/people.npz', writeSpinNpz([]));
  await put('set/person_keypoints_val2017.json', cocoFile([]));
  const { code, out, err } = await run('check', 'set');
  expect(code).toBe(1);
  expect(out.match(/people +0\n[^]*?empty +nobody is in it/g)).toHaveLength(2);
  expect(err).toContain('2 of 2 files not whole');
  const show = await run('show', 'set/people.npz');
  expect(show).toMatchObject({ code: 1 });
  expect(show.err).toContain('data show: expected people, got 0 ("set/people.npz")');
  await put('set/people.npz', writeSpinNpz([await somebody('a.png')]));
  const beyond = await run('show', 'set/people.npz', '--start', '1');
  expect(beyond.err).toContain('expected more than 1 people, got 1');
});

test.each([
  ['h36m/h36m_mosh_val_p1.npz', { pose: 1, joints3d: 1, betas: 1 }],
  ['mpi-inf-3dhp/mpi_inf_3dhp_valid.npz', { pose: 0, joints3d: 1 }],
  ['mpii/mpii_smpl_w3d_train.npz', { pose: 1, keypoints: 1 }],
  ['3dpw/3dpw_test_w2d_smpl3d_gender.npz', { pose: 1, female: 1 }],
])('%s is read, counted and drawn', async (file, counts) => {
  const { image, ...person } = await somebody('y.png');
  const having = (name: string): boolean =>
    (counts as Readonly<Record<string, number>>)[name] === 1;
  const record: PersonRecord = {
    ...person,
    image: 'images/y.png',
    pose: having('pose') ? new Float32Array(72) : null,
    betas: having('pose') ? new Float32Array(10) : null,
    joints24: having('joints3d') ? new Float32Array(96).fill(1) : null,
    gender: having('female') ? 'female' : null,
  };
  await put(`${dirname(file)}/images/y.png`, await readFile(join(cwd, `set/${image}`)));
  await put(file, writeSpinNpz([record]));
  const { code, out } = await run('check', dirname(file), '--json');
  expect(code).toBe(0);
  const [report] = JSON.parse(out) as FileReport[];
  expect(report).toMatchObject({
    summary: { people: 1, ...counts },
    bodies: null,
    missingPictures: [],
  });
  expect(report?.sheet).not.toBeNull();
});

test('neither check nor show, or nothing to look at, is a usage error', async () => {
  expect(await run('count', 'set')).toMatchObject({ code: 2 });
  const { code, err } = await run('check', 'nowhere');
  expect(code).toBe(2);
  expect(err).toContain('expected a data set, got none ("nowhere")');
});
