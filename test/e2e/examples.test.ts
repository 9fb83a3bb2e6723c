/** @file The examples, as they stand, against the built package: they import it by its name. */

import { execFile, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { motionText } from '../../src/result/index.ts';
import { sampleMotion } from '../support/motion.ts';
import { toyBody } from '../support/toy-body.ts';

const exec = promisify(execFile);
const built = existsSync('dist/entry/node.js') && existsSync('models/manifest.json');
const PHOTO = 'test/fixtures/astronaut.png';

/** What an example prints; it runs from the repository's root, where `multiroi` is the package itself. */
async function run(name: string, ...args: string[]): Promise<string> {
  const { stdout } = await exec(process.execPath, [
    '--import',
    'tsx',
    join('examples', name),
    ...args,
  ]);
  return stdout;
}

describe.skipIf(!built)('the examples', () => {
  let folder = '';
  let result = '';
  let printed = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multiroi-examples-'));
    result = join(folder, 'photo.json');
    printed = await run('photo.ts', PHOTO, result);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('photo', () => {
    expect(printed).toMatch(/^person 0 at \(-?\d.*\) m, regions agree to [\d.]+ %\n$/);
  });

  test('folder: a picture with its progress, and one that is broken', async () => {
    const photos = join(folder, 'photos');
    mkdirSync(photos);
    copyFileSync(PHOTO, join(photos, 'a.png'));
    copyFileSync('package.json', join(photos, 'b.png'));
    const text = await run('folder.ts', photos);
    expect(text).toContain('a.png: 1 of 1 people');
    expect(text).toContain('1 of 2: a.png, people: 1');
    expect(text).not.toContain('2 of 2');
  });

  test('video: the same person in two frames', async () => {
    const lines = (await run('video.ts', '25', PHOTO, PHOTO)).trim().split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/: 0 at [\d.]+ m$/);
  });

  test('client of a server', async () => {
    const server = spawn(process.execPath, ['dist/cli/main.js', 'serve', '--port', '0']);
    try {
      let printedByServer = '';
      while (!/http:\S+/.test(printedByServer)) {
        const [chunk] = (await Promise.race([
          once(server.stdout, 'data'),
          once(server.stderr, 'data'),
        ])) as [Buffer];
        printedByServer += chunk.toString();
      }
      const [url] = /http:[^\s"]+/.exec(printedByServer) ?? [''];
      expect(await run('client.ts', PHOTO, url)).toBe('people: 1\n');
    } finally {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
  });

  test('export', async () => {
    const out = join(folder, 'out');
    expect(await run('export.ts', result, out)).toMatch(/^people: 1, vertices of each: \d+\n$/);
    expect(readdirSync(out)).toEqual(['joints.csv', 'people.glb', 'person-0.obj']);
  });

  test('evaluate: a result against itself', async () => {
    const text = await run('evaluate.ts', result, result);
    expect(text).toBe('person 0: MPJPE 0.0 mm, PA-MPJPE 0.0 mm\n');
  });

  test('repetitions: somebody who lifts a shin four times', async () => {
    const sample = sampleMotion({ ...toyBody(), id: 'open' });
    const [track] = sample.tracks;
    const frames = Array.from({ length: 200 }, (_, i) => {
      const bodyPose = track.frames[0].bodyPose.map((turn, j): typeof turn =>
        j === 3 ? [1 - Math.cos((2 * Math.PI * i) / 50), 0, 0] : turn,
      );
      return { ...track.frames[0], frame: i, seconds: i / 25, bodyPose };
    });
    const path = join(folder, 'clip.motion.json');
    const video = { ...sample.video, frames: 200 };
    const tracks = [{ ...track, last: 199, gaps: [], frames }];
    await writeFile(path, motionText({ ...sample, video, tracks }));
    const lines = (await run('repetitions.ts', path, 'left_knee_flexion')).trim().split('\n');
    expect(lines[0]).toBe('person 0: 4 times');
    expect(lines[1]).toMatch(/^ {2}0\.\d–\d\.\d s, 1[12]\d°$/);
  });

  test('squats, live: a video from its file to a count, and as a camera would show it', async () => {
    const frames = await Promise.all(
      [1, 1.05, 1.1].map((brightness) =>
        sharp(PHOTO).resize(256).modulate({ brightness }).png().toBuffer(),
      ),
    );
    const clip = join(folder, 'clip.webp');
    await sharp(frames, { join: { animated: true } })
      .webp({ delay: [100, 100, 100] })
      .toFile(clip);
    expect(await run('squats.ts', clip)).toBe('person 0: 0 squats\n');
    const [people, told] = (await run('live.ts', clip, '500')).trim().split('\n');
    expect(people).toBe('people: 0');
    const [, looked, dropped] = /^(\d) pictures looked at, (\d) dropped$/.exec(told ?? '') ?? [];
    expect(Number(looked) + Number(dropped)).toBe(3);
  });

  test('three', async () => {
    expect(await run('three.ts', result)).toBe('meshes: 1\n');
  });

  test('train: a trial run tells its steps, ends, and leaves weights', async () => {
    const out = join(folder, 'run');
    const weights = join(out, 'weights.safetensors');
    const lines = (await run('train.ts', 'light-synthetic', out)).trim().split('\n');
    expect(lines).toEqual([
      'people to render: 4',
      expect.stringMatching(/^step 1: loss [\d.]+$/),
      expect.stringMatching(/^step 2: loss [\d.]+$/),
      `2 steps: ${weights}`,
    ]);
    expect(existsSync(weights)).toBe(true);
  });
});
