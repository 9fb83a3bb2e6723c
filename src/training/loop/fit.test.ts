import { expect, test } from 'vitest';
import { fit, scheduledRate, type FitOptions, type TrainingState } from './fit.ts';

const PEOPLE = 4;

/** Adds up everyone it sees, times a random number that stands for dropout; goes wrong at person `bad`. */
function options(
  start: TrainingState,
  bad = -1,
): FitOptions<number[]> & { readonly seen: number[][] } {
  const seen: number[][] = [];
  let clock = 0;
  return {
    seen,
    stepper: {
      step: ({ variables }, ids, rate, rng) => {
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
    learningRate: (step) => step + 1,
    nextBatch: (step) => {
      const batch = Array.from({ length: PEOPLE }, (_, i) => PEOPLE * step + i);
      return { batch, people: batch.map((i) => `person ${i}`) };
    },
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

test('a rate rises, then stays or falls to nothing', () => {
  const rates = (decay: 'none' | 'cosine', warmUp: number): number[] =>
    [0, 1, 4, 5, 9].map((step) => scheduledRate({ warmUp, decay }, 2, step, 10));
  expect(rates('none', 0)).toEqual([2, 2, 2, 2, 2]);
  expect(rates('none', 0.2)).toEqual([1, 2, 2, 2, 2]);
  const cosine = [1, 2, 1 + Math.cos(0.4 * Math.PI), 1, 1 + Math.cos(0.9 * Math.PI)];
  expect(rates('cosine', 0.2)).toEqual(cosine.map((x) => expect.closeTo(x, 12) as unknown));
});
