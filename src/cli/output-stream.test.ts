import { expect, test, vi } from 'vitest';
import { OutputStream, type WritableStream } from './output-stream.ts';

const error = (code: string): Error => Object.assign(new Error(`${code}: write`), { code });

/** A stream that takes one text and then fails in one of two ways. */
function failing(code: string, way: 'throws' | 'emits') {
  const taken: string[] = [];
  let emit: (error: Error) => void = () => {};
  const stream: WritableStream = {
    write(text, done) {
      if (taken.length > 0) {
        if (way === 'throws') throw error(code);
        setImmediate(() => emit(error(code)));
      } else taken.push(text);
      done?.();
      return true;
    },
    on: (_, listener) => (emit = listener),
  };
  return { stream, taken };
}

test.each(['throws', 'emits'] as const)('a full disk that %s is told once, typed', async (way) => {
  const { stream, taken } = failing('ENOSPC', way);
  const onFailure = vi.fn();
  const out = new OutputStream(stream, onFailure);
  for (const text of ['one', 'two', 'three']) out.write(text);
  expect(await out.end()).toMatchObject({
    code: 'E_IO',
    message: 'write: expected a standard output that takes the result, got a full disk',
  });
  expect({ calls: onFailure.mock.calls.length, taken, failure: out.failure }).toEqual({
    calls: 1,
    taken: ['one'],
    failure: error('ENOSPC'),
  });
});

test('a reader that has gone stops the command, and is no fault', async () => {
  const onFailure = vi.fn();
  const out = new OutputStream(failing('EPIPE', 'emits').stream, onFailure);
  for (const text of ['one', 'two']) out.write(text);
  expect(await out.end()).toBeUndefined();
  // unless there was more to do
  expect(await out.end(true)).toMatchObject({
    code: 'E_IO',
    message: 'write: expected a standard output that takes the result, got a reader that has gone',
  });
  expect(onFailure).toHaveBeenCalledOnce();
});

test('a stream that takes everything ends without an error', async () => {
  const out = new OutputStream(failing('EPIPE', 'emits').stream, () => expect.unreachable());
  out.write('one');
  expect(out.failure).toBeUndefined();
});
