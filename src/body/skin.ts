/** @file Skinning weights: dense [V, J] as SMPL stores them, sparse and heaviest first as posing wants them. */

import { MultiRoiError } from '../base/index.ts';
import { checkLength } from '../base/index.ts';

/** Which joints move which vertices, at most K each. */
export interface Skin {
  readonly influenceCount: number;
  /** [V, K], heaviest first. */
  readonly skinIndex: Uint16Array;
  /** [V, K]; rows sum to 1. */
  readonly skinWeight: Float32Array;
}

/**
 * Keeps the non-zero weights of every vertex, heaviest first; K is the most that any vertex has.
 * @param weights [V, J].
 * @throws E_SHAPE; E_FORMAT for a weight that is negative or not finite.
 */
export function skinFromDense(
  weights: ArrayLike<number>,
  vertexCount: number,
  jointCount: number,
): Skin {
  checkLength('skinFromDense', weights.length, [vertexCount, jointCount]);
  const rows = Array.from({ length: vertexCount }, (_, v) => {
    const row: { joint: number; weight: number }[] = [];
    for (let joint = 0; joint < jointCount; joint++) {
      const weight = weights[v * jointCount + joint];
      if (!(weight >= 0 && weight < Infinity)) {
        throw new MultiRoiError(
          'E_FORMAT',
          `skinFromDense: expected weights of 0 or more, got ${weight} (vertex ${v}, joint ${joint})`,
        );
      }
      if (weight > 0) row.push({ joint, weight });
    }
    return row.toSorted((a, b) => b.weight - a.weight);
  });
  const influenceCount = rows.reduce((most, row) => Math.max(most, row.length), 1);
  const skinIndex = new Uint16Array(vertexCount * influenceCount);
  const skinWeight = new Float32Array(vertexCount * influenceCount);
  for (const [v, row] of rows.entries()) {
    for (const [k, { joint, weight }] of row.entries()) {
      skinIndex[v * influenceCount + k] = joint;
      skinWeight[v * influenceCount + k] = weight;
    }
  }
  return { influenceCount, skinIndex, skinWeight };
}

/** The sparse weights spread out again [V, J]. */
export function denseSkin(skin: Skin, jointCount: number): Float32Array<ArrayBuffer> {
  const { influenceCount, skinIndex, skinWeight } = skin;
  const vertexCount = skinIndex.length / influenceCount;
  const dense = new Float32Array(vertexCount * jointCount);
  for (let i = 0; i < skinIndex.length; i++) {
    dense[Math.floor(i / influenceCount) * jointCount + skinIndex[i]] += skinWeight[i];
  }
  return dense;
}
