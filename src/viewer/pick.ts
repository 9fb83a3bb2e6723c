/** @file What a pointer points at: a ray through a lens, and where it meets a mesh. */

import type { Vec3 } from '../math/index.ts';
import type { In } from '../base/index.ts';
import type { Lens } from './lens.ts';

/** Metres; the direction is not of unit length. */
export interface Ray {
  readonly origin: In<'cam', Vec3>;
  readonly direction: In<'cam', Vec3>;
}

/**
 * The ray of everything that is seen at a canvas pixel.
 * @param x, y whole at pixel centres.
 * @param glFromEye where the eye is, 4×4 column-major; the eye looks along its −z.
 */
export function pickingRay(
  { fx, fy, cx, cy }: Lens,
  glFromEye: ArrayLike<number>,
  x: number,
  y: number,
): Ray {
  const m = glFromEye;
  const [dx, dy] = [(x - cx) / fx, -(y - cy) / fy];
  const along = (row: number): number => m[row] * dx + m[4 + row] * dy - m[8 + row];
  return { origin: [m[12], -m[13], -m[14]], direction: [along(0), -along(1), -along(2)] };
}

/**
 * How far along a ray a mesh is first met, in lengths of the direction; Infinity for a miss
 * (Möller & Trumbore 1997, both sides of a face).
 * @param vertices X [V, 3], camera axes, without `t`.
 */
export function hitDistance(
  { origin, direction: [dx, dy, dz] }: Ray,
  vertices: ArrayLike<number>,
  faces: ArrayLike<number>,
  t: Vec3,
): number {
  const [ox, oy, oz] = [origin[0] - t[0], origin[1] - t[1], origin[2] - t[2]];
  let nearest = Infinity;
  for (let f = 0; f < faces.length; f += 3) {
    const a = 3 * faces[f];
    const b = 3 * faces[f + 1];
    const c = 3 * faces[f + 2];
    const ux = vertices[b] - vertices[a];
    const uy = vertices[b + 1] - vertices[a + 1];
    const uz = vertices[b + 2] - vertices[a + 2];
    const vx = vertices[c] - vertices[a];
    const vy = vertices[c + 1] - vertices[a + 1];
    const vz = vertices[c + 2] - vertices[a + 2];
    const px = dy * vz - dz * vy;
    const py = dz * vx - dx * vz;
    const pz = dx * vy - dy * vx;
    const determinant = ux * px + uy * py + uz * pz;
    if (determinant === 0) continue;
    const sx = ox - vertices[a];
    const sy = oy - vertices[a + 1];
    const sz = oz - vertices[a + 2];
    const w1 = (sx * px + sy * py + sz * pz) / determinant;
    if (w1 < 0 || w1 > 1) continue;
    const qx = sy * uz - sz * uy;
    const qy = sz * ux - sx * uz;
    const qz = sx * uy - sy * ux;
    const w2 = (dx * qx + dy * qy + dz * qz) / determinant;
    if (w2 < 0 || w1 + w2 > 1) continue;
    const distance = (vx * qx + vy * qy + vz * qz) / determinant;
    if (distance > 0 && distance < nearest) nearest = distance;
  }
  return nearest;
}
