import { expect, test } from 'vitest';
import { Rng } from './rng.ts';

test('same seed, same numbers; forks depend on the name and not on what was drawn', () => {
  const a = new Rng(7);
  const b = new Rng('7');
  expect([a.uint32(), a.uint32(), a.uniform()]).toEqual([b.uint32(), b.uint32(), b.uniform()]);
  const early = new Rng(7).fork('x').uint32();
  expect(a.fork('x').uint32()).toBe(early);
  expect(a.fork('y').uint32()).not.toBe(early);
});

test('the first numbers of seed 1 never change', () => {
  const rng = new Rng(1);
  expect([rng.uint32(), rng.uint32(), rng.uint32()]).toMatchInlineSnapshot(`
    [
      2748450541,
      1315221869,
      1713458854,
    ]
  `);
});

test('uniform and normal have their moments', () => {
  const rng = new Rng('moments');
  const n = 20_000;
  let sum = 0;
  let square = 0;
  let low = 0;
  for (let i = 0; i < n; i++) {
    const x = rng.normal();
    sum += x;
    square += x * x;
    if (rng.uniform() < 0.25) low++;
  }
  expect(Math.abs(sum / n)).toBeLessThan(0.03);
  expect(Math.abs(square / n - 1)).toBeLessThan(0.04);
  expect(Math.abs(low / n - 0.25)).toBeLessThan(0.015);
});

test('a resumed stream continues exactly', () => {
  const rng = new Rng(3);
  rng.uint32();
  const state = rng.state();
  const next = [rng.normal(), rng.int(10), rng.uint32()];
  const other = new Rng(99);
  other.resume(state);
  expect([other.normal(), other.int(10), other.uint32()]).toEqual(next);
});

test('a permutation holds every index once', () => {
  expect([...new Rng(5).permutation(50)].toSorted((x, y) => x - y)).toEqual(
    Array.from({ length: 50 }, (_, i) => i),
  );
});
