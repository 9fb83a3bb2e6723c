/** @file Wavefront OBJ: vertices and faces; everything else in a file is passed over. */

import { throwFormat } from '../base/index.ts';
import { checkLength } from '../base/index.ts';

/** A triangle mesh: vertices [V, 3] and faces [F, 3], counter-clockwise from outside. */
export interface Mesh {
  readonly vertices: Float32Array;
  readonly faces: Uint32Array;
}

/** Micrometres: below what any body model means. */
const DECIMALS = 6;

/** Writes a mesh as it is given (metres); see `glVertices` for the frame of this package's files. */
export function writeObj({ vertices, faces }: Mesh, name: string): string {
  checkLength('writeObj', vertices.length, [Math.floor(vertices.length / 3), 3]);
  checkLength('writeObj', faces.length, [Math.floor(faces.length / 3), 3]);
  const lines = [`o ${name.replace(/\s+/g, '_')}`];
  for (let v = 0; v < vertices.length; v += 3) {
    const [x, y, z] = [vertices[v], vertices[v + 1], vertices[v + 2]];
    lines.push(`v ${x.toFixed(DECIMALS)} ${y.toFixed(DECIMALS)} ${z.toFixed(DECIMALS)}`);
  }
  for (let f = 0; f < faces.length; f += 3) {
    lines.push(`f ${faces[f] + 1} ${faces[f + 1] + 1} ${faces[f + 2] + 1}`);
  }
  return `${lines.join('\n')}\n`;
}

function failAt(line: number, expected: string, got: string): never {
  throwFormat('readObj', expected, `"${got.slice(0, 60)}" (line ${line + 1})`);
}

/** `7/1/2` and `-1` name a vertex: counted from 1, or backwards from the last one. */
function corner(word: string, count: number, line: number): number {
  const number = /^[+-]?\d{1,15}(?=\/|$)/.exec(word)?.[0];
  const index = Number(number) < 0 ? count + Number(number) : Number(number) - 1;
  // forward references are legal, so only the lower end is known here
  if (!(index >= 0)) failAt(line, 'a vertex number', word);
  return index;
}

/**
 * Reads vertices and faces; polygons become fans of triangles.
 * @throws E_FORMAT with the line, for numbers that are none and faces without vertices.
 */
export function readObj(text: string): Mesh {
  const vertices: number[] = [];
  const faces: number[] = [];
  let farthest: { readonly index: number; readonly line: number } = { index: -1, line: 0 };
  for (const [line, content] of text.split('\n').entries()) {
    const [keyword, ...words] = content.trim().split(/\s+/);
    if (keyword === 'v') {
      const point = words.slice(0, 3).map(Number);
      if (point.length < 3 || !point.every(Number.isFinite)) failAt(line, 'three numbers', content);
      vertices.push(...(point as [number, number, number]));
    } else if (keyword === 'f') {
      const corners = words.map((word) => corner(word, vertices.length / 3, line));
      if (corners.length < 3) failAt(line, 'three corners or more', content);
      for (const index of corners) if (index > farthest.index) farthest = { index, line };
      for (let i = 2; i < corners.length; i++) faces.push(corners[0], corners[i - 1], corners[i]);
    }
  }
  const count = vertices.length / 3;
  if (farthest.index >= count) {
    failAt(farthest.line, `a vertex number up to ${count}`, String(farthest.index + 1));
  }
  return { vertices: Float32Array.from(vertices), faces: Uint32Array.from(faces) };
}
