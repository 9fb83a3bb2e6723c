/** Workers as processes, killed at any moment, beside a Redis that is killed, too. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digestOf, findReceipt } from '../../src/archive/index.ts';
import { Rng, SILENT } from '../../src/base/index.ts';
import { ImageQueue, queueStatus, type QueuedImage } from '../../src/queue/index.ts';
import { Storages } from '../../src/storage/index.ts';
import type { WorkerSetup } from '../support/queue-worker.ts';
import { HAS_REDIS, startRedis } from '../support/redis.ts';

const script = fileURLToPath(new URL('../support/queue-worker.ts', import.meta.url));
const IMAGES = 120;

let folder = '';
const running = new Set<ChildProcess>();
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multiroi-kills-'));
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function start(setup: WorkerSetup): ChildProcess {
  const args = ['--import', 'tsx', script, JSON.stringify(setup)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

async function images(count: number): Promise<QueuedImage[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const path = join(folder, `${i}.jpg`);
      await writeFile(path, `image ${i}`);
      const url = pathToFileURL(path).href;
      return { digest: digestOf(`image ${i}`), url, file: `${i}.jpg` };
    }),
  );
}

async function openQueue(url: string): Promise<ImageQueue> {
  return ImageQueue.open({ redis: { url }, name: 'kills' }, false, SILENT);
}

describe.skipIf(!HAS_REDIS)('whoever is killed', () => {
  test('nothing is lost and nothing is counted twice', async () => {
    const redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
    const before = await openQueue(redis.url);
    const all = await images(IMAGES);
    await before.add(all, 8);
    await before.close();
    const setup = {
      redis: redis.url,
      queue: 'kills',
      out: join(folder, 'out'),
      pauseMs: 20,
      lockSeconds: 2,
    };
    const rng = new Rng('kills');
    for (let kill = 0; kill < 5; kill++) {
      const children = [start(setup), start(setup)];
      await pause(1500 + 1000 * rng.uniform());
      if (kill === 2) await redis.restart();
      await pause(300 * rng.uniform());
      for (const child of children) {
        const gone = child.exitCode === null ? once(child, 'exit') : Promise.resolve();
        child.kill('SIGKILL');
        await gone;
      }
    }
    const [code] = (await once(start(setup), 'exit')) as [number];
    expect(code).toBe(0);
    const after = await openQueue(redis.url);
    const { images: counts, people, batches } = await queueStatus(after, Date.now());
    expect({ counts, people, batches }).toEqual({
      counts: { added: IMAGES, done: IMAGES, failed: 0, open: 0 },
      people: IMAGES,
      batches: { waiting: 0, active: 0, delayed: 0 },
    });
    await after.close();
    const out = await new Storages({ cwd: folder, env: {} }).open('out');
    const digests = new Set(all.map(({ digest }) => digest));
    let files = 0;
    for await (const { key } of out.list('results/')) {
      const [, digest = ''] = /^results\/..\/([0-9a-f]{64})\.json$/.exec(key) ?? [];
      expect(digests.delete(digest), key).toBe(true);
      expect((await findReceipt(out, digest))?.outputs[0]?.sha256).toBe(
        digestOf(await out.read(key)),
      );
      files++;
    }
    expect(files).toBe(IMAGES);
    await redis.end();
  });

  test('an image that ends its workers is set aside, and its batch is done', async () => {
    const redis = await startRedis();
    const queue = await openQueue(redis.url);
    await queue.add(await images(6), 6);
    const setup = {
      redis: redis.url,
      queue: 'kills',
      out: join(folder, 'out'),
      pauseMs: 0,
      lockSeconds: 2,
      poison: '3.jpg',
      maxTries: 2,
    };
    const ends: (string | number | null)[] = [];
    for (let i = 0; i < 3; i++) {
      const [code, signal] = (await once(start(setup), 'exit')) as [number | null, string | null];
      ends.push(code ?? signal);
    }
    expect(ends).toEqual(['SIGKILL', 'SIGKILL', 0]);
    expect((await queueStatus(queue, Date.now())).images).toMatchObject({ done: 5, failed: 1 });
    for await (const failure of queue.ledger.failures()) {
      expect(failure).toMatchObject({ file: '3.jpg', code: 'E_RUNTIME', tries: 2 });
    }
    await queue.close();
    await redis.end();
  });
});
