import { expect, test } from 'vitest';
import type { PixelImage } from '../platform/index.ts';
import { answering } from '../../test/support/pose-encoder.ts';
import { verifyWithKeypoints } from './verify.ts';

const image: PixelImage = { width: 400, height: 300, data: new Uint8Array(400 * 300 * 3) };
const box = { x0: 100, y0: 50, x1: 180, y1: 250 };
/** Where the box lies in its own crop of 1.25 times its height. */
const full = [128 - 40.96, 25.6, 128 + 40.96, 230.4] as const;
const corner = [0, 0, 40, 40] as const;
const detection = { box, score: 0.5 };

test('landmarks that fill the box raise its score and become joints of the image', async () => {
  const session = answering([{ rectangle: full, presence: 0.9 }]);
  const [person] = await verifyWithKeypoints(session, image, [detection]);
  expect(person.score).toBeGreaterThan(0.8);
  expect(person.box).toEqual(box);
  expect(person.keypoints.points[0]).toBeCloseTo(100, 3);
  expect(person.keypoints.points[1]).toBeCloseTo(50, 3);
  expect(person.joints?.points.length).toBe(36);
  // the left shoulder, landmark 11
  expect(person.joints?.points[4]).toBeCloseTo(180, 3);
});

test('landmarks elsewhere speak against it', async () => {
  const session = answering([{ rectangle: corner, presence: 0.9 }]);
  expect(await verifyWithKeypoints(session, image, [detection])).toEqual([]);
});

test('without presence, or with few landmarks, the box stays what RoIs are laid around', async () => {
  const absent = answering([{ rectangle: full, presence: 0.1 }]);
  const [person] = await verifyWithKeypoints(absent, image, [detection]);
  expect(person.joints).toBeNull();
  const head = answering([{ rectangle: full, presence: 0.9, seen: 14 }]);
  const options = { threshold: 0, weight: 0 };
  expect((await verifyWithKeypoints(head, image, [detection], options))[0].joints).toBeNull();
});

test('weight 0 leaves the scores alone; people come best first', async () => {
  const other = { box: { ...box, x0: 260, x1: 340 }, score: 0.7 };
  const session = answering([
    { rectangle: corner, presence: 0.9 },
    { rectangle: full, presence: 0.9 },
  ]);
  const people = await verifyWithKeypoints(session, image, [detection, other], { weight: 0 });
  expect(people.map(({ score }) => score)).toEqual([0.7, 0.5]);
});

test('two boxes with the same head and shoulders are one person, neighbours are two', async () => {
  const same = { box: { ...box, y1: 240 }, score: 0.45 };
  const twice = answering([
    { rectangle: full, presence: 1 },
    { rectangle: full, presence: 1 },
  ]);
  expect((await verifyWithKeypoints(twice, image, [detection, same])).length).toBe(1);
  const beside = { box: { ...box, x0: 120, x1: 200 }, score: 0.45 };
  const two = answering([
    { rectangle: full, presence: 1 },
    { rectangle: full, presence: 1 },
  ]);
  expect((await verifyWithKeypoints(two, image, [detection, beside])).length).toBe(2);
});

test('hundreds of boxes go through in batches', async () => {
  const many = Array.from({ length: 20 }, (_, i) => ({
    box: { x0: 20 * i, y0: 0, x1: 20 * i + 10, y1: 30 },
    score: 0.9,
  }));
  const session = answering(many.map(() => ({ rectangle: full, presence: 1 })));
  expect((await verifyWithKeypoints(session, image, many)).length).toBe(20);
});
