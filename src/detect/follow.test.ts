import { expect, test } from 'vitest';
import { moveNetSeeing, type SeenPerson } from '../../test/support/movenet-session.ts';
import type { PixelImage } from '../platform/index.ts';
import { followWithKeypoints } from './follow.ts';
import { verifyWithKeypoints, type VerifiedPerson } from './verify.ts';

const image: PixelImage = { width: 600, height: 300, data: new Uint8Array(600 * 300 * 3) };
const box = { x0: 100, y0: 50, x1: 180, y1: 250 };
/** Where the box lies in its own crop of 250 image pixels to 256. */
const PX = 256 / 250;
const own = [128 - 40 * PX, 128 - 100 * PX, 128 + 40 * PX, 128 + 100 * PX] as const;
const moved = (dx: number, dy: number, score = 0.8): SeenPerson => ({
  rectangle: [own[0] + PX * dx, own[1] + PX * dy, own[2] + PX * dx, own[3] + PX * dy],
  score,
});

/** People as detector and MoveNet saw them in the frame before. */
async function known(count = 1, apart = 150): Promise<readonly VerifiedPerson[]> {
  const before = moveNetSeeing(Array.from({ length: count }, () => moved(0, 0)));
  const detections = Array.from({ length: count }, (_, i) => ({
    box: { ...box, x0: box.x0 + apart * i, x1: box.x1 + apart * i },
    score: 0.8 - 0.1 * i,
  }));
  return (await verifyWithKeypoints(before, image, detections, { threshold: 0.3 })).people;
}

test('the box goes along with the key-points, and the score stays', async () => {
  const people = await known();
  const [person] = await followWithKeypoints(moveNetSeeing([moved(12, -6)]), image, people);
  expect(person.box.x0).toBeCloseTo(people[0].box.x0 + 12, 3);
  expect(person.box.y1).toBeCloseTo(people[0].box.y1 - 6, 3);
  expect(person.score).toBe(people[0].score);
});

test('who is not seen any more, or jumps, is lost; the others stay', async () => {
  const people = await known(2);
  const gone = moveNetSeeing([moved(3, 0), moved(0, 0, 0.05)]);
  const still = await followWithKeypoints(gone, image, people);
  expect(still.length).toBe(1);
  expect(still[0].box.x0).toBeCloseTo(people[0].box.x0 + 3, 3);
  const jumped = moveNetSeeing([moved(3, 0), moved(70, 0)]);
  expect((await followWithKeypoints(jumped, image, people)).length).toBe(1);
});

test('two who come to lie on each other are one', async () => {
  const people = await known(2, 40);
  expect(people.length).toBe(2);
  const together = moveNetSeeing([moved(20, 0), moved(-20, 0)]);
  expect((await followWithKeypoints(together, image, people)).length).toBe(1);
});

test('somebody without key-points is looked at where they were, and lost if nobody is there', async () => {
  const before = [{ box, score: 0.7, keypoints: null }];
  const [person] = await followWithKeypoints(moveNetSeeing([moved(0, 0)]), image, before);
  expect(person.box).toEqual(box);
  expect(person.keypoints).not.toBeNull();
  const nobody = moveNetSeeing([moved(0, 0, 0.05)]);
  expect(await followWithKeypoints(nobody, image, before)).toEqual([]);
});
