/** @file Node as a platform. */

import type { Platform, Videos } from '../platform/index.ts';
import { filesOf, nodeFiles, type NodeFiles } from './files.ts';
import { nodeImages } from './images.ts';
import { createNodeRuntime, nodeRuntime, type NodeRuntime } from './session.ts';
import { nodeVideos } from './video/videos.ts';

/** Node's platform: its files know the folder of the package, its runtime which library computes. */
export interface NodePlatform extends Platform {
  readonly files: NodeFiles;
  readonly runtime: NodeRuntime;
  readonly videos: Videos;
}

/**
 * Files from disk, images by libvips, models by ONNX Runtime, videos by ffmpeg.
 * @example
 * ```ts
 * import { readFile, writeFile } from 'node:fs/promises';
 * import { nodePlatform } from 'multiroi/node';
 *
 * const { images } = nodePlatform;
 * const photo = await images.decode(await readFile('photo.jpg'), 'photo.jpg');
 * console.log(`${photo.width}×${photo.height}`); // 512×512
 * await writeFile('copy.png', await images.encodePng(photo));
 * ```
 */
export const nodePlatform: NodePlatform = {
  runtime: nodeRuntime,
  files: nodeFiles,
  images: nodeImages,
  videos: nodeVideos,
};

/**
 * The same with the package's files elsewhere, for programs that are bundled: bundlers take code along, and not the
 * networks, the body and the runtime's libraries.
 * @param assets the folder of the package, as `node_modules/multiroi` is.
 */
export function nodePlatformAt(assets: string): NodePlatform {
  return {
    runtime: createNodeRuntime(() => assets),
    files: filesOf(assets),
    images: nodeImages,
    videos: nodeVideos,
  };
}
