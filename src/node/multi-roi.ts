/** @file `MultiRoi` on Node: files from disk, images by libvips, networks by ONNX Runtime. */

import { MultiRoi as Core, PlatformMultiRoi, type LoadOptions } from '../reconstruct/index.ts';
import { readImage, type ImageInput } from './image-input.ts';
import { nodePlatform, nodePlatformAt } from './platform.ts';

/** What `MultiRoi.load` gives on Node. */
export type NodeMultiRoi = PlatformMultiRoi<ImageInput>;
/** Reconstructs the people of photographs; see `MultiRoi.load`. */
export type MultiRoi = NodeMultiRoi;

/** `LoadOptions`, and where the package's own files are. */
export interface NodeLoadOptions extends LoadOptions {
  /** The folder of the package, for programs that are bundled; default: where this code is. */
  readonly assets?: string | undefined;
}

/** `MultiRoi` with Node as its platform. */
export const MultiRoi: {
  /**
   * Loads weights and the body; sessions are compiled when first needed. Dispose of it when done, or say `await using`.
   * @throws E_IO for absent files, E_FORMAT for broken ones, E_CONFIG when they do not fit together.
   * @example
   * ```ts
   * import { MultiRoi } from 'multiroi/node';
   *
   * const hmr = await MultiRoi.load();
   * const { people } = await hmr.reconstruct('photo.jpg');
   * for (const { box, joints2d } of people) console.log(box, joints2d.smpl24[0]);
   * await hmr.dispose();
   * ```
   */
  load(options?: NodeLoadOptions): Promise<MultiRoi>;
} = {
  async load({ assets, ...options } = {}) {
    const platform = assets === undefined ? nodePlatform : nodePlatformAt(assets);
    return new PlatformMultiRoi(await Core.load(platform, options), platform, readImage);
  },
};
