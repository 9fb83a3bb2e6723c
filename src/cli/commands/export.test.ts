import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testIo } from '../../../test/support/io.ts';
import { samplePerson, sampleResult } from '../../../test/support/result.ts';
import { sampleMotion } from '../../../test/support/motion.ts';
import { toyBody } from '../../../test/support/toy-body.ts';
import { motionText } from '../../result/index.ts';
import { runMain } from '../run.ts';
import { COMMANDS } from '../commands.ts';

const RECORD = {
  schemaVersion: 1,
  startedAt: '2026-01-01T00:00:00.000Z',
  fingerprint: 'f',
  images: [],
  earlier: [],
};
let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multiroi-'));
  const result = JSON.stringify(sampleResult([samplePerson()]));
  for (const name of ['a', 'c']) await writeFile(join(cwd, `${name}.json`), result);
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function exportAll(...names: string[]) {
  const io = testIo({ cwd });
  const code = await runMain(COMMANDS, '0', ['export', ...names, '--to', 'npz', '--json'], io);
  return { code, err: io.err(), out: io.out() };
}
const made = async () => (await readdir(cwd)).filter((name) => name.endsWith('.npz'));

test('records among the results are passed over', async () => {
  await writeFile(join(cwd, 'run.json'), JSON.stringify(RECORD));
  await writeFile(join(cwd, 'run.1-of-2.json'), JSON.stringify(RECORD));
  const { code, err, out } = await exportAll('a.json', 'run.json', 'run.1-of-2.json', 'c.json');
  expect(code).toBe(0);
  expect(err).toContain('run.json: the record of a run, passed over');
  expect(JSON.parse(out)).toHaveLength(2);
  expect(await made()).toEqual(['a.npz', 'c.npz']);
});

test('a bad file fails by itself, with its hint, and the others go on', async () => {
  await writeFile(join(cwd, 'b.json'), '{"people": 3}');
  const { code, err, out } = await exportAll('a.json', 'b.json', 'absent.json', 'c.json');
  expect(code).toBe(1);
  expect(err).toContain('[E_FORMAT] b.json: ');
  expect(err).toContain('check the path');
  expect(JSON.parse(out)).toMatchObject([
    { file: 'a.json', outputs: ['a.npz'] },
    { file: 'b.json', error: { code: 'E_FORMAT' } },
    { file: 'absent.json', error: { code: 'E_IO' } },
    { file: 'c.json' },
  ]);
  expect(await made()).toEqual(['a.npz', 'c.npz']);
});

test('a record that is asked for by itself is no result', async () => {
  await writeFile(join(cwd, 'run.json'), JSON.stringify(RECORD));
  expect(await exportAll('run.json')).toMatchObject({ code: 1 });
});

describe('a motion', () => {
  const motion = sampleMotion(toyBody());
  const onOpen = { ...motion, model: { ...motion.model, body: 'open' } };
  const all = async (): Promise<string[]> => (await readdir(cwd)).toSorted();

  async function exported(...args: string[]) {
    await writeFile(join(cwd, 'clip.motion.json'), motionText(onOpen));
    const io = testIo({ cwd });
    const code = await runMain(COMMANDS, '0', ['export', ...args], io);
    return { code, err: io.err(), out: io.out() };
  }

  test('becomes every kind of file', async () => {
    const to = ['--to', 'npz,glb,bvh,vrma,csv,angles', '--bones', 'vrm', '--json'];
    const { code, out } = await exported('clip.motion.json', ...to);
    expect(code).toBe(0);
    const names = [
      'clip.csv',
      'clip.glb',
      'clip_0.bvh',
      'clip_0.npz',
      'clip_0.vrma',
      'clip_1.bvh',
      'clip_1.npz',
      'clip_1.vrma',
      'clip_angles.csv',
      'clip_angles.json',
    ];
    expect(await all()).toEqual(['a.json', 'c.json', ...names, 'clip.motion.json'].toSorted());
    const [{ outputs }] = JSON.parse(out) as { outputs: string[] }[];
    expect(outputs.toSorted()).toEqual(names);
    expect(await readFile(join(cwd, 'clip_0.bvh'), 'utf8')).toContain('ROOT hips');
  });

  test('goes to another folder, among results', async () => {
    const { code } = await exported('clip.motion.json', 'a.json', '--to', 'npz', '--out', 'there');
    expect(code).toBe(0);
    expect((await readdir(join(cwd, 'there'))).toSorted()).toEqual([
      'a.npz',
      'clip_0.npz',
      'clip_1.npz',
    ]);
  });

  test.each([
    ['obj', 'clip.motion.json', 'of a motion, got obj'],
    ['npz,bvh', 'a.json', 'of a result, got bvh'],
  ])('%s of %s is refused before anything is written', async (to, path, message) => {
    const { code, err } = await exported(path, '--to', to);
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(await all()).toEqual(['a.json', 'c.json', 'clip.motion.json']);
  });

  test('other commands say that they want a result', async () => {
    await exported('clip.motion.json', '--to', 'csv');
    const io = testIo({ cwd });
    expect(await runMain(COMMANDS, '0', ['project', 'clip.motion.json'], io)).toBe(1);
    expect(io.err()).toContain('expected a result of a photograph, got a motion');
  });

  test('a disk that refuses leaves nothing', async () => {
    await writeFile(join(cwd, 'clip.motion.json'), motionText(onOpen));
    await mkdir(join(cwd, 'clip_1.npz'));
    const { code, err } = await exported('clip.motion.json', '--to', 'glb,npz');
    expect(code).toBe(1);
    expect(err).toContain('E_IO');
    expect(await all()).toEqual(['a.json', 'c.json', 'clip.motion.json', 'clip_1.npz']);
  });
});
