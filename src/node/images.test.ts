import { describe, expect, test } from 'vitest';
import sharp, { type Color } from 'sharp';
import { tiffFile, type TiffPage } from '../../test/support/tiff.ts';
import { crc32 } from '../format/checksum.ts';
import { nodeImages } from './images.ts';
import { focalPxFromExif } from '../camera/index.ts';

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

test('what is no photograph is refused by its name, with what to do', async () => {
  const refusals: readonly (readonly [Uint8Array, string, string, RegExp])[] = [
    [new Uint8Array(0), 'E_FORMAT', 'got an empty file', /are read$/],
    [Buffer.from('hello, world'), 'E_FORMAT', 'got bytes of no known format', /are read$/],
    [
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      'E_UNSUPPORTED',
      'got an SVG drawing',
      /rsvg-convert/,
    ],
    [
      Buffer.from('<?xml version="1.0"?>\n<!-- x -->\n<svg/>'),
      'E_UNSUPPORTED',
      'got an SVG drawing',
      /PNG/,
    ],
    [Buffer.from('%PDF-1.7\n'), 'E_UNSUPPORTED', 'got a PDF', /pdftoppm/],
    [
      box('ftyp', 'heic\0\0\0\0mif1heic'),
      'E_UNSUPPORTED',
      'got a HEIC photograph (HEVC)',
      /heif-convert/,
    ],
    [
      Buffer.concat([box('ftyp', 'mif1\0\0\0\0mif1'), box('meta', 'infe..hvc1')]),
      'E_UNSUPPORTED',
      'got a HEIC',
      /sips/,
    ],
    [box('ftyp', 'isom\0\0\0\0isommp41'), 'E_UNSUPPORTED', 'got a video', /ffmpeg/],
    [Buffer.from('BM\x9a\0\0\0\0\0\0\0'), 'E_UNSUPPORTED', 'got a BMP', /PNG/],
    [Buffer.from('\n<!DOCTYPE html><html></html>'), 'E_UNSUPPORTED', 'got an HTML page', /address/],
    [
      Buffer.from('version https://git-lfs.github.com/spec/v1\n'),
      'E_UNSUPPORTED',
      'got the pointer of Git LFS',
      /lfs pull/,
    ],
    [Buffer.from([0, 5, 0x16, 7, 0, 2]), 'E_UNSUPPORTED', 'AppleDouble', /macOS/],
    [
      tiffFile({ ...ramp(Uint8Array, 255), tags: [[50_706, 1]] }),
      'E_UNSUPPORTED',
      'got a camera raw file',
      /develop/,
    ],
  ];
  for (const [bytes, code, got, hint] of refusals) {
    await expect(nodeImages.decode(bytes, 'dir/x.jpg')).rejects.toMatchObject({
      code,
      message: expect.stringContaining(got) as string,
      hint: expect.stringMatching(hint) as string,
    });
    await expect(nodeImages.decode(bytes, 'dir/x.jpg')).rejects.toThrow('("dir/x.jpg")');
  }
  // a camera's raw file is a TIFF with a small preview, which only its name tells
  await expect(nodeImages.decode(tiffFile(ramp(Uint8Array, 255)), 'x.nef')).rejects.toThrow(
    'got a camera raw file',
  );
});

/** An ISO base media box. */
function box(type: string, content: string): Buffer {
  const bytes = Buffer.from(`....${type}${content}`, 'latin1');
  bytes.writeUInt32BE(bytes.length);
  return bytes;
}

type Samples = new (length: number) => TiffPage['data'];

/** From black on the left to `white` on the right, 64 × 48. */
function ramp(Type: Samples, white: number, samples: 1 | 3 | 4 | 5 = 3): TiffPage {
  const [width, height] = [64, 48];
  const data = new Type(width * height * samples);
  for (let i = 0; i < data.length; i++)
    data[i] = (white * (Math.floor(i / samples) % width)) / (width - 1);
  return { width, height, data, samples };
}

describe('numbers of other widths are scaled, or refused', () => {
  test.each([
    ['8 bits', ramp(Uint8Array, 255), undefined],
    ['16 bits', ramp(Uint16Array, 65_535), undefined],
    ['16 bits, grey', ramp(Uint16Array, 65_535, 1), undefined],
    ['12 of 16 bits', ramp(Uint16Array, 4095, 1), 'its 16-bit values were read as 0 to 4095'],
    [
      'signed 16 bits',
      ramp(Int16Array, 32_767),
      'its signed 16-bit values were read as 0 to 32767',
    ],
    ['32 bits', ramp(Uint32Array, 2 ** 32 - 1), 'its 32-bit values were read as 0 to 4294967295'],
    [
      'floating point, 0 to 1',
      ramp(Float32Array, 1),
      'its 32-bit floating-point values were read as 0 to 1',
    ],
    ['floating point, grey', ramp(Float32Array, 1, 1), 'read as 0 to 1'],
    ['floating point, a little over', ramp(Float32Array, 1.02), 'read as 0 to 1'],
    ['floating point, 0 to 255', ramp(Float32Array, 255), 'read as 0 to 255'],
    ['floating point, 0 to 65535', ramp(Float32Array, 65_535), 'read as 0 to 65535'],
  ])('%s', async (_, page, warning) => {
    const { data, warnings = [] } = await nodeImages.decode(tiffFile(page), 'x.tif');
    const at = (x: number): number => data[3 * (64 * 7 + x)] ?? -1;
    for (const x of [0, 16, 40, 62]) expect(Math.abs(at(x) - (255 * x) / 63)).toBeLessThan(6);
    expect(at(63)).toBeGreaterThan(250);
    if (warning === undefined) expect(warnings).toEqual([]);
    else expect(warnings.join()).toContain(warning);
  });

  test('alpha is laid over white; no numbers are black, and told', async () => {
    const page = ramp(Float32Array, 1, 4);
    const half = { ...page, data: page.data.map((value, i) => (i % 4 === 3 ? 0.5 : value)) };
    const extra = { ...half, tags: [[338, 2]] as const };
    const { data } = await nodeImages.decode(tiffFile(extra), 'x.tif');
    expect([data[0], data[3 * 63]]).toEqual([128, 255]);
    const holes = ramp(Float32Array, 1);
    holes.data.fill(Number.NaN, 0, 30);
    const { warnings } = await nodeImages.decode(tiffFile(holes), 'x.tif');
    expect(warnings).toContain('30 of its numbers are none, and were read as black');
  });

  test.each([
    ['negative', ramp(Float32Array, -4), 'got -4 to 0'],
    ['beyond all', ramp(Float32Array, 1e9), 'got 0 to 1000000000'],
    [
      'none at all',
      { ...ramp(Float32Array, 1), data: new Float32Array(64 * 48 * 3).fill(Number.NaN) },
      'got no finite number',
    ],
    ['of five channels', ramp(Uint8Array, 255, 5), 'expected 1 to 4 channels, got 5'],
  ])('%s: refused', async (_, page, message) => {
    const failure = nodeImages.decode(tiffFile(page), 'x.tif');
    await expect(failure).rejects.toMatchObject({
      code: 'E_UNSUPPORTED',
      message: expect.stringContaining(message) as string,
    });
  });
});

describe('files that are cut off or damaged are decoded as far as they go, with a warning', () => {
  const whole = async (format: 'jpeg' | 'png' | 'webp' | 'gif' | 'avif'): Promise<Buffer> =>
    sharp(Buffer.from(ramp(Uint8Array, 255).data), { raw: { width: 64, height: 48, channels: 3 } })
      .resize(320, 240)
      .toFormat(format)
      .toBuffer();
  const decode = (bytes: Uint8Array, name = 'x') => nodeImages.decode(bytes, name);

  test.each(['jpeg', 'png', 'webp', 'gif'] as const)(
    '%s without its last two bytes',
    async (format) => {
      const bytes = await whole(format);
      const { width, height, warnings } = await decode(bytes.subarray(0, -2));
      expect([width, height]).toEqual([320, 240]);
      expect(warnings?.join()).toMatch(/cut off|its end is missing/);
      expect((await decode(bytes)).warnings).toBeUndefined();
    },
  );

  test.each(['jpeg', 'png', 'gif'] as const)(
    'half of a %s: what is missing is told',
    async (format) => {
      const bytes = await whole(format);
      const { data, warnings } = await decode(bytes.subarray(0, bytes.length >> 1));
      const there = await decode(bytes);
      expect(
        Buffer.from(data.subarray(0, 3000)).equals(Buffer.from(there.data.subarray(0, 3000))),
      ).toBe(true);
      expect(warnings?.[0]).toMatch(/^it is cut off.*; the (lowest|last) \d+ % of it are missing$/);
    },
  );

  /** Noise, which compresses badly, so that a part of the file is a part of the picture. */
  const noise = () => {
    const data = Uint8Array.from(
      { length: 64 * 48 * 3 },
      (_, i) => (i * i * 31 + (i % 7) * 40) & 255,
    );
    return sharp(Buffer.from(data), { raw: { width: 64, height: 48, channels: 3 } });
  };

  test('a WebP in its three layouts', async () => {
    const layouts = [
      await noise().webp().toBuffer(),
      await noise().ensureAlpha(0.5).webp().toBuffer(),
      await noise()
        .withExif({ IFD0: { Copyright: 'x' } })
        .webp()
        .toBuffer(),
    ];
    for (const bytes of layouts) {
      for (const share of [0.99, 0.6]) {
        const { warnings } = await decode(bytes.subarray(0, Math.floor(share * bytes.length)));
        expect(warnings?.[0]).toContain('it is cut off');
      }
    }
  });

  test('a PNG whose rows come in seven passes', async () => {
    const bytes = await noise().png({ progressive: true }).toBuffer();
    const { warnings } = await decode(bytes.subarray(0, bytes.length >> 1));
    expect(warnings?.[0]).toMatch(/^it is cut off; the last \d+ % of it are missing$/);
  });

  test('damage inside is told, too', async () => {
    const bytes = await whole('png');
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0x55;
    expect((await decode(bytes)).warnings?.[0]).toContain('it is damaged');
  });

  test('of which nothing can be decoded they are refused', async () => {
    const jpeg = await whole('jpeg');
    const avif = await whole('avif');
    const tiff = tiffFile(ramp(Uint8Array, 255));
    for (const [bytes, message] of [
      [jpeg.subarray(0, 100), 'got a JPEG that is cut off'],
      [avif.subarray(0, avif.length - 9), 'got an AVIF that is cut off'],
      [tiff.subarray(0, tiff.length - 9), 'got a TIFF that is cut off'],
      [(await whole('png')).subarray(0, 60), 'got a PNG that is cut off'],
    ] as const) {
      await expect(decode(bytes)).rejects.toMatchObject({
        code: 'E_FORMAT',
        message: expect.stringContaining(message) as string,
      });
    }
  });

  test('who wants most of them gets those of which little is missing', async () => {
    for (const format of ['jpeg', 'png', 'webp', 'gif'] as const) {
      const bytes = await whole(format);
      const most = { mostMissing: 0.05 };
      expect((await nodeImages.decode(bytes.subarray(0, -2), 'x', most)).warnings).toHaveLength(1);
      await expect(
        nodeImages.decode(bytes.subarray(0, bytes.length >> 1), 'x', most),
      ).rejects.toMatchObject({ code: 'E_FORMAT' });
    }
  });

  test('whoever wants them whole gets them whole, or not at all', async () => {
    for (const format of ['jpeg', 'webp'] as const) {
      const bytes = (await whole(format)).subarray(0, -20);
      await expect(nodeImages.decode(bytes, 'x', { mostMissing: 0 })).rejects.toMatchObject({
        code: 'E_FORMAT',
      });
    }
    expect(await nodeImages.decode(await whole('webp'), 'x', { mostMissing: 0 })).toMatchObject({
      width: 320,
    });
  });
});

describe('of several pictures in one file the first is decoded, and that is told', () => {
  const frames = async (): Promise<Buffer[]> =>
    Promise.all(['#ff0000', '#00ff00', '#0000ff'].map((colour) => flat(colour).png().toBuffer()));

  test.each(['gif', 'webp'] as const)('%s', async (format) => {
    const bytes = await sharp(await frames(), { join: { animated: true } })
      .toFormat(format)
      .toBuffer();
    const { data, height, warnings } = await nodeImages.decode(bytes, `x.${format}`);
    expect([height, (data[0] ?? 0) > 240, (data[2] ?? 255) < 20]).toEqual([3, true, true]);
    expect(warnings).toContain('the first of 3 frames was looked at, the others were not');
  });

  test('animated PNG, of which decoders see the still', async () => {
    const png = await source().png().toBuffer();
    const control = Buffer.alloc(20);
    control.writeUInt32BE(8);
    control.write('acTL', 4, 'latin1');
    control.writeUInt32BE(4, 8);
    control.writeUInt32BE(crc32(control.subarray(4, 16)), 16);
    const { data, warnings } = await nodeImages.decode(
      Buffer.concat([png.subarray(0, 33), control, png.subarray(33)]),
      'x.png',
    );
    expect([...data]).toEqual([...PIXELS]);
    expect(warnings).toEqual(['the first of 4 frames was looked at, the others were not']);
  });

  test('TIFF; its thumbnails are no pages', async () => {
    const page = ramp(Uint8Array, 255);
    const { warnings } = await nodeImages.decode(tiffFile(page, page), 'x.tif');
    expect(warnings).toEqual(['the first of 2 pages was looked at, the others were not']);
    const thumbnail = { ...page, tags: [[254, 1]] as const };
    expect((await nodeImages.decode(tiffFile(page, thumbnail), 'x.tif')).warnings).toBeUndefined();
  });

  test('a sequence of AVIF', async () => {
    const still = await sharp(Buffer.from(ramp(Uint8Array, 255).data), {
      raw: { width: 64, height: 48, channels: 3 },
    })
      .avif()
      .toBuffer();
    const sequence = Buffer.from(still);
    sequence.write('avis', 8, 'latin1');
    const { width, warnings } = await nodeImages.decode(sequence, 'x.avif');
    expect({ width, warnings }).toEqual({
      width: 64,
      warnings: ['the first of several frames was looked at, the others were not'],
    });
  });
});

test('a name that promises another format, and a picture of one colour, are remarked on', async () => {
  const jpeg = await source().jpeg().toBuffer();
  expect((await nodeImages.decode(jpeg, 'a.PNG')).warnings).toEqual([
    'it is named like a PNG, and is a JPEG',
  ]);
  for (const name of ['a.jpg', 'a.jfif', 'a', 'a.dat', 'A.JPE']) {
    expect((await nodeImages.decode(jpeg, name)).warnings).toBeUndefined();
  }
  const white = await flat('#ffffff').png().toBuffer();
  expect((await nodeImages.decode(white, 'a.png')).warnings).toEqual([
    'the picture is of one colour throughout',
  ]);
  const clear = await flat({ r: 9, g: 9, b: 9, alpha: 0 }, 4).png().toBuffer();
  expect((await nodeImages.decode(clear, 'a.png')).warnings).toEqual([
    'the picture is of one colour, or transparent, throughout',
  ]);
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
