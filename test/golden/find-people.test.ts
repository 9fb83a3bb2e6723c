import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { intersectionOverUnion, PersonFinder, readBoxes } from '../../src/detect/index.ts';
import { nodePlatform } from '../../src/node/index.ts';
import { astronaut } from '../support/crop.ts';

test('the astronaut: one person, where she was drawn by eye, nothing else', async () => {
  const truth = readBoxes(
    await readFile(new URL('../fixtures/photo-boxes.json', import.meta.url), 'utf8'),
    'photo-boxes.json',
  );
  const [drawn] = truth.boxes.get('astronaut.png') ?? [];
  const image = await astronaut();
  const finder = new PersonFinder(nodePlatform, {});
  const people = await finder.find(image);
  expect(people.length).toBe(1);
  const [person] = people;
  expect(intersectionOverUnion(person.box, drawn.box)).toBeGreaterThan(0.8);
  const nose = (found: typeof person): number[] => [...(found.keypoints?.points.slice(0, 2) ?? [])];
  expect(Math.abs(nose(person)[0] - 223)).toBeLessThan(12);
  expect(Math.abs(nose(person)[1] - 120)).toBeLessThan(12);
  expect(await finder.find(image, undefined, 0.999)).toEqual([]);

  // the next frame, five pixels on
  const next = { ...image, data: image.data.slice() };
  next.data.set(image.data.subarray(0, image.data.length - 15), 15);
  const [followed] = await finder.follow(next, people);
  expect(Math.abs(nose(followed)[0] - nose(person)[0] - 5)).toBeLessThan(2.5);
  expect(intersectionOverUnion(followed.box, person.box)).toBeGreaterThan(0.85);
  const empty = { ...image, data: new Uint8Array(image.data.length).fill(128) };
  expect(await finder.follow(empty, people)).toEqual([]);
  await finder.dispose();
});
