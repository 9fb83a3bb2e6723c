/** @file Text from outside, whoever saved it: UTF-8 or UTF-16 by its mark of order or by its zeros, any end of line. */

import { MultiRoiError } from '../base/index.ts';

/** Enough to tell UTF-16 without a mark: every other byte of plain letters is zero. */
const LOOKED_AT = 1024;

function startsWith(bytes: Uint8Array, ...mark: number[]): boolean {
  return mark.every((byte, i) => bytes[i] === byte);
}

/** By the mark of order, else by where zeros stand; null for what is no text. */
function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32' | null {
  if (startsWith(bytes, 0xff, 0xfe, 0, 0) || startsWith(bytes, 0, 0, 0xfe, 0xff)) return 'utf-32';
  if (startsWith(bytes, 0xff, 0xfe)) return 'utf-16le';
  if (startsWith(bytes, 0xfe, 0xff)) return 'utf-16be';
  const zeros = [0, 0];
  const length = Math.min(bytes.length, LOOKED_AT);
  for (let i = 0; i < length; i++) if (bytes[i] === 0) zeros[i % 2]++;
  const [even, odd] = zeros;
  if (even === 0 && odd === 0) return 'utf-8';
  if (even > 0 && odd > 0) return null;
  return odd > 0 ? 'utf-16le' : 'utf-16be';
}

/** Where the first byte stands that is no UTF-8. */
function firstOddByte(bytes: Uint8Array): { line: number; byte: number } {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(0x0a, start);
    const row = bytes.subarray(start, end < 0 ? undefined : end);
    try {
      decoder.decode(row);
    } catch {
      return { line, byte: row.find((value) => value >= 0x80) ?? 0 };
    }
    if (end < 0) break;
    start = end + 1;
    line++;
  }
  return { line, byte: 0 };
}

/**
 * The text of a file, without its mark of order, lines ended by `\n`.
 * @param name of the file, for messages.
 * @throws E_FORMAT for what is in another encoding, and for what is no text.
 */
export function readText(who: string, bytes: Uint8Array, name: string): string {
  const refuse = (got: string, hint: string): never => {
    throw new MultiRoiError(
      'E_FORMAT',
      `${who}: expected a text in UTF-8 or UTF-16, got ${got} ("${name}")`,
      { hint, details: { name } },
    );
  };
  const encoding = encodingOf(bytes);
  if (encoding === 'utf-32') return refuse('UTF-32', 'save it as UTF-8');
  if (encoding === null) return refuse('bytes that are no text', 'is it the right file?');
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.replaceAll(/\r\n?/g, '\n');
  } catch {
    if (encoding !== 'utf-8') {
      return refuse(
        `${encoding.toUpperCase()} that is broken or cut off`,
        'save it again, as UTF-8',
      );
    }
    const { line, byte } = firstOddByte(bytes);
    return refuse(
      `the byte 0x${byte.toString(16).padStart(2, '0')} in line ${line}, as in Latin-1 or Windows-1252`,
      'save it as UTF-8, for example: iconv -f WINDOWS-1252 -t UTF-8 in > out',
    );
  }
}
