import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sequencePickle } from '../../../../test/support/dataset-files.ts';
import { posedRecord } from '../../../../test/support/evaluation.ts';
import { toyBody } from '../../../../test/support/toy-body.ts';
import { SPIN24, writeSpinNpz } from '../../../dataset/index.ts';
import {
  cwd,
  run,
  put,
  picture,
  rng,
  withKeypoints,
  synthetic,
  text,
  reportOf,
  benchmarkPlatform,
  SMPL,
  onSmpl,
  useOwnFolder,
} from '../../../../test/support/evaluate-command.ts';

useOwnFolder();

test('3dpw: pictures are halved, sequences are tables, accelerations are of neighbours', async () => {
  const betas = posedRecord(rng).betas;
  const people = Array.from({ length: 4 }, (_, frame) =>
    withKeypoints({
      ...posedRecord(rng),
      betas,
      gender: 'female',
      image: `imageFiles/${frame < 3 ? 'walk' : 'run'}_00/image_0000${frame}.jpg`,
      focalPx: null,
      translation: null,
    }),
  );
  for (const { image } of people) await picture(`3dpw/${image}`);
  await put('3dpw/3dpw_test_w2d_smpl3d_gender.npz', writeSpinNpz(people));
  const { code, err } = await run(['3dpw', '--data', '3dpw', '--out', 'o', '--worst', '1'], onSmpl);
  expect({ code, err }).toEqual({ code: 0, err: expect.any(String) as string });
  const report = await reportOf('o');
  expect(report).toMatchObject({ samples: 4, clusters: 2, camera: null, mocap: null });
  expect(report.protocol.joints).toHaveLength(14);
  expect(report.pveMm).toBeGreaterThan(0);
  expect(report.accelerationMm).toBeGreaterThan(0);
  expect(report.groups.map(({ by, rows }) => [by, rows.map(({ name }) => name)])).toEqual([
    ['sequence', ['run_00', 'walk_00']],
  ]);
  const cells = (await text('o/per-sample.csv')).split('\n').map((line) => line.split(','));
  const column = cells[0]?.indexOf('accelerationMm') ?? -1;
  expect(cells.slice(1, 5).map((row) => row[column] === '')).toEqual([true, false, true, true]);
});

test("3dpw's own sequences are read when there is no npz", async () => {
  const numbers = (n: number, sd: number): Float64Array =>
    Float64Array.from({ length: n }, () => rng.normal(0, sd));
  const person = (gender: string) => ({
    gender,
    poses: numbers(144, 0.1),
    betas: numbers(10, 0.3),
    trans: Float64Array.of(0, 0, 4, 0, 0, 4),
    valid: [1, 1],
  });
  const still = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  const bytes = sequencePickle({
    sequence: 'downtown_00',
    frames: 2,
    cameras: Float64Array.of(...still, ...still),
    K: Float64Array.of(100, 0, 60, 0, 100, 45, 0, 0, 1),
    people: [person('m'), person('f')],
  });
  await put('3dpw/sequenceFiles/test/downtown_00.pkl', bytes);
  for (const frame of [0, 1]) await picture(`3dpw/imageFiles/downtown_00/image_0000${frame}.jpg`);
  const { code, err } = await run(['3dpw', '--data', '3dpw', '--out', 'o', '--worst', '0'], onSmpl);
  expect({ code, err }).toEqual({ code: 0, err: expect.any(String) as string });
  const report = await reportOf('o');
  expect(report).toMatchObject({ samples: 4, files: [{ file: 'downtown_00.pkl' }] });
  expect(report.camera?.samples).toBe(4);
  // told another focal length, the network's depth cannot be held against the file's
  await run(
    ['3dpw', '--data', '3dpw', '--out', 'e', '--worst', '1', '--focal', 'estimate'],
    onSmpl,
  );
  const estimated = await reportOf('e');
  expect(estimated.camera).toBeNull();
  expect(estimated.protocol.focal).toContain('whatever the file has');
  expect(estimated.mpjpeMm).not.toBe(report.mpjpeMm);
});

test('h36m-p2 takes the frontal camera of S9 and S11 alone; actions are tables', async () => {
  const names = [
    'S9_Directions_1.60457274_000001.png',
    'S9_Directions_1.54138969_000001.png',
    'S11_SittingDown.60457274_000006.png',
    'S1_Eating.60457274_000001.png',
  ];
  const people = names.map((image) =>
    withKeypoints({ ...posedRecord(rng), image: `images/${image}` }),
  );
  for (const { image } of people) await picture(`h36m/${image}`);
  await put('h36m/h36m_mosh_val_p1.npz', writeSpinNpz(people));
  const args = ['--data', 'h36m', '--worst', '0'];
  expect(await run(['h36m-p2', ...args, '--out', 'p2'], onSmpl)).toMatchObject({ code: 0 });
  const p2 = await reportOf('p2');
  expect(p2).toMatchObject({ samples: 2, pveMm: null });
  expect(p2.leftOut).toEqual({ 'of another camera': 1, 'of another subject': 1 });
  expect(p2.groups[0]?.rows.map(({ name }) => name)).toEqual(['Directions', 'SittingDown']);
  expect(await run(['h36m-p1', ...args, '--out', 'p1'], onSmpl)).toMatchObject({ code: 0 });
  expect((await reportOf('p1')).samples).toBe(3);
});

test('mpi-inf-3dhp: annotated joints, drawn as a skeleton', async () => {
  const joints24 = new Float32Array(96);
  for (let j = 0; j < 24; j++)
    joints24.set([rng.normal(0, 0.3), rng.normal(0, 0.5), rng.normal(0, 0.2), 1], 4 * j);
  const halfSeen = joints24.slice();
  halfSeen[4 * SPIN24.names.indexOf('left_knee') + 3] = 0;
  const person = { ...posedRecord(rng), pose: null, betas: null, translation: null, focalPx: null };
  const people = [joints24, halfSeen].map((joints, i) =>
    withKeypoints({ ...person, joints24: joints, image: `TS1/imageSequence/img_00000${i}.png` }),
  );
  for (const { image } of people) await picture(`mpi/${image}`);
  await put('mpi/mpi_inf_3dhp_valid.npz', writeSpinNpz(people));
  const { code, err } = await run(['mpi-inf-3dhp', '--data', 'mpi', '--out', 'o'], onSmpl);
  expect({ code, err }).toEqual({ code: 0, err: expect.any(String) as string });
  const report = await reportOf('o');
  expect(report).toMatchObject({
    samples: 1,
    leftOut: { 'with joints missing from the truth': 1 },
  });
  expect(report.protocol.joints).toHaveLength(17);
  await expect(readFile(join(cwd, 'o/worst/01.jpg'))).resolves.toBeDefined();
});

test('bodies without the regressor, and weights of another body', async () => {
  const image = 'imageFiles/walk_00/image_00000.jpg';
  await picture(`3dpw/${image}`);
  const people = [withKeypoints({ ...posedRecord(rng), image, gender: 'male' })];
  await put('3dpw/3dpw_test_w2d_smpl3d_gender.npz', writeSpinNpz(people));
  const args = ['3dpw', '--data', '3dpw', '--worst', '0', '--out'];
  const bare = Object.fromEntries(
    Object.entries(SMPL).map(([id, body]) => [id, { ...body, landmarks: toyBody().landmarks }]),
  );
  const { err } = await run([...args, 'no'], {
    platform: () => Promise.resolve(benchmarkPlatform(bare)),
  });
  for (const id of Object.keys(SMPL)) {
    expect(err).toMatch(
      new RegExp(`body ${id}: expected the points h36m/left_hip, .* J_regressor_h36m`),
    );
  }
  const fitted = await run([...args, 'o'], {
    platform: () => Promise.resolve(benchmarkPlatform(SMPL, 'open')),
  });
  expect(fitted).toMatchObject({ code: 0 });
  expect(fitted.out).toContain('body: smpl-neutral, fitted to open, of which the weights speak');
  expect((await reportOf('o')).model).toMatchObject({ body: 'smpl-neutral', trainedWith: 'open' });
});

test('the body of the truth has other vertices than that of the predictions: refused, and what to do', async () => {
  await synthetic();
  const { err } = await run(
    ['synthetic', '--data', 'synth', '--out', 'o', '--body', 'smpl-male'],
    onSmpl,
  );
  expect(err).toContain('expected the 13380 vertices of open');
  expect(err).toContain('give --body open');
});
