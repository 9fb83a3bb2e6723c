import { expect, test } from 'vitest';
import { accelerationErrors, type TrackPoint } from './acceleration.ts';

const still = [0, 0, 0, 1, 1, 1];
const at = (frame: number, track = 'a', predicted: readonly number[] = still): TrackPoint => ({
  track,
  frame,
  predicted,
  truth: still,
});

test('a jump of one joint in one frame, by hand', () => {
  const jumped = at(2, 'a', [0, 0, 0, 1, 1, 4]);
  // second differences of the joint along z: 3, −6, 3; the other joint has none
  expect(accelerationErrors([at(0), at(1), jumped, at(3), at(4)])).toEqual([
    null,
    1.5,
    3,
    1.5,
    null,
  ]);
});

test('every fifth frame is a step; gaps, other tracks and frames that come twice have no neighbours', () => {
  const points = [at(1), at(6), at(11), at(21), at(26), at(6, 'b'), at(11, 'b'), null, at(16, 'c')];
  expect(accelerationErrors(points)).toEqual([null, 0, ...Array.from({ length: 7 }, () => null)]);
  expect(accelerationErrors([at(0), at(1), at(1), at(2)])).toEqual([null, null, null, null]);
});

test('frames may come in any order', () => {
  expect(accelerationErrors([at(2), at(0), at(1)])).toEqual([null, null, 0]);
});

test('tracks whose points differ in number are refused', () => {
  expect(() => accelerationErrors([at(0), at(1, 'a', [0, 0, 0]), at(2)])).toThrow(
    /expected the same points \[K, 3\] in every frame, got 3, 6 and 6 numbers/,
  );
});
