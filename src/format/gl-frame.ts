/** @file From the camera's frame (OpenCV) to that of files and viewers: y up, −z forward (CONVENTIONS.md). */

import type { In } from '../base/index.ts';

/**
 * diag(1, −1, −1) · (X + t).
 * @param vertices X [V, 3] in the camera's axes, without the translation, m.
 * @param t [3], m.
 */
export function glVertices(
  vertices: In<'cam', ArrayLike<number>>,
  t: ArrayLike<number>,
): In<'gl', Float32Array<ArrayBuffer>> {
  const out = new Float32Array(vertices.length);
  for (let v = 0; v < out.length; v += 3) {
    out[v] = vertices[v] + t[0];
    out[v + 1] = -(vertices[v + 1] + t[1]);
    out[v + 2] = -(vertices[v + 2] + t[2]);
  }
  return out;
}
