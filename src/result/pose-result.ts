/**
 * @file From a result back to bodies: 24 × 3 + 10 numbers and the camera are all that is stored, and
 * all that is needed.
 */

import { createPosedBody, createPoser, type BodyModel, type PosedBody } from '../body/index.ts';
import { project, resolveIntrinsics, type Intrinsics } from '../camera/index.ts';
import { MultiRoiError } from '../base/index.ts';
import type { Person, Reconstruction, ResultCamera } from './result.ts';

/** A person of a result with the body's points: X [V, 3] and [24, 3], axes of the camera, without t. */
export interface PosedPerson extends PosedBody {
  readonly person: Person;
}

/**
 * Poses everyone of a result.
 * @returns vertices [V, 3] and joints [24, 3] of each person: metres, axes of the camera, without `camera.t`.
 * @throws E_CONFIG when the result speaks of another body.
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { parseResult, poseResult, readBody } from 'multiroi';
 * import { nodePlatform } from 'multiroi/node';
 *
 * const result = parseResult(await readFile('photo.json', 'utf8'));
 * const body = await readBody(nodePlatform.files, result.model.body);
 * for (const { person, vertices } of poseResult(result, body)) {
 *   const [x, y, z] = person.camera.t.map((metres, axis) => metres + (vertices[axis] ?? 0));
 *   console.log(`the first vertex of person ${person.id} is at ${x}, ${y}, ${z} m`);
 * }
 * ```
 */
export function poseResult(result: Reconstruction, body: BodyModel): PosedPerson[] {
  const poser = createPoser(body);
  return result.people.map((person) => {
    if (person.body.model !== body.id) {
      throw new MultiRoiError(
        'E_CONFIG',
        `poseResult: expected the body "${person.body.model}", got "${body.id}" (person ${person.id})`,
        { hint: 'give the body that the result was made with: --body' },
      );
    }
    const posed = createPosedBody(body);
    poser.pose(poseOf(person), posed);
    return { person, ...posed };
  });
}

/** The pose as `Poser` takes it. */
export function poseOf({ body: { globalOrient, bodyPose, betas } }: Person): {
  globalOrient: readonly number[];
  bodyPose: number[];
  betas: number[];
} {
  return { globalOrient, bodyPose: bodyPose.flat(), betas };
}

/** The pinhole of a stored camera. */
export function intrinsicsOf({ K, focalSource }: ResultCamera): Intrinsics {
  return { fx: K[0][0], fy: K[1][1], cx: K[0][2], cy: K[1][2], focalSource };
}

/** The pinhole of a result's image; without people the usual estimate, for files and pictures of nobody. */
export function sceneIntrinsics({ people, image }: Reconstruction): Intrinsics {
  return people.length > 0 ? intrinsicsOf(people[0].camera) : resolveIntrinsics(image);
}

/**
 * Points X [N, 3] of a person, as `poseResult` gives them, in image pixels [N, 2]; NaN for what is not in front of
 * the camera.
 * @throws E_SHAPE for points that are no triples.
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { jointSet, parseResult, poseResult, projectPerson, readBody } from 'multiroi';
 * import { nodePlatform } from 'multiroi/node';
 *
 * const result = parseResult(await readFile('photo.json', 'utf8'));
 * const body = await readBody(nodePlatform.files, result.model.body);
 * const head = jointSet('smpl24').names.indexOf('head');
 * for (const { person, joints } of poseResult(result, body)) {
 *   const pixels = projectPerson(person, joints);
 *   console.log(`head of person ${person.id}: ${pixels[2 * head]}, ${pixels[2 * head + 1]} px`);
 * }
 * ```
 */
export function projectPerson({ camera }: Person, points: ArrayLike<number>): Float64Array {
  return project(points, intrinsicsOf(camera), camera.t);
}
