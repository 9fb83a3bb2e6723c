import { expect, test } from 'vitest';
import { z } from 'zod';
import { checkedAs, parseJson } from './json.ts';

const schema = z.strictObject({
  size: z.number().positive(),
  name: z.enum(['a', 'b']),
  list: z.array(z.int()).max(2),
});

test('every problem is told by its path, what was expected and what came', () => {
  const value = { size: 0, name: 'c', list: [1, 2, 3], extra: null };
  expect(() => checkedAs('who', schema, value, { root: 'thing' })).toThrow(
    expect.objectContaining({
      code: 'E_FORMAT',
      message: [
        'who: 4 problems found',
        '  size: expected above 0, got 0',
        '  name: expected "a", "b", got "c"',
        '  list: expected at most 2 elements, got a list of 3',
        '  thing: expected no other field, got "extra"',
      ].join('\n'),
    }),
  );
  expect(() => checkedAs('who', schema, {}, { code: 'E_CONFIG' })).toThrow(
    expect.objectContaining({
      code: 'E_CONFIG',
      message: expect.stringContaining('  size: expected number, got nothing') as string,
    }),
  );
  expect(checkedAs('who', schema, { size: 1, name: 'a', list: [] })).toEqual({
    size: 1,
    name: 'a',
    list: [],
  });
});

test('many problems are counted, not listed', () => {
  const value = { size: 1, name: 'a', list: 'x' };
  expect(() => checkedAs('who', z.array(z.never()), Array(25).fill(value))).toThrow(/and 5 more$/);
});

test('nesting is counted before anything is built, and not in strings', () => {
  const nested = (depth: number, inner = ''): string =>
    '['.repeat(depth) + inner + ']'.repeat(depth);
  expect(() => parseJson('p', nested(1000, '1'))).not.toThrow();
  expect(() => parseJson('p', `{"a":${nested(1000)}}`)).toThrow(
    'p: expected JSON nested at most 1000 deep, got deeper',
  );
  // never closed, and so large that building it would take a second
  expect(() => parseJson('p', '['.repeat(4_000_000))).toThrow('nested at most');
  const brackets = JSON.stringify(['"', '\\', '['.repeat(2000)]);
  expect(parseJson('p', brackets)).toEqual(['"', '\\', '['.repeat(2000)]);
  expect(parseJson('p', `[${'[],'.repeat(2000)}[]]`)).toHaveLength(2001);
});

test('what is no JSON, or too long, is E_FORMAT', () => {
  expect(parseJson('who', '[1]')).toEqual([1]);
  expect(() => parseJson('who', '{', { hint: 'close it' })).toThrow(
    expect.objectContaining({ code: 'E_FORMAT', hint: 'close it' }),
  );
  expect(() => parseJson('who', '[1, 2]', { maxLength: 3 })).toThrow(
    'who: expected at most 3 characters, got 6',
  );
});
