/** @file `MultiRoi` on Node: files from disk, images by libvips, networks by ONNX Runtime. */

import { MultiRoi as Core, type LoadOptions } from '../reconstruct/index.ts';
import { nodePlatform, nodePlatformAt } from './platform.ts';

/** Reconstructs the people of photographs; see `MultiRoi.load`. */
export type MultiRoi = Core;

export interface NodeLoadOptions extends LoadOptions {
  /** The folder of the package, for programs that are bundled; default: where this code is. */
  readonly assets?: string | undefined;
}

export const MultiRoi: {
  /**
   * Loads weights and the body; sessions are compiled when first needed. Dispose of it when done.
   *
   * ```ts
   * const hmr = await MultiRoi.load();
   * const { people } = await hmr.reconstruct(await readFile('photo.jpg'));
   * await hmr.dispose();
   * ```
   * @throws E_IO for absent files, E_FORMAT for broken ones, E_CONFIG when they do not fit together.
   */
  load(options?: NodeLoadOptions): Promise<MultiRoi>;
} = {
  load: ({ assets, ...options } = {}) =>
    Core.load(assets === undefined ? nodePlatform : nodePlatformAt(assets), options),
};
