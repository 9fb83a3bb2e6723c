/**
 * @file Parsers that ask for ranges. A parser is a generator: it yields the range it needs next and is
 * handed the bytes, so the same one reads an array in memory and a file of gigabytes.
 */

import { MultiRoiError } from '../base/index.ts';

/** Random access to bytes: a file, a blob, a URL with range requests. */
export interface ByteSource {
  readonly size: number;
  /** Exactly the bytes [offset, offset + length); the parser asks only for what lies inside. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Bytes of a file that a parser asks for. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/**
 * A parser that says which bytes it wants next and is handed them: the same one reads memory, files and what is
 * fetched.
 */
export type RangeParser<T> = Generator<ByteRange, T, Uint8Array>;

function checkRange(who: string, { offset, length }: ByteRange, size: number): void {
  const whole = Number.isSafeInteger(offset) && Number.isSafeInteger(length);
  if (!whole || offset < 0 || length < 0 || offset + length > size) {
    throw new MultiRoiError(
      'E_FORMAT',
      `${who}: expected ${length} bytes at offset ${offset}, got a file of ${size} bytes; it may be truncated`,
    );
  }
}

/** Runs a parser over bytes in memory; what it is handed shares their memory. */
export function parseBytes<T>(who: string, parser: RangeParser<T>, bytes: Uint8Array): T {
  let step = parser.next();
  while (step.done !== true) {
    const range = step.value;
    checkRange(who, range, bytes.length);
    step = parser.next(bytes.subarray(range.offset, range.offset + range.length));
  }
  return step.value;
}

/** Runs a parser over a source, reading only the ranges it asks for. */
export async function parseSource<T>(
  who: string,
  parser: RangeParser<T>,
  source: ByteSource,
): Promise<T> {
  let step = parser.next();
  while (step.done !== true) {
    const range = step.value;
    checkRange(who, range, source.size);
    const bytes = await source.read(range.offset, range.length);
    if (bytes.length !== range.length) {
      throw new MultiRoiError(
        'E_IO',
        `${who}: expected ${range.length} bytes at offset ${range.offset}, got ${bytes.length}; the file changed while it was read`,
      );
    }
    step = parser.next(bytes);
  }
  return step.value;
}

/** Bytes as text, one character a byte (ISO 8859-1; `TextDecoder` would give Windows-1252). */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return text;
}
