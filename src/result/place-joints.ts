/** @file Where a person's joints are once their t is known: in the camera's frame and in the image. */

import { JOINT_COUNT } from '../body/index.ts';
import { project } from '../camera/index.ts';
import { vec3At, type Vec2, type Vec3 } from '../math/index.ts';
import { intrinsicsOf } from './pose-result.ts';
import type { Person, ResultCamera } from './result.ts';

/**
 * The joints of a result: moved by t, and projected.
 * @param joints [24, 3], m, axes of the camera, without `t`.
 */
export function placeJoints(
  camera: ResultCamera,
  joints: ArrayLike<number>,
  t: Vec3 = camera.t,
): Pick<Person, 'joints3d' | 'joints2d'> {
  const placed = Array.from({ length: JOINT_COUNT }, (_, j): Vec3 => {
    const [x, y, z] = vec3At(joints, 3 * j);
    return [x + t[0], y + t[1], z + t[2]];
  });
  const pixels = project(placed.flat(), intrinsicsOf(camera), [0, 0, 0]);
  return {
    joints3d: { smpl24: placed },
    joints2d: { smpl24: placed.map((_, j): Vec2 => [pixels[2 * j], pixels[2 * j + 1]]) },
  };
}
