import { expect, test } from 'vitest';
import type { PixelImage } from '../platform/index.ts';
import { answering, type Answer } from '../../test/support/pose-encoder.ts';
import { followWithKeypoints, type KnownPerson } from './follow.ts';
import { verifyWithKeypoints } from './verify.ts';

const image: PixelImage = { width: 400, height: 300, data: new Uint8Array(400 * 300 * 3) };
const box = { x0: 100, y0: 50, x1: 180, y1: 250 };
/** Where the box lies in its own crop of 250 image pixels to 256. */
const full = [87.04, 25.6, 168.96, 230.4] as const;
const PX = 256 / 250;
const moved = (dx: number, dy: number): Answer => ({
  rectangle: [full[0] + PX * dx, full[1] + PX * dy, full[2] + PX * dx, full[3] + PX * dy],
  presence: 0.9,
});

/** People as a detector and the encoder saw them in the frame before. */
async function known(count = 1, apart = 150): Promise<KnownPerson[]> {
  const before = answering(Array.from({ length: count }, () => moved(0, 0)));
  const detections = Array.from({ length: count }, (_, i) => ({
    box: { ...box, x0: box.x0 + apart * i, x1: box.x1 + apart * i },
    score: 0.5,
  }));
  return verifyWithKeypoints(before, image, detections);
}

test('the box goes along with the landmarks, and the score stays', async () => {
  const people = await known();
  const [person] = await followWithKeypoints(answering([moved(12, -6)]), image, people);
  expect(person.box.x0).toBeCloseTo(112, 3);
  expect(person.box.y1).toBeCloseTo(244, 3);
  expect(person.score).toBe(people[0].score);
  expect(person.joints?.points[4]).toBeCloseTo(192, 3);
});

test('who is not seen any more, or jumps, is lost; the others stay', async () => {
  const people = await known(2);
  const gone = { ...moved(0, 0), presence: 0.2 };
  const still = await followWithKeypoints(answering([moved(3, 0), gone]), image, people);
  expect(still.length).toBe(1);
  expect(still[0].box.x0).toBeCloseTo(people[0].box.x0 + 3, 3);
  expect(await followWithKeypoints(answering([moved(70, 0)]), image, await known())).toEqual([]);
});

test('two who are at one place are one', async () => {
  const people = await known(2, 30);
  expect(people.length).toBe(2);
  const both = answering([moved(15, 0), moved(-15, 0)]);
  expect((await followWithKeypoints(both, image, people)).length).toBe(1);
});

test('a box stays inside the picture', async () => {
  const people = await known();
  const [person] = await followWithKeypoints(answering([moved(0, 60)]), image, people);
  expect(person.box.y1).toBe(299.5);
});
