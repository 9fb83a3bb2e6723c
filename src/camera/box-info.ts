/**
 * @file Box information B = (cx, cy, b) as the network sees it: offset from the principal point and
 * size, both against the focal length, with CLIFF's constants (Li et al. 2022). The relation
 * amplifies an error of one float32 step up to a full period, so the arithmetic order is part of
 * what weights were trained with.
 */

import { MultiRoiError } from '../base/index.ts';
import type { Intrinsics } from './intrinsics.ts';
import type { Roi } from './roi.ts';

/**
 * CLIFF's constants (Li et al. 2022), a part of what weights were trained with: the factor of the centre's offset, and the mean
 * and the standard deviation of sizes, all over the focal length.
 */
export const BOX_INFO = { offsetScale: 2.8, meanSize: 0.24, sizeDeviation: 0.06 } as const;

/** B of one RoI [3], double arithmetic in a fixed order, rounded to float32 once. Needs fx = fy (see `viewOf`). */
export function boxInfo(roi: Roi, intrinsics: Intrinsics): Float32Array<ArrayBuffer> {
  return boxInfos([roi], intrinsics);
}

/**
 * B of the RoIs of one person [M, 3].
 * @throws E_RANGE for unequal focal lengths, E_NUMERIC when a number is not finite.
 */
export function boxInfos(
  rois: readonly Roi[],
  { fx, fy, cx, cy }: Intrinsics,
): Float32Array<ArrayBuffer> {
  if (fx !== fy) {
    throw new MultiRoiError(
      'E_RANGE',
      `boxInfos: expected fx = fy, got ${fx} and ${fy}; choose RoIs in viewOf(intrinsics)`,
    );
  }
  const { offsetScale, meanSize, sizeDeviation } = BOX_INFO;
  const info = new Float32Array(rois.length * 3);
  rois.forEach(({ center, size }, m) => {
    info[3 * m] = ((center[0] - cx) / fx) * offsetScale;
    info[3 * m + 1] = ((center[1] - cy) / fx) * offsetScale;
    info[3 * m + 2] = (size - meanSize * fx) / (sizeDeviation * fx);
  });
  const bad = info.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0) {
    throw new MultiRoiError(
      'E_NUMERIC',
      `boxInfos: expected finite box information, got ${info[bad]} (RoI ${Math.floor(bad / 3)})`,
    );
  }
  return info;
}
