/** @file A body from the dense arrays that SMPL files hold. */

import { checkLength } from '../base/index.ts';
import type { BodyModel, Landmark } from './body-model.ts';
import { makeBody, SKELETON } from './make-body.ts';
import { skinFromDense } from './skin.ts';

/** SMPL's arrays under their own names, in C order. */
export interface SmplArrays {
  readonly id: string;
  /** v_template [V, 3]. */
  readonly template: Float32Array;
  /** shapedirs [V, 3, S]. */
  readonly shapeDirs: Float32Array;
  /** posedirs [V, 3, 207]. */
  readonly poseDirs?: Float32Array;
  /** J_regressor [24, V], dense. */
  readonly jointRegressor: ArrayLike<number>;
  /** weights [V, 24]. */
  readonly weights: ArrayLike<number>;
  /** f [F, 3]. */
  readonly faces: Uint32Array;
  /** Vertex picks and the rows of the extra regressors. */
  readonly landmarks?: ReadonlyMap<string, Landmark>;
}

/**
 * Applies a dense regressor [J, V] to per-vertex data [V, W]. Joints are linear in the shaped
 * vertices, which are affine in betas: regressing template and directions once gives the same joints
 * (Loper et al. 2015, Eq. 10) without touching a vertex per call.
 * @returns [J, W].
 */
export function regressRows(
  regressor: ArrayLike<number>,
  values: Float32Array,
  width: number,
): Float32Array<ArrayBuffer> {
  const vertexCount = values.length / width;
  const rowCount = regressor.length / vertexCount;
  checkLength('regressRows', regressor.length, [Math.floor(rowCount), vertexCount]);
  const sums = new Float64Array(rowCount * width);
  for (let i = 0; i < regressor.length; i++) {
    const weight = regressor[i];
    if (weight === 0) continue;
    const from = (i % vertexCount) * width;
    const to = Math.floor(i / vertexCount) * width;
    for (let w = 0; w < width; w++) sums[to + w] += weight * values[from + w];
  }
  return Float32Array.from(sums);
}

/** One row of a dense regressor [V] as a landmark. */
export function landmarkFromRow(row: ArrayLike<number>): Landmark {
  const used = Array.from(row, (weight, vertex) => ({ weight, vertex })).filter(
    ({ weight }) => weight !== 0,
  );
  return {
    index: Int32Array.from(used, ({ vertex }) => vertex),
    weight: Float32Array.from(used, ({ weight }) => weight),
  };
}

/**
 * A body model from dense SMPL arrays.
 * @throws E_FORMAT, E_SHAPE when they do not fit each other.
 */
export function bodyFromSmplArrays(arrays: SmplArrays): BodyModel {
  const { id, template, shapeDirs, poseDirs, jointRegressor, weights, faces } = arrays;
  const vertexCount = template.length / 3;
  const jointCount = SKELETON.names.length;
  checkLength('bodyFromSmplArrays jointRegressor', jointRegressor.length, [
    jointCount,
    vertexCount,
  ]);
  return makeBody({
    id,
    template,
    shapeDirs,
    ...(poseDirs !== undefined && { poseDirs }),
    jointTemplate: regressRows(jointRegressor, template, 3),
    jointShapeDirs: regressRows(jointRegressor, shapeDirs, shapeDirs.length / vertexCount),
    ...skinFromDense(weights, vertexCount, jointCount),
    faces,
    landmarks: arrays.landmarks ?? new Map(),
  });
}
