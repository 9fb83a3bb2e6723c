import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { readImageHeader } from './image-header.ts';
import { mendedPng } from './png.ts';
import { mendedWebp } from './riff.ts';

const picture = (): Sharp =>
  sharp({ create: { width: 37, height: 21, channels: 3, background: '#a05030' } });

test.each(['jpeg', 'png', 'gif', 'webp', 'tiff'] as const)(
  '%s: what it says of itself',
  async (format) => {
    const bytes = await picture().toFormat(format).toBuffer();
    const size = { width: 37, height: 21 };
    expect(readImageHeader(bytes)).toMatchObject({ format, size, frames: 1, whole: true });
    // TIFF may end with pixels, of which only a decoder can tell
    if (format !== 'tiff') expect(readImageHeader(bytes.subarray(0, -1))?.whole).toBe(false);
  },
);

test('lossless and extended WebP; AVIF leaves the size to the decoder', async () => {
  const lossless = await picture().webp({ lossless: true }).toBuffer();
  expect(readImageHeader(lossless)?.size).toEqual({ width: 37, height: 21 });
  const avif = await picture().avif({ effort: 0 }).toBuffer();
  expect(readImageHeader(avif)).toEqual({
    format: 'avif',
    size: null,
    exif: null,
    frames: 1,
    whole: true,
  });
  expect(readImageHeader(avif.subarray(0, -1))?.whole).toBe(false);
});

test.each(['jpeg', 'png', 'webp'] as const)(
  '%s: the EXIF block that sharp finds',
  async (format) => {
    const bytes = await picture()
      .withExif({ IFD2: { FocalLengthIn35mmFilm: '50' } })
      .toFormat(format)
      .toBuffer();
    const { exif } = await sharp(bytes).metadata();
    const found = readImageHeader(bytes)?.exif;
    const tiff = (block: Uint8Array | null | undefined): Buffer => {
      const whole = Buffer.from(block ?? []);
      return whole.subarray(whole.toString('latin1', 0, 4) === 'Exif' ? 6 : 0);
    };
    expect(tiff(found)).toEqual(tiff(exif));
  },
);

test('bytes of no image, and broken headers, are null or less, never an error', async () => {
  expect(readImageHeader(new Uint8Array())).toBeNull();
  expect(readImageHeader(new TextEncoder().encode('hello'))).toBeNull();
  const whole = await Promise.all(
    (['jpeg', 'png', 'gif', 'webp', 'tiff', 'avif'] as const).map((format) =>
      picture().toFormat(format).toBuffer(),
    ),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...whole),
      fc.nat(200),
      fc.nat(40),
      fc.integer({ min: 0, max: 255 }),
      (bytes, length, at, value) => {
        const hurt = Uint8Array.from(bytes.subarray(0, length));
        if (at < hurt.length) hurt[at] = value;
        expect(() => readImageHeader(hurt)).not.toThrow();
        expect(() => mendedWebp(hurt)).not.toThrow();
        expect(() => mendedPng(hurt)).not.toThrow();
      },
    ),
  );
});
