import { expect, test } from 'vitest';
import { MultiRoiError } from '../base/index.ts';
import type { Photo } from '../platform/index.ts';
import type { Reconstruction } from '../result/index.ts';
import { sampleResult } from '../../test/support/result.ts';
import { type ManyOptions, reconstructMany } from './reconstruct-many.ts';

const photo: Photo = { width: 1, height: 1, data: new Uint8Array(3), exifFocalPx: null };

/** What was asked for, opened and looked at, in the order it happened. */
function watched(inputs: Iterable<string> | AsyncIterable<string>, options?: ManyOptions<string>) {
  const log: string[] = [];
  async function* asked(): AsyncGenerator<string, void, undefined> {
    try {
      for await (const input of inputs) {
        log.push(`ask ${input}`);
        yield input;
      }
    } finally {
      log.push('end');
    }
  }
  const many = reconstructMany(
    asked(),
    {
      open: async (input, { file }) => {
        log.push(`open ${input}`);
        if (input.startsWith('absent')) throw new MultiRoiError('E_IO', `read: no ${input}`);
        if (input.startsWith('fault')) throw new TypeError('a fault');
        return { photo, file: file ?? input, decodeMs: 5 };
      },
      reconstruct: async (given, { file = '' }) => {
        log.push(`look ${file}`);
        const result: Reconstruction = { ...sampleResult(), timings: { heads: 1 } };
        return { photo: given, result: { ...result, image: { ...result.image, file } } };
      },
    },
    options,
  );
  return { log, many };
}

test('results come in order, and what fails is told in its place', async () => {
  const { many } = watched(['a', 'absent', 'b']);
  const told: string[] = [];
  for await (const { index, input, result, error } of many) {
    told.push(`${index} ${input} ${result?.image.file ?? error?.code}`);
  }
  expect(told).toEqual(['0 a a', '1 absent E_IO', '2 b b']);
});

test('decoding is among the timings', async () => {
  const { many } = watched(['a']);
  const { value } = await many.next();
  expect(value?.result?.timings).toEqual({ decode: 5, heads: 1 });
});

test.each([0, 1, 3])('no more than %i are opened before they are asked for', async (ahead) => {
  const { log, many } = watched(
    Array.from({ length: 20 }, (_, i) => String(i)),
    { ahead },
  );
  for (let done = 1; done <= 10; done++) {
    await many.next();
    await new Promise((settle) => setImmediate(settle));
    const opened = log.filter((line) => line.startsWith('open')).length;
    expect(opened).toBeLessThanOrEqual(done + ahead + 1);
    expect(opened).toBeGreaterThanOrEqual(Math.min(20, done + ahead));
  }
});

test('a slow source does not keep what is there waiting', async () => {
  let release: () => void = () => undefined;
  async function* slow(): AsyncGenerator<string> {
    yield 'a';
    await new Promise<void>((settle) => {
      release = settle;
    });
    yield 'b';
  }
  const { many } = watched(slow());
  expect((await many.next()).value?.input).toBe('a');
  release();
  expect((await many.next()).value?.input).toBe('b');
  expect((await many.next()).done).toBe(true);
});

test('who leaves the loop ends the source', async () => {
  const { log, many } = watched(['a', 'b', 'c', 'd', 'e', 'f']);
  for await (const { input } of many) if (input === 'b') break;
  expect(log).toContain('end');
  expect(log).not.toContain('open f');
});

test('options of one go before those of all', async () => {
  const each = (input: string, index: number) => ({ file: `${input}${index}` });
  const { many } = watched(['a', 'b'], { file: 'all', each });
  const files: (string | undefined)[] = [];
  for await (const { result } of many) files.push(result?.image.file);
  expect(files).toEqual(['a0', 'b1']);
});

test('stopped, it ends with an AbortError that has our code', async () => {
  const stop = new AbortController();
  const { many } = watched(['a', 'b'], { signal: stop.signal });
  await many.next();
  stop.abort();
  await expect(many.next()).rejects.toMatchObject({ name: 'AbortError', code: 'E_ABORT' });
});

test('faults of a program end it, and so does a source that throws', async () => {
  await expect(watched(['fault']).many.next()).rejects.toThrow(TypeError);
  async function* broken(): AsyncGenerator<string> {
    yield 'a';
    throw new Error('the list ends here');
  }
  const { many } = watched(broken());
  expect((await many.next()).value?.input).toBe('a');
  await expect(many.next()).rejects.toThrow('the list ends here');
});

test('an ahead that makes no sense is refused', async () => {
  await expect(watched(['a'], { ahead: -1 }).many.next()).rejects.toMatchObject({
    code: 'E_RANGE',
  });
});
