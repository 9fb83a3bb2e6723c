/** @file What a step is fed: rows of a shard, laid out for B people and the first M regions of each. */

import { JOINT_COUNT, POSE_SIZE } from '../../body/index.ts';
import { float32FromFloat16 } from '../../format/index.ts';
import { rotmatFromAxisAngle } from '../../math/index.ts';
import { relationInput, usesRelation, type NetworkConfig } from '../../network/index.ts';
import { float32, type Feeds } from './feeds.ts';
import type { Field, Fields, Shard } from '../../features/index.ts';

/** The rows `people` of a field, of each only the first `take` of `row` numbers. */
function gather<A extends Float32Array | Uint16Array>(
  into: A,
  from: A,
  people: ArrayLike<number>,
  row: number,
  take: number,
): A {
  for (let i = 0; i < people.length; i++) {
    const at = people[i] * row;
    into.set(from.subarray(at, at + take), i * take);
  }
  return into;
}

/** A shard, or people who were never written to one, whose features are float32. */
export interface PeopleRows extends Omit<Shard, 'fields'> {
  readonly fields: Omit<Fields, 'features'> & { readonly features: Float32Array | Uint16Array };
}

/** Feeds of one step for the given people of a shard. */
export function batchOf(
  shard: PeopleRows,
  people: ArrayLike<number>,
  config: NetworkConfig,
): Feeds {
  const { fields, count, D } = shard;
  const B = people.length;
  const M = config.rois;
  const rows = (name: Field, take: number): Float32Array => {
    const from = fields[name];
    const row = from.length / count;
    return from instanceof Uint16Array
      ? float32FromFloat16(gather(new Uint16Array(B * take), from, people, row, take))
      : gather(new Float32Array(B * take), from, people, row, take);
  };
  const boxes = rows('boxes', 3 * M);
  return {
    features: float32(rows('features', M * D), [B, M, D]),
    boxes: float32(boxes, [B, M, 3]),
    ...(usesRelation(config.fusion) && { relation: relationInput(config, boxes, B) }),
    centers: float32(rows('centers', 2 * M), [B, M, 2]),
    sizes: float32(rows('sizes', M), [B, M]),
    focal: float32(rows('focal', 1), [B]),
    rotmats: float32(rotmatsOf(rows('pose', POSE_SIZE)), [B, JOINT_COUNT, 3, 3]),
    betas: float32(rows('betas', 10), [B, 10]),
    translation: float32(rows('translation', 3), [B, 3]),
    confidence: float32(rows('confidence', JOINT_COUNT), [B, JOINT_COUNT]),
    hasBody: float32(new Float32Array(B).fill(1), [B]),
  };
}

function rotmatsOf(pose: Float32Array): Float32Array {
  const rotmats = new Float32Array(3 * pose.length);
  for (let i = 0; i < pose.length; i += 3) {
    rotmats.set(rotmatFromAxisAngle(pose.subarray(i, i + 3)), 3 * i);
  }
  return rotmats;
}

/** Mean and standard deviation of every feature over all people and regions: the states `light.mean`, `light.std`. */
export function featureStatistics({ fields, D }: Shard): { mean: Float32Array; std: Float32Array } {
  const sum = new Float64Array(D);
  const squares = new Float64Array(D);
  const bits = fields.features;
  const rows = bits.length / D;
  for (let row = 0; row < rows; row++) {
    const values = float32FromFloat16(bits.subarray(row * D, (row + 1) * D));
    for (let i = 0; i < D; i++) {
      sum[i] += values[i];
      squares[i] += values[i] * values[i];
    }
  }
  const mean = Float32Array.from(sum, (s) => s / rows);
  // a feature that never changes is left as it is instead of being divided by nothing
  const std = Float32Array.from(
    squares,
    (s, i) => Math.sqrt(Math.max(s / rows - (sum[i] / rows) ** 2, 0)) || 1,
  );
  return { mean, std };
}
