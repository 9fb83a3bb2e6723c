import { expect, test } from 'vitest';
import { bestOf, decodeCheckpoint, encodeCheckpoint, withCheckpoint } from './checkpoint.ts';
import { parseMetrics, RunningMeans } from './metrics.ts';
import { quickIssues, quickly, RUNS } from '../config/configs.ts';
import { renderReport } from './report.ts';
import { runConfig } from '../config/config.ts';
import type { RunChoice } from '../config/run-config.ts';
import { ticks } from '../../base/html-page.ts';

test.each(RUNS)('$name stands as shipped, and cut down', ({ choice, command, name }) => {
  const config = runConfig(choice);
  expect(command).toContain(`multiroi train ${name} `);
  const quick = runConfig(quickly(choice));
  expect(quick).toMatchObject({
    body: 'open',
    length: { steps: 2 },
    network: { model: config.network.model },
  });
  expect(quick.network.fusion).toBe(config.network.fusion);
  expect(quickIssues(quick)).toEqual([]);
});

test('every problem of a configuration is told at once', () => {
  const [{ choice }] = RUNS;
  const wrong = {
    ...choice,
    learningRate: -1,
    batch: { people: 0 },
    data: { mix: [{ share: 1, datasets: ['cocoa'] }] },
  };
  // as a file would hand it in
  expect(() => runConfig(JSON.parse(JSON.stringify(wrong)) as RunChoice)).toThrow(
    /3 problems[\s\S]*learningRate[\s\S]*data\.mix\.0\.datasets\.0[\s\S]*batch\.people/,
  );
  expect(() =>
    runConfig({ ...choice, batch: { people: 10, parts: 4 }, checkpoint: { every: 70 } }),
  ).toThrow(
    /batch\.parts: expected a divisor of 10 people, got 4[\s\S]*checkpoint\.every: expected a multiple of logEvery, 50, got 70/,
  );
  // light is trained on features, which need no pictures
  expect(() => runConfig({ ...choice, network: { model: 'light' } })).toThrow('data.sets');
});

test('what a run on features cannot be', () => {
  const choice = RUNS.find(({ name }) => name === 'light-synthetic')?.choice as RunChoice;
  expect(runConfig(choice)).toMatchObject({ kind: 'features', precision: 'float16' });
  const wrong = {
    ...choice,
    data: { sets: [{ recipe: 'standrad', count: 9, seed: 'a' }] },
    regions: [6, 1],
  };
  expect(() => runConfig(wrong)).toThrow(
    /data\.sets\.0\.recipe[\s\S]*regions\.0: expected at most the network's 5 regions, got 6/,
  );
  const escaping = { ...choice, data: { sets: [{ recipe: 'standard', count: 9, seed: '../a' }] } };
  expect(() => runConfig(escaping)).toThrow('data.sets.0.seed');
  // one file of the released network's weights serves one number of regions
  const fixed = { ...choice.network, preset: 'official' as const };
  expect(() => runConfig({ ...choice, network: fixed })).toThrow('regions.1');
  expect(() => runConfig({ ...choice, body: 'smpl-neutral' })).toThrow('body');
});

test('a checkpoint keeps its step and its bits; other files are refused', () => {
  const w = { type: 'float32', shape: [3], data: Float32Array.of(1.5, NaN, -0) } as const;
  const state = decodeCheckpoint(encodeCheckpoint({ step: 7, variables: new Map([['w', w]]) }));
  expect(state.step).toBe(7);
  expect(state.variables.get('w')?.data).toEqual(w.data);
  const without = encodeCheckpoint({ step: -1, variables: new Map() });
  expect(() => decodeCheckpoint(without)).toThrow('expected a checkpoint with its step, got -1');
});

test('the last two and the best stay; what a resumed run does again is replaced', () => {
  let kept: ReturnType<typeof withCheckpoint> = [];
  const add = (step: number, loss: number): void => {
    kept = withCheckpoint(kept, { file: `${step}`, step, loss }, 2);
  };
  for (const [step, loss] of [
    [10, 3],
    [20, 1],
    [30, 2],
    [40, 2],
    [50, 4],
  ])
    add(step, loss);
  expect(kept.map(({ step }) => step)).toEqual([20, 40, 50]);
  expect(bestOf(kept)?.step).toBe(20);
  add(40, 0.5);
  expect(kept.map(({ step }) => step)).toEqual([20, 40]);
  expect(bestOf(kept)?.step).toBe(40);
});

test('metrics of a killed run: nothing after its checkpoint, no torn line', () => {
  const line = (step: number): string => `${JSON.stringify({ step, time: 1, loss: 2 })}\n`;
  const lines = parseMetrics(`${line(1)}${line(2)}${line(3)}{"step":4,"ti`, 2);
  expect(lines.map(({ step }) => step)).toEqual([1, 2]);
  expect(() => parseMetrics(`${line(1)}{"step":\n${line(3)}`, 9)).toThrow('metrics.jsonl, line 2');
  const means = new RunningMeans();
  means.add({ a: 1, b: 5 });
  means.add({ a: 3 });
  expect(means.take()).toEqual({ a: 2, b: 5 });
  expect(means.take()).toEqual({});
});

test('the report shows every value, escapes names, and loads nothing', () => {
  const page = renderReport({
    title: 'a <run>',
    status: 'done',
    facts: { command: 'x & y' },
    lines: [1, 2, 3].map((step) => ({ step, time: 0, loss: 1 / step, flat: 4, bad: NaN })),
    config: { network: '</pre>' },
  });
  expect(page).toContain('<figcaption>loss <b>0.333</b>');
  expect(page).toContain('<figcaption>flat <b>4</b>');
  expect(page).not.toContain('<figcaption>bad');
  expect(page).toContain('a &#60;run&#62;');
  expect(page).not.toMatch(/<script|https?:|<link|<img|NaN/);
  expect(page.match(/<\/pre>/g)).toHaveLength(1);
});

test('ticks are round and inside', () => {
  expect(ticks(0, 10)).toEqual([0, 5, 10]);
  expect(ticks(0.12, 0.31)).toEqual(
    [0.15, 0.2, 0.25, 0.3].map((x) => expect.closeTo(x, 12) as unknown),
  );
});
