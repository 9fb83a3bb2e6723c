import { expect, test } from 'vitest';
import sharp, { type Color } from 'sharp';
import { crc32 } from '../format/checksum.ts';
import { nodeImages } from './images.ts';
import { focalPxFromExif } from './exif.ts';

/** 3 × 2 pixels, all different, so that every rotation and flip shows. */
// oxfmt-ignore
const PIXELS = Uint8Array.of(
  250, 10, 10,   10, 250, 10,   10, 10, 250,
  200, 200, 20,  20, 200, 200,  128, 128, 128,
);
const source = () => sharp(PIXELS, { raw: { width: 3, height: 2, channels: 3 } });
const flat = (background: Color, channels: 3 | 4 = 3) =>
  sharp({ create: { width: 4, height: 3, channels, background } });

test('pixels come back as they were', async () => {
  const photo = await nodeImages.decode(await source().png().toBuffer(), 'a.png');
  expect(photo).toMatchObject({ width: 3, height: 2, exifFocalPx: null });
  expect([...photo.data]).toEqual([...PIXELS]);
  const again = await nodeImages.decode(await nodeImages.encodePng(photo), 'b.png');
  expect([...again.data]).toEqual([...PIXELS]);
});

/** Where the upright pixel (x, y) is found in the stored 3 × 2 image, by EXIF 2.32 table 4.6.4. */
const UPRIGHT: Record<number, (x: number, y: number) => [number, number]> = {
  1: (x, y) => [x, y],
  2: (x, y) => [2 - x, y],
  3: (x, y) => [2 - x, 1 - y],
  4: (x, y) => [x, 1 - y],
  5: (x, y) => [y, x],
  6: (x, y) => [y, 1 - x],
  7: (x, y) => [2 - y, 1 - x],
  8: (x, y) => [2 - y, x],
};

test.each([1, 2, 3, 4, 5, 6, 7, 8])('EXIF orientation %i is undone', async (orientation) => {
  const bytes = await source().withMetadata({ orientation }).png().toBuffer();
  const photo = await nodeImages.decode(bytes, 'turned.png');
  const turned = orientation > 4;
  expect([photo.width, photo.height]).toEqual(turned ? [2, 3] : [3, 2]);
  for (let y = 0; y < photo.height; y++) {
    for (let x = 0; x < photo.width; x++) {
      const [sx, sy] = UPRIGHT[orientation]?.(x, y) ?? [0, 0];
      const at = (y * photo.width + x) * 3;
      const from = (sy * 3 + sx) * 3;
      expect([...photo.data.subarray(at, at + 3)]).toEqual([...PIXELS.subarray(from, from + 3)]);
    }
  }
});

test('the pixels of a benchmark are taken as they are stored', async () => {
  const bytes = await source().withMetadata({ orientation: 6 }).png().toBuffer();
  const photo = await nodeImages.decode(bytes, 'turned.png', { upright: false });
  expect([photo.width, photo.height]).toEqual([3, 2]);
  expect([...photo.data]).toEqual([...PIXELS]);
});

test('grey, alpha, 16 bits and CMYK become 8-bit RGB', async () => {
  const first = async (bytes: Buffer) => {
    const { width, height, data } = await nodeImages.decode(bytes, 'x');
    expect(data.length).toBe(width * height * 3);
    return [...data.subarray(0, 3)];
  };
  expect(await first(await flat('#808080').toColourspace('b-w').png().toBuffer())).toEqual([
    128, 128, 128,
  ]);
  expect(await first(await flat('#8040c0').toColourspace('rgb16').png().toBuffer())).toEqual([
    128, 64, 192,
  ]);
  const halfRed = flat({ r: 255, g: 0, b: 0, alpha: 0.5 }, 4);
  expect(await first(await halfRed.png().toBuffer())).toEqual([255, 127, 127]);
  const clear = flat({ r: 0, g: 0, b: 0, alpha: 0 }, 4);
  expect(await first(await clear.png().toBuffer())).toEqual([255, 255, 255]);
  // paints differ from lights: only the hue is asked for
  const [r = 0, g = 0, b = 0] = await first(
    await flat('#c04040').toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(),
  );
  expect(r).toBeGreaterThan(Math.max(g, b) + 50);
});

test('extreme shapes are decoded', async () => {
  const one = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer();
  expect(await nodeImages.decode(one, '1x1')).toMatchObject({ width: 1, height: 1 });
  const long = await sharp({
    create: { width: 30_000, height: 2, channels: 3, background: 'red' },
  })
    .png()
    .toBuffer();
  expect(await nodeImages.decode(long, 'long')).toMatchObject({ width: 30_000, height: 2 });
});

test('what is no photograph is E_FORMAT and names the file', async () => {
  const jpeg = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#456' } })
    .jpeg()
    .toBuffer();
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  for (const [bytes, got] of [
    [new Uint8Array(0), 'an empty file'],
    [Buffer.from('hello, world'), 'bytes of no known format'],
    [svg, 'a file of format svg'],
    [jpeg.subarray(0, jpeg.length - 200), 'a broken jpeg'],
    [jpeg.subarray(0, 100), 'bytes of no known format'],
  ] as const) {
    await expect(nodeImages.decode(bytes, 'dir/x.jpg')).rejects.toMatchObject({
      code: 'E_FORMAT',
      message: expect.stringContaining(got) as string,
    });
    await expect(nodeImages.decode(bytes, 'dir/x.jpg')).rejects.toThrow('("dir/x.jpg")');
  }
});

async function exifOf(tags: Record<string, string>) {
  const image = sharp({ create: { width: 400, height: 300, channels: 3, background: '#456' } });
  return await image.withExif({ IFD2: tags }).jpeg().toBuffer();
}

test('the focal length of EXIF, in pixels of the upright image', async () => {
  const focal = async (tags: Record<string, string>) =>
    (await nodeImages.decode(await exifOf(tags), 'x')).exifFocalPx;
  // 35 mm equivalents compare diagonals: 500 px against 43.27 mm
  expect(await focal({ FocalLengthIn35mmFilm: '28' })).toBeCloseTo((28 * 500) / 43.2666, 2);
  expect(await focal({ FocalLengthIn35mmFilm: '0' })).toBeNull();
  expect(focalPxFromExif(Buffer.from('Exif\0\0garbage'), 400, 300)).toBeNull();
  expect(focalPxFromExif(undefined, 400, 300)).toBeNull();
});

test('pixel pitch serves copies of another size, but not cut-outs', async () => {
  // 5 mm at 20 px/mm is 100 px of the 400 px shot
  const tags = {
    FocalLength: '5/1',
    FocalPlaneXResolution: '200/1',
    FocalPlaneResolutionUnit: '3',
  };
  const { exif } = await sharp(await exifOf(tags)).metadata();
  expect(focalPxFromExif(exif, 400, 300)).toBeCloseTo(100, 6);
  expect(focalPxFromExif(exif, 200, 150)).toBeCloseTo(50, 6);
  expect(focalPxFromExif(exif, 150, 200)).toBeCloseTo(50, 6);
  expect(focalPxFromExif(exif, 300, 300)).toBeNull();
});

test('an implausible focal length is no focal length', async () => {
  const { exif } = await sharp(await exifOf({ FocalLengthIn35mmFilm: '65535' })).metadata();
  expect(focalPxFromExif(exif, 400, 300)).toBeNull();
});

test('what cannot be encoded is reported before libvips sees it', async () => {
  const image = { width: 2, height: 2, data: new Uint8Array(11) };
  await expect(nodeImages.encodePng(image)).rejects.toMatchObject({ code: 'E_SHAPE' });
  const whole = { ...image, data: new Uint8Array(12) };
  await expect(nodeImages.encodeJpeg(whole, 0)).rejects.toMatchObject({ code: 'E_RANGE' });
});

test('a header that promises too many pixels is refused unread', async () => {
  const png = await flat('red').png().toBuffer();
  // width and height of the IHDR chunk, and its checksum, which libpng verifies
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  await expect(nodeImages.decode(png, 'bomb.png')).rejects.toMatchObject({
    code: 'E_RANGE',
    message: expect.stringContaining('60000×60000') as string,
  });
});
