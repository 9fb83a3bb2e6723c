/** @file Batches of simulated people, or of simulated ones beside the people of a shard. */

import { MultiRoiError } from '../../base/index.ts';
import type { Shard } from '../../features/index.ts';
import type { NamedBatch } from '../loop/fit.ts';
import { batchOf } from '../step/feature-batch.ts';
import {
  featureBatches,
  type FeatureBatch,
  type FeatureOrder,
  type FeatureSource,
} from '../step/feature-stepper.ts';
import { float32, type Feeds } from '../step/feeds.ts';
import type { PeopleSimulator } from './people-simulator.ts';

/** People of a shard by their rows, and from its end on simulated ones. */
export function simulatedSource(shard: Shard, simulator: PeopleSimulator): FeatureSource {
  return {
    feeds(people, config) {
      const rows = people.filter((index) => index < shard.count);
      const others = people.filter((index) => index >= shard.count);
      const simulated = simulator.people(
        others.map((index) => index - shard.count),
        config.rois,
      );
      const feeds = batchOf(
        simulated,
        others.map((_, i) => i),
        config,
      );
      return rows.length === 0 ? feeds : joined(batchOf(shard, rows, config), feeds);
    },
  };
}

/** One batch of two. */
function joined(first: Feeds, second: Feeds): Feeds {
  return Object.fromEntries(
    Object.entries(first).map(([name, { shape, data }]) => {
      const other = second[name];
      if (!(data instanceof Float32Array && other?.data instanceof Float32Array)) {
        throw new MultiRoiError('E_INTERNAL', `internal: train: expected floats of '${name}'`);
      }
      const all = new Float32Array(data.length + other.data.length);
      all.set(data);
      all.set(other.data, data.length);
      return [name, float32(all, [shape[0] + other.shape[0], ...shape.slice(1)])];
    }),
  );
}

/**
 * The batch of a step: a share of simulated people, each of them once; the others are those of the shard, in epochs.
 * @param share 0 < share ≤ 1.
 */
export function simulatedBatches(
  order: FeatureOrder,
  share: number,
): (step: number) => NamedBatch<FeatureBatch> {
  const { count, people, regions } = order;
  const simulated = Math.min(people, Math.max(1, Math.round(share * people)));
  const rendered = people - simulated;
  const ofShard = rendered === 0 ? null : featureBatches({ ...order, people: rendered });
  return (step) => {
    const chosen = new Uint32Array(people);
    if (ofShard !== null) chosen.set(ofShard(step).batch.people);
    for (let i = 0; i < simulated; i++) chosen[rendered + i] = count + step * simulated + i;
    return {
      batch: { people: chosen, regions: regions[step % regions.length] },
      people: Array.from(chosen, String),
    };
  };
}
