/** @file Vertex normals of a triangle mesh. */

import { checkLength } from '../shape.ts';

/**
 * Unit normals [V, 3], each the area-weighted mean of the faces around a vertex; outward when the
 * corners of faces run anticlockwise seen from outside. A vertex without a face gets zeros.
 */
export function vertexNormals(
  vertices: Float32Array | Float64Array,
  faces: Uint32Array,
  out: Float32Array = new Float32Array(vertices.length),
): Float32Array {
  checkLength('vertexNormals', out.length, [vertices.length / 3, 3]);
  out.fill(0);
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
    // twice the area times the unit normal
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    for (const v of [a, b, c]) {
      out[v] += nx;
      out[v + 1] += ny;
      out[v + 2] += nz;
    }
  }
  for (let v = 0; v < out.length; v += 3) {
    const length = Math.sqrt(out[v] ** 2 + out[v + 1] ** 2 + out[v + 2] ** 2);
    if (length === 0) continue;
    out[v] /= length;
    out[v + 1] /= length;
    out[v + 2] /= length;
  }
  return out;
}
