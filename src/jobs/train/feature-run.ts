/** @file A training run on cached features: the cache, and the step on it. */

import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { readBody } from '../../body/index.ts';
import { Rng } from '../../base/index.ts';
import {
  buildFeatureSteps,
  featureBatches,
  FeatureStepper,
  initialFeatureVariables,
  type FeatureBatch,
  type FeatureRunConfig,
} from '../../training/index.ts';
import { featureOptions } from '../../features/index.ts';
import { openFeatures } from '../featurise/feature-cache.ts';
import { nodeFiles } from '../../node/index.ts';
import { nodeRuntime } from '../../node/index.ts';
import type { PreparedRun, TrainRunOptions } from './run-options.ts';

/** Makes what the cache lacks and reads it. @throws E_CONFIG, E_IO, E_FORMAT, E_ABORT */
export async function prepareFeatureRun(
  options: TrainRunOptions<FeatureRunConfig>,
): Promise<PreparedRun<FeatureBatch>> {
  const { config, seed, out, cwd, quick } = options;
  const { data, network, batch, length, regions } = config;
  const shard = await openFeatures({
    sets: data.sets,
    options: featureOptions(network, data.jitter),
    poses: data.poses === null ? null : { file: resolve(cwd, data.poses), split: 'train' },
    folder: quick ? join(out, 'features') : resolve(cwd, data.folder),
    threads: quick ? 1 : availableParallelism(),
    signal: options.signal,
    onMissing: options.onMissing,
    onPerson: options.onPerson,
  });
  const nextBatch = featureBatches({ count: shard.count, people: batch.people, regions, seed });
  const built = buildFeatureSteps({
    config: network,
    body: await readBody(nodeFiles, config.body),
    people: batch.people,
    regions,
    vertexStride: config.vertexStride,
    maxGradientNorm: config.maxGradientNorm,
  });
  const perEpoch = Math.floor(shard.count / batch.people);
  const named = data.sets.map(({ recipe, seed: own, count }) => [`${recipe}/${own}`, count]);
  return {
    steps: length.steps ?? Math.max(1, Math.round(length.epochs * perEpoch)),
    people: Object.fromEntries(named) as Record<string, number>,
    initial: () => initialFeatureVariables(built, shard, new Rng(seed).fork('initialise')),
    async start() {
      const stepper = await FeatureStepper.create(nodeRuntime, built, shard);
      return { stepper, nextBatch, stop: () => stepper.dispose() };
    },
  };
}
