/**
 * @file People expressed on another body: the pose carries over, betas are fitted, and t is solved again
 * so that the pelvis stays where it was (CONVENTIONS.md, Frames). Local cameras stay as the network
 * reported them; they are of the body that it was trained with.
 */

import { createPoser, fitShape, JOINT_COUNT, POSE_SIZE, type BodyModel } from '../body/index.ts';
import { vec3At } from '../math/index.ts';
import { placeJoints } from './place-joints.ts';
import { poseOf } from './pose-result.ts';
import type { Person, Reconstruction } from './result.ts';

/** Where the pelvis of the shaped body stands before t: rotations turn about it, so it is J0(β). */
export function pelvisOf(body: BodyModel, betas: readonly number[]): number[] {
  const { jointTemplate, jointShapeDirs, shapeCount: S } = body;
  return [0, 1, 2].map((k) =>
    betas.reduce((sum, beta, s) => sum + beta * jointShapeDirs[k * S + s], jointTemplate[k]),
  );
}

/** Turns people of `source` into people of `target`, one after the other. */
export function retargeter(source: BodyModel, target: BodyModel): (person: Person) => Person {
  const from = createPoser(source);
  const to = createPoser(target);
  const before = new Float32Array(POSE_SIZE);
  const after = new Float32Array(POSE_SIZE);
  return (person) => {
    const { betas, sizesMm } = fitShape(source, target, person.body.betas);
    const body = { ...person.body, model: target.id, betas };
    const [a, b] = [pelvisOf(source, person.body.betas), pelvisOf(target, betas)];
    const t = vec3At(
      person.camera.t.map((x, k) => x + a[k] - b[k]),
      0,
    );
    const moved: Person = { ...person, body, camera: { ...person.camera, t } };
    from.poseJoints(poseOf(person), before);
    to.poseJoints(poseOf(moved), after);
    const distances = Array.from({ length: JOINT_COUNT }, (_, j) =>
      Math.hypot(
        ...[0, 1, 2].map((k) => after[3 * j + k] + t[k] - before[3 * j + k] - person.camera.t[k]),
      ),
    );
    return {
      ...moved,
      body: {
        ...body,
        retargeted: {
          from: source.id,
          sizesMm,
          jointsMm: (1000 * distances.reduce((sum, d) => sum + d, 0)) / JOINT_COUNT,
        },
      },
      ...placeJoints(moved.camera, after),
    };
  };
}

/**
 * Everyone of a result on another body: the pose carries over, betas are fitted to sizes of limbs, trunk and stature,
 * and `camera.t` is solved again so that pelvises stay where they were. `body.retargeted` says how well that went;
 * local cameras and expected errors stay those of the source.
 * @param source the body that the result speaks of.
 * @example
 * ```ts
 * import { readFile, writeFile } from 'node:fs/promises';
 * import { parseResult, readBody, retargetResult } from 'multiroi';
 * import { nodePlatform } from 'multiroi/node';
 *
 * const result = parseResult(await readFile('photo.json', 'utf8'));
 * const open = await readBody(nodePlatform.files, result.model.body);
 * const smpl = await readBody(nodePlatform.files, 'smpl-neutral');
 * const onSmpl = retargetResult(result, open, smpl);
 * for (const { body } of onSmpl.people) console.log(`${body.retargeted?.jointsMm} mm`);
 * await writeFile('photo-smpl.json', JSON.stringify(onSmpl));
 * ```
 */
export function retargetResult(
  result: Reconstruction,
  source: BodyModel,
  target: BodyModel,
): Reconstruction {
  const change = retargeter(source, target);
  return {
    ...result,
    model: { ...result.model, body: target.id },
    people: result.people.map(change),
  };
}
