/** @file Damage to bytes: flips, lengths that lie, splices, repetitions, nesting, numbers out of range. */

import type { Rng } from '../../src/base/index.ts';
import { mutateJson } from './mutate-json.ts';
import { concatenate, utf8, type Seed } from './seed.ts';

/** No input grows beyond this by mutation: what is tried is structure, not patience. */
const MAX_BYTES = 1 << 20;
const MAX_STEPS = 4;
const EXTREMES: readonly bigint[] = [
  0n,
  1n,
  -1n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0x8000n,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  1n << 53n,
  (1n << 63n) - 1n,
  1n << 63n,
];
const NUMBERS: readonly string[] = [
  '0',
  '-1',
  '1e309',
  '-1e309',
  '1e-320',
  'NaN',
  '4294967296',
  '9007199254740993',
  '18446744073709551616',
  '99999999999999999999999999',
  '2147483648',
  '0x10',
  '1.5',
  '',
  '٣',
];
const NESTS: readonly string[] = ['[', '{"a":', '(', '<', '"', '\\', '((', ']', '}'];

/** What may be put into an input of a kind: keywords, opcodes. */
export type Tokens = readonly Uint8Array[];

type Step = (bytes: Uint8Array, rng: Rng, tokens: Tokens, other: Uint8Array) => Uint8Array;

function replaced(bytes: Uint8Array, at: number, removed: number, put: Uint8Array): Uint8Array {
  return concatenate([bytes.subarray(0, at), put, bytes.subarray(at + removed)]);
}

/** A range that is short more often than long. */
function rangeOf(bytes: Uint8Array, rng: Rng): readonly [at: number, length: number] {
  const at = rng.int(bytes.length + 1);
  const most = bytes.length - at;
  return [at, Math.min(most, 1 + Math.floor(most * rng.uniform() ** 4))];
}

function flip(bytes: Uint8Array, rng: Rng): Uint8Array {
  const copy = bytes.slice();
  for (let left = 1 + rng.int(8); left > 0; left--) {
    copy[rng.int(copy.length)] ^= 1 << rng.int(8);
  }
  return copy;
}

function setBytes(bytes: Uint8Array, rng: Rng): Uint8Array {
  const copy = bytes.slice();
  const [at, length] = rangeOf(bytes, rng);
  copy.fill(rng.pick([0, 1, 0x20, 0x7f, 0x80, 0xff, rng.int(256)]), at, at + length);
  return copy;
}

/** An integer of 1 to 8 bytes becomes an extreme, the file's length, or a neighbour of what it was. */
function lie(bytes: Uint8Array, rng: Rng): Uint8Array {
  const size = rng.pick([1, 2, 4, 8]);
  if (bytes.length < size) return bytes;
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  const at = rng.int(bytes.length - size + 1);
  const isLittle = rng.chance(0.7);
  const read = { 1: () => view.getUint8(at), 2: () => view.getUint16(at, isLittle) }[size];
  const old = BigInt(read?.() ?? (size === 4 ? view.getUint32(at, isLittle) : 0));
  const length = BigInt(bytes.length);
  const value = rng.pick([
    rng.pick(EXTREMES),
    rng.pick([length, length - 1n, length + 1n, length - BigInt(at)]),
    rng.pick([old + 1n, old - 1n, old * 2n, old ^ 0x80n]),
  ]);
  if (size === 8) view.setBigUint64(at, BigInt.asUintN(64, value), isLittle);
  else if (size === 4) view.setUint32(at, Number(BigInt.asUintN(32, value)), isLittle);
  else if (size === 2) view.setUint16(at, Number(BigInt.asUintN(16, value)), isLittle);
  else view.setUint8(at, Number(BigInt.asUintN(8, value)));
  return copy;
}

function truncate(bytes: Uint8Array, rng: Rng): Uint8Array {
  return bytes.slice(0, rng.int(bytes.length));
}

function remove(bytes: Uint8Array, rng: Rng): Uint8Array {
  const [at, length] = rangeOf(bytes, rng);
  return replaced(bytes, at, length, new Uint8Array(0));
}

function splice(bytes: Uint8Array, rng: Rng, _tokens: Tokens, other: Uint8Array): Uint8Array {
  const [from, length] = rangeOf(other, rng);
  const put = other.subarray(from, from + length);
  const at = rng.int(bytes.length + 1);
  return replaced(bytes, at, rng.chance(0.5) ? length : 0, put);
}

function repeat(bytes: Uint8Array, rng: Rng): Uint8Array {
  const [at, length] = rangeOf(bytes, rng);
  const part = bytes.subarray(at, at + length);
  const times = rng.pick([1, 2, 3, 16, 64, 1000]);
  if (length * times > MAX_BYTES) return bytes;
  return replaced(bytes, at, 0, concatenate(Array.from({ length: times }, () => part)));
}

function swap(bytes: Uint8Array, rng: Rng): Uint8Array {
  const [a, length] = rangeOf(bytes, rng);
  const b = rng.int(bytes.length - length + 1);
  const copy = bytes.slice();
  copy.copyWithin(b, a, a + length);
  copy.set(bytes.subarray(b, b + length), a);
  return copy;
}

function putToken(bytes: Uint8Array, rng: Rng, tokens: Tokens): Uint8Array {
  if (tokens.length === 0) return flip(bytes, rng);
  const token = rng.pick(tokens);
  return replaced(bytes, rng.int(bytes.length + 1), rng.pick([0, 1, token.length]), token);
}

/** A number written in digits becomes another. */
function changeNumber(bytes: Uint8Array, rng: Rng): Uint8Array {
  const isDigit = (byte: number | undefined): boolean =>
    byte !== undefined && byte >= 0x30 && byte <= 0x39;
  const start = rng.int(bytes.length);
  let at = start;
  while (at < bytes.length && !isDigit(bytes[at])) at++;
  let end = at;
  while (end < bytes.length && isDigit(bytes[end])) end++;
  if (end === at) return lie(bytes, rng);
  return replaced(bytes, at, end - at, utf8(rng.pick(NUMBERS)));
}

function nest(bytes: Uint8Array, rng: Rng): Uint8Array {
  const depth = rng.pick([10, 200, 5_000, 100_000]);
  const opened = utf8(rng.pick(NESTS).repeat(depth)).subarray(0, MAX_BYTES);
  return replaced(bytes, rng.int(bytes.length + 1), 0, opened);
}

const STEPS: readonly (readonly [step: Step, weight: number])[] = [
  [flip, 5],
  [setBytes, 3],
  [lie, 6],
  [truncate, 2],
  [remove, 2],
  [splice, 3],
  [repeat, 2],
  [swap, 1],
  [putToken, 5],
  [changeNumber, 4],
  [nest, 0.05],
];
const TOTAL = STEPS.reduce((sum, [, weight]) => sum + weight, 0);

function pickStep(rng: Rng): Step {
  let left = rng.uniform(0, TOTAL);
  for (const [step, weight] of STEPS) {
    left -= weight;
    if (left < 0) return step;
  }
  return flip;
}

function mutateBytes(bytes: Uint8Array, rng: Rng, tokens: Tokens, other: Uint8Array): Uint8Array {
  let current = bytes;
  for (let left = 1 + rng.int(MAX_STEPS); left > 0; left--) {
    // nothing is left to damage
    if (current.length === 0) return current;
    const next = pickStep(rng)(current, rng, tokens, other);
    if (next.length <= MAX_BYTES + bytes.length) current = next;
  }
  return current;
}

/**
 * One damaged input: a part of a seed, or the whole of it, changed in one to four ways; a part that is JSON half of the
 * time by its structure.
 */
export function mutate(seeds: readonly Seed[], rng: Rng, tokens: Tokens): Uint8Array {
  const { parts, join } = rng.pick(seeds);
  const donor = rng.pick(rng.pick(seeds).parts) ?? new Uint8Array(0);
  if (parts.length === 1 || rng.chance(0.7)) {
    const i = rng.int(parts.length);
    const part = parts[i] ?? new Uint8Array(0);
    const changed =
      (rng.chance(0.5) ? mutateJson(part, rng) : undefined) ??
      mutateBytes(part, rng, tokens, donor);
    return join(parts.map((each, k) => (k === i ? changed : each)));
  }
  return mutateBytes(join(parts), rng, tokens, donor);
}
