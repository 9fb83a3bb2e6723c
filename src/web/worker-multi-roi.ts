/// <reference lib="esnext.disposable" preserve="true" />
/** @file `MultiRoi` whose networks run in a worker. */

import type { BodyModel } from '../body/index.ts';
import { throwIfAborted } from '../base/index.ts';
import type { ReconstructOptions } from '../reconstruct/index.ts';
import type { ModelInfo, Reconstruction } from '../result/index.ts';
import { EngineClient } from './client.ts';
import { portable, type ImageSource } from './image-source.ts';
import type { WebProviderInfo, WorkerModelOptions } from './load-options.ts';
import type { LoadedInfo } from './protocol.ts';

/** How a frame comes after another. */
export interface WorkerReconstructExtras extends Omit<ReconstructOptions, 'found' | 'onUnplaced'> {
  /** Whether this is the frame after the one before, whose people are then followed; default false. */
  readonly follows?: boolean | undefined;
}

/** Reconstructs the people of photographs in a worker: same names, same results. The page stays smooth meanwhile. */
export class WorkerMultiRoi {
  readonly #client: EngineClient;
  readonly #loaded: LoadedInfo;
  /** What runs the networks. */
  readonly runs: WebProviderInfo;
  /** The worker has one photograph in hand at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(client: EngineClient, loaded: LoadedInfo, runs: WebProviderInfo) {
    this.#client = client;
    this.#loaded = loaded;
    this.runs = runs;
  }

  /** What makes the results. */
  get model(): ModelInfo {
    return this.#loaded.model;
  }

  /** The body that results speak of, for `poseResult`, `exportGlb` and their like. */
  get body(): BodyModel {
    return this.#loaded.body;
  }

  /**
   * Finds and reconstructs the people of one photograph or frame; as `WebMultiRoi.reconstruct`. Calls made at the same time are
   * done one after the other. Buffers of the caller stay the caller's.
   */
  async reconstruct(
    image: ImageSource,
    options: WorkerReconstructExtras = {},
  ): Promise<Reconstruction> {
    const { file = 'image', follows = false, signal, onProgress, ...rest } = options;
    throwIfAborted('reconstruct', signal);
    // what an element shows now, not when its turn comes
    const source = await portable(image, signal);
    const transfer = source instanceof ImageBitmap ? [source] : [];
    const calls = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
    const work = this.#turn.then(async () => {
      const input = { name: file, source, follows };
      const { photo, bitmap } = await this.#client.call('open', input, { ...calls, transfer });
      bitmap.close();
      return this.#client.call('reconstruct', { photo, ...rest }, calls);
    });
    this.#turn = work.catch(() => undefined);
    return work;
  }

  /** Fetches and compiles the networks ahead of the first photograph: while a reader still chooses one. */
  async prepare(): Promise<void> {
    await this.#client.call('prepare', { onlyKept: false });
  }

  /** Releases the networks, after the work in hand; the worker may be given another model, or be terminated. */
  async dispose(): Promise<void> {
    await this.#turn;
    await this.#client.call('stop', null);
  }

  /** {@link dispose}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}

/** See `MultiRoi.load`. */
export async function loadInWorker(options: WorkerModelOptions): Promise<WorkerMultiRoi> {
  const { worker, assets, provider = 'auto', threads, onBytes, ...load } = options;
  const client = new EngineClient(worker);
  // relative to the page, not to the worker's script
  const address = new URL(assets, globalThis.document?.baseURI ?? globalThis.location?.href).href;
  const start = { assets: address, provider, threads, load };
  let runs = await client.call('start', start, {
    ...(onBytes && { onProgress: (done: number, total: number) => onBytes(done, total) }),
  });
  if (provider === 'auto' && runs.providers.includes('webgpu')) {
    runs = await client.call('settle', null);
  }
  return new WorkerMultiRoi(client, await client.call('model', null), runs);
}
