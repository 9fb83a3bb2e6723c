import { expect, test } from 'vitest';
import type { Runtime, Session } from './platform.ts';
import { cachingRuntime } from './caching-runtime.ts';

function countingRuntime() {
  const count = { made: 0, disposed: 0 };
  const runtime: Runtime = {
    createSession: (_, options) => {
      count.made++;
      const session: Session = {
        inputNames: [],
        outputNames: [],
        inputShapes: {},
        provider: options?.provider ?? 'wasm',
        run: () => Promise.resolve({}),
        dispose: () => {
          count.disposed++;
          return Promise.resolve();
        },
      };
      return Promise.resolve(session);
    },
  };
  return { runtime: cachingRuntime(runtime), count };
}

test('the same bytes are one session, let go of when the last user is done', async () => {
  const { runtime, count } = countingRuntime();
  const model = new Uint8Array(1);
  const [a, b] = await Promise.all([
    runtime.createSession(model),
    runtime.createSession(new Uint8Array(1)),
  ]);
  expect(count.made).toBe(1);
  await a.dispose();
  await a.dispose();
  expect(count.disposed).toBe(0);
  await b.dispose();
  expect(count).toEqual({ made: 1, disposed: 1 });
  await runtime.createSession(model);
  expect(count.made).toBe(2);
});

test('other bytes and other providers are other sessions', async () => {
  const { runtime, count } = countingRuntime();
  const model = new Uint8Array(1);
  await runtime.createSession(model);
  await runtime.createSession(new Uint8Array(2));
  const gpu = await runtime.createSession(model, { provider: 'webgpu' });
  expect(count.made).toBe(3);
  expect(gpu.provider).toBe('webgpu');
});

test('bytes that are no model are tried again by the next who asks', async () => {
  let tried = 0;
  const runtime = cachingRuntime({
    createSession: () => {
      tried++;
      return Promise.reject(new Error('no model'));
    },
  });
  for (let i = 0; i < 2; i++) {
    await expect(runtime.createSession(new Uint8Array(1))).rejects.toThrow('no model');
  }
  expect(tried).toBe(2);
});
