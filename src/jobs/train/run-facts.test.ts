import { expect, test } from 'vitest';
import { runConfig, RUNS } from '../../training/index.ts';
import { nativeFacts } from '../../native/index.ts';
import { arithmeticOf } from './run-facts.ts';
import type { TrainRunOptions } from './run-options.ts';

type Asked = Pick<TrainRunOptions, 'engine' | 'mixedPrecision' | 'provider'>;

function arithmetic(run: string, asked: Asked): ReturnType<typeof arithmeticOf> {
  const choice = RUNS.find(({ name }) => name === run)?.choice;
  if (choice === undefined) throw new Error(`no run ${run}`);
  return arithmeticOf({ ...asked, config: runConfig(choice), out: 'nowhere', resume: false });
}

test('a run that asks for nothing is the graph in float32', async () => {
  expect(await arithmetic('synthetic-r50', {})).toEqual({
    engine: 'graph',
    mixedPrecision: 'none',
  });
});

test('the graph refuses bfloat16, and says what computes in it', async () => {
  await expect(arithmetic('synthetic-r50', { mixedPrecision: 'bfloat16' })).rejects.toThrow(
    'expected the native engine for bfloat16, got the graph, which computes in float32',
  );
});

test('a provider is kept, and one that the runtime has not is told before anything is read', async () => {
  expect(await arithmetic('synthetic-r50', { provider: 'cpu' })).toMatchObject({ provider: 'cpu' });
  for (const provider of ['tpu', 'kserve+http://127.0.0.1:1']) {
    await expect(arithmetic('light-synthetic', { provider })).rejects.toThrow(
      /train: expected a provider of .*cpu.*, got/,
    );
  }
});

test('features of a frozen encoder leave nothing to the native engine', async () => {
  await expect(arithmetic('light-synthetic', { engine: 'native' })).rejects.toThrow(
    'expected a run on images for the native engine',
  );
  expect(await arithmetic('light-synthetic', { engine: 'auto' })).toMatchObject({
    engine: 'graph',
  });
});

const facts = nativeFacts();

test(`bfloat16 is taken where the engine is built and the processor multiplies it, and refused elsewhere`, async () => {
  const asked = arithmetic('synthetic-r50', { engine: 'native', mixedPrecision: 'bfloat16' });
  if (facts.here && facts.bfloat16) {
    expect(await asked).toEqual({ engine: 'native', mixedPrecision: 'bfloat16' });
  } else {
    await expect(asked).rejects.toThrow(facts.here ? 'multiplies bfloat16' : 'none (');
  }
});
