/** @file The surfaces of everybody: meshes made once, and posed into whenever a result comes. */

import { Group } from 'three';
import { MultiRoiError } from '../base/index.ts';
import { sceneExtent, type SceneExtent } from '../imaging/index.ts';
import type { Person } from '../result/index.ts';
import { BodyMesh } from './body-mesh.ts';
import { Topology } from './topology.ts';
import type { MeshSource } from './mesh-source.ts';
import { hitDistance, type Ray } from './pick.ts';
import { isShown, type ViewState } from './state.ts';

/** Meshes kept for people who may come back. */
const SPARE_MESHES = 8;
/** Nobody there: a room of a person's size where a person would stand. */
export const EMPTY: SceneExtent = { low: [-1, -1, 0], high: [1, 1, 4], camera: true, groundY: 1 };

/** Everybody's surfaces; meshes are kept from result to result. */
export class People {
  /** In the camera frame. */
  readonly group: Group = new Group();
  readonly #meshes: BodyMesh[] = [];
  #source: MeshSource | null = null;
  #topology: Topology | null = null;
  /** How many meshes are somebody; the others are spare. */
  #count = 0;

  use(source: MeshSource): void {
    this.dispose();
    this.#source = source;
    this.#topology = new Topology(source.faces, source.vertexCount);
  }

  /**
   * Poses everybody.
   * @throws E_CONFIG without a body or for people of another; E_NUMERIC at places that are not finite. Nobody is left then.
   */
  set(people: readonly Person[]): SceneExtent {
    const [source, topology] = [this.#source, this.#topology];
    this.#count = 0;
    for (const { group } of this.#meshes) group.visible = false;
    if (source === null || topology === null) {
      throw new MultiRoiError('E_CONFIG', 'setReconstruction: expected setBody first, got no body');
    }
    const stranger = people.find(({ body }) => body.model !== source.body);
    if (stranger !== undefined) {
      throw new MultiRoiError(
        'E_CONFIG',
        `setReconstruction: expected the body "${stranger.body.model}", got "${source.body}" (person ${stranger.id})`,
      );
    }
    while (this.#meshes.length < people.length) {
      const mesh = new BodyMesh(topology);
      this.#meshes.push(mesh);
      this.group.add(mesh.group);
    }
    for (const mesh of this.#meshes.splice(people.length + SPARE_MESHES)) mesh.dispose();
    people.forEach((person, i) => {
      source.write(person, this.#meshes[i].vertices);
      this.#meshes[i].placed(person.id, person.camera.t, source.parts);
    });
    const everybody = this.#meshes.slice(0, people.length);
    const extent = everybody.length === 0 ? EMPTY : sceneExtent('setReconstruction', everybody);
    this.#count = people.length;
    return extent;
  }

  /** What those who are shown span. */
  extent(state: ViewState): SceneExtent {
    const shown = this.#shown(state);
    return shown.length === 0 ? EMPTY : sceneExtent('frame', shown);
  }

  show(state: ViewState): void {
    this.#meshes.forEach((mesh, i) => {
      mesh.show(i < this.#count && isShown(state, mesh.id), state);
    });
  }

  /** The id of the nearest person on a ray, or null. */
  pick(ray: Ray, state: ViewState): number | null {
    let nearest = Infinity;
    let found: number | null = null;
    for (const { id, vertices, t } of this.#shown(state)) {
      const distance = hitDistance(ray, vertices, this.#source?.faces ?? [], t);
      if (distance < nearest) [nearest, found] = [distance, id];
    }
    return found;
  }

  dispose(): void {
    for (const mesh of this.#meshes.splice(0)) mesh.dispose();
    this.#count = 0;
  }

  #shown(state: ViewState): BodyMesh[] {
    return this.#meshes.slice(0, this.#count).filter(({ id }) => isShown(state, id));
  }
}
