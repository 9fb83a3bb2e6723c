import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readEvents } from '../../../test/support/tfevents.ts';
import { RUNS, runConfig, type TrainingState } from '../../training/index.ts';
import { RunFolder, type RunFacts } from './run-folder.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multiroi-run-'));
});
afterEach(() => rm(folder, { recursive: true }));

const facts: RunFacts = {
  name: 'toy',
  command: 'multiroi train toy',
  seed: 1,
  versions: { multiroi: '0' },
  startedAt: '2026-01-02T03:04:05.000Z',
  machine: { cores: '1' },
  steps: 10,
  config: { ...runConfig(RUNS[0].choice), checkpoint: { every: 4, keep: 1 }, logEvery: 2 },
};

function at(step: number): TrainingState {
  const data = Float32Array.of(step);
  return { step, variables: new Map([['w', { type: 'float32', shape: [1], data }]]) };
}

async function steps(run: RunFolder, from: number, to: number): Promise<void> {
  for (let step = from + 1; step <= to; step++) await run.record({ loss: 100 - step }, at(step));
}

const lines = async (): Promise<{ step: number; loss: number }[]> =>
  (await readFile(join(folder, 'metrics.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { step: number; loss: number });

test('a killed run goes on from its checkpoint, and its files tell every step once', async () => {
  const { run, state } = await RunFolder.open(folder, facts);
  expect(state).toBeUndefined();
  await steps(run, 0, 7);
  // what a kill may leave: half a line, half a record, a temporary file, a checkpoint that no list names
  await appendFile(join(folder, 'metrics.jsonl'), '{"step":8,"lo');
  const names = await readdir(folder);
  const events = join(folder, names.find((name) => name.includes('tfevents')) ?? '');
  await appendFile(events, Uint8Array.of(9, 9, 9));
  await writeFile(join(folder, 'checkpoints', '.multiroi-0123-4.tmp'), 'half');
  await writeFile(join(folder, 'checkpoints', 'step-00000008.safetensors'), 'unlisted');

  const again = await RunFolder.open(folder, facts);
  expect(again.state?.step).toBe(4);
  expect(again.state?.variables.get('w')?.data).toEqual(Float32Array.of(4));
  expect(await readdir(join(folder, 'checkpoints'))).toEqual([
    'list.json',
    'step-00000004.safetensors',
  ]);
  await steps(again.run, 4, 10);
  const expected = [2, 4, 6, 8, 10].map((step) => ({ step, loss: 100 - step + 0.5 }));
  expect(await lines()).toEqual(expected.map((line) => expect.objectContaining(line) as unknown));
  const [header, ...read] = readEvents(await readFile(events));
  expect(header.fileVersion).toBe('brain.Event:2');
  expect(read.map(({ step, values }) => ({ step, loss: values['loss'] }))).toEqual(expected);
  // keep: 1, and the loss fell until the end, so that the last is the best too
  await again.run.save(at(10));
  expect(await readdir(join(folder, 'checkpoints'))).toEqual([
    'list.json',
    'step-00000010.safetensors',
  ]);
  expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('done: 10 steps');
});

test('the best is kept beside the last', async () => {
  const { run } = await RunFolder.open(folder, facts);
  await run.record({ loss: 1 }, at(4));
  await run.record({ loss: 5 }, at(8));
  await run.record({ loss: 3 }, at(12));
  expect(await readdir(join(folder, 'checkpoints'))).toEqual([
    'list.json',
    'step-00000004.safetensors',
    'step-00000012.safetensors',
  ]);
});
