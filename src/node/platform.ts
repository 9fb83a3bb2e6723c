/** @file Node as a platform. */

import type { Platform } from '../platform/index.ts';
import { nodeFiles } from './files.ts';
import { nodeImages } from './images.ts';
import { nodeRuntime } from './session.ts';

/**
 * Files from disk, images by libvips, models by ONNX Runtime.
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
export const nodePlatform: Platform = {
  runtime: nodeRuntime,
  files: nodeFiles,
  images: nodeImages,
};
