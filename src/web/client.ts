/** @file The page's side of the worker: each call a promise. */

import { MultiRoiError } from '../base/index.ts';
import type { OnProgress } from '../base/index.ts';
import type { CallName, Calls, FromWorker, ToWorker } from './protocol.ts';

/** How a call can be stopped, what it tells, and what it gives away. */
export interface ClientCallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
  /** What is handed over instead of copied. */
  readonly transfer?: Transferable[];
}

interface Waiting {
  readonly settle: (output: unknown) => void;
  readonly fail: (error: MultiRoiError) => void;
  readonly onProgress: OnProgress | undefined;
}

/** What of `Worker` is used; tests hand in a channel's port. */
export interface WorkerLike {
  /** As `Worker.postMessage`. */
  postMessage(message: ToWorker, transfer: Transferable[]): void;
  /** As `Worker.addEventListener`. */
  addEventListener(type: 'message', listener: (event: { readonly data: FromWorker }) => void): void;
  /** As `Worker.addEventListener`. */
  addEventListener(type: 'error', listener: (event: { readonly message: string }) => void): void;
}

/**
 * Calls an engine that runs in a worker, `multiroi/web/worker`, step by step, as the page does. `MultiRoi.load({ worker })` is
 * shorter.
 * @example
 * ```ts
 * import { EngineClient } from 'multiroi/web';
 *
 * const worker = new Worker(new URL('./hmr-worker.js', import.meta.url), { type: 'module' });
 * const engine = new EngineClient(worker);
 * const assets = new URL('/multiroi/', location.href).href;
 * await engine.call('start', { assets, provider: 'auto' });
 * const source = await createImageBitmap(await (await fetch('photo.jpg')).blob());
 * const { photo } = await engine.call('open', { name: 'photo.jpg', source });
 * const { people } = await engine.call('reconstruct', { photo, rois: 5, quality: 'standard' });
 * console.log(people.length);
 * ```
 */
export class EngineClient {
  readonly #worker: WorkerLike;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;

  constructor(worker: WorkerLike) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }) => this.#onMessage(data));
    worker.addEventListener('error', ({ message }) => this.#onError(message));
  }

  /**
   * @throws MultiRoiError as the engine threw it; E_ABORT as soon as the signal is aborted, though the
   * worker may finish the step it is in.
   */
  call<K extends CallName>(
    call: K,
    input: Calls[K]['input'],
    { signal, onProgress, transfer = [] }: ClientCallOptions = {},
  ): Promise<Calls[K]['output']> {
    const id = ++this.#calls;
    return new Promise((settle, fail) => {
      const cancel = (): void => {
        if (!this.#waiting.delete(id)) return;
        this.#worker.postMessage({ cancel: id }, []);
        fail(new MultiRoiError('E_ABORT', `${call}: stopped on request`));
      };
      const done = (): void => signal?.removeEventListener('abort', cancel);
      this.#waiting.set(id, {
        settle: (output) => {
          done();
          settle(output as Calls[K]['output']);
        },
        fail: (error) => {
          done();
          fail(error);
        },
        onProgress,
      });
      // the pair of a name and its input is one of the union's members by the signature above
      this.#worker.postMessage({ id, call, input } as ToWorker, transfer);
      if (signal?.aborted === true) cancel();
      else signal?.addEventListener('abort', cancel);
    });
  }

  #onMessage(message: FromWorker): void {
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    if ('progress' in message) {
      waiting.onProgress?.(...message.progress);
      return;
    }
    this.#waiting.delete(message.id);
    if ('output' in message) return waiting.settle(message.output);
    const { code, message: text, hint } = message.error;
    waiting.fail(new MultiRoiError(code, text, hint === undefined ? {} : { hint }));
  }

  /** A worker that dies answers nobody any more. */
  #onError(message: string): void {
    const error = new MultiRoiError('E_INTERNAL', `worker: expected an answer, got: ${message}`, {
      hint: 'reload the page',
    });
    for (const { fail } of this.#waiting.values()) fail(error);
    this.#waiting.clear();
  }
}
