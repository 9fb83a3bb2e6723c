import { afterAll, describe, expect, test } from 'vitest';
import { checkSeeds, inputsOf } from '../../bench/fuzz/cases.ts';
import { mutate } from '../../bench/fuzz/mutate.ts';
import { reduce } from '../../bench/fuzz/reduce.ts';
import { inputOf, type Case } from '../../bench/fuzz/record.ts';
import { text } from '../../bench/fuzz/seed.ts';
import { faultOf } from '../../bench/fuzz/target.ts';
import { loadTarget, TARGET_NAMES } from '../../bench/fuzz/targets/index.ts';
import { Rng } from '../../src/base/index.ts';
import cases from './fuzz-cases.json' with { type: 'json' };

/** The record has a million a parser (docs/results/fuzz.md); the gate repeats the first of other seeds. */
const INPUTS = 60;
const SEED = 0;

const targets = await Promise.all(TARGET_NAMES.map(loadTarget));

afterAll(async () => {
  for (const { close } of targets) await close?.();
});

describe.each(targets)('$name', (target) => {
  test('its seeds are read', () => checkSeeds(target));

  test('damaged inputs are read or refused as they should be', async () => {
    const input = await inputsOf(target, SEED);
    for (let i = 0; i < INPUTS; i++) {
      expect({ i, fault: await faultOf(target, input(i)) }).toEqual({ i, fault: null });
    }
  });
});

test.each(cases as unknown as Case[])('$target: $what', async (each) => {
  expect(await faultOf(await loadTarget(each.target), inputOf(each))).toBeNull();
});

test('a fault is made small', async () => {
  const target = {
    name: 't',
    seeds: () => [],
    tokens: [],
    run: (bytes: Uint8Array) => {
      if (bytes.includes(0x42) && bytes.at(-1) === 9) throw new TypeError('x');
    },
  };
  const bytes = Uint8Array.from({ length: 500 }, (_, i) => (i * 7) % 256);
  bytes[499] = 9;
  const fault = await faultOf(target, bytes);
  expect([...(await reduce(target, bytes, fault?.signature ?? ''))]).toEqual([0x42, 9]);
});

test('a fault is told apart: another error, an error of another code, an array that lies', async () => {
  const told = async (run: () => unknown): Promise<string | undefined> => {
    const target = { name: 't', seeds: () => [], tokens: [], run };
    return (await faultOf(target, new Uint8Array(1)))?.signature;
  };
  const thrown = (error: unknown) => () => {
    throw error;
  };
  expect(await told(() => 1)).toBeUndefined();
  expect(await told(thrown(new RangeError('Invalid length 12')))).toMatch(
    /^RangeError: Invalid length n/,
  );
  expect(await told(() => Promise.reject(new TypeError('x')))).toMatch(/^TypeError: x/);
  expect(await told(thrown('text'))).toBe('thrown: text');
});

test('the same number makes the same input, and few inputs are the seed', () => {
  const seeds = [text('{"a": [1, 2, 3], "b": "text"}')];
  const made = (i: number): string =>
    new TextDecoder().decode(mutate(seeds, new Rng(`same/${i}`), []));
  const all = Array.from({ length: 200 }, (_, i) => made(i));
  expect(all).toEqual(Array.from({ length: 200 }, (_, i) => made(i)));
  expect(new Set(all).size).toBeGreaterThan(150);
});
