/** @file Damaged files: what a parser makes of them must be a value or `E_FORMAT`, nothing else. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { MultiRoiError } from '../../src/base/index.ts';

/** The bytes cut short, or with up to eight of them changed. */
export function damaged(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), {
    minLength: 1,
    maxLength: 8,
  });
  return fc.oneof(
    fc.nat(bytes.length - 1).map((length) => bytes.slice(0, length)),
    changes.map((list) => {
      const copy = bytes.slice();
      for (const [at, value] of list) copy[at] = value;
      return copy;
    }),
  );
}

function checkError(error: unknown): void {
  expect(error).toBeInstanceOf(MultiRoiError);
  expect(error).toMatchObject({ code: 'E_FORMAT' });
}

/** Runs a parser; any error but `E_FORMAT` fails the test. */
export function onlyFormatErrors(parse: () => unknown): void {
  try {
    parse();
  } catch (error) {
    checkError(error);
  }
}

/** As {@link onlyFormatErrors}, for a parser that reads from a source. */
export async function onlyFormatRejections(parsed: Promise<unknown>): Promise<void> {
  await parsed.then(() => undefined, checkError);
}
