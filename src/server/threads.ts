/**
 * @file The threads that reconstruct, and the queue before them. A task has one of four ends: an answer, a problem,
 * its client's leaving, its time's running out. A thread that dies or does not stop when it is told to is replaced,
 * and only the task it had is lost.
 */

import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { MultiRoiError } from '../base/index.ts';
import type { Logger, OnProgress } from '../base/index.ts';
import { startWorker } from '../node/index.ts';
import type { Answer, Reply, Request, ServedModel, ThreadTask, ThreadSetup } from './messages.ts';
import type { Limits } from './options.ts';
import { HttpError, type Problem } from './problem.ts';

/** A thread that was told to stop is ended after this, ms: one network runs to its end in far less. */
const STOP_MS = 5_000;
/** Threads that fail to load one after the other are a fault that starting again does not mend. */
const MAX_FAILURES = 3;

/** How a task is stopped, and whom it tells how far it is. */
export interface ThreadTaskOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: OnProgress;
  /** Another bound than that of pictures, ms. */
  readonly maxMs?: number;
}

interface Job {
  readonly id: number;
  readonly task: ThreadTask;
  readonly onProgress: OnProgress | undefined;
  readonly settle: (result: { readonly answer: Answer } | { readonly error: Error }) => void;
}

interface Thread {
  readonly worker: Worker;
  ready: boolean;
  job: Job | undefined;
  /** Ends the thread when it does not stop by itself. */
  stopTimer: NodeJS.Timeout | undefined;
}

function errorOf({ status, code, detail, hint }: Problem): Error {
  return new HttpError(status, code, detail, hint === undefined ? {} : { hint });
}

const noThread = (): HttpError =>
  new HttpError(503, 'E_INTERNAL', 'serve: expected a thread that works, got none');

const stops = (): HttpError =>
  new HttpError(503, 'E_ABORT', 'serve: expected a running server, got one that stops');

const startReconstructing = (setup: ThreadSetup): Worker =>
  startWorker(import.meta.url, 'reconstruct-worker', setup);

/** A thread that is terminated in the middle of a native run can take the process with it: it is asked first. */
async function end(worker: Worker): Promise<void> {
  const gone = once(worker, 'exit');
  worker.postMessage({ stop: true } satisfies Request);
  const late = setTimeout(() => void worker.terminate(), STOP_MS);
  await gone;
  clearTimeout(late);
}

/**
 * Threads that reconstruct, and the queue before them. One that dies, or does not stop when it is told to, is
 * replaced.
 */
export class Threads {
  readonly #setup: ThreadSetup;
  readonly #startThread: (setup: ThreadSetup) => Worker;
  readonly #limits: Limits;
  readonly #log: Logger;
  readonly #threads = new Set<Thread>();
  #waiting: Job[] = [];
  #nextId = 1;
  #failures = 0;
  #closed = false;
  #onIdle: (() => void) | undefined;
  #models: readonly ServedModel[] = [];
  readonly #onReady: (error: Error | null) => void;
  /** Resolves when the first thread can work; rejects when none can. */
  readonly ready: Promise<void>;
  /** Threads that died and were replaced. */
  restarts = 0;

  /** @param start makes a thread that speaks the messages of `messages.ts`. */
  constructor(
    setup: ThreadSetup,
    count: number,
    limits: Limits,
    log: Logger,
    start: (setup: ThreadSetup) => Worker = startReconstructing,
  ) {
    this.#setup = setup;
    this.#startThread = start;
    this.#limits = limits;
    this.#log = log;
    let onReady: (error: Error | null) => void = () => {};
    this.ready = new Promise((resolve, reject) => {
      onReady = (error) => {
        if (error === null) resolve();
        else reject(error);
      };
    });
    this.#onReady = onReady;
    for (let i = 0; i < count; i++) this.#start();
  }

  /** What the inference protocol serves. */
  get models(): readonly ServedModel[] {
    return this.#models;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get busy(): number {
    return [...this.#threads].filter(({ job }) => job !== undefined).length;
  }

  /** Threads that have their model. */
  get alive(): number {
    return [...this.#threads].filter(({ ready }) => ready).length;
  }

  get isReady(): boolean {
    return !this.#closed && this.alive > 0;
  }

  /** @throws HttpError 429 when too many wait, 503 when nobody would come for one more. */
  requireRoom(): void {
    if (this.#closed) {
      throw stops();
    }
    if (this.#threads.size === 0) throw noThread();
    const free = [...this.#threads].some(({ ready, job }) => ready && job === undefined);
    if (free || this.#waiting.length < this.#limits.maxQueue) return;
    throw new HttpError(
      429,
      'E_UNSUPPORTED',
      `serve: expected at most ${this.#limits.maxQueue} waiting requests, got one more`,
      { hint: 'try again later', retryAfter: 1 },
    );
  }

  /**
   * Runs a task when its turn comes.
   * @throws HttpError 429 when too many wait, 503 when closed, 504 when its time is over; E_ABORT when the signal
   * fires; whatever the task throws.
   */
  run(
    task: ThreadTask,
    { signal, onProgress, maxMs = this.#limits.maxMs }: ThreadTaskOptions,
  ): Promise<Answer> {
    this.requireRoom();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#drop(
          job,
          new HttpError(504, 'E_ABORT', `serve: expected an answer within ${maxMs} ms, got none`, {
            hint: 'send a smaller picture or a shorter video, or fewer at a time',
          }),
        );
      }, maxMs);
      const onAbort = (): void => {
        this.#drop(job, new MultiRoiError('E_ABORT', 'serve: the client has left'));
      };
      const job: Job = {
        id: this.#nextId++,
        task,
        onProgress,
        settle: (result) => {
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
          if ('answer' in result) resolve(result.answer);
          else reject(result.error);
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(job);
      if (signal.aborted) onAbort();
      else this.#dispatch();
    });
  }

  /** Gives up what is in hand and waiting: everybody is told that the server stops. */
  abandon(): void {
    const running = [...this.#threads].flatMap(({ job }) => job ?? []);
    for (const job of [...running, ...this.#waiting.splice(0)]) job.settle({ error: stops() });
    for (const thread of this.#threads) thread.job = undefined;
    this.#checkIdle();
  }

  /** Finishes what is in hand and waiting, then ends the threads. */
  async close(): Promise<void> {
    this.#closed = true;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      this.#checkIdle();
    });
    this.abandon();
    await Promise.all([...this.#threads].map(({ worker }) => end(worker)));
    this.#threads.clear();
  }

  /** Tells who closes once nothing is in hand or waiting, or nobody is left to do it. */
  #checkIdle(): void {
    const hasWork = this.#waiting.length > 0 || this.busy > 0;
    if (!(hasWork && this.isReadyOrBusy())) this.#onIdle?.();
  }

  private isReadyOrBusy(): boolean {
    return [...this.#threads].some(({ ready, job }) => ready || job !== undefined);
  }

  #start(): void {
    const worker = this.#startThread(this.#setup);
    const thread: Thread = { worker, ready: false, job: undefined, stopTimer: undefined };
    this.#threads.add(thread);
    worker.on('message', (reply: Reply) => this.#onMessage(thread, reply));
    worker.on('error', (error) => this.#log.error(`serve: a thread failed: ${String(error)}`));
    worker.on('exit', () => this.#onExit(thread));
  }

  #onMessage(thread: Thread, reply: Reply): void {
    if ('ready' in reply) {
      this.#failures = 0;
      thread.ready = true;
      this.#models = reply.ready;
      this.#onReady(null);
      this.#dispatch();
    } else if ('failed' in reply) {
      this.#log.error(`serve: a thread cannot load the model: ${reply.failed.detail}`);
      if (!this.isReadyOrBusy()) this.#onReady(errorOf(reply.failed));
      void thread.worker.terminate();
    } else if ('progress' in reply) {
      if (thread.job?.id === reply.id) thread.job.onProgress?.(...reply.progress);
    } else {
      this.#finish(
        thread,
        'answer' in reply ? { answer: reply.answer } : { error: errorOf(reply.problem) },
      );
    }
  }

  #finish(thread: Thread, result: { readonly answer: Answer } | { readonly error: Error }): void {
    clearTimeout(thread.stopTimer);
    thread.stopTimer = undefined;
    const { job } = thread;
    thread.job = undefined;
    job?.settle(result);
    this.#dispatch();
    this.#checkIdle();
  }

  /** Gives waiting tasks to free threads. */
  #dispatch(): void {
    for (const thread of this.#threads) {
      if (!thread.ready || thread.job !== undefined) continue;
      const job = this.#waiting.shift();
      if (job === undefined) return;
      thread.job = job;
      thread.worker.postMessage({ id: job.id, task: job.task });
    }
  }

  /** A task nobody wants any more: out of the queue, or told to stop where it runs. */
  #drop(job: Job, error: Error): void {
    job.settle({ error });
    this.#waiting = this.#waiting.filter((other) => other !== job);
    for (const thread of this.#threads) {
      if (thread.job !== job || thread.stopTimer !== undefined) continue;
      thread.worker.postMessage({ id: job.id, cancel: true });
      thread.stopTimer = setTimeout(() => {
        this.#log.warn('serve: a thread did not stop, and is replaced');
        void thread.worker.terminate();
      }, STOP_MS);
    }
    this.#checkIdle();
  }

  /** A thread is gone: its task is lost, another takes its place. */
  #onExit(thread: Thread): void {
    if (!this.#threads.delete(thread)) return;
    clearTimeout(thread.stopTimer);
    thread.job?.settle({
      error: new HttpError(500, 'E_INTERNAL', 'serve: expected a thread to finish, got its end', {
        hint: 'try again',
      }),
    });
    this.#checkIdle();
    if (this.#closed) return;
    if (!thread.ready) this.#failures++;
    if (this.#failures >= MAX_FAILURES) {
      this.#log.error(
        `serve: ${MAX_FAILURES} threads in a row ended while loading; none is started`,
      );
      if (this.#threads.size > 0) return;
      for (const job of this.#waiting.splice(0)) job.settle({ error: noThread() });
      this.#onReady(noThread());
      return;
    }
    this.restarts++;
    this.#start();
  }
}
