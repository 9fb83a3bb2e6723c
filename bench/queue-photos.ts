/**
 * @file Photographs through the queue with the real pipeline, and through one process of `predict`: rates, processor time, and the
 * memory of the workers as the images go by. A folder's photographs are repeated under digests of their own.
 *
 *   npx tsx bench/queue-photos.ts <folder> [images] [images of predict] [workers] [options of both…]
 *
 * Half of `predict` comes before the queue and half after it, so that a machine's company weighs on both. `npm run build` first.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { SILENT } from '../src/base/index.ts';
import { ImageQueue, queueStatus } from '../src/queue/index.ts';
import { startRedis } from '../test/support/redis.ts';

const [photos = 'test/fixtures', ...words] = process.argv.slice(2);
const first = words.findIndex((word) => word.startsWith('--'));
const options = first < 0 ? [] : words.slice(first);
const [count = 2000, alone = count, workers = 2] = words
  .slice(0, words.length - options.length)
  .map(Number);
const LOOK_MS = 2_000;
const REPORTS = 10;
const program = resolve('dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'multiroi-queue-photos-'));

/** A decoder reads no further than an image's end, a digest does. */
function makeImages(name: string, from: number, to: number): string {
  const files = readdirSync(photos).filter((file) => /\.(jpe?g|png)$/i.test(file));
  mkdirSync(join(folder, name));
  for (let i = from; i < to; i++) {
    const file = files[i % files.length] ?? '';
    const bytes = readFileSync(join(photos, file));
    writeFileSync(join(folder, name, `${i}-${file}`), Buffer.concat([bytes, Buffer.from(`${i}`)]));
  }
  return join(folder, name);
}

interface Run {
  readonly images: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** Runs a command to its end. Its processor time is with that of everything it started. */
async function run(images: number, args: readonly string[]): Promise<Run> {
  const began = performance.now();
  const timed = ['-c', 'TIMEFORMAT="%U %S"; time "$@"', 'bash', process.execPath, program];
  const child = spawn('bash', [...timed, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const [said] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  const lines = said.trim().split('\n');
  const cpuSeconds = (lines.pop() ?? '').split(' ').map(Number);
  if (lines.length > 0) process.stderr.write(`${lines.join('\n')}\n`);
  return {
    images,
    seconds: (performance.now() - began) / 1000,
    cpuSeconds: cpuSeconds.reduce((sum, each) => sum + each, 0),
  };
}

function told(runs: readonly Run[]): object {
  const sum = (key: keyof Run): number => runs.reduce((all, each) => all + each[key], 0);
  const [images, seconds, cpuSeconds] = [sum('images'), sum('seconds'), sum('cpuSeconds')];
  return {
    images,
    seconds: Math.round(seconds),
    imagesPerSecond: Number((images / seconds).toFixed(2)),
    cpuMsPerImage: Math.round((cpuSeconds * 1000) / images),
  };
}

const predict = (name: string, from: number, to: number): Promise<Run> =>
  run(to - from, [
    'predict',
    makeImages(name, from, to),
    '--out',
    join(folder, `${name}-out`),
    '--save',
    'json',
    '--quiet',
    ...options,
  ]);

const redis = await startRedis();
try {
  const half = Math.floor(alone / 2);
  const runs = alone > 0 ? [await predict('before', 0, half)] : [];
  const access = ['--redis', redis.url];
  await run(count, ['queue', 'add', makeImages('queued', 0, count), ...access, '--quiet']);
  const queue = await ImageQueue.open({ redis: { url: redis.url }, name: 'images' }, true, SILENT);
  const memory: { done: number; rssMb: number[] }[] = [];
  let isOver = false;
  const watch = async (): Promise<void> => {
    while (!isOver) {
      await pause(LOOK_MS);
      const { images, workers: states } = await queueStatus(queue, Date.now());
      const done = states.reduce((sum, each) => sum + each.images, 0);
      if (done === 0 || images.done < ((memory.length + 1) * count) / REPORTS) continue;
      memory.push({ done, rssMb: states.map(({ rssMb }) => rssMb) });
      process.stderr.write(`${JSON.stringify(memory.at(-1))}\n`);
    }
  };
  const watching = watch();
  const work = ['queue', 'work', '--out', join(folder, 'archive'), '--until-empty', '--quiet'];
  const queued = await run(count, [...work, '--workers', `${workers}`, ...access, ...options]);
  isOver = true;
  await watching;
  const { images, people } = await queueStatus(queue, Date.now());
  await queue.close();
  if (alone > 0) runs.push(await predict('after', half, alone));
  const report = { options, workers, images, people, queue: told([queued]), memory };
  console.log(JSON.stringify({ ...report, ...(alone > 0 && { predict: told(runs) }) }));
} finally {
  await redis.end();
  rmSync(folder, { recursive: true, force: true });
}
