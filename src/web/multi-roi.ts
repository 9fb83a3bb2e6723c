/** @file `MultiRoi` in a browser: what a page has goes in; files come from one folder, networks run here or in a worker. */

import type { WebLoadOptions, WorkerModelOptions } from './load-options.ts';
import type { WebMultiRoi } from './web-multi-roi.ts';
import { loadInWorker, type WorkerMultiRoi } from './worker-multi-roi.ts';

/** Its code is fetched by those alone who run the networks where they are. */
async function here(options: WebLoadOptions): Promise<WebMultiRoi> {
  const { loadHere } = await import('./web-multi-roi.ts');
  return loadHere(options);
}

/** As `MultiRoi.load` of a browser takes its options. */
export interface WebLoad {
  (options: WebLoadOptions): Promise<WebMultiRoi>;
  (options: WorkerModelOptions): Promise<WorkerMultiRoi>;
}

/** `MultiRoi` with the browser as its platform. */
export const MultiRoi: {
  /**
   * Loads weights and the body; networks are fetched and compiled when first needed, and kept for the next visit. Dispose of it
   * when done. With a `worker` all of it happens there.
   * @throws E_IO when the folder does not answer, E_FORMAT when it is another one, E_UNSUPPORTED for WebGPU where there is none,
   * E_CONFIG when weights and options do not fit together.
   * @example
   * ```ts
   * import { MultiRoi } from 'multiroi/web';
   *
   * const worker = new Worker(new URL('./hmr-worker.js', import.meta.url), { type: 'module' });
   * const hmr = await MultiRoi.load({ assets: '/multiroi/', worker });
   * const { people } = await hmr.reconstruct('photo.jpg');
   * for (const { box, camera } of people) console.log(box, camera.t);
   * await hmr.dispose();
   * ```
   */
  readonly load: WebLoad;
} = {
  load: ((options: WebLoadOptions | WorkerModelOptions) =>
    options.worker === undefined ? here(options) : loadInWorker(options)) as WebLoad,
};
