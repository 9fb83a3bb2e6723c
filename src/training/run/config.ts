/** @file Everything that decides what a training run on images gives, as one record that stands in the run folder. */

import { z } from 'zod';
import {
  AUGMENTATION,
  MIXES,
  type AugmentationOptions,
  type DatasetId,
  type MixPart,
} from '../../dataset/index.ts';
import { MultiRoiError, throwIssues } from '../../errors.ts';
import { networkConfig, type NetworkChoice, type NetworkConfig } from '../../network/index.ts';

export interface RunConfig {
  readonly network: NetworkConfig;
  /** A body by name or file, whose betas the network regresses. */
  readonly body: string;
  readonly init: {
    /** Weights of the same network to go on from, with a fresh optimiser; null starts anew. */
    readonly weights: string | null;
    /** An encoder's 2D-pose pretraining (PyTorch); null leaves it random. */
    readonly encoder: string | null;
  };
  readonly data: {
    /** Holds one folder a data set, by its id. */
    readonly folder: string;
    readonly mix: readonly MixPart[];
    /** null leaves pictures as they are. */
    readonly augmentation: AugmentationOptions | null;
  };
  readonly batch: {
    /** People in a batch, each with all its regions. */
    readonly people: number;
    /** Equal parts that a batch is computed in; fewer people at a time need less memory. */
    readonly parts: number;
  };
  /** Epochs are as long as the largest data set; a number of steps, when there is one, decides instead. */
  readonly length: { readonly epochs: number; readonly steps: number | null };
  /** Adam's, constant. */
  readonly learningRate: number;
  /** Gradients are scaled down to this global norm; null leaves them. */
  readonly maxGradientNorm: number | null;
  /** Every n-th vertex enters L_vert. */
  readonly vertexStride: number;
  readonly checkpoint: {
    /** Steps between checkpoints. */
    readonly every: number;
    /** How many of the last are kept, beside the best. */
    readonly keep: number;
  };
  /** Steps that one line of metrics is the mean of. */
  readonly logEvery: number;
}

/** What a configuration file holds; everything else has a default. */
export interface RunChoice extends Partial<Omit<RunConfig, 'network' | 'data' | RunSection>> {
  readonly network: NetworkChoice;
  readonly data: Pick<RunConfig['data'], 'mix'> & Partial<RunConfig['data']>;
  readonly init?: Partial<RunConfig['init']>;
  readonly batch?: Partial<RunConfig['batch']>;
  readonly length?: Partial<RunConfig['length']>;
  readonly checkpoint?: Partial<RunConfig['checkpoint']>;
}
type RunSection = 'init' | 'batch' | 'length' | 'checkpoint';

const DEFAULTS: Omit<RunConfig, 'network' | 'data'> & {
  readonly data: Omit<RunConfig['data'], 'mix'>;
} = {
  body: 'smpl-neutral',
  init: { weights: null, encoder: null },
  data: { folder: 'data', augmentation: AUGMENTATION },
  batch: { people: 48, parts: 1 },
  length: { epochs: 25, steps: null },
  learningRate: 1e-4,
  maxGradientNorm: null,
  vertexStride: 1,
  checkpoint: { every: 1000, keep: 2 },
  logEvery: 50,
};

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

const schema = z.strictObject({
  // `networkConfig` has judged it
  network: z.custom<NetworkConfig>(),
  body: text,
  init: z.strictObject({ weights: text.nullable(), encoder: text.nullable() }),
  data: z.strictObject({
    folder: text,
    mix: z.array(z.strictObject({ share: z.number(), datasets: z.array(dataset).min(1) })).min(1),
    augmentation: augmentation.nullable(),
  }),
  batch: z.strictObject({ people: whole(1, 4096), parts: whole(1, 4096) }),
  length: z.strictObject({ epochs: z.number().gt(0), steps: whole(1, 1e9).nullable() }),
  learningRate: z.number().gt(0),
  maxGradientNorm: z.number().gt(0).nullable(),
  vertexStride: whole(1, 100_000),
  checkpoint: z.strictObject({ every: whole(1, 1e9), keep: whole(1, 1000) }),
  logEvery: whole(1, 1e9),
});

/**
 * The complete configuration of a run.
 * @throws E_CONFIG with every field that is unknown or out of range.
 */
export function runConfig(choice: RunChoice): RunConfig {
  const parsed = schema.safeParse({
    ...DEFAULTS,
    ...choice,
    network: networkConfig(choice.network),
    init: { ...DEFAULTS.init, ...choice.init },
    data: { ...DEFAULTS.data, ...choice.data },
    batch: { ...DEFAULTS.batch, ...choice.batch },
    length: { ...DEFAULTS.length, ...choice.length },
    checkpoint: { ...DEFAULTS.checkpoint, ...choice.checkpoint },
  });
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => ({
      path: path.join('.'),
      message,
    }));
    throwIssues('E_CONFIG', 'runConfig', issues);
    throw parsed.error;
  }
  const config = parsed.data;
  const { people, parts } = config.batch;
  throwIssues('E_CONFIG', 'runConfig', [
    ...(config.network.model === 'light'
      ? [
          {
            path: 'network.model',
            message: 'expected a model that is trained on images, got light',
          },
        ]
      : []),
    ...(people % parts === 0
      ? []
      : [{ path: 'batch.parts', message: `expected a divisor of ${people} people, got ${parts}` }]),
    ...(config.checkpoint.every % config.logEvery === 0
      ? []
      : [
          {
            path: 'checkpoint.every',
            message: `expected a multiple of logEvery, ${config.logEvery}, got ${config.checkpoint.every}`,
          },
        ]),
  ]);
  return config;
}

/** Whether a value from outside has what every choice must have; the rest is judged by `runConfig`. */
export function asRunChoice(value: unknown, from: string): RunChoice {
  const parsed = z
    .looseObject({
      network: z.looseObject({ model: z.string() }),
      data: z.looseObject({ mix: z.array(z.unknown()) }),
    })
    .safeParse(value);
  if (parsed.success) return value as RunChoice;
  throw new MultiRoiError(
    'E_CONFIG',
    `train: expected a configuration with network.model and data.mix, got none of that (${from})`,
    { hint: 'multiroi train --help shows the shipped ones, which can be named instead' },
  );
}
