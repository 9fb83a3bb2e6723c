/** @file The box of a person's visible joints, tight, and padded as SPIN's files carry it. */

import { baseRoi, PADDING, type Box } from '../camera/index.ts';
import { SCALE_PX, type PersonRecord } from './records.ts';

/** Pixels: no picture is as wide, and the sums of larger numbers lose their units. */
const MAX_PX = 1e6;

/** Whether a box lies where a picture may be, and has an area. */
export function isBoxOfPixels({ x0, y0, x1, y1 }: Box): boolean {
  return x1 > x0 && y1 > y0 && [x0, y0, x1, y1].every((value) => Math.abs(value) < MAX_PX);
}

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
