import { Quaternion } from 'three';
import { expect, test } from 'vitest';
import { Rng } from '../base/index.ts';
import { quatWxyzFromAxisAngle } from './rotations.ts';
import { slerpQuatWxyz } from './slerp.ts';

const rng = new Rng('slerp');
const three = ([w, x, y, z]: ArrayLike<number> & Iterable<number>): Quaternion =>
  new Quaternion(x, y, z, w);

test.each([
  ['far apart', 1.5],
  ['almost the same', 1e-8],
])('three.js finds the same between rotations that are %s', (_, spread) => {
  for (let i = 0; i < 50; i++) {
    const first = [0, 1, 2].map(() => rng.normal(0, 1));
    const a = quatWxyzFromAxisAngle(first);
    const b = quatWxyzFromAxisAngle(first.map((x) => x + rng.normal(0, spread)));
    const share = rng.uniform(0, 1);
    const own = three(slerpQuatWxyz(a, b, share));
    expect(own.angleTo(three(a).slerp(three(b), share))).toBeLessThan(1e-6);
    expect(own.length()).toBeCloseTo(1, 12);
  }
});

test('the ends are the ends, and −q is q', () => {
  const a = quatWxyzFromAxisAngle([0.3, -1, 2]);
  const b = quatWxyzFromAxisAngle([1, 0.2, 0.1]).map((x) => -x);
  expect(three(slerpQuatWxyz(a, b, 0)).angleTo(three(a))).toBeLessThan(1e-7);
  expect(three(slerpQuatWxyz(a, b, 1)).angleTo(three(b))).toBeLessThan(1e-7);
});
