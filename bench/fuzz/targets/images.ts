/** @file Pictures: what their headers say, EXIF, and decoding. */

import sharp, { type Sharp } from 'sharp';
import { focalPxFromExif } from '../../../src/camera/index.ts';
import { readImageHeader } from '../../../src/format/index.ts';
import { nodeImages } from '../../../src/node/index.ts';
import { concatenate, utf8, whole, type Seed } from '../seed.ts';
import { Contradiction, words, type Target } from '../target.ts';

/** EXIF as TIFF: two directories, text, a rational, numbers. */
function exifBlock(bigEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(128));
  const le = !bigEndian;
  view.setUint16(0, bigEndian ? 0x4d4d : 0x4949);
  view.setUint16(2, 42, le);
  view.setUint32(4, 8, le);
  const entry = (at: number, tag: number, type: number, count: number, value: number): void => {
    view.setUint16(at, tag, le);
    view.setUint16(at + 2, type, le);
    view.setUint32(at + 4, count, le);
    if (type === 3) view.setUint16(at + 8, value, le);
    else view.setUint32(at + 8, value, le);
  };
  view.setUint16(8, 2, le);
  entry(10, 0x0112, 3, 1, 6);
  entry(22, 0x8769, 4, 1, 40);
  view.setUint16(40, 4, le);
  entry(42, 0x920a, 5, 1, 100);
  entry(54, 0xa405, 3, 1, 28);
  entry(66, 0xa002, 4, 1, 640);
  entry(78, 0xa003, 4, 1, 480);
  view.setUint32(100, 50, le);
  view.setUint32(104, 10, le);
  return new Uint8Array(view.buffer);
}

async function pictures(): Promise<Seed[]> {
  const pixels = Uint8Array.from({ length: 8 * 6 * 3 }, (_, i) => (i * 37) % 256);
  const picture = (): Sharp => sharp(pixels, { raw: { width: 8, height: 6, channels: 3 } });
  const exif = { exif: { IFD0: { Make: 'x' }, IFD2: { FocalLengthIn35mmFilm: '28' } } };
  const files = await Promise.all([
    picture().jpeg().withMetadata(exif).toBuffer(),
    picture().png().withMetadata(exif).toBuffer(),
    picture().png({ palette: true }).toBuffer(),
    picture().webp({ lossless: true }).withMetadata(exif).toBuffer(),
    picture().webp().toBuffer(),
    picture().gif().toBuffer(),
    picture().tiff().toBuffer(),
    picture().avif({ effort: 0 }).toBuffer(),
  ]);
  return files.map((file) => whole(new Uint8Array(file)));
}

const MARKERS = words(
  'Exif\u0000\u0000',
  'EXIF',
  'eXIf',
  'IHDR',
  'IDAT',
  'IEND',
  'VP8X',
  'VP8L',
  'VP8 ',
  'RIFF',
  'WEBP',
  'GIF89a',
  'ftypavif',
  'MM\u0000*',
  'II*\u0000',
);

export const imageHeader: Target = {
  name: 'image header',
  seeds: pictures,
  tokens: MARKERS,
  run: (bytes) => {
    const header = readImageHeader(bytes);
    const { width = 0, height = 0 } = header?.size ?? {};
    if (!(Number.isInteger(width) && Number.isInteger(height) && width >= 0 && height >= 0)) {
      throw new Contradiction(`${width}×${height}`);
    }
  },
};

export const exif: Target = {
  name: 'exif',
  seeds: () => [
    whole(exifBlock(false)),
    whole(exifBlock(true)),
    whole(concatenate([utf8('Exif\u0000\u0000'), exifBlock(true)])),
  ],
  tokens: MARKERS,
  run: (bytes) => {
    const focal = focalPxFromExif(bytes, 640, 480);
    if (focal !== null && !(focal > 0 && Number.isFinite(focal)))
      throw new Contradiction(`${focal} px`);
  },
};

export const decode: Target = {
  name: 'image',
  seeds: pictures,
  tokens: MARKERS,
  codes: ['E_FORMAT', 'E_RANGE', 'E_UNSUPPORTED'],
  run: async (bytes) => {
    const { width, height, data } = await nodeImages.decode(bytes, 'fuzz');
    if (data.length !== width * height * 3) throw new Contradiction(`${width}×${height}`);
  },
};
