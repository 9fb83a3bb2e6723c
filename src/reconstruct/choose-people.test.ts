import { expect, test } from 'vitest';
import { choosePeople } from './choose-people.ts';

const person = (name: string, width: number, height: number, score: number) => ({
  name,
  score,
  box: { x0: 5, y0: 5, x1: 5 + width, y1: 5 + height },
});
const crowd = [
  person('small', 10, 20, 0.9),
  person('large', 100, 200, 0.5),
  person('tall', 20, 300, 0.7),
  person('twin', 30, 30, 0.5),
];
const names = (...args: [persons: 'all' | 'largest' | number, minSizePx: number]) =>
  choosePeople(crowd, ...args).map(({ name }) => name);

test('everyone, by score; equals keep their order', () => {
  expect(names('all', 0)).toEqual(['small', 'tall', 'large', 'twin']);
});

test('the largest one, the N largest; never more than there are', () => {
  expect(names('largest', 0)).toEqual(['large']);
  expect(names(2, 0)).toEqual(['tall', 'large']);
  expect(names(9, 0)).toHaveLength(4);
});

test('small ones are left out by their longer side', () => {
  expect(names('all', 30)).toEqual(['tall', 'large', 'twin']);
  expect(names('all', 301)).toEqual([]);
});
