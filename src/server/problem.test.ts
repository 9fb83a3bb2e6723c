import { expect, test } from 'vitest';
import { MultiRoiError, type ErrorCode } from '../base/index.ts';
import { problemOf } from './problem.ts';

test.each<[ErrorCode, number]>([
  ['E_SHAPE', 400],
  ['E_RANGE', 422],
  ['E_NUMERIC', 422],
  ['E_RUNTIME', 500],
  ['E_IO', 500],
])('%s is answered with %i', (code, status) => {
  expect(problemOf(new MultiRoiError(code, 'run: expected this, got that'))).toMatchObject({
    status,
    code,
  });
});
