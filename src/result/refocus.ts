/**
 * @file A result seen with another focal length, without asking the network again. Local cameras are what
 * the network predicted; of what they imply (Eq. 12) only the depth 2f / bs knows f, so depth follows f.
 */

import { MultiRoiError } from '../base/index.ts';
import type { Vec3 } from '../math/index.ts';
import { placeJoints } from './place-joints.ts';
import type { Mat3, Person, Reconstruction } from './result.ts';

function scaled(person: Person, k: number): Person {
  const { camera, joints3d } = person;
  const further = ([x, y, z]: Vec3): Vec3 => [x, y, z * k];
  const t = further(camera.t);
  const [[fx, , cx], [, fy, cy]] = camera.K;
  const K: Mat3 = [
    [fx * k, 0, cx],
    [0, fy * k, cy],
    [0, 0, 1],
  ];
  const moved = joints3d.smpl24.map(([x, y, z]): Vec3 => [x, y, z + t[2] - camera.t[2]]);
  const own = { ...camera, K, t, focalPx: camera.focalPx * k, focalSource: 'given' as const };
  return {
    ...person,
    localCameras: person.localCameras.map((local) => ({ ...local, full: further(local.full) })),
    camera: own,
    ...placeJoints(own, moved.flat(), [0, 0, 0]),
  };
}

/**
 * Everyone under the focal length fx = `focalPx`, the ratio of fx and fy kept. People keep their size in
 * the image; to have the network know the new focal length as well, reconstruct with it.
 * @throws E_RANGE unless it is positive and finite.
 */
export function refocus(result: Reconstruction, focalPx: number): Reconstruction {
  if (!(focalPx > 0 && Number.isFinite(focalPx))) {
    throw new MultiRoiError(
      'E_RANGE',
      `refocus: expected a focal length in pixels, got ${String(focalPx)}`,
    );
  }
  return {
    ...result,
    people: result.people.map((person) => scaled(person, focalPx / person.camera.focalPx)),
  };
}
