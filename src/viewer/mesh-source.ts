/** @file Where the surfaces of people come from: a body model that is posed, or meshes that were stored. */

import { createPoser, mannequinOf, type BodyModel } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { poseOf, type Person } from '../result/index.ts';

/**
 * Where surfaces of people come from: {@link posedBy} poses a body, {@link stored} hands out meshes that a file
 * holds.
 */
export interface MeshSource {
  /** The body that it speaks for. */
  readonly body: string;
  readonly vertexCount: number;
  /** [F, 3]. */
  readonly faces: Uint32Array;
  /** What covers each vertex [V], by `BODY_PARTS`; null: nothing, one colour for all. */
  readonly parts: Uint8Array | null;
  /** Writes X [V, 3] of a person: metres, camera axes, without t. */
  write(person: Person, vertices: Float32Array): void;
}

/** Poses the dressed double of a body model. */
export function posedBy(body: BodyModel): MeshSource {
  const mannequin = mannequinOf(body);
  const poser = createPoser(mannequin.body);
  const joints = new Float32Array(3 * body.jointCount);
  return {
    body: body.id,
    vertexCount: body.vertexCount,
    faces: body.faces,
    parts: mannequin.parts,
    write: (person, vertices) => poser.pose(poseOf(person), { vertices, joints }),
  };
}
/**
 * Hands out meshes by the ids of people: vertices [V, 3], metres, camera axes, without t. `write` is E_FORMAT for a
 * person without a mesh of V vertices.
 * @param body id of the body that the meshes are of.
 * @param faces [F, 3].
 * @param parts what covers each vertex [V], by `BODY_PARTS`; null: one colour for all.
 */
export function stored(
  body: string,
  faces: Uint32Array,
  vertexCount: number,
  meshes: ReadonlyMap<number, Float32Array>,
  parts: Uint8Array | null = null,
): MeshSource {
  return {
    body,
    vertexCount,
    faces,
    parts,
    write: ({ id }, vertices) => {
      const mesh = meshes.get(id);
      if (mesh?.length !== vertices.length) {
        throw new MultiRoiError(
          'E_FORMAT',
          `stored: expected a mesh of ${vertexCount} vertices, got ${mesh === undefined ? 'none' : mesh.length / 3} (person ${id})`,
        );
      }
      vertices.set(mesh);
    },
  };
}
