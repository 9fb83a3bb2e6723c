import { expect, test } from 'vitest';
import { vertexNormals } from './vertex-normals.ts';

test('normals: a single triangle, and a vertex without one', () => {
  const vertices = Float32Array.of(0, 0, 0, 2, 0, 0, 0, 3, 0, 9, 9, 9);
  const out = new Float32Array(12).fill(7);
  vertexNormals(vertices, Uint32Array.of(0, 1, 2), out);
  expect([...out]).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0]);
});
