/** @file Synthetic pictures made by several threads, delivered in order: the bytes do not depend on how many. */

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { PoseSplit, Recipe, SyntheticSample } from '../dataset/index.ts';
import { messageOf, MultiRoiError, throwIfAborted, type ErrorCode } from '../errors.ts';

/** What every thread needs to know. */
export interface SynthesisTask {
  readonly recipe: Recipe;
  readonly seed: number | string;
  /** Captured poses to draw from instead of the prior. */
  readonly poses?: { readonly file: string; readonly split: PoseSplit } | undefined;
}

export interface SynthesisOptions extends SynthesisTask {
  /** The first index. Default 0. */
  readonly start?: number;
  readonly count: number;
  /** Threads; default: one a core. */
  readonly threads?: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a thread answers to an index. @internal */
export type SynthesisReply =
  | { readonly index: number; readonly sample: SyntheticSample }
  | { readonly index: number; readonly code: ErrorCode; readonly message: string };

export interface IndexedSample {
  readonly index: number;
  /** Its picture is the receiver's own. */
  readonly sample: SyntheticSample;
}

/** Pictures a thread may be ahead of the consumer; each is about a megabyte. */
const AHEAD = 4;

/** Starts a thread; run from source, where the entry is TypeScript, the loader comes first. */
function startWorker(workerData: SynthesisTask): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./synthesis-worker.js', import.meta.url), { workerData });
  }
  const entry = JSON.stringify(new URL('./synthesis-worker.ts', import.meta.url).href);
  const code = `import('tsx/esm/api').then(({ register }) => (register(), import(${entry})));`;
  return new Worker(code, { eval: true, workerData });
}

/**
 * Makes pictures `start … start + count − 1` of a recipe in worker threads and yields them in order.
 * Leaving the loop stops the threads.
 * @throws whatever making a picture throws; E_ABORT.
 */
export async function* synthesiseInThreads({
  start = 0,
  count,
  threads = availableParallelism(),
  signal,
  ...task
}: SynthesisOptions): AsyncGenerator<IndexedSample> {
  const end = start + count;
  const replies = new Map<number, SynthesisReply>();
  let wake: () => void = () => {};
  let failure: Error | undefined;
  const workers = Array.from({ length: Math.min(threads, count) }, () => {
    const worker = startWorker(task);
    worker.on('message', (reply: SynthesisReply) => {
      replies.set(reply.index, reply);
      wake();
    });
    worker.on('error', (error) => {
      failure = error instanceof Error ? error : new Error(messageOf(error));
      wake();
    });
    return worker;
  });
  let asked = start;
  const ask = (): void => {
    const worker = workers[(asked - start) % workers.length];
    if (asked < end && worker !== undefined) worker.postMessage(asked++);
  };
  try {
    for (let i = 0; i < AHEAD * workers.length; i++) ask();
    for (let index = start; index < end; index++) {
      while (!replies.has(index)) {
        throwIfAborted('synthesise', signal);
        if (failure !== undefined) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      throwIfAborted('synthesise', signal);
      const reply = replies.get(index);
      replies.delete(index);
      ask();
      if (reply === undefined) continue;
      if ('code' in reply) throw new MultiRoiError(reply.code, reply.message);
      yield reply;
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
