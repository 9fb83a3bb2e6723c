/** @file Node as a platform. */

import type { Platform } from '../platform/index.ts';
import { filesOf, nodeFiles, type NodeFiles } from './files.ts';
import { nodeImages } from './images.ts';
import { createNodeRuntime, nodeRuntime, type NodeRuntime } from './session.ts';

export interface NodePlatform extends Platform {
  readonly files: NodeFiles;
  readonly runtime: NodeRuntime;
}

/** Files from disk, images by libvips, models by ONNX Runtime. */
export const nodePlatform: NodePlatform = {
  runtime: nodeRuntime,
  files: nodeFiles,
  images: nodeImages,
};

/**
 * The same with the package's files elsewhere, for programs that are bundled: bundlers take code along, and not the
 * networks, the body and the runtime's libraries.
 * @param assets the folder of the package, as `node_modules/multiroi` is.
 */
export function nodePlatformAt(assets: string): NodePlatform {
  return { runtime: createNodeRuntime(() => assets), files: filesOf(assets), images: nodeImages };
}
