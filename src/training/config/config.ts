/** @file Everything that decides what a training run gives, as one record that stands in the run folder. */

import { z } from 'zod';
import { AUGMENTATION } from '../augment/augmentation.ts';
import { findRecipe } from '../../synthetic/index.ts';
import { messageOf, MultiRoiError, throwIssues, type Issue } from '../../base/index.ts';
import { networkConfig, withRois } from '../../network/index.ts';
import { DETECTOR_JITTER } from '../../features/index.ts';
import type { FeatureRunConfig, RunConfig, RunChoice } from './run-config.ts';
import { featureRunSchema, imageRunSchema } from './schema.ts';

const IMAGE_DEFAULTS = {
  body: 'smpl-neutral',
  init: { weights: null, encoder: null },
  data: { folder: 'data', augmentation: AUGMENTATION },
  batch: { people: 48, parts: 1 },
  length: { epochs: 25, steps: null },
  learningRate: 1e-4,
  schedule: { warmUp: 0, decay: 'none' },
  maxGradientNorm: null,
  vertexStride: 1,
  checkpoint: { every: 1000, keep: 2 },
  logEvery: 50,
  precision: 'float32',
} as const;

const FEATURE_DEFAULTS = {
  body: 'open',
  init: { weights: null, encoder: null },
  data: {
    folder: 'data/features',
    poses: null,
    jitter: DETECTOR_JITTER,
    mirrored: false,
    simulated: null,
  },
  batch: { people: 128, parts: 1 },
  length: { epochs: 20, steps: null },
  learningRate: 1e-3,
  schedule: { warmUp: 0.03, decay: 'cosine' },
  maxGradientNorm: 100,
  vertexStride: 40,
  checkpoint: { every: 500, keep: 2 },
  logEvery: 50,
  precision: 'float16',
} as const;

/**
 * The complete configuration of a run: what the choice leaves open is filled in.
 * @throws E_CONFIG with every field that is unknown or out of range.
 * @example
 * ```ts
 * import { MIXES, runConfig } from 'multiroi/train';
 *
 * const config = runConfig({ network: { model: 'resnet50' }, data: { mix: MIXES.coco } });
 * console.log(config.kind, config.batch.people); // images 48
 * ```
 */
export function runConfig(choice: RunChoice): RunConfig {
  const network = networkConfig(choice.network);
  const features = network.model === 'light';
  const defaults = features ? FEATURE_DEFAULTS : IMAGE_DEFAULTS;
  const config = parse(features ? featureRunSchema : imageRunSchema, {
    kind: features ? 'features' : 'images',
    ...(features && { regions: [network.rois] }),
    ...defaults,
    ...choice,
    network,
    init: { ...defaults.init, ...choice.init },
    data: { ...defaults.data, ...choice.data },
    batch: { ...defaults.batch, ...choice.batch },
    length: { ...defaults.length, ...choice.length },
    schedule: { ...defaults.schedule, ...choice.schedule },
    checkpoint: { ...defaults.checkpoint, ...choice.checkpoint },
  });
  throwIssues('E_CONFIG', 'runConfig', [
    ...sharedIssues(config),
    ...(config.kind === 'features' ? featureIssues(config) : []),
  ]);
  return config;
}

function parse(schema: z.ZodType<RunConfig>, value: unknown): RunConfig {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({
    path: path.join('.'),
    message,
  }));
  throwIssues('E_CONFIG', 'runConfig', issues);
  throw parsed.error;
}

function sharedIssues({ batch: { people, parts }, checkpoint, logEvery }: RunConfig): Issue[] {
  const issues: Issue[] = [];
  if (people % parts !== 0) {
    issues.push({
      path: 'batch.parts',
      message: `expected a divisor of ${people} people, got ${parts}`,
    });
  }
  if (checkpoint.every % logEvery !== 0) {
    issues.push({
      path: 'checkpoint.every',
      message: `expected a multiple of logEvery, ${logEvery}, got ${checkpoint.every}`,
    });
  }
  return issues;
}

/** What no field shows by itself. */
function featureIssues({ network, regions, data }: FeatureRunConfig): Issue[] {
  const issues: Issue[] = [];
  const check = (path: string, run: () => unknown): void => {
    try {
      run();
    } catch (error) {
      issues.push({ path, message: messageOf(error) });
    }
  };
  if (data.simulated !== null && network.poseEncoder !== 'movenet') {
    const message = `expected null for ${network.poseEncoder}, whose features only pictures have`;
    issues.push({ path: 'data.simulated', message: `${message}; got simulated people` });
  }
  if (data.mirrored && network.poseEncoder !== 'movenet') {
    const message = `expected false for ${network.poseEncoder}, whose features have no mirror image`;
    issues.push({ path: 'data.mirrored', message: `${message}; got true` });
  }
  for (const [i, { recipe }] of data.sets.entries()) {
    check(`data.sets.${i}.recipe`, () => findRecipe(recipe));
  }
  for (const [i, M] of regions.entries()) {
    if (M > network.rois) {
      const message = `expected at most the network's ${network.rois} regions, got ${M}`;
      issues.push({ path: `regions.${i}`, message });
    } else check(`regions.${i}`, () => withRois(network, M));
  }
  return issues;
}

/**
 * A value from outside as a choice; only what every choice must have is looked at, the rest is judged by `runConfig`.
 * @throws E_CONFIG
 */
export function asRunChoice(value: unknown, from: string): RunChoice {
  const list = z.array(z.unknown());
  const parsed = z
    .looseObject({
      network: z.looseObject({ model: z.string() }),
      data: z.union([z.looseObject({ mix: list }), z.looseObject({ sets: list })]),
    })
    .safeParse(value);
  if (parsed.success) return value as RunChoice;
  throw new MultiRoiError(
    'E_CONFIG',
    `train: expected a configuration with network.model and data.mix, or data.sets for light, got none of that (${from})`,
    { hint: 'multiroi train --help shows the shipped ones, which can be named instead' },
  );
}
