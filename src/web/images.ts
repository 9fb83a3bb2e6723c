/** @file Image files ⇄ pixels, by the browser's own decoders. */

import { messageOf, MultiRoiError } from '../base/index.ts';
import { focalPxFromExif } from '../camera/index.ts';
import { imageNotes, mendedWebp, requireImage, unsupportedImage } from '../format/index.ts';
import { BROWSER_FORMATS, IMAGE_FORMATS, type ImageHeader } from '../format/index.ts';
import type { Images, Photo, PixelImage } from '../platform/index.ts';
import { checkLength } from '../base/index.ts';

/** Seven bytes a pixel while decoding: 450 MB. Phones kill pages that take more. */
const MAX_PIXELS: number = 8192 ** 2;

function tooLarge(name: string, width: number, height: number): MultiRoiError {
  return new MultiRoiError(
    'E_RANGE',
    `decode: expected at most ${MAX_PIXELS / 1e6} megapixels, got ${width}×${height} ("${name}")`,
    { hint: 'scale the image down first' },
  );
}

/** Why a browser does not decode a file: it is broken, or its format is one that not every browser knows. */
function undecoded(header: ImageHeader, name: string, cause: unknown): MultiRoiError {
  if (!BROWSER_FORMATS.includes(header.format)) {
    return unsupportedImage('decode', header, name, cause);
  }
  const { title } = IMAGE_FORMATS[header.format];
  const got = header.whole ? `a broken ${title.replace(/^an? /, '')}` : `${title} that is cut off`;
  return new MultiRoiError(
    'E_FORMAT',
    `decode: expected an image, got ${got}: ${messageOf(cause)} ("${name}")`,
    { hint: 'fetch or copy the file again', details: { name }, cause },
  );
}

function context(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const canvas = new OffscreenCanvas(width, height);
  const drawing = canvas.getContext('2d', { willReadFrequently: true, colorSpace: 'srgb' });
  if (drawing !== null) return drawing;
  throw new MultiRoiError(
    'E_RANGE',
    `decode: expected memory for ${width}×${height} pixels, got none`,
    { hint: 'close other tabs, or scale the image down first' },
  );
}

/** The pixels of a bitmap over white. */
export function pixelsOf(bitmap: ImageBitmap | OffscreenCanvas): PixelImage {
  const { width, height } = bitmap;
  const drawing = context(width, height);
  drawing.fillStyle = '#ffffff';
  drawing.fillRect(0, 0, width, height);
  drawing.drawImage(bitmap, 0, 0);
  const rgba = drawing.getImageData(0, 0, width, height).data;
  const data = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < data.length; from += 4, to += 3) {
    data[to] = rgba[from];
    data[to + 1] = rgba[from + 1];
    data[to + 2] = rgba[from + 2];
  }
  return { width, height, data };
}

function canvasOf(who: string, { width, height, data }: PixelImage): OffscreenCanvas {
  checkLength(who, data.length, [height, width, 3]);
  const pixels = new ImageData(width, height);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    pixels.data[to] = data[from];
    pixels.data[to + 1] = data[from + 1];
    pixels.data[to + 2] = data[from + 2];
    pixels.data[to + 3] = 255;
  }
  const drawing = context(width, height);
  drawing.putImageData(pixels, 0, 0);
  return drawing.canvas;
}

/** The pixels as a bitmap, for the screen. */
export function bitmapOf(image: PixelImage): ImageBitmap {
  return canvasOf('decode', image).transferToImageBitmap();
}

async function encoded(canvas: OffscreenCanvas, options: ImageEncodeOptions): Promise<Uint8Array> {
  const blob = await canvas.convertToBlob(options);
  return new Uint8Array(await blob.arrayBuffer());
}

/** A decoded image file: pixels for the network, the same as a bitmap for the screen. */
export interface DecodedPhoto {
  readonly photo: Photo;
  readonly bitmap: ImageBitmap;
}

/** As `Images.decode`; the bitmap is the caller's to close. */
export async function decodePhoto(
  bytes: Uint8Array,
  name: string,
  upright = true,
): Promise<DecodedPhoto> {
  const header = requireImage('decode', bytes, name, 'browser');
  const { size, exif, format, whole } = header;
  if (size !== null && size.width * size.height > MAX_PIXELS) {
    throw tooLarge(name, size.width, size.height);
  }
  const imageOrientation = upright ? 'from-image' : 'none';
  const given = format === 'webp' && !whole ? (mendedWebp(bytes) ?? bytes) : bytes;
  const [type = ''] = IMAGE_FORMATS[format].types;
  const blob = new Blob([given as Uint8Array<ArrayBuffer>], { type });
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(blob, { imageOrientation });
  } catch (cause) {
    throw undecoded(header, name, cause);
  }
  const { width, height } = bitmap;
  if (width * height > MAX_PIXELS) {
    bitmap.close();
    throw tooLarge(name, width, height);
  }
  const exifFocalPx = focalPxFromExif(exif, size?.width ?? width, size?.height ?? height);
  const warnings = [...imageNotes(header, name), ...(whole ? [] : ['it is cut off'])];
  const photo = { ...pixelsOf(bitmap), exifFocalPx, ...(warnings.length > 0 && { warnings }) };
  return { photo, bitmap };
}

/**
 * Image files ⇄ pixels by the browser's own codecs, in pages and in workers. `decode` is E_FORMAT for bytes that are
 * no image and E_RANGE beyond 67 megapixels or without memory for them.
 */
export const webImages: Images = {
  async decode(bytes, name, { upright = true } = {}) {
    const { photo, bitmap } = await decodePhoto(bytes, name, upright);
    bitmap.close();
    return photo;
  },
  encodePng: (image) => encoded(canvasOf('encodePng', image), { type: 'image/png' }),
  async encodeJpeg(image, quality) {
    if (!(Number.isInteger(quality) && quality >= 1 && quality <= 100)) {
      throw new MultiRoiError('E_RANGE', `encodeJpeg: expected a quality of 1…100, got ${quality}`);
    }
    const canvas = canvasOf('encodeJpeg', image);
    return await encoded(canvas, { type: 'image/jpeg', quality: quality / 100 });
  },
};
