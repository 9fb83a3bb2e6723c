/**
 * @file Runs steps on cached features, and says who is in which. Successive steps may see different numbers of
 * regions: one file of weights then serves any of these M.
 */

import { MultiRoiError } from '../../base/index.ts';
import { initialise, runStep } from '../../graph/index.ts';
import { FEATURE_STATISTICS, withRois, type NetworkConfig } from '../../network/index.ts';
import type { HostTensor, Runtime, Session, Weights } from '../../platform/index.ts';
import { Rng } from '../../base/index.ts';
import { drawMasks, float32, scalar, wanted } from './feeds.ts';
import type { NamedBatch, Stepped, Stepper } from '../loop/fit.ts';
import { batchOf, featureStatistics } from './feature-batch.ts';
import type { Shard } from '../../features/index.ts';
import { buildStep, type Step, type StepOptions } from './feature-step.ts';

/** People of a shard, of each the first `regions`. */
export interface FeatureBatch {
  readonly people: Uint32Array;
  readonly regions: number;
}

export interface FeatureStepOptions extends Omit<StepOptions, 'batch'> {
  /** People in a batch. */
  readonly people: number;
  /** Every number of regions that a batch may have. */
  readonly regions: readonly number[];
}

/** A step for one number of regions. */
interface FeatureStep {
  readonly config: NetworkConfig;
  readonly step: Step;
}

interface CompiledStep extends FeatureStep {
  readonly session: Session;
}

/** Steps by their number of regions. */
export type FeatureSteps = ReadonlyMap<number, FeatureStep>;

/** @throws E_CONFIG for numbers of regions that one file of weights cannot serve. */
export function buildFeatureSteps({
  people,
  regions,
  ...options
}: FeatureStepOptions): FeatureSteps {
  const steps = [...new Set(regions)].map((M): [number, FeatureStep] => {
    const config = withRois(options.config, M);
    return [M, { config, step: buildStep({ ...options, config, batch: people }) }];
  });
  return new Map(steps);
}

/** Everything that any of the steps names to begin with, and the statistics of the features. */
export function initialFeatureVariables(
  steps: FeatureSteps,
  data: Shard,
  rng: Rng,
): Map<string, HostTensor> {
  const variables = new Map<string, HostTensor>();
  for (const { step } of steps.values()) {
    for (const [name, value] of initialise(step.graph, rng)) variables.set(name, value);
  }
  const { mean, std } = featureStatistics(data);
  variables.set(FEATURE_STATISTICS.mean, float32(mean, [data.D]));
  variables.set(FEATURE_STATISTICS.std, float32(std, [data.D]));
  return variables;
}

/** Steps compiled; `dispose` frees them. */
export class FeatureStepper implements Stepper<FeatureBatch> {
  readonly #data: Shard;
  readonly #compiled: ReadonlyMap<number, CompiledStep>;

  private constructor(data: Shard, compiled: ReadonlyMap<number, CompiledStep>) {
    this.#data = data;
    this.#compiled = compiled;
  }

  static async create(
    runtime: Runtime,
    steps: FeatureSteps,
    data: Shard,
    threads?: number,
  ): Promise<FeatureStepper> {
    const options = threads === undefined ? {} : { threads };
    const compiled = new Map<number, CompiledStep>();
    for (const [M, step] of steps) {
      compiled.set(M, {
        ...step,
        session: await runtime.createSession(step.step.model, options),
      });
    }
    return new FeatureStepper(data, compiled);
  }

  async step(
    variables: Weights,
    { people, regions }: FeatureBatch,
    learningRate: number,
    rng: Rng,
  ): Promise<Stepped> {
    const compiled = this.#compiled.get(regions);
    if (compiled === undefined) {
      throw new MultiRoiError(
        'E_INTERNAL',
        `internal: train: no step for ${regions} regions was compiled`,
      );
    }
    const { config, step, session } = compiled;
    const feeds = {
      ...batchOf(this.#data, people, config),
      ...drawMasks(step.masks, rng),
      learningRate: scalar(learningRate),
    };
    const { state, outputs } = await runStep(session, variables, wanted(session, feeds));
    const values = Object.entries(outputs).map(([name, { data }]) => [name, Number(data[0])]);
    return { variables: state, values: Object.fromEntries(values) as Record<string, number> };
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#compiled.values()].map(({ session }) => session.dispose()));
  }
}

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
