/** @file Pixels as points of the plane one metre in front of the pinhole: [x, y, 1] · z is what a pixel sees at depth z. */

import type { Lens } from './lens.ts';

/** Pixels on the unit plane. */
export function onUnitPlane(
  { fx, fy, cx, cy }: Lens,
  pixels: readonly (readonly [number, number])[],
): [number, number][] {
  return pixels.map(([u, v]) => [(u - cx) / fx, (v - cy) / fy]);
}
