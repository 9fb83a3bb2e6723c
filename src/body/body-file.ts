/**
 * @file The body file: safetensors with SMPL's names, one layout for the open body and imported ones.
 * `v_template` [V, 3], `shapedirs` [V, 3, S], `posedirs` [V, 3, 207] (optional), `joint_template` [24, 3],
 * `joint_shapedirs` [24, 3, S], `skin_index` and `skin_weight` [V, K], `faces` [F, 3], and the landmarks
 * as sparse rows: `landmark_start` [L + 1], `landmark_index` [N] (i < V: vertex i; V + j: joint j),
 * `landmark_weight` [N], their names in the metadata. A float tensor may be quantised: integers, with
 * `<name>.scale` for each component of its last axis, or one for all.
 */

import { z } from 'zod';
import { crc32 } from '../format/index.ts';

/** What a body file says that it is, in its metadata. */
export const FORMAT = 'multiroi-body';
/** Of the layout; files of another one are refused. */
export const VERSION = '1';

/** One landmark a row; H36M, LSP and surface points together are under a hundred. */
const MAX_LANDMARKS = 4096;

/** The landmarks' names in the metadata, in the order of their rows. */
export const landmarkNames: z.ZodType<{ name: string; approximate?: string | undefined }[]> = z
  .array(z.object({ name: z.string().min(1), approximate: z.string().optional() }))
  .max(MAX_LANDMARKS);

/** CRC-32 of everything behind the header, as eight hexadecimal digits. */
export function checksumOf(file: Uint8Array): string {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const data = file.subarray(8 + Number(view.getBigUint64(0, true)));
  return crc32(data).toString(16).padStart(8, '0');
}
