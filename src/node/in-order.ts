/** @file Work spread over threads and delivered in order: what comes out does not depend on how many there are. */

import { Worker } from 'node:worker_threads';
import { messageOf, MultiRoiError, throwIfAborted, type ErrorCode } from '../base/index.ts';
import { keepTelemetryOff } from './telemetry.ts';

/** What a thread answers when an index went wrong. */
export interface FailedReply {
  readonly index: number;
  readonly code: ErrorCode;
  readonly message: string;
}

/** Work that is a function of an index, and the threads that do it. */
export interface InOrderOptions {
  /** For errors. */
  readonly who: string;
  readonly start: number;
  /** Exclusive; may be Infinity. */
  readonly end: number;
  readonly threads: number;
  /** Indices asked for and not yet consumed: what the threads may be ahead. */
  readonly ahead: number;
  readonly spawn: () => Worker;
  /** What a thread is sent for an index; it answers with an object that has the same `index`. */
  readonly task: (index: number) => unknown;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts a thread: from source, where its script is TypeScript beside the caller, the loader comes first; in the package the
 * scripts of threads have a folder of their own.
 * @param caller `import.meta.url` of the caller.
 */
export function startWorker(caller: string, name: string, workerData: unknown): Worker {
  keepTelemetryOff();
  if (!caller.endsWith('.ts')) {
    return new Worker(new URL(`../workers/${name}.js`, caller), { workerData });
  }
  const entry = JSON.stringify(new URL(`./${name}.ts`, caller).href);
  const code = `import('tsx/esm/api').then(({ register }) => (register(), import(${entry})));`;
  return new Worker(code, { eval: true, workerData });
}

/** What a thread posts for an error. */
export function failedReply(index: number, error: unknown): FailedReply {
  const code = error instanceof MultiRoiError ? error.code : 'E_INTERNAL';
  return { index, code, message: messageOf(error) };
}

/**
 * Yields the replies to indices `start … end − 1` in order. Leaving the loop stops the threads.
 * @throws whatever a thread says went wrong; E_RUNTIME when one ends without a word; E_ABORT.
 */
export async function* inOrder<Reply extends { readonly index: number }>({
  who,
  start,
  end,
  threads,
  ahead,
  spawn,
  task,
  signal,
}: InOrderOptions): AsyncGenerator<Reply> {
  const replies = new Map<number, Reply | FailedReply>();
  let wake: () => void = () => {};
  let failure: Error | undefined;
  const workers = Array.from({ length: Math.min(threads, end - start) }, () => {
    const worker = spawn();
    worker.on('message', (reply: Reply | FailedReply) => {
      replies.set(reply.index, reply);
      wake();
    });
    worker.on('error', (error) => {
      failure = error instanceof Error ? error : new Error(messageOf(error));
      wake();
    });
    // after an error too, which then is what is thrown
    worker.on('exit', (code) => {
      failure ??= new MultiRoiError(
        'E_RUNTIME',
        `${who}: expected threads that wait for work, got one that ended (exit code ${code})`,
      );
      wake();
    });
    return worker;
  });
  let asked = start;
  const ask = (): void => {
    const worker = workers[(asked - start) % workers.length];
    if (asked < end && worker !== undefined) worker.postMessage(task(asked++));
  };
  try {
    for (let i = 0; i < ahead; i++) ask();
    for (let index = start; index < end; index++) {
      while (!replies.has(index)) {
        throwIfAborted(who, signal);
        if (failure !== undefined) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      throwIfAborted(who, signal);
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
