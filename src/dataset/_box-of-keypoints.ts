/** @file The padded square box that SPIN's files carry, from keypoints. */

import { baseRoi, PADDING } from '../camera/index.ts';
import type { PersonRecord } from './records.ts';

/** @param keypoints image px and confidence [24, 3]. @returns null when fewer than two joints span a box. */
export function boxOfKeypoints(
  keypoints: Float32Array | null,
): Pick<PersonRecord, 'center' | 'scale'> | null {
  const xs: number[] = [];
  const ys: number[] = [];
  for (let i = 0; keypoints !== null && i < keypoints.length; i += 3) {
    if (!(keypoints[i + 2] > 0)) continue;
    xs.push(keypoints[i]);
    ys.push(keypoints[i + 1]);
  }
  const box = {
    x0: Math.min(...xs),
    y0: Math.min(...ys),
    x1: Math.max(...xs),
    y1: Math.max(...ys),
  };
  if (!(box.x1 > box.x0 && box.y1 > box.y0)) return null;
  const { center, size } = baseRoi(box, { shape: 'square', padding: PADDING.joints });
  return { center, scale: size / 200 };
}
