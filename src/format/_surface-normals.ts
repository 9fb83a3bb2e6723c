/** @file Smooth normals for files. */

/**
 * Unit normals [V, 3]: the sum of the adjoining faces' normals weighted by their areas. Vertices
 * without area get the z axis, because files must hold unit vectors.
 */
export function surfaceNormals(
  vertices: Float32Array,
  faces: ArrayLike<number>,
): Float32Array<ArrayBuffer> {
  const sum = new Float64Array(vertices.length);
  for (let f = 0; f < faces.length; f += 3) {
    const [a, b, c] = [3 * faces[f], 3 * faces[f + 1], 3 * faces[f + 2]];
    const ux = vertices[b] - vertices[a];
    const uy = vertices[b + 1] - vertices[a + 1];
    const uz = vertices[b + 2] - vertices[a + 2];
    const vx = vertices[c] - vertices[a];
    const vy = vertices[c + 1] - vertices[a + 1];
    const vz = vertices[c + 2] - vertices[a + 2];
    // twice the area long, so the sum is weighted by it
    add(sum, a, b, c, 0, uy * vz - uz * vy);
    add(sum, a, b, c, 1, uz * vx - ux * vz);
    add(sum, a, b, c, 2, ux * vy - uy * vx);
  }
  const normals = new Float32Array(vertices.length);
  for (let v = 0; v < sum.length; v += 3) {
    const length = Math.hypot(sum[v], sum[v + 1], sum[v + 2]);
    if (length > 0) for (let k = 0; k < 3; k++) normals[v + k] = sum[v + k] / length;
    else normals[v + 2] = 1;
  }
  return normals;
}

function add(sum: Float64Array, a: number, b: number, c: number, k: number, value: number): void {
  sum[a + k] += value;
  sum[b + k] += value;
  sum[c + k] += value;
}
