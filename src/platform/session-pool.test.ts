import { expect, test } from 'vitest';
import type { Runtime, Session } from './platform.ts';
import { batchesOf, SessionPool } from './session-pool.ts';

test('rows are dealt to the largest batches first, each once', () => {
  expect(batchesOf(13, [1, 5])).toEqual([
    { start: 0, size: 5 },
    { start: 5, size: 5 },
    { start: 10, size: 1 },
    { start: 11, size: 1 },
    { start: 12, size: 1 },
  ]);
  expect(batchesOf(0, [1, 5])).toEqual([]);
  expect(() => batchesOf(3, [2])).toThrow('expected sizes with 1');
});

function fakeRuntime(fail: { times: number }) {
  const made: number[] = [];
  const disposed: number[] = [];
  const runtime: Runtime = {
    createSession: (model) => {
      const [batch = 0] = model;
      if (fail.times-- > 0) return Promise.reject(new Error('not yet'));
      made.push(batch);
      const session: Session = {
        inputNames: [],
        outputNames: [],
        inputShapes: {},
        provider: 'cpu',
        run: () => Promise.resolve({}),
        dispose: () => {
          disposed.push(batch);
          return Promise.resolve();
        },
      };
      return Promise.resolve(session);
    },
  };
  return { runtime, made, disposed };
}

test('sessions are made once, and disposed', async () => {
  const { runtime, made, disposed } = fakeRuntime({ times: 0 });
  const pool = new SessionPool(runtime, {}, (batch) => Uint8Array.of(batch));
  const [a, b] = await Promise.all([pool.get(5), pool.get(5)]);
  expect(a).toBe(b);
  await pool.get(1);
  expect(made).toEqual([5, 1]);
  await pool.dispose();
  expect(disposed).toEqual([5, 1]);
});

test('a failure to make a session is not kept', async () => {
  const { runtime } = fakeRuntime({ times: 1 });
  const pool = new SessionPool(runtime, {}, (batch) => Uint8Array.of(batch));
  await expect(pool.get(1)).rejects.toThrow('not yet');
  await expect(pool.get(1)).resolves.toMatchObject({ provider: 'cpu' });
});
