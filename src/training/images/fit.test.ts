import { expect, test } from 'vitest';
import type { TrainingState } from '../train.ts';
import { fit, type FitOptions, type NamedPerson } from './fit.ts';
import type { PersonArrays } from './person.ts';

const NOBODY = new Float32Array(1);

/** People whose betas are their index, without end. */
async function* people(from: number): AsyncGenerator<NamedPerson> {
  for (let i = from; ; i++) {
    yield {
      name: `person ${i}`,
      arrays: { betas: Float32Array.of(i), images: NOBODY } as unknown as PersonArrays,
    };
  }
}

/** Adds up everyone it sees, times a random number that stands for dropout; goes wrong at person `bad`. */
function options(start: TrainingState, bad = -1): FitOptions & { readonly seen: number[][] } {
  const seen: number[][] = [];
  let clock = 0;
  return {
    seen,
    stepper: {
      step: (variables, parts, rate, rng) => {
        const ids = parts.flat().map(({ betas }) => betas[0]);
        seen.push(ids);
        const sum =
          Number(variables.get('sum')?.data[0]) + rng.uniform() * ids.reduce((a, b) => a + b, 0);
        const data = Float64Array.of(sum);
        return Promise.resolve({
          variables: new Map([['sum', { type: 'float64' as const, shape: [1], data }]]),
          values: { loss: ids.includes(bad) ? Infinity : sum * rate },
        });
      },
    },
    start,
    steps: 6,
    seed: 4,
    people: 2,
    parts: 2,
    learningRate: (step) => step + 1,
    source: people(4 * start.step),
    nowMs: () => clock++,
  };
}

const zero: TrainingState = {
  step: 0,
  variables: new Map([['sum', { type: 'float64', shape: [1], data: Float64Array.of(0) }]]),
};

test('a run stopped at any step and resumed equals an uninterrupted one', async () => {
  const states: TrainingState[] = [];
  const whole = options(zero);
  const last = await fit({ ...whole, onStep: (_, state) => void states.push(state) });
  expect(whole.seen.flat()).toEqual(Array.from({ length: 24 }, (_, i) => i));
  expect(last.step).toBe(6);
  for (const state of states.slice(0, -1)) {
    const resumed = await fit(options(state));
    expect(resumed.variables.get('sum')?.data).toEqual(last.variables.get('sum')?.data);
  }
});

test('a loss that is not finite stops the run before its state is taken, and names the batch', async () => {
  const states: number[] = [];
  const run = fit({ ...options(zero, 9), onStep: (_, { step }) => void states.push(step) });
  await expect(run).rejects.toMatchObject({
    code: 'E_NUMERIC',
    message: expect.stringMatching(
      /loss = Infinity \(step 2; people person 8, person 9, person 10, person 11\)/,
    ) as string,
  });
  expect(states).toEqual([1, 2]);
});

test('a request to stop is heard between steps', async () => {
  const stop = new AbortController();
  const run = fit({ ...options(zero), signal: stop.signal, onStep: () => stop.abort() });
  await expect(run).rejects.toMatchObject({ code: 'E_ABORT' });
});
