import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testIo } from '../../../../test/support/io.ts';
import { lightPlatform, randomLightWeights } from '../../../../test/support/light.ts';
import { writeTogether, type WriteCalls } from '../../../node/index.ts';
import type { Io } from '../../shared/io.ts';
import { COMMANDS } from '../../commands.ts';
import { runMain } from '../../run.ts';
import { takeLock } from './folder-lock.ts';

const platform = lightPlatform(randomLightWeights());
let cwd = '';
beforeEach(async () => {
  cwd = await realpath(await mkdtemp(join(tmpdir(), 'multiroi-')));
  for (const name of ['a', 'b', 'c']) await photo(`in/${name}.jpg`, '#a08060');
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function photo(name: string, background: string): Promise<void> {
  const path = join(cwd, name);
  await mkdir(join(path, '..'), { recursive: true });
  const image = sharp({ create: { width: 64, height: 48, channels: 3, background } });
  await writeFile(path, await image.jpeg().toBuffer());
}

async function predictWith(change: Partial<Io>, ...args: string[]) {
  const io = testIo({ cwd, platform: () => Promise.resolve(platform), ...change });
  const save = args.includes('--save') ? [] : ['--save', 'json,npz'];
  const all = ['predict', 'in', '--box', '5,5,40,45', ...save, ...args];
  const code = await runMain(COMMANDS, '9.9.9', all, io);
  return { code, err: io.err() };
}
const predict = (...args: string[]) => predictWith({}, ...args);

const files = async () =>
  (await readdir(join(cwd, 'out'), { recursive: true })).toSorted((a, b) => (a < b ? -1 : 1));
const record = async (name = 'run.json') =>
  JSON.parse(await readFile(join(cwd, 'out', name), 'utf8')) as {
    images: { file: string; outputs: string[] }[];
    earlier: string[];
    interrupted: boolean;
  };
const ALL = ['a', 'b', 'c'].flatMap((name) => [`${name}.json`, `${name}.npz`]);

/** A process that has ended, and its lock. */
async function leaveLock(stem = 'run'): Promise<void> {
  const child = spawn(process.execPath, ['-e', '0']);
  await once(child, 'exit');
  const holder = { pid: child.pid, host: hostname(), began: null };
  await writeFile(join(cwd, 'out', `${stem}.lock`), JSON.stringify(holder));
}

/**
 * A run that stops for good while it writes its second image, as a killed one would.
 * @param at how much of that image's renames are done; −1: none is decided.
 */
async function killed(at: number, ...args: string[]): Promise<void> {
  let images = 0;
  const stopped = new Promise<void>((stop) => {
    const forever = new Promise<never>(() => {});
    const halt = (): Promise<never> => {
      stop();
      return forever;
    };
    void predictWith(
      {
        writeTogether: (given, commit) => {
          if (++images < 2) return writeTogether(given, commit);
          let left = at;
          const calls: WriteCalls = {
            ...fs,
            rename: (from, to) => (left-- > 0 ? fs.rename(from, to) : halt()),
          };
          return writeTogether(given, at < 0 ? halt : commit, calls).then(halt);
        },
      },
      ...args,
    );
  });
  await stopped;
  await leaveLock();
}

describe('a run that was killed', () => {
  test.each([-1, 0, 1, 2])('while it wrote an image (%i renames) is gone on with', async (at) => {
    await killed(at);
    expect(await files()).toContain('run.journal.jsonl');
    expect(await files()).not.toContain('run.json');
    const { code, err } = await predict('--resume');
    expect({ code, err }).toEqual({ code: 0, err: expect.any(String) as string });
    expect(err).toContain(`${at < 0 ? 1 : 2} of 3 are done already`);
    expect(await files()).toEqual([...ALL, 'run.json']);
    const { images, earlier, interrupted } = await record();
    expect(images.map(({ file }) => file)).toEqual(
      ['a', 'b', 'c'].map((n) => join('in', `${n}.jpg`)),
    );
    expect({ earlier, interrupted }).toEqual({ earlier: [], interrupted: false });
  });

  test('owns its files for a run that begins anew, also with fewer kinds', async () => {
    await killed(1);
    const { code } = await predict('--save', 'json');
    expect(code).toBe(0);
    expect(await files()).toEqual(['a.json', 'b.json', 'c.json', 'run.json']);
  });

  test('does not touch what earlier runs own', async () => {
    await predict();
    await killed(0);
    await rm(join(cwd, 'in', 'c.jpg'));
    expect((await predict()).code).toBe(0);
    const { images, earlier } = await record();
    expect([...images.flatMap(({ outputs }) => outputs), ...earlier].toSorted()).toEqual(ALL);
  });

  test('with half a line at the end of its journal', async () => {
    await killed(2);
    const path = join(cwd, 'out', 'run.journal.jsonl');
    await writeFile(path, `${await readFile(path, 'utf8')}{"decided":{"file":"in`);
    expect((await predict('--resume')).code).toBe(0);
    expect(await files()).toEqual([...ALL, 'run.json']);
  });

  test('before its first line', async () => {
    await mkdir(join(cwd, 'out'));
    await writeFile(join(cwd, 'out', 'run.journal.jsonl'), '');
    await leaveLock();
    expect((await predict()).code).toBe(0);
    expect(await files()).toEqual([...ALL, 'run.json']);
  });
});

describe('a resumed run does again', () => {
  test.each([
    ['a photograph that was replaced', () => photo('in/b.jpg', '#206080'), 2],
    ['an image of which a file is gone', () => rm(join(cwd, 'out', 'b.npz')), 2],
    ['nothing when only times have changed', () => fs.utimes(join(cwd, 'in', 'b.jpg'), 9, 9), 3],
  ])('%s', async (_, change, done) => {
    await predict();
    await change();
    const { code, err } = await predict('--resume');
    expect(code).toBe(0);
    expect(err).toContain(`${done} of 3 are done already`);
    expect((await record()).images).toHaveLength(3);
  });

  test('what a run of other options made; files of other boxes under one name are other options', async () => {
    await predict();
    await writeFile(join(cwd, 'boxes.csv'), 'a.jpg,1,1,30,40\nb.jpg,1,1,30,40\nc.jpg,1,1,30,40\n');
    const own = ['predict', 'in', '--boxes', 'boxes.csv', '--save', 'json', '--out', 'other'];
    const run = (...more: string[]) =>
      runMain(
        COMMANDS,
        '9',
        [...own, ...more],
        testIo({ cwd, platform: () => Promise.resolve(platform) }),
      );
    expect(await run()).toBe(0);
    expect(await run('--resume')).toBe(0);
    await writeFile(join(cwd, 'boxes.csv'), 'a.jpg,1,1,30,41\nb.jpg,1,1,30,40\nc.jpg,1,1,30,40\n');
    expect(await run('--resume')).toBe(1);
  });

  test('nothing of files that nobody recorded', async () => {
    await mkdir(join(cwd, 'out'));
    await writeFile(join(cwd, 'out', 'b.json'), 'precious');
    const { code, err } = await predict('--resume');
    expect(code).toBe(2);
    expect(err).toContain('expected no file of another program');
  });
});

describe('two runs in one folder', () => {
  test('the second is refused while the first is at work, and nothing is lost', async () => {
    const first = predict();
    const lock = join(cwd, 'out', 'run.lock');
    await expect.poll(() => readFile(lock, 'utf8').catch(() => '')).toContain('pid');
    const second = await predict();
    expect(second.code).toBe(1);
    expect(second.err).toContain(
      'error[E_IO] predict: expected a folder that no other run writes to',
    );
    expect((await first).code).toBe(0);
    expect(await files()).toEqual([...ALL, 'run.json']);
    expect((await predict()).code).toBe(0);
  });

  test('shards of one division work at once, and own what they made', async () => {
    const codes = await Promise.all([predict('--shard', '1/2'), predict('--shard', '2/2')]);
    expect(codes.map(({ code }) => code)).toEqual([0, 0]);
    expect(await files()).toEqual([...ALL, 'run.1-of-2.json', 'run.2-of-2.json']);
    const again = await Promise.all([
      predict('--shard', '1/2', '--resume'),
      predict('--shard', '2/2', '--resume'),
    ]);
    expect(again.map(({ err }) => /\d of \d are done/.exec(err)?.[0])).toEqual([
      '2 of 2 are done',
      '1 of 1 are done',
    ]);
    const whole = await predict('--resume');
    expect(whole.err).toContain('3 of 3 are done already');
    expect((await record()).images).toHaveLength(3);
    expect((await predict()).code).toBe(0);
  });

  test.each(['run.1-of-3', 'run'])('a shard is refused beside %s', async (stem) => {
    await mkdir(join(cwd, 'out'));
    const lock = await takeLock(join(cwd, 'out'), stem);
    expect((await predict('--shard', '1/2')).err).toContain('got one that is in use');
    await lock?.release();
    expect((await predict('--shard', '1/2')).code).toBe(0);
  });

  test('a lock of another machine holds while it is touched', async () => {
    await mkdir(join(cwd, 'out'));
    const path = join(cwd, 'out', 'run.lock');
    await writeFile(path, JSON.stringify({ pid: 1, host: 'another', began: null }));
    expect((await predict()).code).toBe(1);
    const old = new Date(Date.now() - 3_600_000);
    await fs.utimes(path, old, old);
    expect((await predict()).code).toBe(0);
  });

  test('a process number that came again is another process', async () => {
    await mkdir(join(cwd, 'out'));
    const holder = { pid: process.pid, host: hostname(), began: 'another boot 1' };
    await writeFile(join(cwd, 'out', 'run.lock'), JSON.stringify(holder));
    const { code } = await predict();
    expect(code).toBe(process.platform === 'linux' ? 0 : 1);
  });
});
