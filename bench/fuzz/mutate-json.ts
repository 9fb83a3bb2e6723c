/** @file Damage to JSON that stays JSON: values of other types, extremes, keys gone, keys twice, nesting. */

import type { Rng } from '../../src/base/index.ts';
import { utf8 } from './seed.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Longer texts are left to the bytes: parsing them for each case would be all that is done. */
const MAX_TEXT = 1 << 16;
const nested = (open: string, close: string, depth: number): string =>
  open.repeat(depth) + close.repeat(depth);
/** JSON has more words than JavaScript's values, and values deeper than its functions go: these are put in as text. */
const RAW = [
  '1e999',
  '-1e999',
  '-0',
  '123456789012345678901234567890',
  '"\\ud800"',
  '1E400',
  nested('[', ']', 10_000),
  nested('{"a":[', ']}', 5_000),
];

/** As `structuredClone` does, in a tenth of its time. */
function cloned(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(cloned);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, cloned(each)]));
}

const parsed = new WeakMap<Uint8Array, Json | undefined>();

/** The value of a part, parsed once; undefined for what is no JSON. */
function jsonOf(bytes: Uint8Array): Json | undefined {
  if (parsed.has(bytes)) return parsed.get(bytes);
  let value: Json | undefined;
  const first = bytes.find((byte) => byte !== 0x20 && byte !== 0x0a);
  if ((first === 0x7b || first === 0x5b) && bytes.length <= MAX_TEXT) {
    try {
      value = JSON.parse(new TextDecoder().decode(bytes)) as Json;
    } catch {
      // bytes that only begin like JSON are mutated as bytes
      value = undefined;
    }
  }
  parsed.set(bytes, value);
  return value;
}

interface Place {
  readonly holder: Json[] | { [key: string]: Json };
  readonly key: string;
}

function placesOf(root: Json): Place[] {
  const places: Place[] = [];
  const waiting: Json[] = [root];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    for (const key of Object.keys(value)) {
      places.push({ holder: value, key });
      waiting.push((value as Record<string, Json>)[key] ?? null);
    }
  }
  return places;
}

function otherValue(old: Json, rng: Rng, places: readonly Place[]): Json {
  const elsewhere = rng.pick(places);
  const copied = (elsewhere.holder as Record<string, Json>)[elsewhere.key] ?? null;
  const numbers = [0, -1, 1.5, 1e300, -1e300, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 63, 5e-324, 16_384];
  const values: Json[] = [
    null,
    true,
    '',
    'x'.repeat(rng.pick([1, 300, 10_000])),
    '../../etc',
    '__proto__',
    [],
    {},
    [old],
    { constructor: old },
    rng.pick(numbers),
    rng.pick(numbers),
    cloned(copied),
    typeof old === 'number' ? old * rng.pick([-1, 2, 0.5, 1e6]) : JSON.stringify(old).slice(0, 100),
    typeof old === 'number' ? old + rng.pick([1, -1]) : Number(old),
  ];
  return rng.pick(values);
}

/** JSON with one to three values changed; undefined for a part that is no JSON. */
export function mutateJson(bytes: Uint8Array, rng: Rng): Uint8Array | undefined {
  const original = jsonOf(bytes);
  if (original === undefined) return undefined;
  const root = cloned(original);
  let raw = '';
  for (let left = 1 + rng.int(3); left > 0; left--) {
    const places = placesOf(root);
    if (places.length === 0) break;
    const { holder, key } = rng.pick(places);
    const held = holder as Record<string, Json>;
    const choice = rng.int(10);
    if (choice === 0) {
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete held[key];
    } else if (choice === 1) {
      raw = rng.pick(RAW);
      held[key] = '\u0000raw\u0000';
    } else if (choice === 2 && Array.isArray(holder)) {
      const times = rng.pick([1, 2, 100]);
      holder.push(...Array.from({ length: times }, () => cloned(held[key] ?? null)));
    } else if (choice === 2)
      held[rng.pick(['constructor', '', 'a\u0000', `${key} `])] = held[key] ?? null;
    else held[key] = otherValue(held[key] ?? null, rng, places);
  }
  let text = JSON.stringify(root).replaceAll(JSON.stringify('\u0000raw\u0000'), raw || '0');
  if (rng.chance(0.05)) text = text.replace(/"([^"]*)":([^,{[\]}]*)/, '"$1":$2,"$1":$2');
  return utf8(text);
}
