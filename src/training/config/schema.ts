/** @file What the values of a run's configuration may be. */

import { z } from 'zod';
import { MIXES, type DatasetId } from '../../dataset/index.ts';
import { type AugmentationOptions } from '../augment/augmentation.ts';
import type { NetworkConfig } from '../../network/index.ts';
import type { BoxJitter } from '../../features/index.ts';
import type { FeatureRunConfig, ImageRunConfig } from './run-config.ts';

const whole = (low: number, high: number): z.ZodNumber => z.int().min(low).max(high);
const chance = z.number().min(0).max(1);
const range = z.tuple([z.number().gt(0), z.number().gt(0)]);
const text = z.string().min(1);
const DATASETS = Object.values(MIXES).flatMap((parts) => parts.flatMap(({ datasets }) => datasets));
const dataset = z.enum([...new Set(DATASETS)] as [DatasetId, ...DatasetId[]]);

const augmentation: z.ZodType<AugmentationOptions> = z.strictObject({
  flip: chance,
  channelGain: chance,
  turn: z.strictObject({
    sdDeg: z.number().min(0),
    maxDeg: z.number().min(0).max(180),
    upright: chance,
  }),
  zoom: z.strictObject({ sd: z.number().min(0), max: z.number().min(0).lt(1) }),
  occluders: z
    .strictObject({
      probability: chance,
      count: z.tuple([whole(1, 100), whole(1, 100)]),
      size: range,
    })
    .nullable(),
  randomRois: z.strictObject({ maxShift: z.number().min(0).max(1), scales: range }).nullable(),
});

const jitter: z.ZodType<BoxJitter> = z.strictObject({
  shiftSd: z.number().min(0).max(1),
  scale: range,
  insideOnly: chance,
});

/** Part of a folder's name. */
const seedName = z.string().regex(/^[\w.-]{1,64}$/, 'expected letters, digits, dots and hyphens');

const shared = {
  // `networkConfig` has judged it
  network: z.custom<NetworkConfig>(),
  length: z.strictObject({ epochs: z.number().gt(0), steps: whole(1, 1e9).nullable() }),
  learningRate: z.number().gt(0),
  schedule: z.strictObject({ warmUp: z.number().min(0).lt(1), decay: z.enum(['none', 'cosine']) }),
  maxGradientNorm: z.number().gt(0).nullable(),
  vertexStride: whole(1, 100_000),
  checkpoint: z.strictObject({ every: whole(1, 1e9), keep: whole(1, 1000) }),
  logEvery: whole(1, 1e9),
  precision: z.enum(['float32', 'float16']),
};

/** A complete configuration of a run on images. */
export const imageRunSchema: z.ZodType<ImageRunConfig> = z.strictObject({
  ...shared,
  kind: z.literal('images'),
  body: text,
  init: z.strictObject({ weights: text.nullable(), encoder: text.nullable() }),
  data: z.strictObject({
    folder: text,
    mix: z.array(z.strictObject({ share: z.number(), datasets: z.array(dataset).min(1) })).min(1),
    augmentation: augmentation.nullable(),
  }),
  batch: z.strictObject({ people: whole(1, 4096), parts: whole(1, 4096) }),
});

/** A complete configuration of a run on features. */
export const featureRunSchema: z.ZodType<FeatureRunConfig> = z.strictObject({
  ...shared,
  kind: z.literal('features'),
  // the people are made of it
  body: z.literal('open'),
  init: z.strictObject({ weights: text.nullable(), encoder: z.null() }),
  data: z.strictObject({
    folder: text,
    sets: z
      .array(z.strictObject({ recipe: text, count: whole(1, 10_000_000), seed: seedName }))
      .min(1),
    poses: text.nullable(),
    jitter,
    mirrored: z.boolean(),
    simulated: z
      .strictObject({ share: z.number().gt(0).max(1), bodies: whole(1, 10_000_000) })
      .nullable(),
  }),
  batch: z.strictObject({ people: whole(1, 4096), parts: z.literal(1) }),
  regions: z.array(whole(1, 64)).min(1).max(64),
});
