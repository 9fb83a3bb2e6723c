/** @file The pyramid that a photograph's camera sees, and rectangles on its image plane. */

import type { Box, ImageSize } from '../camera/index.ts';
import type { Lens } from './lens.ts';

/** A point of the image plane one metre in front of the pinhole: [x, y, 1] · z is what a pixel sees at depth z. */
export function onUnitPlane({ fx, fy, cx, cy }: Lens, u: number, v: number): [number, number] {
  return [(u - cx) / fx, (v - cy) / fy];
}

/** Corners of a box on the unit plane: top left, top right, bottom right, bottom left [4, 2]. */
export function boxOnUnitPlane(lens: Lens, { x0, y0, x1, y1 }: Box): [number, number][] {
  return [
    onUnitPlane(lens, x0, y0),
    onUnitPlane(lens, x1, y0),
    onUnitPlane(lens, x1, y1),
    onUnitPlane(lens, x0, y1),
  ];
}

/** The whole picture as a box: pixels reach half a pixel around their centres. */
export function imageBox({ width, height }: ImageSize): Box {
  return { x0: -0.5, y0: -0.5, x1: width - 0.5, y1: height - 0.5 };
}
