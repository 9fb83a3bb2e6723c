/** @file Which part of the body a vertex belongs to. */

import type { BodyModel } from './body-model.ts';

/** The joint that moves each vertex most [V]: a segmentation of the surface into 24 body parts. */
export function dominantJoints(model: BodyModel): Uint8Array<ArrayBuffer> {
  const { vertexCount, influenceCount, skinIndex } = model;
  // influences are stored heaviest first
  return Uint8Array.from({ length: vertexCount }, (_, v) => skinIndex[v * influenceCount]);
}
