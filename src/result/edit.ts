/** @file A person in another pose or shape, by hand: joints follow, the pelvis stays where it was. */

import { createPoser, type BodyModel } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { poseOf, projectPerson } from './pose-result.ts';
import type { Person, ResultBody, Vec2, Vec3 } from './result.ts';
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
  const t = person.camera.t.map((x, k) => x + a[k] - b[k]) as Vec3;
  const moved: Person = { ...person, body: changed, camera: { ...person.camera, t } };
  const joints = new Float32Array(72);
  createPoser(body).poseJoints(poseOf(moved), joints);
  const pixels = projectPerson(moved, joints);
  const each = Array.from({ length: 24 }, (_, j) => j);
  return {
    ...moved,
    ...(person.expectedError !== undefined && { expectedError: null }),
    joints3d: {
      smpl24: each.map((j) => [0, 1, 2].map((k) => joints[3 * j + k] + t[k]) as Vec3),
    },
    joints2d: { smpl24: each.map((j): Vec2 => [pixels[2 * j], pixels[2 * j + 1]]) },
  };
}
