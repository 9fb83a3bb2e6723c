import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testIo } from '../../../../test/support/io.ts';
import { lightPlatform, randomLightWeights } from '../../../../test/support/light.ts';
import { HAS_REDIS, startRedis, type TestRedis } from '../../../../test/support/redis.ts';
import { BUCKET, startS3, type TestS3 } from '../../../../test/support/s3.ts';
import { digestOf } from '../../../archive/index.ts';
import { parseResult } from '../../../result/index.ts';
import { Storages } from '../../../storage/index.ts';
import { COMMANDS } from '../../commands.ts';
import { runMain } from '../../run.ts';

const platform = lightPlatform(randomLightWeights());
let redis: TestRedis;
let s3: TestS3;
let cwd = '';
let env: Record<string, string> = {};
beforeAll(async () => {
  s3 = await startS3();
  if (HAS_REDIS) redis = await startRedis();
});
afterAll(async () => {
  await s3.close();
  if (HAS_REDIS) await redis.end();
});
beforeEach(async () => {
  cwd = await realpath(await mkdtemp(join(tmpdir(), 'multiroi-queue-')));
  env = { REDIS_URL: HAS_REDIS ? redis.url : '', ...s3.env() };
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function run(...args: string[]) {
  const io = testIo({ cwd, env, platform: () => Promise.resolve(platform) });
  const code = await runMain(COMMANDS, '9.9.9', args, io);
  return { code, out: io.out(), err: io.err() };
}

async function jpeg(shade: number): Promise<Buffer> {
  const data = Uint8Array.from({ length: 3 * 64 * 48 }, (_, i) => (7 * i + shade) & 255);
  return sharp(data, { raw: { width: 64, height: 48, channels: 3 } })
    .jpeg()
    .toBuffer();
}

const queue = (verb: string, name: string, ...args: string[]) =>
  run('queue', verb, ...args, '--queue', name);
const work = (name: string, out: string, ...args: string[]) =>
  queue(
    'work',
    name,
    '--out',
    out,
    '--box',
    '5,5,40,45',
    '--workers',
    '1',
    '--until-empty',
    ...args,
  );
const status = async (name: string) =>
  (JSON.parse((await queue('status', name, '--json')).out) as unknown[])[0];

describe.skipIf(!HAS_REDIS)('multiroi queue', () => {
  test('a folder becomes an archive; what is wrong stands in a table', async () => {
    await mkdir(join(cwd, 'photos'));
    const photo = await jpeg(1);
    await writeFile(join(cwd, 'photos/a.jpg'), photo);
    await writeFile(join(cwd, 'photos/the same.jpg'), photo);
    await writeFile(join(cwd, 'photos/bad.jpg'), 'no image');
    const added = await queue('add', 'one', 'photos', '--json');
    expect(JSON.parse(added.out)).toEqual([
      { queue: 'one', added: 2, known: 1, failed: [], skipped: 0 },
    ]);
    const { code, err } = await work('one', 'archive', '--save', 'json,npz', '--log', 'json');
    expect(code).toBe(0);
    const lines = err
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.at(-1)).toMatchObject({ level: 'info', pid: process.pid });
    expect(await status('one')).toMatchObject({
      images: { added: 2, done: 1, failed: 1, open: 0 },
      failures: { E_FORMAT: 1 },
    });
    const digest = digestOf(photo);
    const stem = join(cwd, 'archive/results', digest.slice(0, 2), digest);
    const result = parseResult(await readFile(`${stem}.json`, 'utf8'));
    expect(result.people[0]?.box).toEqual([5, 5, 40, 45]);
    expect((await readFile(`${stem}.npz`)).length).toBeGreaterThan(100);
    // to a file, and to standard output
    const { out: csv } = await queue('export', 'one');
    expect(csv).toMatch(/^file,.*\nphotos\/bad\.jpg,file:.*,E_FORMAT,/);
    await queue('export', 'one', '--out', 'failures.csv');
    expect(await readFile(join(cwd, 'failures.csv'), 'utf8')).toBe(csv);
    expect((await queue('retry', 'one')).err).toContain('1 image to be tried again');
    expect((await queue('drain', 'one')).err).toContain('1 image taken out');
    expect((await queue('status', 'one')).out).toContain('1 of 1 images done, 0 open, 0 set aside');
  });

  test('from a bucket into a bucket', async () => {
    const bucket = await new Storages({ cwd, env }).open(`s3://${BUCKET}/in`);
    await bucket.write('2026/a b.jpg', await jpeg(2));
    await bucket.write('2026/c.jpg', await jpeg(3));
    await bucket.write('notes.txt', 'nothing');
    const { err } = await queue('add', 'two', `s3://${BUCKET}/in`);
    expect(err).toContain('2 images added, 1 passed over (1 not named like an image)');
    expect(await work('two', `s3://${BUCKET}/archive`)).toMatchObject({ code: 0 });
    expect(await status('two')).toMatchObject({ images: { done: 2, failed: 0 } });
    expect(await run('table', `s3://${BUCKET}/archive`, '--json')).toMatchObject({ code: 0 });
    // and as predict takes them
    const predicted = await run(
      'predict',
      `s3://${BUCKET}/in/2026/c.jpg`,
      '--box',
      '5,5,40,45',
      '--save',
      'json',
    );
    expect(predicted).toMatchObject({ code: 0 });
    expect(await readFile(join(cwd, 'out/c.json'), 'utf8')).toContain(
      `s3://${BUCKET}/in/2026/c.jpg`,
    );
  });

  test('other options make other results, and are refused', async () => {
    await writeFile(join(cwd, 'a.jpg'), await jpeg(4));
    await queue('add', 'three', 'a.jpg');
    await work('three', 'archive');
    const refused = await work('three', 'archive', '--save', 'json,glb');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('save ["json"], here ["json","glb"]');
  });

  test('struck, a queue takes everything again', async () => {
    await writeFile(join(cwd, 'a.jpg'), await jpeg(5));
    await queue('add', 'four', 'a.jpg');
    await work('four', 'archive');
    expect((await queue('add', 'four', 'a.jpg')).err).toContain('0 images added, 1 known already');
    expect((await queue('drain', 'four', '--all')).err).toContain('the queue is struck');
    expect((await queue('add', 'four', 'a.jpg')).err).toContain('1 image added');
  });

  test('what cannot be queued, or is no verb, is told', async () => {
    expect(await queue('add', 'five', 'data:image/png;base64,AAAA')).toMatchObject({ code: 1 });
    expect(await queue('add', 'five', 'nothing.jpg')).toMatchObject({ code: 1 });
    expect(await queue('ad', 'five')).toMatchObject({ code: 2 });
    expect(await queue('status', 'five', 'extra')).toMatchObject({ code: 2 });
    expect(await queue('work', 'five')).toMatchObject({ code: 2 });
  });
});
