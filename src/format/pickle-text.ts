/** @file Numbers and strings as the text opcodes of pickle protocol 0 write them. */

import { failPickle } from './pickle-cursor.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\n': '',
};

/** Small integers as numbers, others as bigint. */
export function safeInteger(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** Two's complement, little-endian. Longer ones occur only in attacks on their quadratic decoding. */
export function integerFromBytes(bytes: Uint8Array): number | bigint {
  if (bytes.length > 1024) failPickle('an integer of at most 1024 bytes', `${bytes.length}`);
  let value = 0n;
  for (const byte of bytes.toReversed()) value = (value << 8n) | BigInt(byte);
  return safeInteger(BigInt.asIntN(bytes.length * 8, value));
}

/** `12`, `-3L`; protocol 0 wrote booleans as `00` and `01`. */
export function integerFromText(text: string): number | bigint | boolean {
  if (text === '00' || text === '01') return text === '01';
  if (!/^[+-]?\d{1,2500}L?$/.test(text)) failPickle('an integer', `"${text.slice(0, 40)}"`);
  return safeInteger(BigInt(text.replace(/L$|^\+/g, '')));
}

/** A float as pickle's text protocol writes it. @throws E_FORMAT */
export function floatFromText(text: string): number {
  const special = /^([+-]?)(inf|nan)$/i.exec(text);
  if (special !== null) {
    return special[2]?.toLowerCase() === 'nan' ? NaN : special[1] === '-' ? -Infinity : Infinity;
  }
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) failPickle('a number', `"${text.slice(0, 40)}"`);
  return value;
}

/** The repr of a Python 2 string, quotes included. */
export function stringFromRepr(text: string): string {
  const quote = text.charAt(0);
  const closed = text.length >= 2 && text.endsWith(quote);
  if ((quote !== "'" && quote !== '"') || !closed) failPickle('a quoted string', 'another line');
  return text
    .slice(1, -1)
    .replace(/\\(x[\da-fA-F]{2}|[0-7]{1,3}|[^x0-7])/g, (whole, code: string) => {
      if (/^[0-7]/.test(code)) return String.fromCharCode(parseInt(code, 8) & 255);
      if (code.length === 3) return String.fromCharCode(parseInt(code.slice(1), 16));
      return ESCAPES[code] ?? whole;
    });
}

/** Python's raw-unicode-escape: Latin-1 with `\uXXXX` and `\UXXXXXXXX`. */
export function unicodeFromText(text: string): string {
  return text.replace(
    /\\u([\da-fA-F]{4})|\\U([\da-fA-F]{8})/g,
    (_, short?: string, long?: string) => {
      const point = parseInt(short ?? long ?? '', 16);
      if (point > 0x10ffff) failPickle('Unicode code points', `${point}`);
      return String.fromCodePoint(point);
    },
  );
}
