/** @file From an image file's bytes to pixels and people; the pixels are wanted again for pictures. */

import type { MultiRoi, ReconstructedPhoto, ReconstructOptions } from '../../reconstruct/index.ts';
import type { Io } from './io.ts';

/** Decodes and reconstructs until the user interrupts; decoding is among the timings. */
export function reconstructBytes(
  hmr: MultiRoi,
  bytes: Uint8Array,
  options: ReconstructOptions & { readonly file: string },
  io: Io,
): Promise<ReconstructedPhoto> {
  return hmr.reconstructPhoto(bytes, { ...options, signal: io.signal });
}
