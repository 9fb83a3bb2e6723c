/**
 * @file A worker as a process, that `kill` may end: one line of JSON says what it works on. What it makes of an image is a line
 * of its digest and length, after a pause, and the first image makes it say so; everything else is the worker of `multiroi queue work`.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { archiveHead } from '../../src/archive/index.ts';
import { SILENT } from '../../src/base/index.ts';
import { NO_TRACES } from '../../src/node/index.ts';
import { ImageQueue, QueueWorker } from '../../src/queue/index.ts';
import { Storages } from '../../src/storage/index.ts';

export interface WorkerSetup {
  readonly redis: string;
  readonly queue: string;
  readonly out: string;
  readonly pauseMs: number;
  readonly lockSeconds: number;
  readonly version?: string;
  /** The image of this name ends the process. */
  readonly poison?: string;
  readonly maxTries?: number;
  readonly threads?: number;
}

const setup = JSON.parse(process.argv[2] ?? '') as WorkerSetup;
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const version = setup.version ?? '1.0.0';
const inputs = new Storages({ cwd: process.cwd(), env: process.env, signal: stop.signal });
const queue = await ImageQueue.open(
  { redis: { url: setup.redis }, name: setup.queue },
  true,
  SILENT,
);
let isFirst = true;
const worker = new QueueWorker({
  queue,
  head: archiveHead({ version }),
  version,
  inputs,
  out: await inputs.open(setup.out),
  make: async (bytes, { digest, file }) => {
    if (isFirst) process.stdout.write('begun\n');
    isFirst = false;
    if (setup.poison !== undefined && file.endsWith(setup.poison))
      process.kill(process.pid, 'SIGKILL');
    await pause(setup.pauseMs);
    return { files: [{ suffix: '.json', content: `${digest} ${bytes.length}\n` }], people: 1 };
  },
  maxTries: setup.maxTries ?? 3,
  lockSeconds: setup.lockSeconds,
  untilEmpty: true,
  signal: stop.signal,
  traces: NO_TRACES,
  log: SILENT,
});
try {
  await worker.run();
} finally {
  await queue.close();
}
