import { expect, test } from 'vitest';
import { MultiRoiError } from '../base/index.ts';
import { EngineClient, type WorkerLike } from './client.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

/** A worker that keeps what it is told; the test answers. */
function fakeWorker() {
  const told: ToWorker[] = [];
  const listeners: ((event: { data: FromWorker }) => void)[] = [];
  const falls: ((event: { message: string }) => void)[] = [];
  const worker: WorkerLike = {
    postMessage: (message: ToWorker) => void told.push(message),
    addEventListener: (type: string, listener: never) => {
      (type === 'message' ? listeners : falls).push(listener);
    },
  };
  const say = (data: FromWorker): void => listeners.forEach((listener) => listener({ data }));
  const fall = (message: string): void => falls.forEach((listener) => listener({ message }));
  return { worker, told, say, fall };
}

test('answers find their calls, in any order, and progress comes before', async () => {
  const { worker, told, say } = fakeWorker();
  const client = new EngineClient(worker);
  const progress: unknown[] = [];
  const first = client.call('use', 'wasm', { onProgress: (...step) => progress.push(step) });
  const second = client.call('use', 'webgpu');
  say({ id: 2, output: 'two' });
  say({ id: 1, progress: [1, 2, 'bytes'] });
  say({ id: 1, output: 'one' });
  expect([await first, await second]).toEqual(['one', 'two']);
  expect(progress).toEqual([[1, 2, 'bytes']]);
  expect(told).toMatchObject([
    { id: 1, call: 'use', input: 'wasm' },
    { id: 2, call: 'use', input: 'webgpu' },
  ]);
});

test('errors keep their code and hint', async () => {
  const { worker, say } = fakeWorker();
  const call = new EngineClient(worker).call('calibrate', null);
  say({ id: 1, error: { code: 'E_RANGE', message: 'too large', hint: 'scale it' } });
  const error = await call.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MultiRoiError);
  expect(error).toMatchObject({ code: 'E_RANGE', message: 'too large', hint: 'scale it' });
});

test('a cancelled call ends at once, tells the worker, and is deaf to late answers', async () => {
  const { worker, told, say } = fakeWorker();
  const client = new EngineClient(worker);
  const controller = new AbortController();
  const call = client.call('calibrate', null, { signal: controller.signal });
  controller.abort();
  await expect(call).rejects.toMatchObject({ code: 'E_ABORT' });
  expect(told.at(-1)).toEqual({ cancel: 1 });
  say({ id: 1, output: null });
  await expect(client.call('calibrate', null, { signal: controller.signal })).rejects.toMatchObject(
    {
      code: 'E_ABORT',
    },
  );
});

test('a worker that dies fails everyone who waits', async () => {
  const { worker, fall } = fakeWorker();
  const call = new EngineClient(worker).call('calibrate', null);
  fall('out of memory');
  await expect(call).rejects.toThrow('out of memory');
});
