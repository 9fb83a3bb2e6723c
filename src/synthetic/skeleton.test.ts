import { JOINT_COUNT } from '../body/index.ts';
import { expect, test } from 'vitest';
import { JOINT, MIRROR_JOINT } from './skeleton.ts';

test('every name is a joint of the set, and sides mirror each other', () => {
  const places = Object.values(JOINT);
  expect(places.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, j) => j));
  expect(JOINT_COUNT).toBe(24);
  expect(MIRROR_JOINT[JOINT.leftWrist]).toBe(JOINT.rightWrist);
  expect(MIRROR_JOINT[JOINT.spine2]).toBe(JOINT.spine2);
});
