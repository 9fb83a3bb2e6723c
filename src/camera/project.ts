/** @file Perspective projection into the full image: uv = K (X + t). */

import { checkLength } from '../base/index.ts';
import type { Translation } from './full-camera.ts';
import type { Intrinsics } from './intrinsics.ts';

/**
 * Projects body-model points.
 * @param points X [N, 3], metres, axes of the camera frame (the flip is inside `globalOrient`).
 * @param t translation of the model's origin, metres.
 * @param out [N, 2], image pixels; a point not in front of the camera becomes NaN, NaN.
 */
export function project(
  points: ArrayLike<number>,
  { fx, fy, cx, cy }: Intrinsics,
  [tx, ty, tz]: Translation,
  out: Float64Array = new Float64Array(2 * Math.floor(points.length / 3)),
): Float64Array {
  const count = Math.floor(points.length / 3);
  checkLength('project', points.length, [count, 3]);
  checkLength('project', out.length, [count, 2]);
  for (let i = 0; i < count; i++) {
    const z = points[3 * i + 2] + tz;
    out[2 * i] = z > 0 ? (fx * (points[3 * i] + tx)) / z + cx : NaN;
    out[2 * i + 1] = z > 0 ? (fy * (points[3 * i + 1] + ty)) / z + cy : NaN;
  }
  return out;
}
