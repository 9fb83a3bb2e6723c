import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { posedRecord } from '../../../../test/support/evaluation.ts';
import { lightPlatform, randomLightWeights } from '../../../../test/support/light.ts';
import { createPoser, readBody } from '../../../body/index.ts';
import { project, resolveIntrinsics } from '../../../camera/index.ts';
import { writeSpinNpz, type PersonRecord } from '../../../dataset/index.ts';
import { readSamples, scoreShard } from '../../../evaluation/index.ts';
import { readSafetensors, writeSafetensors } from '../../../format/index.ts';
import { LIGHT_WIDTH, loadWeights, readWeightsFile, regionsOf } from '../../../network/index.ts';
import { nodeImages } from '../../../node/index.ts';
import { lightEncoder } from '../../../inference/index.ts';
import { Rng } from '../../../base/index.ts';
import { Featuriser, NO_JITTER, shardOf, type PersonRow } from '../../../features/index.ts';
import {
  useOwnFolder,
  cwd,
  run,
  put,
  rng,
  synthetic,
  text,
  reportOf,
  benchmarkPlatform,
} from '../../../../test/support/evaluate-command.ts';

useOwnFolder();

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
  await put('nobody/people.npz', writeSpinNpz([]));
  const nobody = await run(['synthetic', '--data', 'nobody', '--out', 'o']);
  expect(nobody.code).toBe(1);
  expect(nobody.err).toContain('data: expected people to score, got none (the file is empty)');
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
