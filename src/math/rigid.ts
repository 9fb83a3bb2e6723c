/**
 * @file Rigid transforms `p' = R p + t`, metres, named target first: `camFromBody`. Composition reads
 * `composeRigid(camFromWorld, worldFromBody)`, inner names equal; the types hold callers to it.
 */

import { MultiRoiError } from '../base/index.ts';
import type { FrameName, In, Maps } from '../base/index.ts';
import { matmul3, rotate3, transpose3 } from './matrix3.ts';

/** A rotation [3, 3] and a translation [3] (m) that map `From` coordinates to `To` coordinates. */
export type Rigid<To extends FrameName = FrameName, From extends FrameName = FrameName> = Maps<
  To,
  From,
  { readonly rotation: Float64Array; readonly translation: Float64Array }
>;

/** First `inner`, then `outer`. */
export function composeRigid<
  To extends FrameName,
  Middle extends FrameName,
  From extends FrameName,
>(outer: Rigid<To, Middle>, inner: Rigid<Middle, From>): Rigid<To, From> {
  const translation = rotate3(outer.rotation, inner.translation);
  for (let axis = 0; axis < 3; axis++) translation[axis] += outer.translation[axis];
  return { rotation: matmul3(outer.rotation, inner.rotation), translation };
}

/** The way back: Rᵀ and −Rᵀ t. */
export function invertRigid<To extends FrameName, From extends FrameName>(
  transform: Rigid<To, From>,
): Rigid<From, To> {
  const rotation = transpose3(transform.rotation);
  const translation = rotate3(rotation, transform.translation);
  for (let axis = 0; axis < 3; axis++) translation[axis] = -translation[axis];
  return { rotation, translation };
}

/**
 * Maps points [N, 3].
 * @param out [N, 3], may be `points`; a new float64 array by default.
 * @throws E_SHAPE unless both hold N triples.
 */
export function applyRigid<To extends FrameName, From extends FrameName>(
  transform: Rigid<To, From>,
  points: In<From, ArrayLike<number>>,
  out: Float64Array | Float32Array = new Float64Array(points.length),
): In<To, Float64Array | Float32Array> {
  if (points.length % 3 !== 0 || out.length !== points.length) {
    throw new MultiRoiError(
      'E_SHAPE',
      `applyRigid: expected points and out [N, 3], got ${points.length} and ${out.length} numbers`,
    );
  }
  const { rotation: r, translation: t } = transform;
  for (let i = 0; i < points.length; i += 3) {
    const x = points[i];
    const y = points[i + 1];
    const z = points[i + 2];
    out[i] = r[0] * x + r[1] * y + r[2] * z + t[0];
    out[i + 1] = r[3] * x + r[4] * y + r[5] * z + t[1];
    out[i + 2] = r[6] * x + r[7] * y + r[8] * z + t[2];
  }
  return out;
}
