/**
 * @file The training loop, whatever is trained. Order, augmentation, masks and learning rate are functions of
 * (seed, step), so that a run resumed from its state equals an uninterrupted one.
 */

import { MultiRoiError, throwIfAborted } from '../../base/index.ts';
import type { HostTensor, Weights } from '../../platform/index.ts';
import { Rng } from '../../base/index.ts';

/** Parameters, states and moments by name, and how many steps made them. */
export interface TrainingState {
  readonly step: number;
  readonly variables: ReadonlyMap<string, HostTensor>;
}

/** What a step leaves behind. */
export interface Stepped {
  /** Read before the next step is begun: an engine that holds them copies them out only then. */
  readonly variables: Weights;
  /** `loss`, `gradientNorm` and the unweighted terms. */
  readonly values: Readonly<Record<string, number>>;
}

/**
 * Computes steps; what a batch is, is its own business. The graph engine holds nothing between steps; another engine may
 * hold the variables, and finds by the identity of `from` that it has them already.
 */
export interface Stepper<Batch> {
  /**
   * @param from what the last step left, or a run begins with. Its variables may be read until the step has come to its
   * end.
   * @param rng draws the dropout masks.
   */
  step(
    from: Pick<Stepped, 'variables'>,
    batch: Batch,
    learningRate: number,
    rng: Rng,
  ): Promise<Stepped>;
}

/** A batch, and whom it is made of, for messages. */
export interface NamedBatch<Batch> {
  readonly batch: Batch;
  /** Who is in it, as messages name them. */
  readonly people: readonly string[];
}

/** Steps to do: `fit` goes from `start.step` to `steps`, and the same seed and step give the same batch and masks. */
export interface FitOptions<Batch> {
  readonly stepper: Stepper<Batch>;
  readonly start: TrainingState;
  /** Steps of the whole run; those before `start.step` are done. */
  readonly steps: number;
  readonly seed: number;
  readonly learningRate: (step: number) => number;
  /** The batch of a step; asked for in order, from `start.step` on. */
  readonly nextBatch: (step: number) => NamedBatch<Batch> | Promise<NamedBatch<Batch>>;
  readonly nowMs: () => number;
  readonly signal?: AbortSignal | undefined;
  /** After every step, with the state as it stands. */
  readonly onStep?: (report: StepReport, state: TrainingState) => void | Promise<void>;
}

/**
 * What a step tells: means over the batch of the loss and of its unweighted terms (in the unit that each has), and
 * the norm of the gradient before it is scaled down.
 */
export interface StepReport {
  readonly step: number;
  readonly learningRate: number;
  readonly values: Readonly<Record<string, number>>;
  /** Time of the whole step, and the part of it in which the graph stood still for want of a batch. */
  readonly ms: number;
  readonly waitedMs: number;
}

/** @throws E_NUMERIC at the first non-finite value, naming the step and the people; E_ABORT when stopped. */
export async function fit<Batch>(options: FitOptions<Batch>): Promise<TrainingState> {
  const { stepper, steps, seed, signal, nextBatch, nowMs, onStep } = options;
  const rng = new Rng(seed);
  let state = options.start;
  let from: Pick<Stepped, 'variables'> = state;
  while (state.step < steps) {
    throwIfAborted('train', signal);
    const began = nowMs();
    const { batch, people } = await nextBatch(state.step);
    const waitedMs = nowMs() - began;
    const learningRate = options.learningRate(state.step);
    const masks = rng.fork(`masks ${state.step}`);
    const stepped = await stepper.step(from, batch, learningRate, masks);
    const { values } = stepped;
    requireFinite(values, state.step, people);
    const report = { step: state.step, learningRate, values, waitedMs, ms: nowMs() - began };
    state = stateAfter(state.step + 1, stepped);
    from = stepped;
    await onStep?.(report, state);
  }
  return state;
}

/** The variables are asked for only when somebody reads them. */
function stateAfter(step: number, stepped: Stepped): TrainingState {
  return {
    step,
    get variables() {
      return stepped.variables;
    },
  };
}

function requireFinite(
  values: Readonly<Record<string, number>>,
  step: number,
  people: readonly string[],
): void {
  const bad = Object.entries(values).filter(([, value]) => !Number.isFinite(value));
  if (bad.length === 0) return;
  throw new MultiRoiError(
    'E_NUMERIC',
    `train: expected finite losses, got ${bad.map(([name, value]) => `${name} = ${value}`).join(', ')} (step ${step}; people ${people.join(', ')})`,
    { details: { step, people } },
  );
}

/** How the learning rate goes over a run. */
export interface Schedule {
  /** Share of the run in which it rises from nothing. */
  readonly warmUp: number;
  /** What it does then: stays, or falls along a cosine to nothing. */
  readonly decay: 'none' | 'cosine';
}

/** The learning rate at a step of a run of `steps`. @param peak the highest. */
export function scheduledRate(
  { warmUp, decay }: Schedule,
  peak: number,
  step: number,
  steps: number,
): number {
  const done = step / steps;
  if (done < warmUp) return peak * Math.min(1, (step + 1) / (warmUp * steps));
  return decay === 'none' ? peak : (peak / 2) * (1 + Math.cos(Math.PI * done));
}
