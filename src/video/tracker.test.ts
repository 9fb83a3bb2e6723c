import { expect, test } from 'vitest';
import { samplePerson, sampleResult } from '../../test/support/result.ts';
import type { Person, Reconstruction } from '../result/result.ts';
import { Tracker } from './tracker.ts';

/** A frame of people whose boxes, 100 × 200 px, begin at these places; the order is the network's. */
function frame(...lefts: number[]): Reconstruction {
  const people = lefts.map((x, id): Person => samplePerson({ id, box: [x, 0, x + 100, 200] }));
  return sampleResult(people);
}

const ids = ({ people }: Reconstruction): number[] => people.map(({ id }) => id);

test('people keep their number, in whatever order they are found', () => {
  const tracker = new Tracker();
  expect(ids(tracker.next(frame(0, 300), 0))).toEqual([0, 1]);
  expect(ids(tracker.next(frame(310, 10), 0.1))).toEqual([1, 0]);
  expect(ids(tracker.next(frame(20, 320), 0.2))).toEqual([0, 1]);
});

test('of two near one, the nearer takes the number', () => {
  const tracker = new Tracker();
  tracker.next(frame(0), 0);
  expect(ids(tracker.next(frame(50, 10), 0.1))).toEqual([1, 0]);
});

test('somebody new gets a number that nobody had', () => {
  const tracker = new Tracker();
  tracker.next(frame(0, 300), 0);
  expect(ids(tracker.next(frame(0, 600), 0.1))).toEqual([0, 2]);
});

test('a short absence is forgiven, a long one is not', () => {
  const tracker = new Tracker();
  tracker.next(frame(0), 0);
  tracker.next(frame(), 0.5);
  expect(ids(tracker.next(frame(5), 0.9))).toEqual([0]);
  tracker.next(frame(), 1.5);
  expect(ids(tracker.next(frame(5), 3))).toEqual([1]);
});
