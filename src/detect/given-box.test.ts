import { expect, test } from 'vitest';
import { boxProblem, remarksOnBoxes } from './given-box.ts';

const box = (x0: number, y0: number, x1: number, y1: number) => ({ x0, y0, x1, y1 });
const image = { width: 640, height: 480 };

test.each([
  [box(0.1, 0.2, 0.5, 0.9), 'shares of width and height'],
  [box(0, 0, 1, 1), 'shares of width and height'],
  [box(-0.2, 0, 1.4, 1.5), 'shares of width and height'],
  [box(Number.NaN, 0, 9, 9), 'expected four finite numbers, got NaN, 0, 9, 9'],
  [box(0, 0, Infinity, 9), 'expected four finite numbers'],
  [box(0, 0, 1e300, 9), 'expected at most 1000000 px'],
  [box(-1e7, 0, 9, 9), 'expected at most 1000000 px'],
  [box(50, 0, 9, 9), 'expected x0 < x1 and y0 < y1, got 50, 0, 9, 9; boxes are corners, not sizes'],
  [box(5, 5, 5, 9), 'expected x0 < x1'],
])('%j cannot be meant', (given, problem) => {
  expect(boxProblem(given)).toContain(problem);
  expect(() => remarksOnBoxes('who', [box(1, 1, 90, 90), given], image)).toThrow(
    expect.objectContaining({
      code: 'E_RANGE',
      message: expect.stringContaining(`boxes[1]: `) as string,
    }) as Error,
  );
});

test.each([
  [box(10, 10, 14, 19), ['the box [10, 10, 14, 19] is 4×9 px: too few to see a body in']],
  [box(630, 0, 1300, 470), ['only 1.4 % of the box [630, 0, 1300, 470] lie in the picture']],
  [
    box(-5000, -5000, 5000, 5000),
    ['only 0.31 % of the box [-5000, -5000, 5000, 5000] lie in the picture'],
  ],
  [box(0, 0, 2, 40), []],
  [box(-100, 0, 300, 479), []],
])('%j is remarked on, or not', (given, remarks) => {
  expect(boxProblem(given)).toBeUndefined();
  expect(remarksOnBoxes('who', [given], image)).toEqual(remarks);
});
