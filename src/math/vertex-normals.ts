/** @file Smooth normals of a triangle mesh. */

import { checkLength } from '../base/index.ts';

/**
 * Unit normals of vertices, each the mean of its triangles' normals weighted by their area.
 * Allocates nothing. A vertex without area around it gets (0, 0, 0).
 * @param vertices [V, 3], any frame; normals point outward when triangles are counter-clockwise.
 * @param faces [F, 3].
 * @param out [V, 3].
 */
export function vertexNormals(
  vertices: Float32Array,
  faces: ArrayLike<number>,
  out: Float32Array,
): void {
  if (out.length !== vertices.length)
    checkLength('vertexNormals', out.length, [vertices.length / 3, 3]);
  out.fill(0);
  for (let f = 0; f < faces.length; f += 3) {
    const a = faces[f] * 3;
    const b = faces[f + 1] * 3;
    const c = faces[f + 2] * 3;
    const ux = vertices[b] - vertices[a];
    const uy = vertices[b + 1] - vertices[a + 1];
    const uz = vertices[b + 2] - vertices[a + 2];
    const vx = vertices[c] - vertices[a];
    const vy = vertices[c + 1] - vertices[a + 1];
    const vz = vertices[c + 2] - vertices[a + 2];
    // twice the area long, so adding it up weights by area
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    out[a] += nx;
    out[a + 1] += ny;
    out[a + 2] += nz;
    out[b] += nx;
    out[b + 1] += ny;
    out[b + 2] += nz;
    out[c] += nx;
    out[c + 1] += ny;
    out[c + 2] += nz;
  }
  for (let at = 0; at < out.length; at += 3) {
    const length = Math.sqrt(
      out[at] * out[at] + out[at + 1] * out[at + 1] + out[at + 2] * out[at + 2],
    );
    if (length === 0) continue;
    out[at] /= length;
    out[at + 1] /= length;
    out[at + 2] /= length;
  }
}
