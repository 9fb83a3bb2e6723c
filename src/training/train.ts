/**
 * @file The training loop over cached features: epochs of shuffled people, one `Session.run` a step. Order, masks and
 * learning rate are functions of (seed, step), so that a run resumed from its state equals an uninterrupted one.
 */

import type { BodyModel } from '../body/index.ts';
import { MultiRoiError, throwIfAborted } from '../errors.ts';
import { initialise, runStep } from '../graph/index.ts';
import type { NetworkConfig } from '../network/index.ts';
import type { HostTensor, Runtime, Session } from '../platform.ts';
import { Rng } from '../rng.ts';
import { batchOf, drawMasks, featureStatistics } from './light/batch.ts';
import type { Shard } from './light/feature-shard.ts';
import { buildStep, type Step, type StepOptions } from './step.ts';

export interface TrainOptions {
  readonly config: NetworkConfig;
  readonly body: BodyModel;
  readonly data: Shard;
  readonly seed: number;
  /** People in a batch. */
  readonly batch: number;
  readonly steps: number;
  /** The learning rate at step 0 … steps−1. */
  readonly learningRate: (step: number) => number;
  /** How many regions step i sees: entry i modulo the length. One file of weights then serves any of these M. */
  readonly regions: readonly number[];
  readonly step: Pick<StepOptions, 'vertexStride' | 'maxGradientNorm'>;
  readonly runtime: Runtime;
  readonly threads?: number;
  /** Continue from here; absent: start anew. */
  readonly resume?: TrainingState;
  readonly signal?: AbortSignal;
  /** After every step, with the state as it stands. */
  readonly onStep?: (report: StepReport, state: TrainingState) => void | Promise<void>;
}

/** Parameters, states and moments by name, and how many steps made them. */
export interface TrainingState {
  readonly step: number;
  readonly variables: ReadonlyMap<string, HostTensor>;
}

export interface StepReport {
  readonly step: number;
  readonly learningRate: number;
  /** `loss`, `gradientNorm` and the unweighted terms. */
  readonly values: Readonly<Record<string, number>>;
}

/** A step compiled for one number of regions. */
interface CompiledStep {
  readonly config: NetworkConfig;
  readonly step: Step;
  readonly session: Session;
}

/**
 * Trains and returns the last state.
 * @throws E_NUMERIC at the first non-finite loss, naming the step and the people; E_ABORT when stopped.
 */
export async function train(options: TrainOptions): Promise<TrainingState> {
  const { data, seed, batch, steps, regions, signal, onStep } = options;
  if (data.count < batch) {
    throw new MultiRoiError(
      'E_CONFIG',
      `train: expected ${batch} people or more for one batch, got ${data.count}`,
    );
  }
  const rng = new Rng(seed);
  const compiled = await compileSteps(options);
  try {
    let state = options.resume ?? startingState(compiled, data, rng);
    while (state.step < steps) {
      throwIfAborted('train', signal);
      const people = peopleOfStep(data.count, batch, state.step, rng);
      const learningRate = options.learningRate(state.step);
      const { values, next } = await advance(
        at(compiled, regions, state.step),
        state,
        people,
        learningRate,
        options,
        rng,
      );
      checkFinite(values, state.step, people);
      const report = { step: state.step, learningRate, values };
      state = next;
      await onStep?.(report, state);
    }
    return state;
  } finally {
    await Promise.all([...compiled.values()].map(({ session }) => session.dispose()));
  }
}

async function compileSteps(options: TrainOptions): Promise<Map<number, CompiledStep>> {
  const { runtime, threads, regions, config, body, batch } = options;
  const compiled = new Map<number, CompiledStep>();
  for (const M of new Set(regions)) {
    const own = { ...config, rois: M };
    const step = buildStep({ ...options.step, config: own, body, batch });
    const session = await runtime.createSession(
      step.model,
      threads === undefined ? {} : { threads },
    );
    compiled.set(M, { config: own, step, session });
  }
  return compiled;
}

function at(
  compiled: ReadonlyMap<number, CompiledStep>,
  regions: readonly number[],
  step: number,
): CompiledStep {
  const found = compiled.get(regions[step % regions.length]);
  if (found === undefined)
    throw new MultiRoiError('E_INTERNAL', 'internal: train: a step was not compiled');
  return found;
}

/** Initial values of everything that any of the steps names, and the statistics of the features. */
function startingState(
  compiled: ReadonlyMap<number, CompiledStep>,
  data: Shard,
  rng: Rng,
): TrainingState {
  const variables = new Map<string, HostTensor>();
  for (const { step } of compiled.values()) {
    for (const [name, value] of initialise(step.graph, rng.fork('initialise')))
      variables.set(name, value);
  }
  const { mean, std } = featureStatistics(data);
  variables.set('light.mean', { type: 'float32', shape: [data.D], data: mean });
  variables.set('light.std', { type: 'float32', shape: [data.D], data: std });
  return { step: 0, variables };
}

/** Each epoch has its own order; what does not fill a batch is left to the next epoch. */
function peopleOfStep(count: number, batch: number, step: number, rng: Rng): Uint32Array {
  const perEpoch = Math.floor(count / batch);
  const order = rng.fork(`epoch ${Math.floor(step / perEpoch)}`).permutation(count);
  const from = (step % perEpoch) * batch;
  return order.subarray(from, from + batch);
}

async function advance(
  { config, step, session }: CompiledStep,
  state: TrainingState,
  people: Uint32Array,
  learningRate: number,
  { data }: TrainOptions,
  rng: Rng,
): Promise<{ values: Record<string, number>; next: TrainingState }> {
  const feeds = {
    ...batchOf(data, people, config),
    ...drawMasks(step.masks, rng.fork(`masks ${state.step}`)),
    learningRate: { type: 'float32', shape: [], data: Float32Array.of(learningRate) } as const,
  };
  const result = await runStep(session, state.variables, feeds);
  const values = Object.fromEntries(
    Object.entries(result.outputs).map(([name, { data: value }]) => [name, Number(value[0])]),
  );
  return { values, next: { step: state.step + 1, variables: result.state } };
}

function checkFinite(
  values: Readonly<Record<string, number>>,
  step: number,
  people: Uint32Array,
): void {
  const bad = Object.entries(values).filter(([, value]) => !Number.isFinite(value));
  if (bad.length === 0) return;
  throw new MultiRoiError(
    'E_NUMERIC',
    `train: expected finite losses, got ${bad.map(([name, value]) => `${name} = ${value}`).join(', ')} (step ${step}; people ${people.join(', ')})`,
    { details: { step, people: [...people] } },
  );
}
