/**
 * @file A queue under everything at once: workers killed, Redis killed and restarted, the network cut. Counts what was lost
 * and what was doubled. The workers are those of `multiroi queue work` but for the networks: an image's result is a line.
 *
 *   npx tsx bench/queue.ts [images] [batch] [minutes] [pauseMs] > queue.json
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';
import { digestOf } from '../src/archive/index.ts';
import { Rng, SILENT } from '../src/base/index.ts';
import { ImageQueue, queueStatus, type QueuedImage } from '../src/queue/index.ts';
import { Storages } from '../src/storage/index.ts';
import { startCutProxy } from '../test/support/cut-proxy.ts';
import type { WorkerSetup } from '../test/support/queue-worker.ts';
import { startRedis } from '../test/support/redis.ts';

const count = Number(process.argv[2] ?? 100_000);
const batch = Number(process.argv[3] ?? 1);
const limitMs = Number(process.argv[4] ?? 40) * 60_000;
/** What an image takes of a worker's time, but not of the processor. */
const pauseMs = Number(process.argv[5] ?? 0);
const WORKERS = 4;
const KILL_MS = 20_000;
/** What happens beside the kills, by the share of images that are done: Redis is killed twice, the network is cut between. */
const RESTARTS = [0.25, 0.75];
const CUT = { at: 0.5, seconds: 30 };

const folder = mkdtempSync(join(tmpdir(), 'multiroi-queue-bench-'));
const seconds = (since: number): number => Math.round((performance.now() - since) / 100) / 10;

function makeImages(): QueuedImage[] {
  return Array.from({ length: count }, (_, i) => {
    const below = join(folder, 'images', String(i % 256));
    if (i < 256) mkdirSync(below, { recursive: true });
    const path = join(below, `${i}.jpg`);
    writeFileSync(path, `image ${i}`);
    return { digest: digestOf(`image ${i}`), url: pathToFileURL(path).href, file: `${i}.jpg` };
  });
}

const redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'everysec']);
const proxy = await startCutProxy(redis.port);
const direct = { redis: { url: redis.url }, name: 'bench' };
const setup: WorkerSetup = {
  redis: `redis://127.0.0.1:${proxy.port}`,
  queue: 'bench',
  out: join(folder, 'out'),
  pauseMs,
  lockSeconds: 10,
};
/** The worker as one script: started from its sources it would spend its short life on reading them. */
const root = fileURLToPath(new URL('..', import.meta.url));
const built = join(root, 'node_modules', '.cache', 'multiroi-queue-bench');
const script = join(built, 'queue-worker.mjs');
const workers = new Set<ChildProcess>();
/** Those that have begun an image: only they are killed, or a slow machine would never get past starting them. */
const ready = new Set<ChildProcess>();
let isOver = false;
let kills = 0;

function start(): void {
  const child = spawn(process.execPath, [script, JSON.stringify(setup)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  workers.add(child);
  child.stdout.once('data', () => ready.add(child));
  child.once('exit', () => {
    workers.delete(child);
    ready.delete(child);
    if (!isOver) start();
  });
}

async function check(all: readonly QueuedImage[]): Promise<object> {
  const out = await new Storages({ cwd: folder, env: {} }).open('out');
  const missing = new Set(all.map(({ digest }) => digest));
  let foreign = 0;
  for await (const { key } of out.list('receipts/')) {
    if (!missing.delete(key.slice(-69, -5))) foreign++;
  }
  let results = 0;
  for await (const _ of out.list('results/')) results++;
  return { lost: missing.size, foreign, results, doubled: results - (count - missing.size) };
}

try {
  process.stderr.write(`${folder}\n`);
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    ssr: { noExternal: ['zod', 'prom-client'] },
    build: {
      ssr: join(root, 'test/support/queue-worker.ts'),
      outDir: built,
      rolldownOptions: { output: { entryFileNames: '[name].mjs' } },
    },
  });
  const all = makeImages();
  let queue = await ImageQueue.open(direct, true, SILENT);
  const adding = performance.now();
  for (let i = 0; i < all.length; i += 5000) await queue.add(all.slice(i, i + 5000), batch);
  const addSeconds = seconds(adding);
  const began = performance.now();
  for (let i = 0; i < WORKERS; i++) start();
  const rng = new Rng('queue');
  const events: string[] = [];
  const note = (what: string): void => void events.push(`${seconds(began)} s ${what}`);
  const killer = setInterval(() => {
    const alive = [...ready];
    const victim = alive[Math.floor(rng.uniform() * alive.length)];
    if (victim?.kill('SIGKILL') === true) kills++;
  }, KILL_MS);
  const rates: [number, number][] = [];
  const due = [...RESTARTS];
  let cutSince: number | undefined;
  let isMended = false;
  while (performance.now() - began < limitMs) {
    await pause(5000);
    const { done } = await queue.ledger.totals();
    rates.push([Math.round((performance.now() - began) / 1000), done]);
    process.stderr.write(`${rates.at(-1)?.join(' s: ')}\n`);
    if (done >= (due[0] ?? Infinity) * count) {
      due.shift();
      await redis.restart();
      note('Redis killed and restarted');
    }
    if (cutSince === undefined && done >= CUT.at * count) {
      proxy.cut();
      note('network cut');
      cutSince = performance.now();
    } else if (cutSince !== undefined && !isMended && seconds(cutSince) >= CUT.seconds) {
      proxy.mend();
      note('network back');
      isMended = true;
    }
    if (done >= count) break;
  }
  clearInterval(killer);
  isOver = true;
  const took = seconds(began);
  for (const child of workers) child.kill('SIGTERM');
  await pause(3000);
  const { images, people, batches } = await queueStatus(queue, Date.now());
  await queue.close();
  queue = await ImageQueue.open(direct, false, SILENT);
  const memory = /used_memory_human:(\S+)/.exec(await queue.redis.info('memory'))?.[1];
  await queue.close();
  const found = await check(all);
  const report = {
    count,
    batch,
    workers: WORKERS,
    kills,
    addSeconds,
    seconds: took,
    images,
    people,
  };
  console.log(JSON.stringify({ ...report, batches, found, memory, events, rates }, null, 1));
} finally {
  isOver = true;
  for (const child of workers) child.kill('SIGKILL');
  await proxy.close();
  await redis.end();
  rmSync(folder, { recursive: true, force: true });
}
