/** @file A model whose networks run where it is loaded: in a page, or in a worker of the caller's. */

import type { Platform } from '../platform/index.ts';
import { MultiRoi as Core, PlatformMultiRoi } from '../reconstruct/index.ts';
import { fasterProvider } from './calibrate.ts';
import type { ImageSource } from './image-source.ts';
import type { WebLoadOptions, WebProviderInfo } from './load-options.ts';
import { readSource } from './photo-of.ts';
import { webPlatform } from './web-platform.ts';

/**
 * Reconstructs the people of photographs; see {@link MultiRoi.load}.
 * @example
 * ```ts
 * import { MultiRoi } from 'multiroi/web';
 *
 * await using hmr = await MultiRoi.load({ assets: '/multiroi/' });
 * const [image] = document.images;
 * const { people } = await hmr.reconstruct(image, { persons: 'largest' });
 * console.log(hmr.runs.provider, people[0]?.joints2d.smpl24);
 * ```
 */
export class WebMultiRoi extends PlatformMultiRoi<ImageSource> {
  /** What runs the networks. */
  readonly runs: WebProviderInfo;

  constructor(core: Core, platform: Platform, runs: WebProviderInfo) {
    super(core, platform, readSource);
    this.runs = runs;
  }
}

/** See `MultiRoi.load`. */
export async function loadHere(options: WebLoadOptions): Promise<WebMultiRoi> {
  const { assets, provider = 'auto', threads, onBytes, worker: _, ...rest } = options;
  const platform = await webPlatform({ assets, provider, threads, onBytes });
  const chosen = provider === 'auto' ? await fasterProvider(platform) : provider;
  const core = await Core.load(platform, { ...rest, provider: chosen });
  return new WebMultiRoi(core, platform, { provider: chosen, threads: platform.runtime.threads });
}
