import { expect, test } from 'vitest';
import { editDistance, nearest } from './suggest.ts';

test('edits are counted, a swap of neighbours as one', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('predcit', 'predict')).toBe(1);
  expect(editDistance('', 'abc')).toBe(3);
});

test('only what is near enough is suggested', () => {
  const known = ['predict', 'project', 'render', 'bench'];
  expect(nearest('predcit', known)).toBe('predict');
  expect(nearest('pred', known)).toBe('predict');
  expect(nearest('xyzzy', known)).toBeUndefined();
  expect(nearest('b', known)).toBeUndefined();
});
