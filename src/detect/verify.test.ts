import { expect, test } from 'vitest';
import { moveNetSeeing } from '../../test/support/movenet-session.ts';
import type { Box } from '../camera/index.ts';
import type { PixelImage } from '../platform/index.ts';
import { decide, keypointRegion, verifyWithKeypoints, type VerifiedPerson } from './verify.ts';

const image: PixelImage = { width: 800, height: 400, data: new Uint8Array(800 * 400 * 3) };
const at = (x0: number, y0: number, w: number, h: number): Box => {
  return { x0, y0, x1: x0 + w, y1: y0 + h };
};
/** Where a box lies in the crop that is made of another one. */
function inCrop(box: Box, crop: Box): readonly [number, number, number, number] {
  const { center, size } = keypointRegion(crop).roi;
  const x = (value: number): number => ((value - center[0]) * 256) / size + 128;
  const y = (value: number): number => ((value - center[1]) * 256) / size + 128;
  return [x(box.x0), y(box.y0), x(box.x1), y(box.y1)];
}

test('key-points in the box raise the score, none lower it; who falls below the threshold is told of', async () => {
  const box = at(100, 100, 100, 200);
  const inside = inCrop(at(110, 110, 80, 180), box);
  const verify = (score: number, threshold: number) =>
    verifyWithKeypoints(
      moveNetSeeing([{ rectangle: inside, score }]),
      image,
      [{ box, score: 0.5 }],
      { threshold },
    );
  const sure = await verify(0.9, 0.3);
  expect(sure.people[0].score).toBeGreaterThan(0.7);
  expect(sure.refused).toEqual([]);
  const unseen = await verify(0.01, 0.35);
  expect(unseen.people).toEqual([]);
  expect(unseen.refused[0]).toMatchObject({ box, reason: 'unsure' });
  expect(unseen.refused[0].score).toBeLessThan(0.35);
});

test('a weight of 0 leaves scores alone', async () => {
  const box = at(100, 100, 100, 200);
  const session = moveNetSeeing([{ rectangle: inCrop(box, box), score: 0.01 }]);
  const options = { threshold: 0.3, weight: 0 };
  const { people } = await verifyWithKeypoints(session, image, [{ box, score: 0.4 }], options);
  expect(people[0].score).toBeCloseTo(0.4, 12);
});

test('the upper half of somebody is part of them; a neighbour whose box overlaps is not', async () => {
  const whole = at(100, 50, 120, 300);
  const half = at(100, 50, 120, 150);
  const neighbour = at(160, 50, 120, 300);
  const own = at(110, 60, 100, 280);
  const session = moveNetSeeing([
    { rectangle: inCrop(own, whole), score: 0.9 },
    { rectangle: inCrop(own, half), score: 0.8 },
    { rectangle: inCrop(at(170, 60, 100, 280), neighbour), score: 0.9 },
  ]);
  const detections = [
    { box: whole, score: 0.8 },
    { box: half, score: 0.5 },
    { box: neighbour, score: 0.6 },
  ];
  const { people, refused } = await verifyWithKeypoints(session, image, detections, {
    threshold: 0.3,
  });
  expect(people.map(({ box }) => box)).toEqual([whole, neighbour]);
  expect(refused.map(({ reason }) => reason)).toEqual(['double']);
});

test('a box grows to where its person reaches', async () => {
  const box = at(100, 100, 100, 100);
  const session = moveNetSeeing([{ rectangle: inCrop(at(110, 104, 80, 106), box), score: 0.9 }]);
  const options = { threshold: 0.1 };
  const [person] = (await verifyWithKeypoints(session, image, [{ box, score: 0.7 }], options))
    .people;
  expect(person.box.y1).toBeGreaterThan(212);
  expect(person.box).toMatchObject({ x0: 100, x1: 200, y0: 100 });
});

test('who is taken for a neighbour is looked at alone, and stays somebody else', async () => {
  const [left, right] = [at(100, 50, 100, 300), at(190, 50, 100, 300)];
  const of = (box: Box, crop: Box) => inCrop(at(box.x0 + 8, 60, 84, 280), crop);
  const session = moveNetSeeing([
    { rectangle: of(left, left), score: 0.9 },
    // the look at the second finds the first, and the look at the second's box alone finds them
    { rectangle: of(left, right), score: 0.6 },
    { rectangle: of(right, right), score: 0.8 },
  ]);
  const detections = [
    { box: left, score: 0.9 },
    { box: right, score: 0.8 },
  ];
  const { people } = await verifyWithKeypoints(session, image, detections, { threshold: 0.3 });
  expect(people.map(({ box }) => box)).toEqual([left, right]);
  const xs = people.map(({ keypoints }) => keypoints?.points[0] ?? NaN);
  expect(xs[1] - xs[0]).toBeCloseTo(90, -1);
  // seen through a keyhole, they are as sure as they were before; with that evidence .91
  expect(people[1].score).toBeLessThan(0.87);
});

test('a close-up is not taken for a passer-by behind them', async () => {
  const box = at(100, 20, 300, 360);
  const passerBy = at(110, 150, 50, 140);
  const bust = at(170, 80, 220, 300);
  const people = async (closeUp: number) => {
    const session = moveNetSeeing([
      { rectangle: inCrop(passerBy, box), score: 0.5 },
      { rectangle: inCrop(bust, box), score: closeUp },
    ]);
    const found = [{ box, score: 0.9 }];
    return (await verifyWithKeypoints(session, image, found, { threshold: 0.3 })).people;
  };
  // the surer look shows somebody who is small for the box
  const [close] = await people(0.45);
  expect(close.keypoints?.points[0]).toBeCloseTo(170, -1);
  // what is hardly seen is nobody's: the first look stays
  const [unseen] = await people(0.32);
  expect(unseen.keypoints?.points[0]).toBeCloseTo(110, -1);
});

test('of a crowd only those are looked at who are not clear', async () => {
  const detections = Array.from({ length: 40 }, (_, i) => ({
    box: at(20 * i, 10, 10, 30),
    score: i < 35 ? 0.8 : 0.4,
  }));
  const session = moveNetSeeing(
    detections.slice(35).map(({ box }) => ({ rectangle: inCrop(box, box), score: 0.9 })),
  );
  const { people } = await verifyWithKeypoints(session, image, detections, { threshold: 0.3 });
  expect(session.crops).toBe(5);
  expect(people.length).toBe(40);
  expect(people.filter(({ keypoints }) => keypoints === null).length).toBe(35);
  // a small group is looked at whole
  const few = moveNetSeeing([]);
  await verifyWithKeypoints(few, image, detections.slice(0, 10), { threshold: 0.3 });
  expect(few.crops).toBe(10);
});

test('everybody is somewhere: among people or among the refused', () => {
  const keypoints = null;
  const candidates: VerifiedPerson[] = [
    { box: at(0, 0, 100, 200), score: 0.9, keypoints },
    { box: at(2, 2, 100, 200), score: 0.5, keypoints },
    { box: at(400, 0, 100, 200), score: 0.2, keypoints },
  ];
  const { people, refused } = decide(candidates, 0.3);
  expect(people.map(({ score }) => score)).toEqual([0.9]);
  expect(refused.map(({ score, reason }) => [score, reason])).toEqual([
    [0.5, 'double'],
    [0.2, 'unsure'],
  ]);
});

test('what is only guessed of somebody hidden is left out, if another box leaves it out', () => {
  const whole = at(100, 50, 100, 300);
  const upper = at(100, 50, 100, 150);
  const seen = (hips: number): VerifiedPerson['keypoints'] => ({
    // all key-points of the upper body, and legs below it
    points: Float64Array.from({ length: 34 }, (_, i) =>
      i % 2 === 0 ? 120 + i : i < 22 ? 70 + 4 * i : 260 + i,
    ),
    scores: Float32Array.from({ length: 17 }, (_, k) => (k < 11 ? 0.8 : hips)),
    spreadPx: new Float32Array(17),
  });
  const decided = (hips: number) => {
    const keypoints = seen(hips);
    return decide(
      [
        { box: whole, score: 0.8, keypoints },
        { box: upper, score: 0.6, keypoints },
      ],
      0.3,
    ).people.map(({ box }) => box);
  };
  expect(decided(0.1)).toEqual([upper]);
  expect(decided(0.6)).toEqual([whole]);
});
