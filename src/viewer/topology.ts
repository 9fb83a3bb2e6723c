/** @file What all people of one body share on the GPU: faces, and the edges of the wireframe. */

import { BufferAttribute } from 'three';

/** Each edge of a mesh once [E, 2]. */
export function edgesOf(faces: ArrayLike<number>, vertexCount: number): Uint32Array<ArrayBuffer> {
  const seen = new Set<number>();
  for (let f = 0; f < faces.length; f += 3) {
    for (let k = 0; k < 3; k++) {
      const a = faces[f + k];
      const b = faces[f + ((k + 1) % 3)];
      // one number for an edge, whichever way it is walked
      seen.add(Math.min(a, b) * vertexCount + Math.max(a, b));
    }
  }
  const edges = new Uint32Array(2 * seen.size);
  let i = 0;
  for (const key of seen) {
    edges[i++] = Math.floor(key / vertexCount);
    edges[i++] = key % vertexCount;
  }
  return edges;
}

/** Faces, and the edges of the wireframe, shared by all people of one body. */
export class Topology {
  readonly faces: BufferAttribute;
  readonly vertexCount: number;
  readonly #faceList: Uint32Array;
  #edges: BufferAttribute | null = null;

  constructor(faces: Uint32Array, vertexCount: number) {
    this.#faceList = faces;
    this.vertexCount = vertexCount;
    this.faces = new BufferAttribute(faces, 1);
  }

  /** Made when the wireframe is first asked for: 40 000 edges take a while. */
  get edges(): BufferAttribute {
    this.#edges ??= new BufferAttribute(edgesOf(this.#faceList, this.vertexCount), 1);
    return this.#edges;
  }
}
