import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testIo, type TestIo } from '../../../../test/support/io.ts';
import { lightPlatform, randomLightWeights } from '../../../../test/support/light.ts';
import { seeingNobody } from '../../../../test/support/nobody.ts';
import { nodePlatform } from '../../../node/index.ts';
import type { Platform } from '../../../platform/index.ts';
import { parseMotion } from '../../../result/index.ts';
import { COMMANDS } from '../../commands.ts';
import { runMain } from '../../run.ts';
import type { Io } from '../../shared/io.ts';

const platform: Platform = {
  ...seeingNobody(lightPlatform(randomLightWeights())),
  videos: nodePlatform.videos,
};
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).error === undefined;
let cwd = '';
beforeEach(async () => {
  cwd = await realpath(await mkdtemp(join(tmpdir(), 'multiroi-')));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

/** A folder of pictures of nobody. */
async function shot(name: string, frames: number, width = 64): Promise<void> {
  await mkdir(join(cwd, name));
  for (let i = 0; i < frames; i++) {
    const create = {
      width,
      height: 48,
      channels: 3 as const,
      background: { r: 9 * i, g: 99, b: 9 },
    };
    await writeFile(join(cwd, name, `${i}.png`), await sharp({ create }).png().toBuffer());
  }
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function motion(args: string[], change: Partial<Io> = {}): Promise<Ran> {
  const io = testIo({ cwd, platform: () => Promise.resolve(platform), ...change });
  const code = await runMain(COMMANDS, '9.9.9', ['motion', ...args], io);
  return { code, out: io.out(), err: io.err() };
}
const files = (): Promise<string[]> => readdir(join(cwd, 'out'));
const read = async (name: string) => parseMotion(await readFile(join(cwd, 'out', name), 'utf8'));

describe('a folder of pictures', () => {
  test('becomes a motion; nobody in it is no failure', async () => {
    await shot('walk', 5);
    const { code, err } = await motion(['walk', '--save', 'json,glb,npz,csv', '--fps', '10']);
    expect(code, err).toBe(0);
    expect(err).toContain('walk: nobody in 5 pictures: walk.glb, walk.csv, walk.motion.json\n');
    expect((await files()).toSorted()).toEqual(['walk.csv', 'walk.glb', 'walk.motion.json']);
    const { video, tracks } = await read('walk.motion.json');
    expect(video).toEqual({ file: 'walk', width: 64, height: 48, fps: 10, frames: 5 });
    expect(tracks).toEqual([]);
  });

  test('what is there is not replaced unless it may be', async () => {
    await shot('walk', 2);
    const save = ['walk', '--save', 'json'];
    expect((await motion(save)).code).toBe(0);
    const again = await motion(save);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('--overwrite')]);
    expect((await motion([...save, '--overwrite'])).code).toBe(0);
  });

  test('a run that was stopped goes on where it was, and makes the same', async () => {
    await shot('walk', 8);
    await motion(['walk', '--save', 'json', '--out', 'whole', '--search', '0']);
    const whole = await readFile(join(cwd, 'whole', 'walk.motion.json'), 'utf8');
    const io: TestIo = testIo({
      cwd,
      platform: () =>
        Promise.resolve({
          ...platform,
          videos: {
            async open(path, options) {
              const video = await nodePlatform.videos.open(path, options);
              return {
                ...video,
                async *pictures(signal) {
                  let count = 0;
                  for await (const picture of video.pictures(signal)) {
                    if (++count > 4) io.abort();
                    yield picture;
                  }
                },
              };
            },
          },
        }),
    });
    const args = ['walk', '--save', 'json', '--search', '0'];
    expect(await runMain(COMMANDS, '9.9.9', ['motion', ...args], io)).toBe(130);
    expect(await files()).toEqual(['walk.motion.partial.jsonl']);
    const { code, err } = await motion([...args, '--resume']);
    expect(code, err).toBe(0);
    expect(err).toContain('walk: 4 pictures were seen');
    expect(await files()).toEqual(['walk.motion.json']);
    expect(await readFile(join(cwd, 'out', 'walk.motion.json'), 'utf8')).toBe(whole);
  });

  test('of several videos, those that are done are left, and what was being written is written again', async () => {
    await shot('walk', 2);
    await shot('jump', 2);
    const save = ['--save', 'csv,json', '--search', '0', '--resume'];
    await motion(['jump', ...save]);
    const whole = await readFile(join(cwd, 'out', 'jump.motion.json'), 'utf8');
    // killed between its two files
    await writeFile(join(cwd, 'out', 'jump.motion.partial.jsonl'), '');
    await rm(join(cwd, 'out', 'jump.csv'));
    const { code, err } = await motion(['jump', 'walk', ...save]);
    expect(code, err).toBe(0);
    const all = ['jump.csv', 'jump.motion.json', 'walk.csv', 'walk.motion.json'];
    expect((await files()).toSorted()).toEqual(all);
    expect(await readFile(join(cwd, 'out', 'jump.motion.json'), 'utf8')).toBe(whole);
    const again = await motion(['jump', 'walk', ...save]);
    expect(again.code).toBe(0);
    expect(again.err).toContain('jump: was done before');
  });
});

describe('what is no video', () => {
  test('is told by itself, and others are done', async () => {
    await shot('walk', 2);
    await writeFile(join(cwd, 'empty.mp4'), '');
    const { code, out } = await motion([
      'empty.mp4',
      'none.mp4',
      'walk',
      '--save',
      'json',
      '--json',
    ]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual([
      { file: 'empty.mp4', error: expect.objectContaining({ code: 'E_FORMAT' }) as unknown },
      { file: 'none.mp4', error: expect.objectContaining({ code: 'E_IO' }) as unknown },
      { file: 'walk', tracks: 0, outputs: ['walk.motion.json'] },
    ]);
  });

  test('pictures of two sizes, a part without pictures', async () => {
    await shot('walk', 2);
    await shot('wide', 1, 80);
    await writeFile(join(cwd, 'walk', '9.png'), await readFile(join(cwd, 'wide', '0.png')));
    expect((await motion(['walk'])).err).toContain('one size');
    expect((await motion(['wide', '--from', '5'])).code).toBe(1);
  });

  test.skipIf(!hasFfmpeg)('a file of text, by ffmpeg', async () => {
    await writeFile(join(cwd, 'a.mp4'), 'not a video');
    const { code, err } = await motion(['a.mp4']);
    expect([code, err]).toEqual([1, expect.stringContaining('E_FORMAT')]);
  });
});
