/** @file One person as one view's result has them, with the camera that saw them. */

import { MultiRoiError } from '../../base/index.ts';
import type { Person, Reconstruction } from '../../result/index.ts';
import type { RigCamera } from './rig.ts';
import type { Sighted } from './triangulate.ts';

export interface SeenPerson {
  /** Into the rig. */
  readonly view: number;
  readonly camera: RigCamera;
  readonly person: Person;
  /** COCO's [17][x, y, score], pixels. */
  readonly points: readonly (readonly [x: number, y: number, score: number])[];
  /** Side of the region that spans the person. */
  readonly sizePx: number;
}

/** Behind the face, whose five points say what one says. */
export const FIRST_LIMB = 5;

/** @throws E_CONFIG for results without the key-points that people were seen by. */
export function seenPeople(
  results: readonly Reconstruction[],
  cameras: readonly RigCamera[],
): SeenPerson[] {
  return results.flatMap(({ people, image }, view) =>
    people.map((person): SeenPerson => {
      const points = person.joints2d.observed?.coco17;
      if (points === undefined) {
        throw new MultiRoiError(
          'E_CONFIG',
          `multiview: expected observed key-points of person ${person.id}, got none (${image.file})`,
          { hint: 'reconstruct the views with refinement, which is the default' },
        );
      }
      const sizePx = person.rois[0].size;
      return { view, camera: cameras[view], person, points, sizePx };
    }),
  );
}

/** One key-point by everybody who sees it, believed by its score. */
export function sightingsOf(group: readonly SeenPerson[], k: number): Sighted[] {
  return group.map(({ camera, points, sizePx }) => {
    const [x, y, score] = points[k];
    // a pixel of a person who is small is a longer way across
    return { camera, pixel: [x, y], weight: (score * score * camera.K[0][0]) / sizePx };
  });
}
