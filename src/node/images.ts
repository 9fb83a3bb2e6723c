/** @file Image files ⇄ pixels, by libvips (sharp). */

import type { Metadata, Sharp } from 'sharp';
import { MultiRoiError, messageOf } from '../base/index.ts';
import { focalPxFromExif } from '../camera/index.ts';
import { IMAGE_FORMATS, imageNotes, requireImage, type ImageHeader } from '../format/index.ts';
import { mendedPng, mendedWebp } from '../format/index.ts';
import type { Images, PixelImage } from '../platform/index.ts';
import { checkLength } from '../base/index.ts';
import { loadSharp } from './load-sharp.ts';
import { scaledPixels, type WidePixels } from './pixel-scale.ts';

/** 16 384², three bytes each: 805 MB. More is a mistake or an attack. */
const MAX_PIXELS: number = 16_384 ** 2;
/** Below this, sixteen bits that are all used come out as black as nothing: fewer of them are. */
const NEARLY_BLACK = 15;

async function raw(who: string, image: PixelImage): Promise<Sharp> {
  const { width, height, data } = image;
  checkLength(who, data.length, [height, width, 3]);
  const make = await loadSharp();
  return make(data, { raw: { width, height, channels: 3 } });
}

/** The file's own words for what is wrong: libvips repeats lines and ends with a newline. */
function firstLine(error: unknown): string {
  const lines = messageOf(error).split('\n');
  const said = lines.find((line) => !line.startsWith('Warning treated as error')) ?? '';
  const told = said.replace(/^Input buffer has corrupt header: /, '').trim();
  return told === 'Unknown error' ? 'nothing can be decoded' : told;
}

/** A file, and all that is known of it before its pixels are. */
interface Opened {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly header: ImageHeader;
  readonly metadata: Metadata;
  readonly upright: boolean;
  /** What was filled in, as a share of the file. */
  readonly missing: number;
  readonly mostMissing: number;
}

function brokenError({ name, header }: Pick<Opened, 'name' | 'header'>, cause: unknown): Error {
  const { title } = IMAGE_FORMATS[header.format];
  const got = header.whole ? `a broken ${title.replace(/^an? /, '')}` : `${title} that is cut off`;
  return new MultiRoiError(
    'E_FORMAT',
    `decode: expected an image, got ${got}: ${firstLine(cause)} ("${name}")`,
    {
      hint: header.whole ? 'save it again, or fetch it again' : 'fetch or copy the file again',
      details: { name },
      cause,
    },
  );
}

/** What is given an end before libvips sees it. */
const MENDED: readonly string[] = ['webp', 'png'];

/** Bytes as libvips takes them: it knows no AVIF of several pictures by its name, and wants WebP with its end. */
function acceptable(bytes: Uint8Array, header: ImageHeader): Pick<Opened, 'bytes' | 'missing'> {
  if (header.format === 'webp' && !header.whole) {
    const mended = mendedWebp(bytes);
    if (mended === undefined) return { bytes, missing: 0 };
    return { bytes: mended, missing: Math.max(0, 1 - bytes.length / mended.length) };
  }
  if (header.format !== 'avif' || header.frames === 1) return { bytes, missing: 0 };
  const still = Uint8Array.from(bytes);
  still.set(new TextEncoder().encode('avif'), 8);
  return { bytes: still, missing: 0 };
}

/** Header and metadata, with nothing decoded yet. */
export async function openImage(
  who: string,
  bytes: Uint8Array,
  name: string,
): Promise<Pick<Opened, 'bytes' | 'header' | 'metadata' | 'missing'>> {
  const header = requireImage(who, bytes, name, 'node');
  const open = await loadSharp();
  const { bytes: taken, missing } = acceptable(bytes, header);
  const metadata = await open(taken, { failOn: 'none', limitInputPixels: false })
    .metadata()
    .catch((cause: unknown) => {
      throw brokenError({ name, header }, cause);
    });
  return { bytes: taken, header, metadata, missing };
}

/** How strict libvips is: libjpeg's and libtiff's warnings are of broken data, libpng's are of odd profiles. */
const strictness = ({ format }: ImageHeader): 'warning' | 'error' =>
  format === 'jpeg' || format === 'tiff' ? 'warning' : 'error';

type FailOn = 'none' | 'truncated' | 'error' | 'warning';

interface Pixels extends PixelImage {
  readonly warnings: readonly string[];
}

/** Eight bits a channel, whatever is stored. */
async function plainPixels({ bytes, upright }: Opened, failOn: FailOn): Promise<Pixels> {
  const open = await loadSharp();
  const input = open(bytes, { failOn, limitInputPixels: false });
  const { data, info } = await (upright ? input.autoOrient() : input)
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return { width, height, data: channels === 3 ? data : rgbOf(data, channels), warnings: [] };
}

/** Numbers of which nobody says what white is: floating point, many bits. */
async function widePixels(
  { bytes, metadata, upright, name }: Opened,
  failOn: FailOn,
): Promise<Pixels> {
  const { depth, space, hasAlpha } = metadata;
  const open = await loadSharp();
  const input = open(bytes, { failOn, limitInputPixels: false });
  const { data, info } = await (upright ? input.autoOrient() : input)
    .toColourspace(space)
    .raw({ depth: 'float' })
    .toBuffer({ resolveWithObject: true });
  const numbers = new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4);
  const kind: WidePixels['kind'] = /float|double/.test(depth) ? 'float' : 'integer';
  const { channels, width, height } = info;
  const scaled = scaledPixels({ data: numbers, channels, hasAlpha, kind }, name);
  const { white, missing } = scaled;
  const warnings = [
    `its ${depthName(depth)} were read as 0 to ${white}, without a gamma of their own`,
  ];
  if (missing > 0) warnings.push(`${missing} of its numbers are none, and were read as black`);
  return { width, height, data: scaled.data, warnings };
}

const DEPTHS: Readonly<Record<string, string>> = {
  float: '32-bit floating-point values',
  double: '64-bit floating-point values',
  char: 'signed 8-bit values',
  short: 'signed 16-bit values',
  ushort: '16-bit values',
  int: 'signed 32-bit values',
  uint: '32-bit values',
};
const depthName = (depth: string): string => DEPTHS[depth] ?? `${depth} values`;

async function pixelsOf(opened: Opened, failOn: FailOn): Promise<Pixels> {
  const { depth, icc, channels } = opened.metadata;
  if (channels > 4 && opened.metadata.space !== 'cmyk') {
    throw new MultiRoiError(
      'E_UNSUPPORTED',
      `decode: expected 1 to 4 channels, got ${channels} ("${opened.name}")`,
      { hint: 'keep red, green and blue', details: { name: opened.name } },
    );
  }
  if (depth === 'uchar') return plainPixels(opened, failOn);
  if (depth !== 'ushort') {
    // a profile says what the numbers mean
    return icc === undefined ? widePixels(opened, failOn) : plainPixels(opened, failOn);
  }
  const pixels = await plainPixels(opened, failOn);
  if (pixels.data.some((value) => value > NEARLY_BLACK)) return pixels;
  return pixels.data.some((value) => value > 0) ? widePixels(opened, failOn) : pixels;
}

/** The lowest rows that are of one colour, as a share of the height: what is missing of a file that is cut off. */
function emptyShare({ width, height, data }: PixelImage): number {
  const isPlain = (row: number): boolean => {
    const start = 3 * row * width;
    for (let i = start + 3; i < start + 3 * width; i++) if (data[i] !== data[i - 3]) return false;
    return true;
  };
  let rows = 0;
  while (rows < height && isPlain(height - 1 - rows)) rows++;
  return rows / height;
}

/** Whether every pixel is the same. */
function isBlank({ data }: PixelImage): boolean {
  for (let i = 3; i < data.length; i++) if (data[i] !== data[i - 3]) return false;
  return true;
}

/** Decodes what is there of a broken file. @throws E_FORMAT when that is nothing. */
async function salvaged(opened: Opened, flaw: unknown): Promise<Pixels> {
  const pixels = await pixelsOf(opened, 'none').catch((cause: unknown) => {
    throw cause instanceof MultiRoiError ? cause : brokenError(opened, cause);
  });
  if (isBlank(pixels)) throw brokenError(opened, flaw);
  const { header } = opened;
  const state = header.whole ? 'it is damaged' : 'it is cut off';
  const said = flaw === undefined ? '' : ` (${firstLine(flaw)})`;
  const share = opened.missing > 0 ? opened.missing : emptyShare(pixels);
  if (share > opened.mostMissing) throw brokenError(opened, flaw ?? 'its end is missing');
  const percent = Math.ceil(100 * share - 0.5);
  const what = opened.missing > 0 ? 'last' : 'lowest';
  const missing = percent > 0 ? `; the ${what} ${percent} % of it are missing` : '';
  return { ...pixels, warnings: [`${state}${said}${missing}`, ...pixels.warnings] };
}

async function decoded(opened: Opened): Promise<Pixels> {
  const { header } = opened;
  // given an end, they leave libvips nothing to say
  if (MENDED.includes(header.format) && !header.whole) return salvaged(opened, undefined);
  let pixels: Pixels;
  try {
    pixels = await pixelsOf(opened, strictness(header));
  } catch (error) {
    if (error instanceof MultiRoiError) throw error;
    return salvaged(opened, error);
  }
  const warnings: string[] = [];
  if (!header.whole) warnings.push('its end is missing');
  if (pixels.width * pixels.height > 1 && isBlank(pixels)) {
    const seen = opened.metadata.hasAlpha === true ? 'one colour, or transparent,' : 'one colour';
    warnings.push(`the picture is of ${seen} throughout`);
  }
  return { ...pixels, warnings: [...warnings, ...pixels.warnings] };
}

/** Pixels of a file that is all there. @throws E_FORMAT for one that is not. */
async function strictly(opened: Opened): Promise<Pixels> {
  const { header } = opened;
  if (MENDED.includes(header.format) && !header.whole) {
    throw brokenError(opened, 'its end is missing');
  }
  return pixelsOf(opened, 'truncated').catch((cause: unknown) => {
    throw cause instanceof MultiRoiError ? cause : brokenError(opened, cause);
  });
}

/**
 * Image files ⇄ pixels by libvips. `decode` is E_FORMAT for bytes that are no image and E_RANGE for too many pixels.
 */
export const nodeImages: Images = {
  async decode(bytes, name, { upright = true, mostMissing = 1 } = {}) {
    const found = await openImage('decode', bytes, name);
    const { metadata, header } = found;
    const { width, height } = metadata;
    if (width * height > MAX_PIXELS) {
      throw new MultiRoiError(
        'E_RANGE',
        `decode: expected at most ${MAX_PIXELS} pixels, got ${width}×${height} ("${name}")`,
        { hint: 'scale the image down first' },
      );
    }
    // only now: rows that are missing take as much memory as those that are there
    const mended = header.format === 'png' && !header.whole ? mendedPng(bytes) : undefined;
    const opened = { ...found, ...mended, name, upright, mostMissing };
    const pixels = mostMissing === 0 ? await strictly(opened) : await decoded(opened);
    const warnings = [...imageNotes(header, name), ...pixels.warnings];
    return {
      width: pixels.width,
      height: pixels.height,
      data: pixels.data,
      exifFocalPx: focalPxFromExif(metadata.exif, width, height),
      ...(warnings.length > 0 && { warnings }),
    };
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
