import { expect, test } from 'vitest';
import sharp from 'sharp';
import {
  formatList,
  formatOfBytes,
  formatOfName,
  IMAGE_FORMATS,
  isPhotographName,
  NODE_FORMATS,
} from './image-formats.ts';

test('no two formats share an ending or a media type', () => {
  for (const of of ['extensions', 'types'] as const) {
    const all = Object.values(IMAGE_FORMATS).flatMap((format) => format[of]);
    expect(new Set(all).size).toBe(all.length);
    for (const each of all) expect(each).toBe(each.toLowerCase());
  }
});

test('a name promises a format by its last ending, in either case', () => {
  expect(formatOfName('a.b/photo.tar.JFIF')).toBe('jpeg');
  expect(formatOfName('C:\\a\\b.TiF')).toBe('tiff');
  expect(formatOfName('.jpg')).toBe('jpeg');
  for (const name of ['', 'photo', 'a.jpg/b', 'a.jpg.bak', 'a.'])
    expect(formatOfName(name)).toBeUndefined();
  expect([
    isPhotographName('a.heic'),
    isPhotographName('a.svg'),
    isPhotographName('a.txt'),
  ]).toEqual([true, false, false]);
});

test.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)(
  '%s is told by its bytes, and decoded',
  async (format) => {
    const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: '#a05030' } });
    expect(formatOfBytes(await picture.toFormat(format).toBuffer())).toBe(format);
    expect(NODE_FORMATS).toContain(format);
  },
);

test('what is decoded is told in a list', () => {
  expect(formatList(NODE_FORMATS)).toBe('JPEG, PNG, WebP, GIF, AVIF and TIFF');
});

test.each([
  ['\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'heic'],
  ['\0\0\0\x18ftypmsf1\0\0\0\0msf1hevc', 'heic'],
  ['\0\0\0\x14ftypmif1\0\0\0\0mif1\0\0\0\x10metaav01', 'avif'],
  ['\0\0\0\x18ftypavis\0\0\0\0avismsf1', 'avif'],
  ['\0\0\0\x14ftypqt  \0\0\0\0qt  ', 'video'],
  ['\0\0\0\x18ftypcrx \0\0\0\x01crx isom', 'raw'],
  ['II*\0\x10\0\0\0CR\x02\0', 'raw'],
  ['RIFF\0\0\0\0AVI LIST', 'video'],
  ['\0\0\0\x0cJXL \r\n\x87\n', 'jxl'],
  ['8BPS\0\x01', 'psd'],
  ['P6\n3 2\n255\n', 'pnm'],
  ['{"a": 1}', 'json'],
  ['\xef\xbb\xbf <?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "x">\n<svg>', 'svg'],
  ['hello', undefined],
  ['', undefined],
  ['BMW is no bitmap', undefined],
])('%j is %s', (text, format) => {
  expect(formatOfBytes(Buffer.from(text, 'latin1'))).toBe(format);
});
