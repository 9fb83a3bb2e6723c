/** @file From an image file's bytes to pixels and people; the pixels are wanted again for pictures. */

import type { MultiRoi, ReconstructOptions } from '../../reconstruct/index.ts';
import type { Reconstruction } from '../../result/index.ts';
import type { Photo } from '../../platform/index.ts';
import type { Io } from './io.ts';

/** Decodes and reconstructs; decoding is among the timings. */
export async function reconstructBytes(
  hmr: MultiRoi,
  bytes: Uint8Array,
  options: ReconstructOptions & { readonly file: string },
  io: Io,
): Promise<{ readonly photo: Photo; readonly result: Reconstruction }> {
  const { images } = await io.platform();
  const start = io.nowMs();
  const photo = await images.decode(bytes, options.file);
  const decode = io.nowMs() - start;
  const result = await hmr.reconstruct(photo, { ...options, signal: io.signal });
  return { photo, result: { ...result, timings: { decode, ...result.timings } } };
}
