/** @file A person in another pose or shape, by hand: joints follow, the pelvis stays where it was. */

import { createPoser, POSE_SIZE, type BodyModel } from '../body/index.ts';
import { vec3At } from '../math/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { placeJoints } from './place-joints.ts';
import { poseOf } from './pose-result.ts';
import type { Person, ResultBody } from './result.ts';
import { pelvisOf } from './retarget.ts';

/** What is to be other than it was. */
export type BodyEdit = Partial<Pick<ResultBody, 'globalOrient' | 'bodyPose' | 'betas'>>;

/**
 * The person with another pose, shape or orientation. Local cameras and consistency stay what the
 * network predicted; nobody knows how wrong a body is that was changed.
 * @throws E_CONFIG when `body` is not the person's.
 */
export function withBody(person: Person, edit: BodyEdit, body: BodyModel): Person {
  if (person.body.model !== body.id) {
    throw new MultiRoiError(
      'E_CONFIG',
      `withBody: expected the body "${person.body.model}", got "${body.id}" (person ${person.id})`,
    );
  }
  const changed = { ...person.body, ...edit };
  const [a, b] = [pelvisOf(body, person.body.betas), pelvisOf(body, changed.betas)];
  const t = vec3At(
    person.camera.t.map((x, k) => x + a[k] - b[k]),
    0,
  );
  const { confidence: _, ...known } = person;
  const moved: Person = { ...known, body: changed, camera: { ...person.camera, t } };
  const joints = new Float32Array(POSE_SIZE);
  createPoser(body).poseJoints(poseOf(moved), joints);
  return {
    ...moved,
    ...(person.expectedError !== undefined && { expectedError: null }),
    ...placeJoints(moved.camera, joints),
  };
}
