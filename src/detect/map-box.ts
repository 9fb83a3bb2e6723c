/** @file Boxes between a network's input and the image. */

import { applyAffine, type Affine, type Box } from '../camera/index.ts';

/** The box of a map without rotation. */
export function mapBox(map: Affine, x0: number, y0: number, x1: number, y1: number): Box {
  const [left, top] = applyAffine(map, x0, y0);
  const [right, bottom] = applyAffine(map, x1, y1);
  return { x0: left, y0: top, x1: right, y1: bottom };
}
