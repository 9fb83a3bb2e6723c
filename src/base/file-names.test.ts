import { expect, test } from 'vitest';
import { foldedName, plainName } from './file-names.ts';

test.each([
  ['./a.jpg', 'a.jpg'],
  ['in//b/./a.jpg', 'in/b/a.jpg'],
  ['in\\a.jpg', 'in/a.jpg'],
  ['in/x/../a.jpg', 'in/a.jpg'],
  ['../a.jpg', '../a.jpg'],
  ['../../a/../b', '../../b'],
  ['/data/./a.jpg', '/data/a.jpg'],
  ['C:\\x\\a.jpg', 'C:/x/a.jpg'],
  ['e\u0301.jpg', '\u00e9.jpg'],
  ['', ''],
])('%s is plainly %s', (name, plain) => {
  expect(plainName(name)).toBe(plain);
  expect(plainName(plain)).toBe(plain);
});

test('cases are folded for disks that do not tell them apart', () => {
  expect(foldedName('IN\\A.JPG')).toBe(foldedName('in/a.jpg'));
  expect(foldedName('E\u0301.JPG')).toBe('\u00e9.jpg');
});
