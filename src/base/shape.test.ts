import { expect, expectTypeOf, test } from 'vitest';
import { checkLength, dims } from './shape.ts';

test('dims binds names, checks literals and known lengths', () => {
  const { B, J } = dims('lbs', [2, 24, 3], '[B, J, 3]');
  expect([B, J]).toEqual([2, 24]);
  expectTypeOf(dims('x', [1], '[N]')).toEqualTypeOf<Record<'N', number>>();
  expect(() => dims('lbs', [2, 23, 9], '[B, J, 3]', { J: 24 })).toThrow(
    'lbs: expected [B, J, 3] with J=24, got [2, 23, 9]',
  );
  expect(() => dims('square', [2, 3], '[N, N]')).toThrow('expected [N, N], got [2, 3]');
  expect(dims('scalar', [], '[]')).toEqual({});
  // @ts-expect-error no axis Q in the pattern
  expect(() => dims('x', [1], '[N]', { Q: 2 })).not.toThrow();
});

test('checkLength says how many were wanted', () => {
  expect(() => checkLength('f', 5, [2, 3])).toThrow('f: expected 6 elements for [2, 3], got 5');
});
