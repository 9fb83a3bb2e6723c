import { expect, test } from 'vitest';
import { readExifPhoto } from './exif.ts';

interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count?: number;
  readonly value: number;
}

/** A block of one directory that leads to another, in which these entries stand; then what they point at. */
function block(
  entries: readonly Entry[],
  {
    little = false,
    prefix = '',
    pointed = [],
  }: {
    readonly little?: boolean;
    readonly prefix?: string;
    readonly pointed?: readonly number[];
  } = {},
): Uint8Array {
  const view = new DataView(new ArrayBuffer(28 + 12 * entries.length + 4 * pointed.length));
  view.setUint16(0, little ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  const put = (at: number, { tag, type, count = 1, value }: Entry): void => {
    view.setUint16(at, tag, little);
    view.setUint16(at + 2, type, little);
    view.setUint32(at + 4, count, little);
    if (type === 3) view.setUint16(at + 8, value, little);
    else view.setUint32(at + 8, value, little);
  };
  view.setUint16(8, 1, little);
  put(10, { tag: 0x8769, type: 4, value: 26 });
  view.setUint16(26, entries.length, little);
  entries.forEach((entry, i) => put(28 + 12 * i, entry));
  pointed.forEach((value, i) => view.setUint32(28 + 12 * entries.length + 4 * i, value, little));
  return Uint8Array.of(...Buffer.from(prefix), ...new Uint8Array(view.buffer));
}

const WIDTH = { tag: 0xa002, type: 4, value: 640 };
const FOCAL = { tag: 0x920a, type: 5, value: 28 + 12 * 2 };

test.each([
  { little: false, prefix: '' },
  { little: true, prefix: '' },
  { little: true, prefix: 'Exif\0\0' },
])('numbers of either order, behind a prefix or not: %o', (how) => {
  expect(readExifPhoto(block([WIDTH, FOCAL], { ...how, pointed: [50, 10] }))).toEqual({
    PixelXDimension: 640,
    FocalLength: 5,
  });
});

test('what is not one number is not there', () => {
  const odd = [
    { ...WIDTH, count: 2 },
    { ...WIDTH, tag: 0xa003, type: 2 },
    { ...FOCAL, value: 4_000_000_000 },
    { tag: 0xa20e, type: 5, value: 28 + 12 * 5 },
    { tag: 0xa405, type: 3, value: 28 },
  ];
  expect(readExifPhoto(block(odd, { pointed: [1, 0] }))).toEqual({ FocalLengthIn35mmFilm: 28 });
});

test('a block that is cut off is believed as far as it goes, and no block is nothing', () => {
  const whole = block([WIDTH, { tag: 0xa405, type: 3, value: 28 }]);
  const known = Array.from(
    { length: whole.length },
    (_, length) => Object.keys(readExifPhoto(whole.subarray(0, length))).length,
  );
  expect(known).toEqual(known.toSorted((a, b) => a - b));
  expect([known[0], known[40], known.at(-1)]).toEqual([0, 1, 2]);
  expect(readExifPhoto(new Uint8Array(100).fill(7))).toEqual({});
});
