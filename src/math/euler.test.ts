import { Euler, Matrix4 } from 'three';
import { expect, test } from 'vitest';
import { Rng } from '../base/index.ts';
import { EULER_ORDERS, eulerFromRotmat, nearestEuler, type EulerOrder } from './euler.ts';
import { rotmatFromAxisAngle } from './rotations.ts';

const rng = new Rng('euler');

/** three.js's matrix of the same angles, row-major. */
function byThree(angles: ArrayLike<number>, order: EulerOrder): number[] {
  const at = (axis: string): number => angles[order.indexOf(axis)];
  const euler = new Euler(at('X'), at('Y'), at('Z'), order);
  const columns = new Matrix4().makeRotationFromEuler(euler).elements;
  return [0, 1, 2].flatMap((row) => [0, 4, 8].map((column) => columns[row + column]));
}

const expectNear = (a: ArrayLike<number>, b: ArrayLike<number>): void => {
  for (let i = 0; i < b.length; i++) expect(a[i]).toBeCloseTo(b[i], 9);
};

test.each(EULER_ORDERS)('%s: three.js makes the same rotation of the angles', (order) => {
  for (let i = 0; i < 50; i++) {
    const rotmat = rotmatFromAxisAngle([0, 1, 2].map(() => rng.normal(0, 1.5)));
    expectNear(byThree(eulerFromRotmat(rotmat, order), order), rotmat);
  }
});

test.each(EULER_ORDERS)('%s: also where two axes coincide', (order) => {
  for (const angles of [
    [0.4, Math.PI / 2, 0.3],
    [-1.2, -Math.PI / 2, 0.7],
  ]) {
    const rotmat = byThree(angles, order);
    expectNear(byThree(eulerFromRotmat(rotmat, order), order), rotmat);
  }
});

test('nearest angles are the same rotation and do not jump', () => {
  let before = Float64Array.of(0, 0, 0);
  let largest = 0;
  for (let i = 0; i < 400; i++) {
    // turns through the upper pole and around several times
    const truth = [0.02 * i, 0.03 * i, -0.05 * i];
    const rotmat = byThree(truth, 'ZXY');
    const angles = nearestEuler(eulerFromRotmat(rotmat, 'ZXY'), before);
    expectNear(byThree(angles, 'ZXY'), rotmat);
    largest = Math.max(largest, ...angles.map((angle, k) => Math.abs(angle - before[k])));
    before = Float64Array.from(angles);
  }
  expect(largest).toBeLessThan(0.051);
});
