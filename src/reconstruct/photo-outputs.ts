/** @file From a photograph's bytes to its files: what every command and server that makes results does with an image. */

import type { Platform } from '../platform/index.ts';
import {
  outputsOf,
  type OutputOptions,
  type Outputs,
  type Reconstruction,
} from '../result/index.ts';
import type { MultiRoi } from './multi-roi.ts';
import type { ReconstructOptions } from './options.ts';

/** An image's result, and the files that were asked for. */
export interface PhotoOutputs extends Outputs {
  readonly result: Reconstruction;
}

/**
 * Decodes, reconstructs, and makes the files; nothing is written.
 * @param bytes of an image file.
 * @throws as `MultiRoi.reconstruct`.
 */
export async function photoOutputs(
  hmr: MultiRoi,
  bytes: Uint8Array,
  options: ReconstructOptions,
  output: Omit<OutputOptions, 'image'>,
  platform: Pick<Platform, 'images' | 'files'>,
): Promise<PhotoOutputs> {
  const { photo, result } = await hmr.reconstructPhoto(bytes, options);
  const startMs = performance.now();
  const outputs = await outputsOf(result, hmr.body, { ...output, image: photo }, platform);
  options.onStage?.('render', startMs, performance.now());
  return { result, ...outputs };
}
