import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { atan2, cos, exp, log, sin } from './elementary.ts';
import { Rng } from './rng.ts';

const bits = new DataView(new ArrayBuffer(8));
/** Doubles between two numbers of the same sign. */
function ulps(a: number, b: number): number {
  const order = (x: number): bigint => (bits.setFloat64(0, x), bits.getBigInt64(0));
  const distance = order(a) - order(b);
  return Number(distance < 0n ? -distance : distance);
}

/** Arguments of every size from 2^low to 2^high, both signs. */
function* arguments_(low: number, high: number): Generator<number> {
  const rng = new Rng('elementary');
  for (let i = 0; i < 20_000; i++) {
    yield (rng.chance(0.5) ? 1 : -1) * exp(Math.LN2 * rng.uniform(low, high));
  }
}

function most(distances: Iterable<number>): number {
  let worst = 0;
  for (const distance of distances) worst = Math.max(worst, distance);
  return worst;
}

function* map(low: number, high: number, of: (x: number) => number): Generator<number> {
  for (const x of arguments_(low, high)) yield of(x);
}

/** The host is right to one unit; we are right to two. */
const MOST = 3;

test('sine and cosine are the host’s to the last digits, and 0 where it matters', () => {
  expect(most(map(-40, 19, (x) => ulps(sin(x), Math.sin(x))))).toBeLessThanOrEqual(MOST);
  expect(most(map(-40, 19, (x) => ulps(cos(x), Math.cos(x))))).toBeLessThanOrEqual(MOST);
  for (const x of [Math.PI, 2 * Math.PI, 1000 * Math.PI]) {
    expect(Math.abs(sin(x) - Math.sin(x))).toBeLessThan(1e-17 * x);
  }
  expect(Object.is(sin(-0), -0)).toBe(true);
  expect([cos(0), sin(NaN), cos(Infinity)]).toEqual([1, NaN, NaN]);
  expect(Math.abs(sin(1e9) ** 2 + cos(1e9) ** 2 - 1)).toBeLessThan(1e-15);
});

test('the exponential is the host’s, from the smallest number to the largest', () => {
  expect(most(map(-50, 9.46, (x) => ulps(exp(x), Math.exp(x))))).toBeLessThanOrEqual(MOST);
  expect([exp(0), exp(-Infinity), exp(Infinity), exp(800), exp(-800), exp(NaN)]).toEqual([
    1,
    0,
    Infinity,
    Infinity,
    0,
    NaN,
  ]);
});

test('the logarithm is the host’s, subnormal numbers and the neighbourhood of 1 with it', () => {
  const off = (x: number): number => ulps(log(x), Math.log(x));
  expect(most(map(-1073, 1023, (x) => off(Math.abs(x))))).toBeLessThanOrEqual(MOST);
  expect(most(map(-52, -1, (x) => off(1 + x)))).toBeLessThanOrEqual(MOST);
  expect([log(1), log(0), log(Infinity), log(-1), log(NaN)]).toEqual([
    0,
    -Infinity,
    Infinity,
    NaN,
    NaN,
  ]);
});

test('the angle of a point is the host’s, all round and at every zero and infinity', () => {
  const rng = new Rng('atan2');
  const off = (y: number, x: number): number => ulps(atan2(y, x), Math.atan2(y, x));
  expect(most(map(-30, 30, (y) => off(y, rng.normal())))).toBeLessThanOrEqual(MOST);
  const special = [0, -0, 1, -1, Infinity, -Infinity, NaN];
  for (const y of special) {
    for (const x of special) expect(atan2(y, x)).toBe(Math.atan2(y, x));
  }
});

test('the bits are these, on every engine', () => {
  const values = [...arguments_(-20, 8)].flatMap((x) => [
    sin(x),
    cos(x),
    exp(x),
    log(Math.abs(x)),
    atan2(x, 1.5),
  ]);
  const hash = createHash('sha256').update(new Uint8Array(Float64Array.from(values).buffer));
  expect(hash.digest('hex').slice(0, 16)).toMatchInlineSnapshot(`"3a4f78f3bfd02326"`);
});
