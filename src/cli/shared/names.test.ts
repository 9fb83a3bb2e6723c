import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameOutputs, shareOf, type NamedFile } from './names.ts';

const file = (name: string, under = '/p/'): NamedFile => ({ path: under + name, name });
const stems = (inputs: NamedFile[], reserved?: string[]) => [
  ...nameOutputs(inputs, reserved).values(),
];

test('stems keep folders; clashes keep the way, then the extension', () => {
  expect(stems([file('a/x.jpg'), file('x.jpg')])).toEqual([join('a', 'x'), 'x']);
  expect(stems([file('x.jpg'), file('X.png'), file('y.jpg')])).toEqual(['y', 'x.jpg', 'X.png']);
  expect(stems([file('x.jpg', '/q/p/'), file('x.jpg', '/q/r/')])).toEqual([
    join('p', 'x'),
    join('r', 'x'),
  ]);
  expect(stems([file('run.jpg')], ['run'])).toEqual(['run.jpg']);
});

test('no two inputs ever share a stem, on a disk that ignores case', () => {
  const name = fc.stringMatching(/^[abAB]{1,2}(\.[ab]){0,2}\.(jpg|png)$/);
  const folder = fc.constantFrom('/p/', '/q/', '/p/q/');
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(folder, name), { selector: (pair) => pair.join('') }),
      (all) => {
        const inputs = all.map(([under, base]) => file(base, under));
        const names = stems(inputs, ['run']).map((stem) => stem.toLowerCase());
        expect(names).toHaveLength(inputs.length);
        expect(new Set([...names, 'run']).size).toBe(inputs.length + 1);
      },
    ),
  );
});

test('shards part the list', () => {
  const all = ['a', 'b', 'c', 'd', 'e'];
  expect([1, 2, 3].map((i) => shareOf(all, [i, 3]))).toEqual([['a', 'd'], ['b', 'e'], ['c']]);
});
