/** @file Image files ⇄ pixels, by libvips (sharp). */

import type { Sharp } from 'sharp';
import { MultiRoiError, messageOf } from '../base/index.ts';
import type { Images, PixelImage } from '../platform/index.ts';
import { checkLength } from '../base/index.ts';
import { focalPxFromExif } from './exif.ts';
import { loadSharp } from './load-sharp.ts';

/** What is decoded; libvips could open more (SVG, PDF), which are programs rather than photographs. */
const FORMATS: readonly string[] = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif', 'avif'];
/** 16 384², three bytes each: 805 MB. More is a mistake or an attack. */
const MAX_PIXELS: number = 16_384 ** 2;

function formatError(name: string, got: string, cause?: unknown): MultiRoiError {
  return new MultiRoiError('E_FORMAT', `decode: expected an image, got ${got} ("${name}")`, {
    hint: 'JPEG, PNG, WebP, GIF, TIFF and AVIF are read',
    details: { name },
    cause,
  });
}

async function raw(who: string, image: PixelImage): Promise<Sharp> {
  const { width, height, data } = image;
  checkLength(who, data.length, [height, width, 3]);
  const make = await loadSharp();
  return make(data, { raw: { width, height, channels: 3 } });
}

/** The file's own words for what is wrong: libvips repeats lines and ends with a newline. */
function firstLine(error: unknown): string {
  return messageOf(error).split('\n')[0]?.trim() ?? '';
}

export const nodeImages: Images = {
  async decode(bytes, name, { upright = true } = {}) {
    if (bytes.length === 0) throw formatError(name, 'an empty file');
    const open = await loadSharp();
    // a truncated file decodes to a grey half under libvips' default; here it is an error
    const input = open(bytes, { failOn: 'truncated', limitInputPixels: false });
    const metadata = await input.metadata().catch((cause: unknown) => {
      throw formatError(name, `bytes of no known format: ${firstLine(cause)}`, cause);
    });
    const { format, width, height } = metadata;
    if (!FORMATS.includes(format)) throw formatError(name, `a file of format ${format}`);
    if (width * height > MAX_PIXELS) {
      throw new MultiRoiError(
        'E_RANGE',
        `decode: expected at most ${MAX_PIXELS} pixels, got ${width}×${height} ("${name}")`,
        { hint: 'scale the image down first' },
      );
    }
    try {
      const { data, info } = await (upright ? input.autoOrient() : input)
        .flatten({ background: '#ffffff' })
        .toColourspace('srgb')
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true });
      return {
        width: info.width,
        height: info.height,
        data: info.channels === 3 ? data : rgbOf(data, info.channels),
        exifFocalPx: focalPxFromExif(metadata.exif, width, height),
      };
    } catch (cause) {
      throw formatError(name, `a broken ${format}: ${firstLine(cause)}`, cause);
    }
  },
  async encodePng(image) {
    return await (await raw('encodePng', image)).png({ compressionLevel: 6 }).toBuffer();
  },
  async encodeJpeg(image, quality) {
    if (!(Number.isInteger(quality) && quality >= 1 && quality <= 100)) {
      throw new MultiRoiError('E_RANGE', `encodeJpeg: expected a quality of 1…100, got ${quality}`);
    }
    return await (await raw('encodeJpeg', image)).jpeg({ quality }).toBuffer();
  },
};

/** Repeats grey, drops what follows blue. */
function rgbOf(data: Uint8Array, channels: number): Uint8Array {
  const pixels = data.length / channels;
  const rgb = new Uint8Array(pixels * 3);
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < 3; c++) rgb[i * 3 + c] = data[i * channels + (channels < 3 ? 0 : c)] ?? 0;
  }
  return rgb;
}
