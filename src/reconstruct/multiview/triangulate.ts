/** @file Where rays of several cameras meet: the point of least squared distance to all of them, each with its weight. */

import { Matrix, solve } from 'ml-matrix';
import { determinant3, rotate3, transpose3, type Vec3 } from '../../math/index.ts';
import { centreOf, inCamera, rayOfPixel, type RigCamera } from './rig.ts';

/** A key-point as one camera sees it. */
export interface Sighted {
  readonly camera: RigCamera;
  /** Pixels of its picture. */
  readonly pixel: readonly [x: number, y: number];
  readonly weight: number;
}

/** Rays that differ less than this in direction meet anywhere (the least eigenvalue of the normal matrix per weight). */
const PARALLEL = 1e-4;

/** The point, m, world axes; null when rays do not meet in one, or behind a camera. */
export function triangulate(sightings: readonly Sighted[]): Vec3 | null {
  const normal = new Float64Array(9);
  const right = new Float64Array(3);
  let mass = 0;
  for (const { camera, pixel, weight } of sightings) {
    const origin = centreOf(camera);
    const ray = rotate3(transpose3(camera.R.flat()), rayOfPixel(camera, pixel[0], pixel[1]));
    const length = Math.hypot(ray[0], ray[1], ray[2]);
    mass += weight;
    // I − d dᵀ: the part of a vector across the ray
    for (let r = 0; r < 3; r++) {
      for (let c = 0; c < 3; c++) {
        const across = (r === c ? 1 : 0) - (ray[r] * ray[c]) / (length * length);
        normal[3 * r + c] += weight * across;
        right[r] += weight * across * origin[c];
      }
    }
  }
  if (!(mass > 0) || !(determinant3(normal) > PARALLEL * mass ** 3)) return null;
  const rows = [0, 3, 6].map((at) => Array.from(normal.subarray(at, at + 3)));
  const [x, y, z] = solve(new Matrix(rows), Matrix.columnVector(Array.from(right))).to1DArray();
  const point: Vec3 = [x, y, z];
  return sightings.every(({ camera }) => inCamera(camera, point)[2] > 0) ? point : null;
}
