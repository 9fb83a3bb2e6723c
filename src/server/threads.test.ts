import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { SILENT } from '../base/index.ts';
import type { ThreadTask } from './messages.ts';
import { LIMITS, type Limits } from './options.ts';
import { Threads } from './threads.ts';
import { startThreads } from '../../test/support/server.ts';

/** What the thread does with a picture of this first byte. */
const ANSWERS = 1;
const DIES = 2;
const HEARS_NOTHING = 3;
const THREAD = `
if (task.bytes[0] === ${DIES}) process.exit(1);
if (task.bytes[0] === ${ANSWERS}) reply({ answer: { kind: 'reconstruct', contentType: 'a/b', body: task.bytes, people: 0 } });
`;

let threads: Threads | undefined;
afterEach(() => threads?.close());

function start(limits: Partial<Limits> = {}): Threads {
  threads = startThreads(THREAD, limits);
  return threads;
}

const task = (first: number): ThreadTask => ({
  kind: 'reconstruct',
  bytes: Uint8Array.of(first),
  format: 'json',
  rois: undefined,
  options: {},
});
const here = (): AbortSignal => new AbortController().signal;

describe('threads', () => {
  test('that close finish what is in hand and waiting first', async () => {
    const pool = start();
    await pool.ready;
    const answers = [1, 2, 3].map(() => pool.run(task(ANSWERS), { signal: here() }));
    await pool.close();
    expect(await Promise.all(answers)).toHaveLength(3);
  });

  test('that close while the last one dies do not wait for it', async () => {
    const pool = start();
    await pool.ready;
    const dies = pool.run(task(DIES), { signal: here() });
    const told = expect(dies).rejects.toMatchObject({ status: 500 });
    await pool.close();
    await told;
    expect(pool.busy).toBe(0);
  });

  test('one that dies takes its task with it, and the next is answered by another', async () => {
    const pool = start();
    await pool.ready;
    const dies = pool.run(task(DIES), { signal: here() });
    const next = pool.run(task(ANSWERS), { signal: here() });
    await expect(dies).rejects.toMatchObject({ status: 500, code: 'E_INTERNAL' });
    expect(await next).toMatchObject({ kind: 'reconstruct', people: 0 });
    expect(pool.restarts).toBe(1);
  });

  test('of a task that takes too long, only the task is given up', async () => {
    const pool = start({ maxMs: 50 });
    await pool.ready;
    const slow = pool.run(task(HEARS_NOTHING), { signal: here() });
    await expect(slow).rejects.toMatchObject({ status: 504 });
    await expect.poll(() => pool.busy).toBe(0);
    expect(pool.restarts).toBe(0);
  });

  test('a client that had left before its turn is not worked for', async () => {
    const pool = start();
    await pool.ready;
    const left = pool.run(task(HEARS_NOTHING), { signal: AbortSignal.abort() });
    await expect(left).rejects.toMatchObject({ code: 'E_ABORT' });
    expect([pool.busy, pool.waiting]).toEqual([0, 0]);
  });

  test('what waits, waits no longer than the queue is long', async () => {
    const pool = start({ maxQueue: 1 });
    await pool.ready;
    const stop = new AbortController();
    const all = [1, 2].map(() => pool.run(task(HEARS_NOTHING), { signal: stop.signal }));
    expect(() => pool.requireRoom()).toThrow(/at most 1 waiting/);
    stop.abort();
    for (const each of await Promise.allSettled(all)) expect(each.status).toBe('rejected');
  });

  test('threads that end while loading are not started for ever', async () => {
    const dead = (): Worker => new Worker('process.exit(1)', { eval: true });
    const pool = new Threads({ model: {} }, 1, LIMITS, SILENT, dead);
    threads = pool;
    await expect(pool.ready).rejects.toMatchObject({ status: 503 });
    expect(pool.restarts).toBe(2);
    expect(() => pool.requireRoom()).toThrow(/expected a thread that works/);
  });
});
