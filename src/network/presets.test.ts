import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { networkConfig, parseNetworkConfig, type NetworkChoice } from './config.ts';
import { PRESETS, presetOptions } from './presets.ts';

test('docs/presets.md names every option, and has the 21 rows of the comparison', () => {
  const page = readFileSync(new URL('../../docs/presets.md', import.meta.url), 'utf8');
  for (const option of Object.keys(PRESETS.paper)) expect(page).toContain(`\`${option}\``);
  const rows = [...page.matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number));
  expect(rows).toEqual(Array.from({ length: 21 }, (_, i) => i + 1));
});

test('a preset from outside is one of two', () => {
  expect(presetOptions('official')).toBe(PRESETS.official);
  expect(() => presetOptions('toString')).toThrow(/expected paper or official, got "toString"/);
});

test('a configuration survives JSON', () => {
  for (const model of ['light', 'resnet50', 'hrnet-w48'] as const) {
    const config = networkConfig({ model, preset: 'official', rois: 3, frequencies: 0 });
    expect(parseNetworkConfig(JSON.stringify(config))).toEqual(config);
  }
});

test('what does not fit is refused, all of it at once', () => {
  const choice = { model: 'resnet50', rois: 0, frequencies: 1.5, colour: 'red' };
  expect(() => networkConfig(choice as NetworkChoice)).toThrow(/3 problems found/);
  const embedding = { width: 8, blocks: 0, aligned: false };
  expect(() => networkConfig({ model: 'resnet50', embedding })).toThrow(/no embedding/);
  const model = 'constructor' as NetworkChoice['model'];
  expect(() => networkConfig({ model })).toThrow(/model/);
});

test.each(['', '[]', 'null', '{"model":"light"}', '{"regressor":null}', '{'])(
  'a stored configuration %j is a typed error',
  (text) => {
    expect(() => parseNetworkConfig(text)).toThrow(/^parseNetworkConfig: /);
  },
);
