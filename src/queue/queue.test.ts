import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { attributesOf, startCollector } from '../../test/support/collector.ts';
import { startCutProxy } from '../../test/support/cut-proxy.ts';
import { freePort, HAS_REDIS, startRedis, type TestRedis } from '../../test/support/redis.ts';
import { archiveHead, digestOf, findReceipt, type MadeFiles } from '../archive/index.ts';
import { MultiRoiError, SILENT, type Logger } from '../base/index.ts';
import { NO_TRACES, startTraces, type Traces } from '../node/index.ts';
import { Storages, type Storage } from '../storage/index.ts';
import {
  failuresCsv,
  ImageQueue,
  QueueWorker,
  queueStatus,
  serveMetrics,
  type ImageFailure,
  type QueuedImage,
  type WorkerOptions,
} from './index.ts';

const HAS_OPENSSL = ((): boolean => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

let redis: TestRedis;
let folder = '';
let name = '';
let queues = 0;
const opened: ImageQueue[] = [];

beforeAll(async () => {
  if (HAS_REDIS) redis = await startRedis();
});
afterAll(async () => {
  for (const queue of opened) await queue.close();
  if (HAS_REDIS) await redis.end();
});
beforeEach(async () => {
  name = `q${queues++}`;
  folder = await mkdtemp(join(tmpdir(), 'multiroi-queue-'));
  return () => rm(folder, { recursive: true, force: true });
});

async function open(at = redis.url): Promise<ImageQueue> {
  const queue = await ImageQueue.open({ redis: { url: at }, name }, false, SILENT);
  opened.push(queue);
  return queue;
}

async function images(count: number, start = 0): Promise<QueuedImage[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const file = join(folder, `${start + i}.jpg`);
      await writeFile(file, `image ${start + i}`);
      const digest = digestOf(`image ${start + i}`);
      return { digest, url: pathToFileURL(file).href, file: `${start + i}.jpg` };
    }),
  );
}

const counts = async (queue: ImageQueue) => (await queueStatus(queue, Date.now())).images;

interface WorkOptions {
  readonly make?: WorkerOptions['make'];
  readonly version?: string;
  readonly maxTries?: number;
  readonly signal?: AbortSignal;
  readonly out?: Storage;
  readonly traces?: Traces;
  readonly log?: Logger;
}

const plain = (bytes: Uint8Array): Promise<MadeFiles> =>
  Promise.resolve({ files: [{ suffix: '.json', content: `${bytes.length}` }], people: 2 });

async function work(queue: ImageQueue, options: WorkOptions = {}): Promise<QueueWorker> {
  const { make = plain, version = '1', maxTries = 2 } = options;
  const storages = new Storages({ cwd: folder, env: {} });
  const worker = new QueueWorker({
    queue,
    head: archiveHead({ version }),
    version,
    inputs: storages,
    out: options.out ?? (await storages.open('out')),
    make,
    maxTries,
    lockSeconds: 2,
    untilEmpty: true,
    signal: options.signal ?? new AbortController().signal,
    traces: options.traces ?? NO_TRACES,
    log: options.log ?? SILENT,
  });
  await worker.run();
  return worker;
}

describe.skipIf(!HAS_REDIS)('a queue', () => {
  test('takes every image once, however often and in whatever company it is added', async () => {
    const queue = await open();
    const all = await images(10);
    expect(await queue.add(all.slice(0, 6), 4)).toBe(6);
    expect(await queue.add(all, 4)).toBe(4);
    expect(await queue.add([...all, ...all], 3)).toBe(0);
    // two at a time
    const more = await images(20, 10);
    const other = await open();
    const added = await Promise.all([queue.add(more, 5), other.add(more, 5)]);
    expect(added[0] + added[1]).toBe(20);
    expect(await counts(queue)).toEqual({ added: 30, done: 0, failed: 0, open: 30 });
  });

  test('is worked off, and the archive holds a receipt an image', async () => {
    const queue = await open();
    const all = await images(10);
    await queue.add(all, 4);
    const worker = await work(queue);
    expect(worker.state).toMatchObject({ images: 10, people: 20, failed: 0 });
    const status = await queueStatus(queue, Date.now());
    expect(status).toMatchObject({
      images: { added: 10, done: 10, failed: 0, open: 0 },
      people: 20,
      batches: { waiting: 0, active: 0, delayed: 0 },
      workers: [],
      secondsLeft: 0,
    });
    expect(status.rates.reduce((sum, each) => sum + each.images, 0)).toBe(10);
    const out = await new Storages({ cwd: folder, env: {} }).open('out');
    for (const { digest, file } of all) {
      const receipt = await findReceipt(out, digest);
      expect(receipt).toMatchObject({ digest, file, people: 2 });
      for (const { key, sha256 } of receipt?.outputs ?? []) {
        expect(digestOf(await out.read(key))).toBe(sha256);
      }
    }
    // what has results is passed over, though the queue knows nothing of it
    name += '-again';
    const again = await open();
    await again.add(all, 4);
    await work(again, { make: () => Promise.reject(new Error('made again')) });
    expect(await counts(again)).toMatchObject({ done: 10, failed: 0 });
  });

  test('loses nothing when who adds is killed between its books and the queue', async () => {
    const queue = await open();
    const all = await images(5);
    await queue.ledger.claim('half-way', all);
    expect(await queue.batches()).toMatchObject({ waiting: 0 });
    const next = await open();
    expect(await next.batches()).toMatchObject({ waiting: 1 });
    expect(await next.add(all, 5)).toBe(0);
    // a second recovery makes no second batch
    await next.ledger.claim('half-way-2', await images(1, 5));
    await Promise.all([next.recover(), queue.recover()]);
    expect(await next.batches()).toMatchObject({ waiting: 2 });
    await work(next);
    expect(await counts(next)).toEqual({ added: 6, done: 6, failed: 0, open: 0 });
  });

  test('counts a batch once, however often it is settled', async () => {
    const queue = await open();
    const batch = await queue.ledger.claim('b', await images(3));
    const outcome = { done: 3, people: 4, failures: [] };
    expect(await queue.ledger.settle(batch, outcome)).toBe(true);
    expect(await queue.ledger.settle(batch, outcome)).toBe(false);
    expect(await queue.ledger.totals()).toEqual({ images: 3, done: 3, people: 4, failed: 0 });
  });

  test('sets aside what fails, with the reason, and puts it back when asked', async () => {
    const queue = await open();
    const all = await images(6);
    await queue.add(all, 3);
    let calls = 0;
    let isBroken = true;
    const make = (bytes: Uint8Array, { file }: QueuedImage): Promise<MadeFiles> => {
      if (file === '1.jpg') throw new MultiRoiError('E_FORMAT', 'decode: expected an image');
      if (file === '4.jpg' && isBroken) {
        calls++;
        throw new MultiRoiError('E_RUNTIME', 'session: expected memory, got none');
      }
      return plain(bytes);
    };
    await work(queue, { make });
    expect(calls).toBe(2);
    const failures: ImageFailure[] = [];
    for await (const each of queue.ledger.failures()) failures.push(each);
    expect(failures.toSorted((a, b) => a.tries - b.tries)).toMatchObject([
      { file: '1.jpg', code: 'E_FORMAT', tries: 1 },
      { file: '4.jpg', code: 'E_RUNTIME', tries: 2 },
    ]);
    expect(await counts(queue)).toEqual({ added: 6, done: 4, failed: 2, open: 0 });
    expect(await queue.add(all, 3)).toBe(0);
    isBroken = false;
    expect(await queue.retry(10, ({ code }) => code === 'E_RUNTIME')).toBe(1);
    await work(queue, { make });
    expect(await counts(queue)).toEqual({ added: 6, done: 5, failed: 1, open: 0 });
    expect(failuresCsv(failures).split('\n')).toHaveLength(4);
  });

  test('an image that has changed since is not taken for the one that was added', async () => {
    const queue = await open();
    const [image] = await images(1);
    await queue.add(image === undefined ? [] : [image], 1);
    await writeFile(join(folder, '0.jpg'), 'another image');
    await work(queue);
    for await (const each of queue.ledger.failures()) {
      expect(each).toMatchObject({ code: 'E_FORMAT', tries: 1 });
      expect(each.message).toContain('got other bytes');
    }
    expect(await counts(queue)).toMatchObject({ failed: 1 });
  });

  test('results that cannot be written are no fault of the images', async () => {
    const queue = await open();
    await queue.add(await images(2), 2);
    const good = await new Storages({ cwd: folder, env: {} }).open('out');
    let full = 3;
    const out: Storage = {
      url: good.url,
      read: (key) => good.read(key),
      list: (prefix) => good.list(prefix),
      stat: (key) => good.stat(key),
      write: (key, content) => {
        if (key.startsWith('results/') && full-- > 0) {
          return Promise.reject(new MultiRoiError('E_IO', 'write: got a full disk'));
        }
        return good.write(key, content);
      },
    };
    await work(queue, { out, maxTries: 1 });
    expect(await counts(queue)).toEqual({ added: 2, done: 2, failed: 0, open: 0 });
  });

  test('a worker that is told to stop gives its batch back', async () => {
    const queue = await open();
    await queue.add(await images(4), 4);
    const stop = new AbortController();
    let made = 0;
    const make = (bytes: Uint8Array): Promise<MadeFiles> => {
      if (++made === 2) stop.abort();
      return plain(bytes);
    };
    await work(queue, { make, signal: stop.signal });
    expect(await queue.batches()).toEqual({ waiting: 1, active: 0, delayed: 0 });
    expect(await counts(queue)).toMatchObject({ done: 0, open: 4 });
    await work(queue, { make });
    expect(made).toBe(4);
    expect(await counts(queue)).toMatchObject({ done: 4, open: 0 });
  });

  test('workers that would make other results are refused', async () => {
    const queue = await open();
    await queue.add(await images(1), 1);
    await work(queue);
    await expect(work(queue, { version: '2' })).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining('version "1", here "2"') as string,
    });
    // by the archive, too, whatever the queue
    name += '-other';
    await expect(work(await open(), { version: '2' })).rejects.toMatchObject({ code: 'E_CONFIG' });
  });

  test('of two versions that begin at once one works, and makes all results', async () => {
    const queue = await open();
    const all = await images(6);
    await queue.add(all, 1);
    const [one, other] = await Promise.allSettled([
      work(queue, { version: '1' }),
      work(await open(), { version: '2' }),
    ]);
    const refused = [one, other].filter((end) => end.status === 'rejected');
    expect(refused).toMatchObject([{ reason: { code: 'E_CONFIG' } }]);
    expect(await counts(queue)).toMatchObject({ done: 6, open: 0 });
    const out = await new Storages({ cwd: folder, env: {} }).open('out');
    const made = await Promise.all(all.map(({ digest }) => findReceipt(out, digest)));
    expect(new Set(made.map((receipt) => receipt?.fingerprint)).size).toBe(1);
  });

  test('a batch is a trace, its images and what was done with them are parts', async () => {
    const collector = await startCollector();
    const queue = await open();
    await queue.add(await images(2), 2);
    const traces = await startTraces({
      endpoint: collector.url,
      service: 'multiroi-worker',
      version: '1',
      env: {},
      log: SILENT,
    });
    await work(queue, {
      traces,
      make: (bytes, { file }, span) => {
        span.part('detect', Date.now(), Date.now() + 1);
        if (file === '1.jpg') throw new MultiRoiError('E_FORMAT', 'decode: expected an image');
        return plain(bytes);
      },
    });
    await traces.close();
    const { spans } = collector;
    const [batch] = spans.filter((span) => span.parentSpanId === undefined);
    expect(batch && collector.partsOf(batch)).toEqual(['image', 'image']);
    expect(batch && attributesOf(batch.attributes)).toMatchObject({
      'multiroi.queue': queue.name,
      'multiroi.images': 2,
    });
    const byFile = new Map(
      spans
        .filter((span) => span.name === 'image')
        .map((span) => [attributesOf(span.attributes)['multiroi.file'], span]),
    );
    const [good, bad] = [byFile.get('0.jpg'), byFile.get('1.jpg')];
    expect(good && collector.partsOf(good)).toEqual(['read', 'detect', 'write']);
    expect(good && attributesOf(good.attributes)).toMatchObject({ 'multiroi.people': 2 });
    expect(bad && attributesOf(bad.attributes)).toMatchObject({
      'multiroi.outcome': 'set aside',
      'error.type': 'E_FORMAT',
    });
    await collector.close();
  });

  test('a network that is cut is waited for, by whoever works and by whoever begins to', async () => {
    const proxy = await startCutProxy(redis.port);
    const queue = await ImageQueue.open(
      { redis: { url: `redis://127.0.0.1:${proxy.port}` }, name },
      true,
      SILENT,
    );
    await queue.add(await images(6), 2);
    let made = 0;
    const make = (bytes: Uint8Array): Promise<MadeFiles> => {
      if (++made === 3) {
        proxy.cut();
        setTimeout(() => proxy.mend(), 1_000);
      }
      return plain(bytes);
    };
    await work(queue, { make, maxTries: 1 });
    expect(await counts(queue)).toEqual({ added: 6, done: 6, failed: 0, open: 0 });
    await queue.close();
    await proxy.close();
  });

  test('a Redis that is full while work goes on is told of, and nothing is lost or set aside', async () => {
    const own = await startRedis(['--maxmemory-policy', 'noeviction']);
    const queue = await open(own.url);
    await queue.add(await images(6), 3);
    const told: string[] = [];
    let made = 0;
    const make = async (bytes: Uint8Array): Promise<MadeFiles> => {
      if (++made === 2) {
        await queue.redis.config('SET', 'maxmemory', '1');
        setTimeout(() => void queue.redis.config('SET', 'maxmemory', '0'), 1_000);
      }
      return plain(bytes);
    };
    const log = { ...SILENT, error: (message: string) => void told.push(message) };
    await work(queue, { make, log, maxTries: 1 });
    expect(told[0]).toMatch(/^\[E_IO\] worker: expected room in Redis/);
    expect(await counts(queue)).toEqual({ added: 6, done: 6, failed: 0, open: 0 });
    await queue.close();
    await own.end();
  });

  test('gives back what nobody has begun, which may be added again', async () => {
    const queue = await open();
    const all = await images(9);
    await queue.add(all, 2);
    expect(await queue.drain()).toBe(9);
    expect(await counts(queue)).toEqual({ added: 0, done: 0, failed: 0, open: 0 });
    expect(await queue.add(all, 2)).toBe(9);
    // killed half-way through
    const [half] = await queue.ledger.pending();
    expect(half).toBeUndefined();
    await work(queue);
    await queue.erase();
    expect(await queue.add(all, 2)).toBe(9);
  });

  test('is not struck while somebody works', async () => {
    const queue = await open();
    await queue.add(await images(1), 1);
    await work(queue, {
      make: async (bytes) => {
        await expect(queue.erase()).rejects.toMatchObject({ code: 'E_CONFIG' });
        return plain(bytes);
      },
    });
    expect(await counts(queue)).toMatchObject({ done: 1 });
  });

  test('a full Redis refuses, and what was refused is added later', async () => {
    const small = await startRedis(['--maxmemory', '3mb', '--maxmemory-policy', 'noeviction']);
    const queue = await open(small.url);
    const many = Array.from({ length: 6000 }, (_, i) => ({
      digest: digestOf(String(i)),
      url: `file:///${'x'.repeat(300)}/${i}.jpg`,
      file: `${i}.jpg`,
    }));
    await expect(queue.add(many, 16)).rejects.toMatchObject({
      code: 'E_IO',
      message: expect.stringContaining('expected room in Redis') as string,
    });
    await queue.redis.config('SET', 'maxmemory', '0');
    await queue.recover();
    await queue.add(many, 16);
    expect(await counts(queue)).toMatchObject({ added: 6000, open: 6000 });
    expect(await queue.drain()).toBe(6000);
    await queue.close();
    await small.end();
  });

  test('is told to Prometheus while it is worked off, and an unanswering Redis is ill', async () => {
    const own = await startRedis();
    const queue = await open(own.url);
    await queue.add(await images(3), 2);
    const server = await serveMetrics(queue, { host: '127.0.0.1', port: 0 }, SILENT);
    const get = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${server.port}${path}`);
      return { status: answer.status, text: await answer.text() };
    };
    await work(queue, {
      make: async (bytes) => {
        expect((await get('/metrics')).text).toMatch(/^multiroi_worker_images\{worker=".+"\} \d$/m);
        return plain(bytes);
      },
    });
    const { status, text } = await get('/metrics');
    expect(status).toBe(200);
    for (const line of [
      '# TYPE multiroi_queue_images gauge',
      'multiroi_queue_images{state="done"} 3',
      'multiroi_queue_batches{state="waiting"} 0',
      'multiroi_queue_people 6',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(await get('/healthz')).toEqual({ status: 200, text: 'PONG\n' });
    expect(await get('/else')).toMatchObject({ status: 404 });
    await own.end();
    expect(await get('/healthz')).toMatchObject({ status: 503 });
    await server.close();
    await queue.close();
  });

  test.skipIf(!HAS_OPENSSL)('lets in over TLS those who show what is asked for', async () => {
    const made = (...args: string[]): void => {
      execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
    };
    made(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=127.0.0.1',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-keyout',
      'key.pem',
      '-out',
      'cert.pem',
    );
    const at = (name: string): string => join(folder, name);
    const tlsPort = String(await freePort());
    const files = [
      '--tls-cert-file',
      at('cert.pem'),
      '--tls-key-file',
      at('key.pem'),
      '--tls-ca-cert-file',
      at('cert.pem'),
    ];
    const server = await startRedis(['--tls-port', tlsPort, ...files, '--requirepass', 'secret']);
    const [ca, key] = await Promise.all([readFile(at('cert.pem')), readFile(at('key.pem'))]);
    const url = `rediss://127.0.0.1:${tlsPort}`;
    const tls = { url, password: 'secret', ca, cert: ca, key };
    const opening = (access: typeof tls | { url: string; password: string }) =>
      ImageQueue.open({ redis: access, name }, false, SILENT);
    const queue = await opening(tls);
    await queue.add(await images(2), 1);
    await work(queue);
    expect(await counts(queue)).toMatchObject({ done: 2 });
    await queue.close();
    // a server that nobody vouches for
    await expect(opening({ url, password: 'secret' })).rejects.toMatchObject({ code: 'E_IO' });
    await server.end();
  });

  test('a wrong password, a wrong address and nobody there are told apart', async () => {
    const locked = await startRedis(['--requirepass', 'secret']);
    const at = (url: string, password?: string) =>
      ImageQueue.open({ redis: { url, password }, name }, false, SILENT);
    await expect(at(locked.url, 'wrong')).rejects.toMatchObject({ code: 'E_CONFIG' });
    await expect(at(locked.url)).rejects.toMatchObject({ code: 'E_CONFIG' });
    const queue = await at(locked.url, 'secret');
    expect(await queue.batches()).toMatchObject({ waiting: 0 });
    await queue.close();
    await locked.end();
    await expect(at(locked.url, 'secret')).rejects.toMatchObject({ code: 'E_IO' });
    await expect(at('http://127.0.0.1')).rejects.toMatchObject({ code: 'E_CONFIG' });
    await expect(
      ImageQueue.open({ redis: { url: redis.url }, name: 'a:b' }, false, SILENT),
    ).rejects.toMatchObject({ code: 'E_CONFIG' });
  });
});

test('a table of failures is a table whatever is in it', () => {
  const failure = {
    digest: 'd',
    url: 'u',
    file: '=cmd("x"),\n.jpg',
    code: 'E_IO',
    message: 'a, "b"',
    tries: 3,
    at: 't',
  };
  expect(failuresCsv([failure])).toBe(
    `file,url,digest,code,message,tries,at\n"'=cmd(""x""),\n.jpg",u,d,E_IO,"a, ""b""",3,t\n`,
  );
});
