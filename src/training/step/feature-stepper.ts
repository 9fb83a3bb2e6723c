/**
 * @file Runs steps on cached features, and says who is in which. Successive steps may see different numbers of
 * regions: one file of weights then serves any of these M.
 */

import { MultiRoiError } from '../../base/index.ts';
import { FEATURE_STATISTICS, withRois, type NetworkConfig } from '../../network/index.ts';
import type { HostTensor, Runtime, SessionOptions } from '../../platform/index.ts';
import { Rng } from '../../base/index.ts';
import { float32, type Feeds } from './feeds.ts';
import type { NamedBatch, Stepped, Stepper } from '../loop/fit.ts';
import { batchOf, featureStatistics } from './feature-batch.ts';
import type { Shard } from '../../features/index.ts';
import { buildStep, type Step, type StepOptions } from './build-step.ts';
import { CompiledStep } from './compiled-step.ts';
import { featureLabels } from './feature-labels.ts';

/** People of a source, of each the first `regions`. */
export interface FeatureBatch {
  /** By index, whatever the source understands by it: rows of a shard, or seeds of people yet to be made. */
  readonly people: Uint32Array;
  readonly regions: number;
}

/** Where the people of a feature step come from. */
export interface FeatureSource {
  /** Everything that `featureLabels` declares, for these people and the regions of `config`, by name. */
  feeds(people: Uint32Array, config: NetworkConfig): Feeds | Promise<Feeds>;
}

/** The people of a shard. */
export function shardSource(shard: Shard): FeatureSource {
  return { feeds: (people, config) => batchOf(shard, people, config) };
}

/** Steps on features: one for every number of regions, all with the same variables. */
export interface FeatureStepOptions extends Omit<StepOptions, 'parts'> {
  /** Every number of regions that a batch may have. */
  readonly regions: readonly number[];
}

/** A step for one number of regions. */
export interface FeatureStep {
  readonly config: NetworkConfig;
  readonly step: Step;
}

interface CompiledFeatureStep {
  readonly config: NetworkConfig;
  readonly compiled: CompiledStep;
}

/** Steps by their number of regions. */
export type FeatureSteps = ReadonlyMap<number, FeatureStep>;

/** @throws E_CONFIG for numbers of regions that one file of weights cannot serve. */
export function buildFeatureSteps({ regions, ...options }: FeatureStepOptions): FeatureSteps {
  const steps = [...new Set(regions)].map((M): [number, FeatureStep] => {
    const config = withRois(options.config, M);
    return [M, { config, step: buildStep({ ...options, config }, featureLabels) }];
  });
  return new Map(steps);
}

/** Everything that any of the steps names to begin with, and the statistics of the features where it has them. */
export function initialFeatureVariables(
  steps: FeatureSteps,
  data: Shard | null,
  rng: Rng,
): Map<string, HostTensor> {
  const variables = new Map<string, HostTensor>();
  for (const { step } of steps.values()) {
    for (const [name, value] of step.initial(rng)) variables.set(name, value);
  }
  if (data !== null && variables.has(FEATURE_STATISTICS.mean)) {
    const { mean, std } = featureStatistics(data);
    variables.set(FEATURE_STATISTICS.mean, float32(mean, [data.D]));
    variables.set(FEATURE_STATISTICS.std, float32(std, [data.D]));
  }
  return variables;
}

/** Steps of `featureLabels`, compiled; `dispose` frees them. */
export class FeatureStepper implements Stepper<FeatureBatch> {
  readonly #source: FeatureSource;
  readonly #steps: ReadonlyMap<number, CompiledFeatureStep>;

  private constructor(source: FeatureSource, steps: ReadonlyMap<number, CompiledFeatureStep>) {
    this.#source = source;
    this.#steps = steps;
  }

  /** @param people a shard, or any other source. */
  static async create(
    runtime: Runtime,
    steps: FeatureSteps,
    people: Shard | FeatureSource,
    options?: SessionOptions,
  ): Promise<FeatureStepper> {
    const compiled = new Map<number, CompiledFeatureStep>();
    for (const [M, { config, step }] of steps) {
      compiled.set(M, { config, compiled: await CompiledStep.create(runtime, step, options) });
    }
    return new FeatureStepper('feeds' in people ? people : shardSource(people), compiled);
  }

  /**
   * One step on the people of a batch, all with its number of regions. @throws E_INTERNAL for a number that was not
   * built.
   */
  async step(
    { variables }: Pick<Stepped, 'variables'>,
    { people, regions }: FeatureBatch,
    learningRate: number,
    rng: Rng,
  ): Promise<Stepped> {
    const step = this.#steps.get(regions);
    if (step === undefined) {
      throw new MultiRoiError(
        'E_INTERNAL',
        `internal: train: no step for ${regions} regions was compiled`,
      );
    }
    const feeds = await this.#source.feeds(people, step.config);
    return step.compiled.run(variables, [() => ({ feeds, rng })], learningRate);
  }

  /** Releases the compiled graphs of every number of regions. */
  async dispose(): Promise<void> {
    await Promise.all([...this.#steps.values()].map(({ compiled }) => compiled.dispose()));
  }
}

/** Who is in which step, and how many regions of them are seen. */
export interface FeatureOrder {
  /** People of the shard. */
  readonly count: number;
  /** In a batch. */
  readonly people: number;
  /** How many regions step i sees: entry i modulo the length. */
  readonly regions: readonly number[];
  readonly seed: number;
}

/**
 * Who is in which step: each epoch has its own order; what does not fill a batch is left to the next epoch.
 * @throws E_CONFIG for too few people.
 */
export function featureBatches({
  count,
  people,
  regions,
  seed,
}: FeatureOrder): (step: number) => NamedBatch<FeatureBatch> {
  const perEpoch = Math.floor(count / people);
  if (perEpoch === 0) {
    throw new MultiRoiError(
      'E_CONFIG',
      `train: expected ${people} people or more for one batch, got ${count}`,
    );
  }
  const rng = new Rng(seed);
  let epoch = -1;
  let order = new Uint32Array(0);
  return (step) => {
    const now = Math.floor(step / perEpoch);
    if (now !== epoch) {
      epoch = now;
      order = rng.fork(`epoch ${now}`).permutation(count);
    }
    const from = (step % perEpoch) * people;
    const taken = order.slice(from, from + people);
    return {
      batch: { people: taken, regions: regions[step % regions.length] },
      people: Array.from(taken, String),
    };
  };
}
