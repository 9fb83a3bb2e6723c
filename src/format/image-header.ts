/**
 * @file What an image file says of itself before it is decoded: format, size, EXIF, how many pictures, whether its end is
 * there. For platforms whose decoder tells only afterwards, when a bomb has gone off, or not at all.
 */

import { gifHeader } from './gif.ts';
import { formatOfBytes, type ImageFormat } from './image-formats.ts';
import { webpHeader } from './riff.ts';
import { tiffHeader } from './tiff.ts';

/** What is known of an image file that was not decoded. */
export interface ImageHeader {
  readonly format: ImageFormat;
  /** As stored, before any EXIF rotation; null where only a decoder can tell (AVIF, and what is not decoded). */
  readonly size: { readonly width: number; readonly height: number } | null;
  /** The EXIF block: TIFF, with or without `Exif\0\0` in front. */
  readonly exif: Uint8Array | null;
  /** Frames of an animation, pages of a document; Infinity for more than one. Only the first is decoded. */
  readonly frames: number;
  /** Whether the end of the picture is there, as far as anybody can tell without decoding it. */
  readonly whole: boolean;
}

const ascii = (bytes: Uint8Array, start: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(start, start + length));

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Whether a JPEG marker starts a frame, SOF0 … SOF15; C4, C8 and CC mean other things. */
const startsFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Whether the mark of a JPEG's end stands behind `start`: compressed data never looks like it. */
function hasEnd(bytes: Uint8Array, start: number): boolean {
  for (let at = bytes.length - 2; at >= start; at--) {
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true;
  }
  return false;
}

function jpegHeader(bytes: Uint8Array): ImageHeader {
  const view = viewOf(bytes);
  let exif: Uint8Array | null = null;
  let size: ImageHeader['size'] = null;
  let whole = false;
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1];
    // fill bytes and markers without a length
    if (marker === 0xff || (marker >= 0xd0 && marker <= 0xd8) || marker === 0x01) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (startsFrame(marker) && at + 9 <= bytes.length) {
      size ??= { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    if (marker === 0xda) whole = hasEnd(bytes, at);
    if (marker === 0xda || marker === 0xd9 || length < 2) break;
    if (marker === 0xe1 && exif === null && ascii(bytes, at + 4, 6) === 'Exif\0\0') {
      exif = bytes.subarray(at + 4, at + 2 + length);
    }
    at += 2 + length;
  }
  return { format: 'jpeg', size, exif, frames: 1, whole };
}

function pngHeader(bytes: Uint8Array): ImageHeader {
  const view = viewOf(bytes);
  const size =
    bytes.length >= 24 ? { width: view.getUint32(16), height: view.getUint32(20) } : null;
  let exif: Uint8Array | null = null;
  let frames = 1;
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    const type = ascii(bytes, at + 4, 4);
    const isThere = at + 12 + length <= bytes.length;
    if (type === 'IEND') return { format: 'png', size, exif, frames, whole: true };
    if (type === 'eXIf' && isThere) exif ??= bytes.subarray(at + 8, at + 8 + length);
    if (type === 'acTL' && isThere && length >= 8) frames = Math.max(1, view.getUint32(at + 8));
    at += 12 + length;
  }
  return { format: 'png', size, exif, frames, whole: false };
}

/** Whether the boxes of an ISO base media file end where the file does, or before. */
function hasAllBoxes(bytes: Uint8Array): boolean {
  const view = viewOf(bytes);
  let at = 0;
  while (at + 8 <= bytes.length) {
    const short = view.getUint32(at);
    // 0: to the end of the file; 1: sixty-four bits follow
    if (short === 0) return true;
    const isLong = short === 1 && at + 16 <= bytes.length;
    const length = isLong ? Number(view.getBigUint64(at + 8)) : short;
    if (length < 8) return false;
    at += length;
  }
  return at === bytes.length;
}

/**
 * Reads a file's own words about itself; null for what has no name in the table of formats. Never throws: a header may be
 * broken.
 * @param name see `formatOfBytes`.
 */
export function readImageHeader(bytes: Uint8Array, name = ''): ImageHeader | null {
  const format = formatOfBytes(bytes, name);
  if (format === undefined) return null;
  if (format === 'jpeg') return jpegHeader(bytes);
  if (format === 'png') return pngHeader(bytes);
  if (format === 'gif' && bytes.length >= 10) return { format, exif: null, ...gifHeader(bytes) };
  if (format === 'webp') return { format, ...webpHeader(bytes) };
  if (format === 'tiff') {
    const { isRaw, ...header } = tiffHeader(bytes);
    return { format: isRaw ? 'raw' : format, exif: null, ...header };
  }
  const frames = format === 'avif' && ascii(bytes, 8, 4) === 'avis' ? Infinity : 1;
  return { format, size: null, exif: null, frames, whole: format !== 'avif' || hasAllBoxes(bytes) };
}
