/** @file What a browser's `MultiRoi.load` is asked for. */

import type { LoadOptions } from '../reconstruct/index.ts';
import type { WorkerLike } from './client.ts';
import type { WebProvider } from './runtime.ts';
import type { WebPlatformOptions } from './web-platform.ts';

/** `LoadOptions`, and where the networks are and run. */
export interface WebLoadOptions
  extends Omit<LoadOptions, 'provider' | 'threads'>, WebPlatformOptions {
  /**
   * A module worker that runs `multiroi/web/worker`: the networks run there and the page stays smooth. Absent: here, wherever
   * `load` is called, in a page or in a worker.
   */
  readonly worker?: undefined;
}

/** The same with a worker. */
export interface WorkerModelOptions extends Omit<WebLoadOptions, 'worker' | 'log'> {
  readonly worker: WorkerLike;
}

/** What runs the networks, and on how many threads. */
export interface WebProviderInfo {
  readonly provider: WebProvider;
  /** Of WebAssembly. */
  readonly threads: number;
}
