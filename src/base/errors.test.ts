import { expect, test } from 'vitest';
import { MultiRoiError, throwIfAborted, throwIssues } from './errors.ts';

test('issues are thrown together, or not at all', () => {
  expect(() => throwIssues('E_CONFIG', 'config', [])).not.toThrow();
  const two = [
    { path: 'lr', message: 'expected a number, got "x"' },
    { path: 'steps', message: 'expected 1 or more, got 0' },
  ];
  expect(() => throwIssues('E_CONFIG', 'config', two)).toThrow(
    /2 problems found\n {2}lr: .*\n {2}steps:/,
  );
});

test('an aborted signal becomes E_ABORT with its reason', () => {
  const stop = new AbortController();
  expect(() => throwIfAborted('work', stop.signal)).not.toThrow();
  stop.abort('enough');
  let caught: unknown;
  try {
    throwIfAborted('work', stop.signal);
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(MultiRoiError);
  expect(caught).toMatchObject({ code: 'E_ABORT', cause: 'enough' });
});
