/** @file A training run on cached features: the cache, and the step on it. */

import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { readBody } from '../../body/index.ts';
import { regionsOf } from '../../network/index.ts';
import { Rng } from '../../base/index.ts';
import {
  type Arithmetic,
  buildFeatureSteps,
  featureBatches,
  FeatureStepper,
  initialFeatureVariables,
  type FeatureBatch,
  KeypointErrors,
  PeopleSimulator,
  simulatedBatches,
  simulatedSource,
  type FeatureRunConfig,
} from '../../training/index.ts';
import { featureOptions, joinShards, mirroredShard, type Shard } from '../../features/index.ts';
import { loadSynthesisAssets, parseCapturedPoses, type PoseSource } from '../../synthetic/index.ts';
import { openFeatures } from '../featurise/feature-cache.ts';
import { nodeFiles, nodeImages, nodeRuntime } from '../../node/index.ts';
import type { PreparedRun, TrainRunOptions } from './run-options.ts';

/** Share of captured poses among those of simulated people. */
const CAPTURED = 0.75;

/** Makes what the cache lacks and reads it. @throws E_CONFIG, E_IO, E_FORMAT, E_ABORT */
export async function prepareFeatureRun(
  options: TrainRunOptions<FeatureRunConfig>,
  { provider }: Arithmetic,
): Promise<PreparedRun<FeatureBatch>> {
  const { config, seed, out, cwd, quick } = options;
  const { data, network, batch, length, regions } = config;
  const posesFile = data.poses === null ? null : resolve(cwd, data.poses);
  const people = await openFeatures({
    sets: data.sets,
    options: featureOptions(network, data.jitter),
    poses: posesFile === null ? null : { file: posesFile, split: 'train' },
    folder: quick ? join(out, 'features') : resolve(cwd, data.folder),
    threads: quick ? 1 : availableParallelism(),
    signal: options.signal,
    onMissing: options.onMissing,
    onPerson: options.onPerson,
  });
  const shard = data.mirrored ? joinShards([people, mirroredShard(people)]) : people;
  const order = { count: shard.count, people: batch.people, regions, seed };
  const { simulated } = data;
  const nextBatch =
    simulated === null ? featureBatches(order) : simulatedBatches(order, simulated.share);
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
      const people =
        simulated === null
          ? shard
          : simulatedSource(shard, await simulator(config, seed, shard, posesFile));
      const stepper = await FeatureStepper.create(nodeRuntime, built, people, { provider });
      return { stepper, nextBatch, stop: () => stepper.dispose() };
    },
  };
}

/** People like those of the shard, who borrow its errors. */
async function simulator(
  { data, network }: FeatureRunConfig,
  seed: number,
  shard: Shard,
  posesFile: string | null,
): Promise<PeopleSimulator> {
  const { body, prior } = await loadSynthesisAssets({ files: nodeFiles, images: nodeImages });
  return new PeopleSimulator({
    body,
    prior,
    poses: await poseSource(prior, posesFile),
    bodies: data.simulated?.bodies ?? 1,
    seed,
    errors: new KeypointErrors(shard, body),
    rois: regionsOf(network),
    jitter: data.jitter,
  });
}

/** Captured poses mostly, which are those that people take, beside those of the prior. */
async function poseSource(prior: PoseSource, file: string | null): Promise<PoseSource> {
  if (file === null) return prior;
  const captured = parseCapturedPoses(await nodeFiles.read(file), 'train');
  return { draw: (rng, pose) => (rng.chance(CAPTURED) ? captured : prior).draw(rng, pose) };
}
