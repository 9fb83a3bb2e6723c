/** @file The `relation` input of a network, made from box information outside every graph. */

import { relation, relationLength } from '../camera/index.ts';
import type { HostTensor } from '../platform/index.ts';
import { checkLength } from '../base/index.ts';
import type { NetworkConfig } from './config.ts';

type RelationConfig = Pick<NetworkConfig, 'rois' | 'frequencies' | 'relation' | 'fusion'>;

/**
 * The relation [B, M, M, 3 + 6L] of box information [B, M, 3].
 *
 * For `absolute` and `self-attention`, whose pairs (m, n) know box n alone, entry (m, n) is the relation
 * of box n to a box of zeros: γ(B_n) less a constant, which the scorer's bias or softmax absorbs.
 * @throws E_SHAPE, E_NUMERIC
 */
export function relationInput(
  config: RelationConfig,
  boxes: Float32Array,
  people: number,
): HostTensor {
  const M = config.rois;
  const E = relationLength(config.frequencies);
  checkLength('relationInput', boxes.length, [people, M, 3]);
  const data = new Float32Array(people * M * M * E);
  const encode =
    config.fusion === 'absolute' || config.fusion === 'self-attention' ? absolute : relation;
  const options = { frequencies: config.frequencies, mode: config.relation };
  for (let b = 0; b < people; b++) {
    data.set(encode(boxes.subarray(3 * M * b, 3 * M * (b + 1)), options), b * M * M * E);
  }
  return { type: 'float32', shape: [people, M, M, E], data };
}

/** [M, M, E]: every row holds the relations of the M boxes to a box of zeros. */
function absolute(boxes: Float32Array, options: Parameters<typeof relation>[1]): Float32Array {
  const M = boxes.length / 3;
  const withOrigin = new Float32Array(3 * (M + 1));
  withOrigin.set(boxes);
  const all = relation(withOrigin, options);
  const E = all.length / (M + 1) ** 2;
  const row = new Float32Array(M * E);
  for (let n = 0; n < M; n++) {
    const at = (n * (M + 1) + M) * E;
    row.set(all.subarray(at, at + E), n * E);
  }
  const out = new Float32Array(M * M * E);
  for (let m = 0; m < M; m++) out.set(row, m * M * E);
  return out;
}
