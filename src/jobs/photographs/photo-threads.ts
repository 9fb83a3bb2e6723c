/**
 * @file Photographs made into files by several threads, each a whole pipeline. ONNX Runtime blocks the thread it runs in, and half of a
 * photograph's work is not its: one thread with two processors leaves one of them idle for much of the time.
 */

import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { MultiRoiError, messageOf, type ErrorCode } from '../../base/index.ts';
import { startWorker } from '../../node/index.ts';
import type { LoadOptions, PhotoOutputs, ReconstructOptions } from '../../reconstruct/index.ts';
import type { OutputOptions } from '../../result/index.ts';

/** What a thread is started with. */
export interface PhotoSetup {
  readonly load: LoadOptions & { readonly log?: undefined };
  /** False where boxes will be given. */
  readonly detects: boolean;
}

/** What threads can be told: no functions, no signals. */
type SentOptions = Omit<ReconstructOptions, 'signal' | 'onProgress' | 'onUnplaced' | 'found'>;
/** The picture goes beside it, as bytes. */
type SentOutput = Omit<OutputOptions, 'image'>;

/** To a thread. */
export type PhotoRequest =
  | {
      readonly id: number;
      readonly bytes: Uint8Array;
      readonly options: SentOptions;
      readonly output: SentOutput;
    }
  | { readonly stop: true };

/** A `MultiRoiError` on its way between threads. */
export interface SentError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  readonly stack: string | undefined;
}

/** From a thread. */
export type PhotoReply =
  | { readonly ready: true }
  | { readonly failed: SentError }
  | { readonly id: number; readonly made: PhotoOutputs }
  | { readonly id: number; readonly error: SentError };

interface Job {
  readonly request: Extract<PhotoRequest, { readonly id: number }>;
  readonly resolve: (made: PhotoOutputs) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  job: Job | undefined;
}

/** A thread that was told to stop is ended after this, ms: one network runs to its end in far less. */
const STOP_MS = 5_000;

function received({ code, message, hint, details, stack }: SentError): MultiRoiError {
  const error = new MultiRoiError(code, message, {
    details,
    ...(hint !== undefined && { hint }),
  });
  if (stack !== undefined) error.stack = stack;
  return error;
}

const ended = (code: number): MultiRoiError =>
  new MultiRoiError(
    'E_RUNTIME',
    `predict: expected threads that wait for work, got one that ended (exit code ${code})`,
    { hint: 'try again with fewer --workers' },
  );

const stopped = (): MultiRoiError => new MultiRoiError('E_ABORT', 'predict: stopped on request');

/** Threads that make files of photographs, in any order. */
export class PhotoThreads {
  readonly #threads: readonly Thread[];
  readonly #waiting: Job[] = [];
  #nextId = 1;
  #failure: Error | undefined;
  #closed: Promise<void> | undefined;

  private constructor(workers: readonly Worker[]) {
    this.#threads = workers.map((worker) => ({ worker, job: undefined }));
    for (const thread of this.#threads) {
      thread.worker.on('message', (reply: PhotoReply) => this.#onReply(thread, reply));
      thread.worker.on('error', (error) => this.#fail(error));
      thread.worker.on('exit', (code) => this.#fail(ended(code)));
    }
  }

  /**
   * Starts threads that have their networks.
   * @throws as `MultiRoi.load` and `prepare`.
   */
  static async start(setup: PhotoSetup, count: number): Promise<PhotoThreads> {
    const workers = Array.from({ length: count }, () =>
      startWorker(import.meta.url, 'photo-worker', setup),
    );
    const ends = workers.map(
      (worker) => new Promise<void>((resolve) => worker.once('exit', () => resolve())),
    );
    try {
      for (const first of await Promise.all(workers.map((worker) => once(worker, 'message')))) {
        const reply = first[0] as PhotoReply;
        if ('failed' in reply) throw received(reply.failed);
      }
    } catch (error) {
      // one that is ended within the runtime's own code may take the process with it
      for (const worker of workers) worker.postMessage({ stop: true } satisfies PhotoRequest);
      await Promise.all(ends);
      throw error;
    }
    return new PhotoThreads(workers);
  }

  /** How many photographs are worked on at once. */
  get count(): number {
    return this.#threads.length;
  }

  /**
   * As `photoOutputs`, in the next thread that is free.
   * @throws as `photoOutputs`; E_RUNTIME when a thread is gone, E_ABORT after `close`.
   */
  make(bytes: Uint8Array, options: SentOptions, output: SentOutput): Promise<PhotoOutputs> {
    return new Promise((resolve, reject) => {
      const request = { id: this.#nextId++, bytes, options, output };
      this.#waiting.push({ request, resolve, reject });
      this.#dispatch();
    });
  }

  #dispatch(): void {
    if (this.#failure !== undefined) {
      for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
      return;
    }
    for (const thread of this.#threads) {
      if (thread.job !== undefined) continue;
      const job = this.#waiting.shift();
      if (job === undefined) return;
      thread.job = job;
      thread.worker.postMessage(job.request);
    }
  }

  #onReply(thread: Thread, reply: PhotoReply): void {
    if (!('id' in reply)) return;
    const { job } = thread;
    thread.job = undefined;
    if ('made' in reply) job?.resolve(reply.made);
    else job?.reject(received(reply.error));
    this.#dispatch();
  }

  /** Whoever waits for threads that are gone is told; what comes later is too. */
  #fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(messageOf(error));
    for (const { job } of this.#threads) job?.reject(this.#failure);
    this.#dispatch();
  }

  /** Ends the threads, after the network they are in; what is in hand and waiting is stopped. Asked again, it is the same end. */
  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    this.#fail(stopped());
    await Promise.all(
      this.#threads.map(async ({ worker }) => {
        const gone = once(worker, 'exit');
        worker.postMessage({ stop: true } satisfies PhotoRequest);
        const late = setTimeout(() => void worker.terminate(), STOP_MS);
        await gone;
        clearTimeout(late);
      }),
    );
  }
}
