import { describe, expect, test } from 'vitest';
import { readText } from './text.ts';

const text = '{"é.jpg": [[1, 2, 30, 40]]}\n次\n';
const utf16be = (value: string): Buffer => Buffer.from(value, 'utf16le').swap16();
const read = (bytes: Uint8Array): string => readText('who', bytes, 'f.json');

describe('one text, however it was saved', () => {
  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark of order', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 of PowerShell', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16, big-endian', utf16be(`\ufeff${text}`)],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le')],
    ['UTF-16, big-endian, without a mark', utf16be(text)],
    ['lines of Windows', Buffer.from(text.replaceAll('\n', '\r\n'))],
    ['lines of old Macs', Buffer.from(text.replaceAll('\n', '\r'))],
  ])('%s', (_, bytes) => {
    expect(read(bytes)).toBe(text);
  });

  test('nothing is a text', () => {
    expect(read(new Uint8Array())).toBe('');
  });
});

describe('what is none is named, with what to do', () => {
  test.each([
    [
      'Latin-1',
      Buffer.from('a\nb\ncaf\xe9,1\n', 'latin1'),
      'the byte 0xe9 in line 3, as in Latin-1',
      'iconv',
    ],
    ['UTF-8 that is cut off', Buffer.from('é').subarray(0, 1), 'the byte 0xc3 in line 1', 'UTF-8'],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 'UTF-32', 'UTF-8'],
    [
      'UTF-16 that is cut off',
      Buffer.from([0xff, 0xfe, 0x61]),
      'UTF-16LE that is broken or cut off',
      'UTF-8',
    ],
    [
      'a picture',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]),
      'bytes that are no text',
      'right file',
    ],
  ])('%s', (_, bytes, got, hint) => {
    expect(() => read(bytes)).toThrow(
      expect.objectContaining({
        code: 'E_FORMAT',
        message: expect.stringMatching(
          new RegExp(`^who: expected a text in UTF-8 or UTF-16, got .*${got}.*\\("f.json"\\)$`),
        ) as string,
        hint: expect.stringContaining(hint) as string,
      }) as Error,
    );
  });
});
