import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import {
  CANDIDATE_THRESHOLD,
  followWithKeypoints,
  intersectionOverUnion,
  tiledDetector,
  readBoxes,
  ssdDetector,
  verifyWithKeypoints,
} from '../../src/detect/index.ts';
import { nodeRuntime } from '../../src/node/index.ts';
import type { Session } from '../../src/platform/index.ts';
import { convert, recipeOf, sourceOf } from '../../tools/convert-models.ts';
import { astronaut } from '../support/crop.ts';

async function sessionOf(name: string): Promise<Session> {
  const recipe = recipeOf(name);
  return nodeRuntime.createSession(convert(recipe, await sourceOf(recipe)));
}

test('the astronaut: one person, where she was drawn by eye, nothing else', async () => {
  const truth = readBoxes(
    await readFile(new URL('../fixtures/photo-boxes.json', import.meta.url), 'utf8'),
    'photo-boxes.json',
  );
  const [drawn] = truth.get('astronaut.png') ?? [];
  const image = await astronaut();
  const [ssd, pose] = await Promise.all([sessionOf('ssd-person'), sessionOf('blazepose-full')]);
  const detector = tiledDetector(ssdDetector(ssd), { threshold: CANDIDATE_THRESHOLD });
  const people = await verifyWithKeypoints(pose, image, await detector.detect(image));
  expect(people.length).toBe(1);
  const [person] = people;
  expect(intersectionOverUnion(person.box, drawn.box)).toBeGreaterThan(0.8);
  // her nose
  expect(Math.abs(person.keypoints.points[0] - 223)).toBeLessThan(12);
  expect(Math.abs(person.keypoints.points[1] - 120)).toBeLessThan(12);

  // the next frame, five pixels on
  const next = { ...image, data: image.data.slice() };
  next.data.set(image.data.subarray(0, image.data.length - 15), 15);
  const [followed] = await followWithKeypoints(pose, next, people);
  expect(Math.abs(followed.keypoints.points[0] - person.keypoints.points[0] - 5)).toBeLessThan(1.5);
  expect(intersectionOverUnion(followed.box, person.box)).toBeGreaterThan(0.85);
  const empty = { ...image, data: new Uint8Array(image.data.length).fill(128) };
  expect(await followWithKeypoints(pose, empty, people)).toEqual([]);
  await Promise.all([ssd.dispose(), pose.dispose()]);
});
