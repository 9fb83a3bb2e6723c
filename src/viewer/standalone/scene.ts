/** @file What the file holds, as the 3D view takes it. */

import type { StoredScene } from '../../result/index.ts';
import { stored, type MeshSource } from '../mesh-source.ts';

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

/** Whole numbers, the low byte first on any machine. */
function numbers(base64: string, size: 2 | 4): number[] {
  const bytes = bytesOf(base64);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / size }, (_, i) =>
    size === 2 ? view.getInt16(2 * i, true) : view.getUint32(4 * i, true),
  );
}

/** Meshes of a stored scene: vertices are whole multiples of a step. */
export function meshesOf({ result, vertexCount, faces, meshes, parts }: StoredScene): MeshSource {
  const surfaces = meshes.map(({ id, step, vertices }): [number, Float32Array] => [
    id,
    Float32Array.from(numbers(vertices, 2), (level) => step * level),
  ]);
  const list = Uint32Array.from(numbers(faces, 4));
  return stored(result.model.body, list, vertexCount, new Map(surfaces), bytesOf(parts));
}

/** The photograph of a stored scene; null without one. */
export async function photographOf({ photo }: StoredScene): Promise<ImageBitmap | null> {
  if (photo === null) return null;
  const image = new Image();
  image.src = photo;
  await image.decode();
  return createImageBitmap(image);
}
