/** @file The box of a person's visible joints, tight, and padded as SPIN's files carry it. */

import { baseRoi, PADDING, type Box } from '../camera/index.ts';
import { SCALE_PX, type PersonRecord } from './records.ts';

/** @param keypoints image px and confidence [J, 3]. @returns null when fewer than two joints span a box. */
export function tightBox(keypoints: Float32Array | null): Box | null {
  const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  for (let i = 0; keypoints !== null && i < keypoints.length; i += 3) {
    if (!(keypoints[i + 2] > 0)) continue;
    box.x0 = Math.min(box.x0, keypoints[i]);
    box.y0 = Math.min(box.y0, keypoints[i + 1]);
    box.x1 = Math.max(box.x1, keypoints[i]);
    box.y1 = Math.max(box.y1, keypoints[i + 1]);
  }
  return box.x1 > box.x0 && box.y1 > box.y0 ? box : null;
}

/** The padded square around a box, as centre and scale. */
export function paddedSquare(box: Box): Pick<PersonRecord, 'center' | 'scale'> {
  const { center, size } = baseRoi(box, { shape: 'square', padding: PADDING.joints });
  return { center, scale: size / SCALE_PX };
}
