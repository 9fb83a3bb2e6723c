import { expect, test } from 'vitest';
import { readBoxes, writeBoxes } from './boxes-file.ts';

const person = (x0: number, y0: number, x1: number, y1: number, score = 1): unknown => ({
  box: { x0, y0, x1, y1 },
  score,
});

test('JSON: scores are optional, an image may be empty', () => {
  const boxes = readBoxes('{"a.jpg": [[1, 2, 3, 4.5], [0, 0, 9, 9, 0.5]], "b.jpg": []}', 'f.json');
  expect([...boxes]).toEqual([
    ['a.jpg', [person(1, 2, 3, 4.5), person(0, 0, 9, 9, 0.5)]],
    ['b.jpg', []],
  ]);
});

test('CSV: header, quotes, empty score, mark of order, both line ends', () => {
  const text =
    '\ufeffimage,x0,y0,x1,y1,score\r\na.jpg,1,2,3,4,\r\n"b, ""x"".jpg",-5,0,9,9,0.25\n\na.jpg,0,0,1,1\n';
  expect([...readBoxes(text, 'f.csv')]).toEqual([
    ['a.jpg', [person(1, 2, 3, 4), person(0, 0, 1, 1)]],
    ['b, "x".jpg', [person(-5, 0, 9, 9, 0.25)]],
  ]);
});

test('every problem is told, with its place', () => {
  const json =
    '{"a": [[1, 2, 3], [5, 5, 1, 9], ["x", 0, 1, 1]], "b": 7, "c": [{}], "d": [[0,0,1,1,2]]}';
  expect(() => readBoxes(json, 'boxes.json')).toThrow(
    [
      "readBoxes 'boxes.json': 6 problems found",
      '  "a"[0]: expected x0, y0, x1, y1 and perhaps a score, got 3 values',
      '  "a"[1]: expected x0 < x1 and y0 < y1, got 5, 5, 1, 9; boxes are corners, not sizes',
      '  "a"[2]: expected finite numbers x0, y0, x1, y1 and perhaps a score, got "x"',
      '  "b": expected an array of boxes, got 7',
      '  "c"[0]: expected an array x0, y0, x1, y1, got an object',
      '  "d"[0]: expected a score between 0 and 1, got 2',
    ].join('\n'),
  );
  const csv =
    'a.jpg,1,2,three,4\n"b.jpg,1,2,3,4\n,1,2,3,4\na.jpg,1,2,3,1e999\na.jpg;1;2;3;4\na.jpg,1,,3,4';
  expect(() => readBoxes(csv, 'boxes.csv')).toThrow(
    [
      "readBoxes 'boxes.csv': 6 problems found",
      '  line 1: expected finite numbers x0, y0, x1, y1 and perhaps a score, got "three"',
      '  line 2: expected a closing quote, got the end of the line',
      '  line 3: expected the name of an image, got nothing',
      '  line 4: expected finite numbers x0, y0, x1, y1 and perhaps a score, got Infinity',
      '  line 5: expected x0, y0, x1, y1 and perhaps a score, got 0 values',
      '  line 6: expected finite numbers x0, y0, x1, y1 and perhaps a score, got ""',
    ].join('\n'),
  );
});

test('long lists of problems are counted, broken JSON is one problem', () => {
  expect(() => readBoxes('x,1\n'.repeat(120), 'f')).toThrow(/51 problems[^]*and 70 more/);
  expect(() => readBoxes('{"a": [', 'f')).toThrow(
    expect.objectContaining({ code: 'E_FORMAT' }) as Error,
  );
});

test('names like those of Object.prototype are names', () => {
  const boxes = readBoxes('{"__proto__": [[0, 0, 1, 1]], "constructor": []}', 'f');
  expect([...boxes.keys()]).toEqual(['__proto__', 'constructor']);
});

test('what is written is read again', () => {
  const boxes = readBoxes('a "1".jpg,1.5,2,3,4,0.125\nb,0,0,1,1\n', 'f');
  expect(readBoxes(writeBoxes(boxes), 'f')).toEqual(boxes);
  expect(readBoxes(writeBoxes(new Map()), 'f').size).toBe(0);
});
