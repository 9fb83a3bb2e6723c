/** @file Perspective projection into the full image: uv = K (X + t). */

import { checkLength } from '../base/index.ts';
import type { Translation } from './full-camera.ts';
import type { Intrinsics } from './intrinsics.ts';

/**
 * Projects body-model points: `uv = K (X + t)`.
 * @param points X [N, 3], metres, axes of the camera frame (the flip is inside `globalOrient`).
 * @param t translation of the model's origin, metres.
 * @param out [N, 2], image pixels; a point not in front of the camera becomes NaN, NaN.
 * @throws E_SHAPE for points that are no triples, and for another length of `out`.
 * @example
 * ```ts
 * import { project } from 'multiroi';
 *
 * const pinhole = { fx: 1000, fy: 1000, cx: 320, cy: 240, focalSource: 'given' } as const;
 * const [u, v] = project([0, 0, 0], pinhole, [0.5, 0, 4]);
 * console.log(u, v); // 445 240
 * ```
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
