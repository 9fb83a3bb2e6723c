import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadWeights, readWeightsFile } from '../../network/index.ts';
import { quickly, runConfig, RUNS, type RunChoice } from '../../training/index.ts';
import { trainRun } from './train-run.ts';
import type { TrainRunOptions } from './run-options.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multiroi-features-'));
});
afterEach(() => rm(folder, { recursive: true }));

const choice = RUNS.find(({ name }) => name === 'light-synthetic')?.choice as RunChoice;
const small: RunChoice = {
  ...quickly(choice),
  network: {
    ...quickly(choice).network,
    embedding: { width: 16, blocks: 0, aligned: true },
    regressor: { iterations: 1, widths: [16, 16], activation: 'relu', blocks: 0, dropout: 0.1 },
  },
  length: { steps: 4 },
  checkpoint: { every: 3, keep: 1 },
};

function options(out: string, change: Partial<TrainRunOptions> = {}): TrainRunOptions {
  return {
    name: 'small',
    command: 'multiroi train small',
    config: runConfig({ ...small, data: { ...small.data, folder: 'cache' } }),
    seed: 5,
    out: join(folder, out),
    cwd: folder,
    quick: false,
    resume: false,
    version: '0',
    ...change,
  };
}

const weightsOf = (out: string): Promise<Buffer> =>
  readFile(join(folder, out, 'weights.safetensors'));

test('features are made once; a run stopped and resumed gives the same weights to the bit', async () => {
  const made: number[] = [];
  const whole = await trainRun(options('whole', { onMissing: (people) => void made.push(people) }));
  expect(whole.steps).toBe(4);

  const stop = new AbortController();
  const stopped = trainRun(
    options('stopped', {
      signal: stop.signal,
      onMissing: (people) => void made.push(people),
      onStep: (step) => {
        if (step === 2) stop.abort();
      },
    }),
  );
  await expect(stopped).rejects.toMatchObject({ code: 'E_ABORT' });
  const starts: number[] = [];
  await trainRun(
    options('stopped', { resume: true, onStart: ({ from }) => void starts.push(from) }),
  );
  expect(starts).toEqual([2]);
  expect(await weightsOf('stopped')).toEqual(await weightsOf('whole'));
  expect(made).toEqual([4]);

  const file = readWeightsFile(await weightsOf('whole'));
  expect(file.body).toBe('open');
  expect(file.tensors.get('light.embed.weight')?.type).toBe('float16');
  expect(loadWeights(file.config, file.tensors).report.missing).toEqual([]);
  expect(await readdir(join(folder, 'whole'))).toEqual(
    expect.arrayContaining(['checkpoints', 'config.json', 'metrics.jsonl', 'report.html']),
  );
}, 180_000);

test.each(['light-synthetic', 'paper-r50'])(
  'a quick run of %s as it ships is refused, not begun with all its people',
  async (name) => {
    const whole = RUNS.find((run) => run.name === name)?.choice as RunChoice;
    const run = trainRun(options('quick', { quick: true, config: runConfig(whole) }));
    await expect(run).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining('cut the choice down with quickly() first') as string,
    });
    expect(await readdir(folder)).toEqual([]);
  },
);

test('a rate that falls until the end forbids another end', async () => {
  await trainRun(options('run'));
  const longer = runConfig({
    ...small,
    data: { ...small.data, folder: 'cache' },
    length: { steps: 9 },
  });
  const run = trainRun(options('run', { resume: true, config: longer }));
  await expect(run).rejects.toThrow('config.length.steps: expected 4, with which the run began');
}, 180_000);

test('weights of the other encoder are begun from, with the statistics of its own features', async () => {
  await trainRun(options('full'));
  const begun = (weights: string | null): TrainRunOptions['config'] =>
    runConfig({
      ...small,
      data: { ...small.data, folder: 'cache' },
      network: { ...small.network, poseEncoder: 'heavy' },
      init: { weights },
      // nothing moves
      learningRate: 1e-12,
      length: { steps: 1 },
    });
  await trainRun(options('anew', { config: begun(null) }));
  await trainRun(options('begun', { config: begun('full/weights.safetensors') }));
  const valuesOf = async (out: string, name: string): Promise<unknown> =>
    readWeightsFile(await weightsOf(out)).tensors.get(name)?.data;
  for (const name of ['light.mean', 'light.std']) {
    expect(await valuesOf('begun', name)).toEqual(await valuesOf('anew', name));
    expect(await valuesOf('begun', name)).not.toEqual(await valuesOf('full', name));
  }
  expect(await valuesOf('begun', 'light.embed.weight')).toEqual(
    await valuesOf('full', 'light.embed.weight'),
  );
}, 180_000);
