/** @file SMPL's files through the commands: imported, chosen by name, fitted to; and files that mean harm. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { hashArray } from '../support/hash.ts';
import { testIo } from '../support/io.ts';
import { hostilePickle } from '../support/released-checkpoint.ts';
import { sampleResult } from '../support/result.ts';
import {
  arrayCode,
  cleanedNpz,
  madeUpSmpl,
  meanFile,
  originalPickle,
  regressorFile,
} from '../support/smpl-files.ts';
import { readSafetensors } from '../../src/format/index.ts';
import { runMain } from '../../src/cli/run.ts';
import { COMMANDS } from '../../src/cli/commands.ts';

const numbers = madeUpSmpl();
const original = originalPickle(numbers);
let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multiroi-'));
  vi.stubEnv('MULTIROI_HOME', join(cwd, 'home'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cwd, { recursive: true });
});

async function run(line: string) {
  const io = testIo({ cwd, env: process.env });
  const code = await runMain(COMMANDS, '0', line.split(' '), io);
  return { code, out: io.out(), err: io.err() };
}
const put = (name: string, bytes: Uint8Array | string): Promise<void> =>
  writeFile(join(cwd, name), bytes);

interface Told {
  id: string;
  jointSets: { id: string; missing: string[] }[];
}
async function missingSets(name: string): Promise<string[]> {
  const [{ jointSets }] = JSON.parse((await run(`body info ${name} --json`)).out) as [Told];
  return jointSets.filter(({ missing }) => missing.length > 0).map(({ id }) => id);
}

test('SMPL is imported under any name; what is missing, and where it is, is reported', async () => {
  await put('basicModel_f_lbs_10_207_0_v1.0.0.pkl', original);
  const first = await run('body import basicModel_f_lbs_10_207_0_v1.0.0.pkl');
  expect(first.code).toBe(0);
  expect(first.err).toContain('bodies: smpl-female\n');
  expect(first.err).toMatch(/missing: SMPL_NEUTRAL\.pkl: .*smpl\.is\.tue\.mpg\.de/);
  expect(first.err).toMatch(/missing: J_regressor_h36m\.npy .*SPIN/);
  expect(await missingSets('smpl-female')).toEqual(['lsp14', 'h36m17', 'paper49']);

  // regressors that come later reach the bodies that are there, and those that come after them
  await put('a', regressorFile(17));
  await put('b', regressorFile(9));
  await put('mean.npz', meanFile());
  expect((await run('body import a b mean.npz')).code).toBe(0);
  expect(await missingSets('smpl-female')).toEqual([]);
  await put('x.npz', cleanedNpz(numbers));
  const last = await run('body import x.npz --gender neutral');
  expect(last.err).toContain('bodies: smpl-neutral, smpl-female\n');
  expect(last.err).not.toContain('missing:');
  expect(await missingSets('smpl-neutral')).toEqual([]);
  const all = JSON.parse((await run('body info --json')).out) as Told[];
  expect(all.map(({ id }) => id)).toEqual(['open', 'smpl-female', 'smpl-neutral']);
  const mean = await readFile(join(cwd, 'home', 'weights', 'smpl-mean-params.safetensors'));
  expect(readSafetensors(mean).tensors.get('init_pose')?.data).toEqual(
    hashArray('mean.pose', 144, 1),
  );
});

test('a body is chosen by name or by file; a result of another is fitted to it', async () => {
  await put('SMPL_NEUTRAL.pkl', original);
  await run('body import SMPL_NEUTRAL.pkl');
  await put('photo.json', JSON.stringify(sampleResult()));
  const file = join('home', 'body', 'smpl-neutral.safetensors');
  const byName = await run('project photo.json --points vertices --body smpl-neutral');
  expect(byName.code).toBe(0);
  expect(byName.out.trim().split('\n')).toHaveLength(1 + 6890);
  expect((await run(`project photo.json --points vertices --body ${file}`)).out).toBe(byName.out);
  // the retargeted result has its own body from then on
  await run('export photo.json --to json --body smpl-neutral --out moved');
  const moved = await run('project moved/photo.json --points vertices');
  expect(moved.out).toBe(byName.out);
  const { people } = JSON.parse(await readFile(join(cwd, 'moved', 'photo.json'), 'utf8')) as {
    people: { body: { model: string; retargeted: { from: string } } }[];
  };
  expect(people[0]?.body).toMatchObject({ model: 'smpl-neutral', retargeted: { from: 'open' } });
  expect(await run('export photo.json --to glb --body smpl-neutral')).toMatchObject({
    code: 0,
    err: expect.stringContaining('a skeleton cannot carry pose correctives') as string,
  });
});

test('a body that is not there says how to get it', async () => {
  await put('photo.json', JSON.stringify(sampleResult()));
  const { code, err } = await run('project photo.json --body smpl-male');
  expect(code).toBe(1);
  expect(err).toMatch(
    /error\[E_IO\] readBody: expected the body "smpl-male", got none\n {2}import it .*multiroi body import <file>; .*smpl\.is\.tue\.mpg\.de/,
  );
  // a result comes from outside and may not name a path
  const evil = { ...sampleResult(), model: { ...sampleResult().model, body: '../../etc/passwd' } };
  await put('evil.json', JSON.stringify(evil));
  expect((await run('project evil.json')).err).toContain(
    'expected the name of a body in the result',
  );
});

describe('mistakes', () => {
  test('of usage exit with 2', async () => {
    await put('x.pkl', original);
    expect((await run('body import')).code).toBe(2);
    const unnamed = await run('body import x.pkl');
    expect([unnamed.code, unnamed.err]).toEqual([2, expect.stringContaining('say --gender')]);
    await put('y_male.pkl', original);
    await put('z_male.pkl', original);
    expect((await run('body import y_male.pkl z_male.pkl')).err).toContain(
      'expected one male body',
    );
    expect((await run('body import y_male.pkl z_male.pkl --gender male')).code).toBe(2);
  });

  test('in one file do not keep the others from being imported', async () => {
    await put('SMPL_MALE.pkl', original);
    await put('notes.txt', 'text');
    const { code, err } = await run('body import SMPL_MALE.pkl notes.txt');
    expect(code).toBe(1);
    expect(err).toContain('1 problem found\n  notes.txt: ');
    expect((await run('body info smpl-male')).code).toBe(0);
  });
});

describe('hostile files end in E_FORMAT, at once', () => {
  const deep = new TextEncoder().encode(`${']'.repeat(100_001)}${'a'.repeat(100_000)}.`);
  const laughs = new TextEncoder().encode(`]${'(2222l'.repeat(100_000)}.`);
  const promise = Uint8Array.from([0x80, 2, 0x54, 0xff, 0xff, 0xff, 0x7f, 0x2e]);
  const cases: [string, Uint8Array][] = [
    ['REDUCE to os.system', hostilePickle()],
    ['nested 100 000 deep', deep],
    ['a memo bomb', laughs],
    ['two gigabytes promised', promise],
    [
      'an array of 10¹² elements',
      originalPickle(numbers, {
        v_template: arrayCode('f8', [1_000_000, 1_000_000], new Float64Array(1)),
      }),
    ],
    ['truncated', original.subarray(0, 100_000)],
    ['nothing', new Uint8Array(0)],
  ];
  test.each(cases)('%s', async (_, bytes) => {
    await put('SMPL_NEUTRAL.pkl', bytes);
    for (const line of ['body import SMPL_NEUTRAL.pkl', 'convert SMPL_NEUTRAL.pkl']) {
      const startMs = performance.now();
      const { code, err } = await run(line);
      expect(code).toBe(1);
      expect(err).toMatch(/^error\[E_FORMAT\] /);
      // far above what it takes, far below what giving in would take
      expect(performance.now() - startMs).toBeLessThan(5000);
    }
  });
});
