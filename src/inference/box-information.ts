/** @file Which focal length a person's box information is made with (docs/presets.md, row 20). */

import { boxInfos, estimateFocalPx, type ImageSize, type Roi, type View } from '../camera/index.ts';
import type { NetworkConfig } from '../network/index.ts';

/**
 * B of a person's regions [M, 3]. With `annotated-for-roi0` a focal length that was given serves region
 * 0 alone; the others have the estimate, as the weights of that option have seen it.
 */
export function boxInformation(
  rois: readonly Roi[],
  { intrinsics }: View,
  image: ImageSize,
  rule: NetworkConfig['focal'],
): Float32Array {
  const boxes = boxInfos(rois, intrinsics);
  if (rule === 'one' || intrinsics.focalSource === 'estimate') return boxes;
  const focal = estimateFocalPx(image);
  boxes.set(boxInfos(rois.slice(1), { ...intrinsics, fx: focal, fy: focal }), 3);
  return boxes;
}
