/** @file The benchmarks that ablations run on, by name, and what a cell on them is to the bit. */

import type { NetworkConfig } from '../../network/index.ts';
import { sha256 } from '../../base/index.ts';
import {
  describeFeatures,
  featureOptions,
  type FeatureOptions,
  type FeatureSet,
} from '../../features/index.ts';
import {
  LIGHT_LOSSES,
  runConfig,
  type FeatureRunConfig,
  type RunChoice,
} from '../../training/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import { CELLS, type Cell } from './cells.ts';

/** Everything that the cells of an ablation share. */
export interface AblationBenchmark {
  readonly name: string;
  readonly about: string;
  /** The run of the full method, on features. */
  readonly run: RunChoice;
  /** People that no cell trains on. */
  readonly heldOut: FeatureSet;
  readonly seeds: readonly number[];
  /** The held-out people are summed up in so many groups of equal size, from which intervals are drawn. */
  readonly groups: number;
  /** What a reader of the committed rows must know beside the definition. */
  readonly note: string;
  /** Epochs after which a cell with a curve is scored, beside the last. */
  readonly curve: readonly number[];
}

/** Of the preset `paper`, reduced so that the whole matrix takes an hour. */
const NETWORK = {
  model: 'light',
  ...LIGHT_LOSSES,
  // here L_cont is studied, though it can shape no more than the embedding
  lossWeights: { ...LIGHT_LOSSES.lossWeights, contrastive: 0.1 },
  embedding: { width: 128, blocks: 1, aligned: false },
  regressor: { iterations: 3, widths: [128, 128], activation: 'relu', blocks: 0, dropout: 0 },
} as const;

/** Those that `ablate` knows by name. */
export const ABLATIONS: readonly AblationBenchmark[] = [
  {
    name: 'synthetic-10k',
    about:
      '10 000 synthetic people to train a small head on frozen BlazePose features, 1 500 to score it on',
    run: {
      network: NETWORK,
      data: { sets: [{ recipe: 'standard', count: 10_000, seed: 'ablation' }] },
      batch: { people: 64 },
      length: { epochs: 4 },
      learningRate: 2e-3,
      vertexStride: 200,
    },
    heldOut: { recipe: 'standard', count: 1500, seed: 'ablation-heldout' },
    seeds: [1, 2, 3],
    groups: 100,
    curve: [1, 2, 3],
    note: 'The committed rows were computed on features that were rendered before the panoramas of `assets/synthetic` got finer: people, poses, cameras and boxes are those that the definition makes now, backgrounds are not the same pixels.',
  },
  {
    name: 'trial',
    about: 'a dozen people and two steps: whether all parts run, and nothing about the method',
    run: {
      network: {
        ...NETWORK,
        embedding: { width: 16, blocks: 0, aligned: false },
        regressor: { ...NETWORK.regressor, iterations: 1, widths: [16, 16] },
      },
      data: { sets: [{ recipe: 'upright', count: 8, seed: 'ablation' }] },
      batch: { people: 4 },
      length: { epochs: 2 },
      vertexStride: 2000,
    },
    heldOut: { recipe: 'upright', count: 4, seed: 'ablation-heldout' },
    seeds: [1, 2],
    groups: 2,
    curve: [1],
    note: 'Nothing is learned in two steps; these numbers mean nothing.',
  },
];

/** @throws E_CONFIG for an unknown name. */
export function findAblation(name: string): AblationBenchmark {
  const found = ABLATIONS.find((benchmark) => benchmark.name === name);
  if (found !== undefined) return found;
  const names = ABLATIONS.map((benchmark) => benchmark.name).join(' or ');
  throw new MultiRoiError('E_CONFIG', `ablate: expected ${names}, got "${name}"`);
}

function featureRun(choice: RunChoice): FeatureRunConfig {
  const config = runConfig(choice);
  if (config.kind === 'features') return config;
  throw new MultiRoiError('E_INTERNAL', 'internal: ablate: a benchmark trains on images');
}

/** The run of the full method. */
export function fullRun({ run }: AblationBenchmark): FeatureRunConfig {
  return featureRun(run);
}

/** The features that all cells share: those of the full method's regions. */
export function ablationFeatures(benchmark: AblationBenchmark): FeatureOptions {
  const { network, data } = fullRun(benchmark);
  return featureOptions(network, data.jitter);
}

/** The run of a cell. */
export function cellRun(benchmark: AblationBenchmark, { change }: Cell): FeatureRunConfig {
  const { run } = benchmark;
  const network = { ...run.network, ...change(fullRun(benchmark).network) };
  return featureRun({ ...run, network });
}

/** What of a network's configuration decides numbers here; what is added to it later has defaults that do not. */
const DECISIVE = [
  'model',
  'rois',
  'fusion',
  'embedding',
  'relation',
  'frequencies',
  'scorer',
  'decoders',
  'decoderBbox',
  'regressor',
  'projectionGate',
  'contrastive',
  'cameraConsistency',
  'lossWeights',
  'fullCamera',
] as const satisfies readonly (keyof NetworkConfig)[];

/** Changes when the same definition gives other numbers. */
const REVISION = 1;

/** Sixteen digits that stand for everything that decides a cell's numbers but the seed. */
export async function cellDigest(benchmark: AblationBenchmark, cell: Cell): Promise<string> {
  const run = cellRun(benchmark, cell);
  const features = ablationFeatures(benchmark);
  const { batch, length, learningRate, schedule, maxGradientNorm, vertexStride } = run;
  const sets = [...run.data.sets, benchmark.heldOut].map((set) => [
    set.count,
    describeFeatures(set, features, null),
  ]);
  const decisive = {
    revision: REVISION,
    network: Object.fromEntries(DECISIVE.map((name) => [name, run.network[name]])),
    training: { batch, length, learningRate, schedule, maxGradientNorm, vertexStride },
    sets,
    groups: benchmark.groups,
    curve: cell.curve ? benchmark.curve : [],
  };
  return (await sha256(new TextEncoder().encode(JSON.stringify(decisive)))).slice(0, 16);
}

/** The digest of every cell. */
export async function cellDigests(benchmark: AblationBenchmark): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  for (const cell of CELLS) digests.set(cell.id, await cellDigest(benchmark, cell));
  return digests;
}
