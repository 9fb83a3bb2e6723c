import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sequencePickle } from '../../../test/support/dataset-files.ts';
import { posedRecord, scorableBody } from '../../../test/support/evaluation.ts';
import { testIo } from '../../../test/support/io.ts';
import { lightPlatform, randomLightWeights } from '../../../test/support/light.ts';
import { toyBody } from '../../../test/support/toy-body.ts';
import { createPoser, readBody, saveBody, type BodyModel } from '../../body/index.ts';
import { project, resolveIntrinsics } from '../../camera/index.ts';
import { SPIN24, writeSpinNpz, type PersonRecord } from '../../dataset/index.ts';
import { readSamples, scoreShard, type EvaluationReport } from '../../evaluation/index.ts';
import { readSafetensors, writeSafetensors } from '../../format/index.ts';
import { LIGHT_WIDTH, loadWeights, readWeightsFile, regionsOf } from '../../network/index.ts';
import { nodeImages } from '../../node/index.ts';
import { lightEncoder } from '../../pipeline/index.ts';
import type { Platform } from '../../platform.ts';
import { Rng } from '../../rng.ts';
import { Featuriser, NO_JITTER, shardOf, type PersonRow } from '../../training/index.ts';
import type { Io } from '../_io.ts';
import { runMain } from '../_run.ts';
import { COMMANDS } from '../commands.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multiroi-'));
});
afterEach(() => rm(cwd, { recursive: true }));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(args: readonly string[], change: Partial<Io> = {}): Promise<Ran> {
  const io = testIo({ cwd, platform: () => Promise.resolve(lightPlatform()), ...change });
  const code = await runMain(COMMANDS, '0', ['evaluate', ...args], io);
  return { code, out: io.out(), err: io.err() };
}

async function put(name: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(join(cwd, name)), { recursive: true });
  await writeFile(join(cwd, name), bytes);
}

/** A picture that no other is like, so that the encoder says something of its own. */
async function picture(name: string): Promise<void> {
  const rng = new Rng(name);
  const data = Uint8Array.from({ length: 3 * 120 * 90 }, () => rng.int(256));
  await put(name, await nodeImages.encodePng({ width: 120, height: 90, data }));
}

const rng = new Rng('evaluate');

function withKeypoints(record: PersonRecord): PersonRecord {
  const keypoints24 = new Float32Array(72);
  for (let j = 0; j < 24; j++) keypoints24.set([30 + 2 * j, 20 + ((7 * j) % 50), 1], 3 * j);
  return { ...record, keypoints24 };
}

/** Five people on four pictures, in two strata. */
async function synthetic(folder = 'synth'): Promise<PersonRecord[]> {
  const names = ['a.png', 'b.png', 'b.png', 'c.png', 'd.png'];
  const people = names.map((image, i) =>
    withKeypoints({ ...posedRecord(rng), image, stratum: i < 2 ? 'upright' : 'seated' }),
  );
  for (const name of new Set(names)) await picture(`${folder}/${name}`);
  await put(`${folder}/people.npz`, writeSpinNpz(people));
  return people;
}

const text = (name: string): Promise<string> => readFile(join(cwd, name), 'utf8');
const reportOf = async (folder: string): Promise<EvaluationReport> =>
  JSON.parse(await text(`${folder}/report.json`)) as EvaluationReport;

test('an evaluation: the rule before the numbers, and every file', async () => {
  await synthetic();
  const { code, out, err } = await run([
    'synthetic',
    '--data',
    'synth',
    '--out',
    'o',
    '--worst',
    '2',
  ]);
  expect({ code, err }).toMatchObject({
    code: 0,
    err: expect.stringContaining('5 people') as string,
  });
  for (const name of ['joints: 24: pelvis', 'regressor: ', 'root: pelvis', 'gender: ', 'box: ']) {
    expect(out.indexOf(`\n${name}`)).toBeGreaterThan(0);
    expect(out.indexOf(`\n${name}`)).toBeLessThan(out.indexOf('MPJPE'));
  }
  const report = await reportOf('o');
  expect(report).toMatchObject({
    samples: 5,
    clusters: 4,
    protocol: { id: 'synthetic', root: 'pelvis', gender: 'one body for everyone' },
    accelerationMm: null,
    leftOut: {},
    failed: [],
    model: { name: 'light', body: 'open', trainedWith: 'open' },
  });
  expect(report.protocol.joints).toHaveLength(24);
  expect(report.pveMm).toBeGreaterThan(0);
  expect(report.paMpjpeMm).toBeLessThan(report.mpjpeMm);
  const [strata] = report.groups;
  expect(strata?.rows.map(({ name, samples }) => [name, samples])).toEqual([
    ['seated', 3],
    ['upright', 2],
  ]);
  const lines = (await text('o/per-sample.csv')).trim().split('\n');
  expect(lines).toHaveLength(6);
  expect(lines.map((line) => line.split(',')[0])).toEqual([
    'id',
    'a.png#0',
    'b.png#0',
    'b.png#1',
    'c.png#0',
    'd.png#0',
  ]);
  expect(await text('o/report.md')).toContain('| MPJPE, mm | ');
  const page = await text('o/report.html');
  expect(page).toContain('data:image/jpeg;base64,');
  expect(page).not.toMatch(/<script|src="(?!data:)|href=/);
  const worst = await nodeImages.decode(await readFile(join(cwd, 'o/worst/02.jpg')), 'worst');
  expect([worst.width, worst.height]).toEqual([4 * 292 - 4, 288]);
  await expect(readFile(join(cwd, 'o/progress.jsonl'))).rejects.toThrow('ENOENT');

  // not replaced unasked; asked, nothing of the old one stays
  const again = ['synthetic', '--data', 'synth', '--out', 'o', '--worst', '1'];
  expect(await run(again)).toMatchObject({
    code: 2,
    err: expect.stringContaining('got a finished one ("o")') as string,
  });
  expect(await run([...again, '--overwrite'])).toMatchObject({ code: 0 });
  expect(await readdir(join(cwd, 'o/worst'))).toEqual(['01.jpg']);
});

test('cached features, as the light model is trained and scored on, give the same numbers', async () => {
  const people = await synthetic();
  const platform = lightPlatform();
  const { config, tensors } = readWeightsFile(
    await platform.files.asset('weights/light.safetensors'),
  );
  const body = await readBody(platform.files, 'open');
  const pose = platform.runtime.createSession(await platform.files.asset('blazepose-full.onnx'));
  const encoder = lightEncoder(() => pose, config.rois);
  const featuriser = new Featuriser(encoder, regionsOf(config));
  const poser = createPoser(body);
  const rows: PersonRow[] = [];
  for (const { image, ...record } of people) {
    const photo = await nodeImages.decode(await readFile(join(cwd, 'synth', image)), image);
    const [pose72, betas, t] = [record.pose, record.betas, record.translation];
    if (pose72 === null || betas === null || t === null) continue;
    const intrinsics = resolveIntrinsics({ ...photo, focalPx: record.focalPx ?? undefined });
    const joints = new Float32Array(72);
    const [globalOrient, bodyPose] = [pose72.subarray(0, 3), pose72.subarray(3)];
    poser.poseJoints({ globalOrient, bodyPose, betas }, joints);
    const joints2d = Float32Array.from(project(joints, intrinsics, t));
    const truth = { pose: pose72, betas, t, joints2d };
    rows.push(await featuriser.row(photo, intrinsics, truth, NO_JITTER, new Rng(0)));
  }
  const shard = shardOf(rows, config.rois, LIGHT_WIDTH);
  const { weights } = loadWeights(config, tensors);
  const cached = await scoreShard(shard, { runtime: platform.runtime, config, weights, body });
  await run(['synthetic', '--data', 'synth', '--out', 'o', '--worst', '0']);
  const scored = readSamples(await text('o/per-sample.csv')).rows;
  expect(scored).toHaveLength(5);
  // features are cached in 16 bits
  scored.forEach((row, i) => {
    expect(Math.abs((row.mpjpeMm ?? NaN) - (cached[i]?.mpjpeMm ?? NaN))).toBeLessThan(0.5);
    expect(Math.abs((row.pveMm ?? NaN) - (cached[i]?.pveMm ?? NaN))).toBeLessThan(0.5);
    const [root, t] = [row.rootMm ?? NaN, cached[i]?.camera?.translationMm ?? NaN];
    expect(Math.abs(root - t) / t).toBeLessThan(0.01);
  });
});

test('a run that is stopped goes on where it was, and says the same to the byte', async () => {
  await synthetic();
  const args = ['synthetic', '--data', 'synth', '--worst', '0'];
  await run([...args, '--out', 'whole']);
  const stop = new AbortController();
  const platform = lightPlatform();
  const stopping: Platform = {
    ...platform,
    images: {
      ...platform.images,
      decode: (...given) => {
        if (given[1] === 'd.png') stop.abort(new Error('interrupted'));
        return platform.images.decode(...given);
      },
    },
  };
  const first = await run([...args, '--out', 'o'], {
    signal: stop.signal,
    platform: () => Promise.resolve(stopping),
  });
  expect(first.code).toBe(130);
  const journal = await text('o/progress.jsonl');
  // as a kill in the middle of a line leaves it
  await put('o/progress.jsonl', `${journal}[{"person":{"id":"c.png#0","im`);
  expect(await run([...args, '--out', 'o'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('got an unfinished one ("o")') as string,
  });
  const other = await run([...args, '--limit', '3', '--out', 'o', '--resume']);
  expect(other.err).toContain('expected the evaluation that began in');
  const { code, err } = await run([...args, '--out', 'o', '--resume']);
  expect(code).toBe(0);
  expect(err).toMatch(/5 people, [1-4] of them done before/);
  for (const name of ['report.json', 'per-sample.csv', 'report.md', 'report.html']) {
    expect(await text(`o/${name}`)).toBe(await text(`whole/${name}`));
  }
});

test('what is missing is told at once: weights, bodies, data', async () => {
  const { code, err } = await run(
    ['3dpw', '--data', 'no', '--weights', 'no.safetensors', '--out', 'o'],
    {
      platform: () => Promise.resolve(benchmarkPlatform({})),
    },
  );
  expect(code).toBe(1);
  expect(err).toContain('evaluate: 5 problems found');
  for (const path of ['weights', 'body', 'body smpl-male', 'body smpl-female', 'data']) {
    expect(err).toContain(`\n  ${path}: `);
  }
  expect(err).toContain('3dpw_test_w2d_smpl3d_gender.npz or sequenceFiles/test/*.pkl');
});

test('missing pictures and malformed fields are told at once, before anything is computed', async () => {
  await synthetic();
  await rm(join(cwd, 'synth/a.png'));
  await rm(join(cwd, 'synth/c.png'));
  const { code, err } = await run(['synthetic', '--data', 'synth', '--out', 'o']);
  expect(code).toBe(1);
  expect(err).toContain('evaluate: 2 problems found');
  expect(err).toMatch(/a\.png: expected a picture in ".*synth", got none\n {2}c\.png: /);
  await put('bad/people.npz', writeSpinNpz([{ ...posedRecord(rng), scale: -1 }]));
  const bad = await run(['synthetic', '--data', 'bad', '--out', 'o']);
  expect(bad.err).toContain('scale[0]: expected above 0, got -1');
  await put('empty/people.npz', writeSpinNpz([{ ...posedRecord(rng), pose: null }]));
  const empty = await run(['synthetic', '--data', 'empty', '--out', 'o']);
  expect(empty.err).toContain('expected people to score, got none (1 without a true pose)');
});

test('a broken picture fails its own people; the others are scored, and the exit code says so', async () => {
  const people = await synthetic();
  await put('synth/b.png', 'no picture');
  await put(
    'synth/people.npz',
    writeSpinNpz([...people, { ...people[0], betas: null } as PersonRecord]),
  );
  const { code, err } = await run(['synthetic', '--data', 'synth', '--out', 'o', '--worst', '0']);
  expect(code).toBe(1);
  expect(err).toContain('2 people failed');
  const { samples, failed } = await reportOf('o');
  expect(samples).toBe(4);
  expect(failed.map(({ id }) => id)).toEqual(['b.png#0', 'b.png#1']);
  expect(failed[0]?.message).toContain('decode: expected an image');
});

test('people whose cameras have no scale are scored without a place, and counted', async () => {
  await synthetic();
  const { tensors, metadata } = readSafetensors(randomLightWeights());
  const shape = tensors.get('init_cam')?.shape ?? [];
  const cameras = { type: 'float32', shape, data: Float32Array.of(-50, 0, 0) } as const;
  const weights = writeSafetensors(new Map([...tensors, ['init_cam', cameras]]), metadata);
  const { code, out } = await run(['synthetic', '--data', 'synth', '--out', 'o', '--worst', '1'], {
    platform: () => Promise.resolve(lightPlatform(weights)),
  });
  expect(code).toBe(0);
  expect(out).toContain('no camera: 5; their poses are scored, their place is not');
  const report = await reportOf('o');
  expect(report).toMatchObject({ samples: 5, unplaced: 5, camera: null, consistency: null });
  expect(report.mpjpeMm).toBeGreaterThan(0);
  const { rows } = readSamples(await text('o/per-sample.csv'));
  expect(rows.map(({ rootMm, consistency }) => rootMm ?? consistency)).toEqual(Array(5).fill(null));
});

test('two evaluations beside each other, and refusals of what cannot be compared', async () => {
  await synthetic();
  const args = ['synthetic', '--data', 'synth', '--worst', '0', '--out'];
  await run([...args, 'a']);
  await run([...args, 'b', '--rois', '2']);
  await run([...args, 'few', '--limit', '3']);
  const { code, out } = await run(['--compare', 'a', 'b', '--out', 'ab', '--json']);
  expect(code).toBe(0);
  const [{ all, strata }] = JSON.parse(out) as [
    {
      all: { metric: string; difference: number; interval: [number, number]; a: number }[];
      strata: unknown[];
    },
  ];
  expect(all.map(({ metric }) => metric)).toEqual([
    'mpjpeMm',
    'paMpjpeMm',
    'pveMm',
    'rootMm',
    'depthRatio',
  ]);
  expect(strata).toHaveLength(2);
  const [{ a, difference, interval }] = all as [(typeof all)[number]];
  expect(a).toBeCloseTo((await reportOf('a')).mpjpeMm, 9);
  expect(a + difference).toBeCloseTo((await reportOf('b')).mpjpeMm, 9);
  expect(interval[0]).toBeLessThanOrEqual(difference);
  expect(interval[1]).toBeGreaterThanOrEqual(difference);
  expect(await text('ab/comparison.md')).toContain('| B − A | 95 % interval |');
  expect(await text('ab/comparison.html')).toContain('Stratum seated');
  const same = JSON.parse((await run(['synthetic', '--compare', 'a', 'a', '--json'])).out) as [
    { all: { difference: number; interval: number[] }[] },
  ];
  for (const each of same[0].all) expect([each.difference, ...each.interval]).toEqual([0, 0, 0]);

  const differing = await run(['--compare', 'a', 'few']);
  expect(differing).toMatchObject({ code: 1 });
  expect(differing.err).toMatch(/B: expected the people of the other, got none for /);
  expect((await run(['3dpw', '--compare', 'a', 'b'])).err).toContain(
    'expected two evaluations of 3dpw, got synthetic and synthetic',
  );
  expect((await run(['--compare', 'a', 'nowhere'])).err).toContain('got none ("');
});

test.each([
  [['syntetic', '--data', 'd', '--out', 'o'], 'did you mean "synthetic"?'],
  [['synthetic', '--out', 'o'], 'expected --data, got none'],
  [['synthetic', '--data', 'd'], 'expected --out, got none'],
  [['synthetic', 'more', '--data', 'd', '--out', 'o'], 'got also "more"'],
  [
    ['synthetic', '--data', 'd', '--out', 'o', '--resume'],
    'expected an unfinished evaluation, got none',
  ],
  [['--compare', 'a', 'b', '--data', 'd'], 'expected one of --compare, --data'],
])('%j is a usage error', async (args, message) => {
  const { code, err } = await run(args);
  expect(err).toContain(message);
  expect(code).toBe(2);
});

/** Node with a toy SMPL of each sex, and weights that speak of the neutral one. */
function benchmarkPlatform(
  bodies: Readonly<Record<string, BodyModel>>,
  speaks = 'smpl-neutral',
): Platform {
  const { tensors, metadata } = readSafetensors(randomLightWeights());
  const weights = writeSafetensors(tensors, { ...metadata, 'multiroi.body': speaks });
  const platform = lightPlatform(weights);
  return {
    ...platform,
    files: {
      ...platform.files,
      asset: (name) => {
        const body = bodies[name.replace(/^body\/(.*)\.safetensors$/, '$1')];
        if (body !== undefined) return Promise.resolve(saveBody(body));
        return name.startsWith('body/smpl')
          ? platform.files.read(join(cwd, name))
          : platform.files.asset(name);
      },
    },
  };
}

const SMPL = {
  'smpl-neutral': scorableBody('smpl-neutral', 1),
  'smpl-male': scorableBody('smpl-male', 2),
  'smpl-female': scorableBody('smpl-female', 3),
};
const onSmpl = { platform: () => Promise.resolve(benchmarkPlatform(SMPL)) };

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
