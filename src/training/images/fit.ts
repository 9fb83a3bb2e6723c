/**
 * @file The loop over batches of images. Order, augmentation, masks and learning rate are functions of (seed, step),
 * so that a run resumed from its state equals an uninterrupted one.
 */

import { MultiRoiError, throwIfAborted } from '../../errors.ts';
import { Rng } from '../../rng.ts';
import type { StepReport, TrainingState } from '../train.ts';
import type { PersonArrays } from './person.ts';
import type { Stepper } from './stepper.ts';

/** A person and where it comes from, for messages. */
export interface NamedPerson {
  readonly name: string;
  readonly arrays: PersonArrays;
}

export interface FitOptions {
  readonly stepper: Pick<Stepper, 'step'>;
  readonly start: TrainingState;
  /** Steps of the whole run; those before `start.step` are done. */
  readonly steps: number;
  readonly seed: number;
  /** People in a part, and parts in a batch. */
  readonly people: number;
  readonly parts: number;
  readonly learningRate: (step: number) => number;
  /** The run's people in order, from the first of step `start.step`; never ends. */
  readonly source: AsyncIterator<NamedPerson>;
  readonly nowMs: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: (report: ImageStepReport, state: TrainingState) => void | Promise<void>;
}

export interface ImageStepReport extends StepReport {
  /** Time of the whole step, and the part of it in which the graph stood still for want of pictures. */
  readonly ms: number;
  readonly waitedMs: number;
}

/** @throws E_NUMERIC at the first non-finite value, naming the step and the people; E_ABORT when stopped. */
export async function fit(options: FitOptions): Promise<TrainingState> {
  const { stepper, steps, seed, signal, nowMs, onStep } = options;
  const rng = new Rng(seed);
  let state = options.start;
  while (state.step < steps) {
    throwIfAborted('train', signal);
    const began = nowMs();
    const batch = await nextBatch(options);
    const waitedMs = nowMs() - began;
    const learningRate = options.learningRate(state.step);
    const { variables, values } = await stepper.step(
      state.variables,
      batch.map((part) => part.map(({ arrays }) => arrays)),
      learningRate,
      rng.fork(`masks ${state.step}`),
    );
    requireFinite(values, state.step, batch.flat());
    const report = { step: state.step, learningRate, values, waitedMs, ms: nowMs() - began };
    state = { step: state.step + 1, variables };
    await onStep?.(report, state);
  }
  return state;
}

async function nextBatch({ source, people, parts }: FitOptions): Promise<NamedPerson[][]> {
  const batch: NamedPerson[][] = [];
  for (let p = 0; p < parts; p++) {
    const part: NamedPerson[] = [];
    for (let i = 0; i < people; i++) {
      const { value, done } = await source.next();
      if (done === true) throw new MultiRoiError('E_INTERNAL', 'internal: fit: the people ran out');
      part.push(value);
    }
    batch.push(part);
  }
  return batch;
}

function requireFinite(
  values: Readonly<Record<string, number>>,
  step: number,
  people: readonly NamedPerson[],
): void {
  const bad = Object.entries(values).filter(([, value]) => !Number.isFinite(value));
  if (bad.length === 0) return;
  const names = people.map(({ name }) => name);
  throw new MultiRoiError(
    'E_NUMERIC',
    `train: expected finite losses, got ${bad.map(([name, value]) => `${name} = ${value}`).join(', ')} (step ${step}; people ${names.join(', ')})`,
    { details: { step, people: names } },
  );
}
