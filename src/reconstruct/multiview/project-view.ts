/** @file From the world into the picture of one camera of a rig, lens and all. */

import type { Vec2 } from '../../math/index.ts';
import { distort, inCamera, type RigCamera } from './rig.ts';

/** The pixel of a point of the world; NaN for what is not in front of the camera. */
export function pixelOf(camera: RigCamera, point: ArrayLike<number>): Vec2 {
  const [x, y, z] = inCamera(camera, point);
  if (!(z > 0)) return [NaN, NaN];
  const [u, v] = distort(camera.distortion, x / z, y / z);
  return [camera.K[0][0] * u + camera.K[0][2], camera.K[1][1] * v + camera.K[1][2]];
}
