/** @file A model whose networks run where it is loaded: in a page, or in a worker of the caller's. */

import type { BodyModel } from '../body/index.ts';
import type { FoundPerson } from '../detect/index.ts';
import {
  MultiRoi as Core,
  type ReconstructedPhoto,
  type ReconstructOptions,
} from '../reconstruct/index.ts';
import type { ModelInfo, Reconstruction } from '../result/index.ts';
import { fasterProvider } from './calibrate.ts';
import type { ImageSource } from './image-source.ts';
import type { WebLoadOptions, WebProviderInfo } from './load-options.ts';
import { photoOf } from './photo-of.ts';
import { webPlatform } from './web-platform.ts';

/** Reconstructs the people of photographs; see {@link MultiRoi.load}. */
export class WebMultiRoi {
  readonly #core: Core;
  /** What runs the networks. */
  readonly runs: WebProviderInfo;

  constructor(core: Core, runs: WebProviderInfo) {
    this.#core = core;
    this.runs = runs;
  }

  /** What makes the results. */
  get model(): ModelInfo {
    return this.#core.model;
  }

  /** The body that results speak of, for `poseResult`, `exportGlb` and their like. */
  get body(): BodyModel {
    return this.#core.body;
  }

  /**
   * Finds and reconstructs the people of one photograph. An image without people has a result without people.
   * @throws as in Node; E_IO for an address that does not answer, E_UNSUPPORTED for pixels that the browser does not let be read.
   * @example
   * ```ts
   * import { MultiRoi } from 'multiroi/web';
   *
   * const hmr = await MultiRoi.load({ assets: '/multiroi/' });
   * const [image] = document.images;
   * const { people } = await hmr.reconstruct(image, { persons: 'largest' });
   * console.log(people[0]?.joints2d.smpl24);
   * await hmr.dispose();
   * ```
   */
  async reconstruct(image: ImageSource, options: ReconstructOptions = {}): Promise<Reconstruction> {
    return (await this.reconstructPhoto(image, options)).result;
  }

  /** As {@link reconstruct}, with the decoded photograph, which drawers ask for. */
  async reconstructPhoto(
    image: ImageSource,
    options: ReconstructOptions = {},
  ): Promise<ReconstructedPhoto> {
    const photo = await photoOf(image, options.file, options.signal);
    return this.#core.reconstructPhoto(photo, options);
  }

  /** Finds the people of a photograph, best first, for `reconstruct` to look at once or more often. */
  async find(image: ImageSource, signal?: AbortSignal): Promise<FoundPerson[]> {
    return this.#core.find(await photoOf(image, undefined, signal), signal);
  }

  /**
   * The people of a frame in the next one, without looking for others: much faster than `find`. Who is lost is left out.
   * @param people as `find` or `follow` gave them for the frame before, at the same size.
   */
  async follow(
    image: ImageSource,
    people: readonly FoundPerson[],
    signal?: AbortSignal,
  ): Promise<FoundPerson[]> {
    return this.#core.follow(await photoOf(image, undefined, signal), people, signal);
  }

  /** Fetches and compiles the networks ahead of the first photograph: while a reader still chooses one. */
  prepare(): Promise<void> {
    return this.#core.prepare();
  }

  /** Releases the sessions, after the work in hand; calls that come later are E_CONFIG. */
  dispose(): Promise<void> {
    return this.#core.dispose();
  }
}

/** See `MultiRoi.load`. */
export async function loadHere(options: WebLoadOptions): Promise<WebMultiRoi> {
  const { assets, provider = 'auto', threads, onBytes, worker: _, ...rest } = options;
  const platform = await webPlatform({ assets, provider, threads, onBytes });
  const chosen = provider === 'auto' ? await fasterProvider(platform) : provider;
  const core = await Core.load(platform, { ...rest, provider: chosen });
  return new WebMultiRoi(core, { provider: chosen, threads: platform.runtime.threads });
}
