import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { inOrder, type InOrderOptions } from './in-order.ts';

/** Threads that run a piece of JavaScript. */
const running = (code: string, options: Partial<InOrderOptions> = {}): InOrderOptions => ({
  who: 'test',
  start: 0,
  end: 6,
  threads: 2,
  ahead: 4,
  spawn: () =>
    new Worker(`const { parentPort } = require('node:worker_threads');\n${code}`, { eval: true }),
  task: (index) => index,
  ...options,
});

const ANSWER = `parentPort.on('message', (index) => setTimeout(() => parentPort.postMessage({ index }), index % 2 ? 0 : 20));`;

async function indices(options: InOrderOptions): Promise<number[]> {
  const seen: number[] = [];
  for await (const { index } of inOrder(options)) seen.push(index);
  return seen;
}

test('replies come in order, however long each takes', async () => {
  expect(await indices(running(ANSWER, { start: 1 }))).toEqual([1, 2, 3, 4, 5]);
});

test.each([
  [
    'says what went wrong',
    `parentPort.on('message', (index) => parentPort.postMessage({ index, code: 'E_FORMAT', message: 'torn' }));`,
    'torn',
  ],
  ['throws', `throw new Error('no such module');`, 'no such module'],
  [
    'ends without a word',
    `parentPort.once('message', () => process.exit(3));`,
    'got one that ended (exit code 3)',
  ],
])('a thread that %s is an error, not an endless wait', async (_, code, message) => {
  await expect(indices(running(code))).rejects.toThrow(message);
});
