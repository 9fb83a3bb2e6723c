/** @file Joint sets on a posed body: every joint is one sparse row over vertices and posed joints. */

import { MultiRoiError } from '../base/index.ts';
import { requireLength } from './require-length.ts';
import type { BodyModel, Landmark } from './body-model.ts';
import { jointSet, type JointSetId } from './joint-sets.ts';

/**
 * The landmark of one joint of a set.
 * @throws E_UNSUPPORTED when this body does not carry it.
 */
export function landmarkOf(model: BodyModel, key: string): Landmark {
  const landmark = model.landmarks.get(key);
  if (landmark === undefined) {
    throw new MultiRoiError(
      'E_UNSUPPORTED',
      `landmarkOf: expected landmark "${key}" in body "${model.id}", got none; import the regressor that holds it`,
    );
  }
  return landmark;
}

/**
 * Positions of a joint set on a posed body. Allocates nothing.
 * @param vertices posed vertices [V, 3], any frame.
 * @param joints posed joints [24, 3], the same frame.
 * @param out [J, 3] for the J joints of the set.
 * @throws E_UNSUPPORTED when the body has no landmark for a joint of the set; E_SHAPE.
 * @example
 * ```ts
 * import { createPosedBody, createPoser, jointSet, readBody, regressJoints } from 'multiroi';
 * import { nodePlatform } from 'multiroi/node';
 *
 * const body = await readBody(nodePlatform.files, 'open');
 * const posed = createPosedBody(body);
 * createPoser(body).rest(new Float32Array(body.shapeCount), posed);
 * const { names } = jointSet('coco17');
 * const keypoints = new Float32Array(3 * names.length);
 * regressJoints(body, 'coco17', posed.vertices, posed.joints, keypoints);
 * console.log(`${names[0]} ${keypoints.subarray(0, 3).join(' ')}`);
 * ```
 */
export function regressJoints(
  model: BodyModel,
  set: JointSetId,
  vertices: ArrayLike<number>,
  joints: ArrayLike<number>,
  out: Float32Array | Float64Array,
): void {
  const { landmarks } = jointSet(set);
  const verticesEnd = model.vertexCount * 3;
  requireLength('regressJoints vertices', vertices.length, model.vertexCount, 3);
  requireLength('regressJoints joints', joints.length, model.jointCount, 3);
  requireLength('regressJoints out', out.length, landmarks.length, 3);
  for (let row = 0; row < landmarks.length; row++) {
    const { index, weight } = landmarkOf(model, landmarks[row]);
    let x = 0;
    let y = 0;
    let z = 0;
    for (let i = 0; i < index.length; i++) {
      const at = index[i] * 3;
      const from = at < verticesEnd ? vertices : joints;
      const start = at < verticesEnd ? at : at - verticesEnd;
      x += weight[i] * from[start];
      y += weight[i] * from[start + 1];
      z += weight[i] * from[start + 2];
    }
    out[row * 3] = x;
    out[row * 3 + 1] = y;
    out[row * 3 + 2] = z;
  }
}

/** The joints of a set that only stand in for what their names mean on this body, with the reason. */
export function approximations(
  model: BodyModel,
  set: JointSetId,
): readonly { readonly name: string; readonly reason: string }[] {
  const { names, landmarks } = jointSet(set);
  return names.flatMap((name, row) => {
    const { approximate } = landmarkOf(model, landmarks[row]);
    return approximate === undefined ? [] : [{ name, reason: approximate }];
  });
}
