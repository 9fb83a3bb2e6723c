/**
 * @file What an image file says of itself before it is decoded: format, size, EXIF. For platforms whose
 * decoder tells only afterwards, when a bomb has gone off.
 */

export type ImageFormat = 'jpeg' | 'png' | 'gif' | 'webp' | 'avif';

/** What an image file says before its pixels. */
export interface ImageHeader {
  readonly format: ImageFormat;
  /** As stored, before any EXIF rotation; null where only a decoder can tell (AVIF). */
  readonly size: { readonly width: number; readonly height: number } | null;
  /** The EXIF block: TIFF, with or without `Exif\0\0` in front. */
  readonly exif: Uint8Array | null;
}

const ascii = (bytes: Uint8Array, start: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(start, start + length));

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Whether a JPEG marker starts a frame, SOF0 … SOF15; C4, C8 and CC mean other things. */
const startsFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

function jpegHeader(bytes: Uint8Array): ImageHeader {
  const view = viewOf(bytes);
  let exif: Uint8Array | null = null;
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
      const size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
      return { format: 'jpeg', size, exif };
    }
    if (marker === 0xda || marker === 0xd9 || length < 2) break;
    if (marker === 0xe1 && exif === null && ascii(bytes, at + 4, 6) === 'Exif\0\0') {
      exif = bytes.subarray(at + 4, at + 2 + length);
    }
    at += 2 + length;
  }
  return { format: 'jpeg', size: null, exif };
}

function pngHeader(bytes: Uint8Array): ImageHeader {
  const view = viewOf(bytes);
  const size =
    bytes.length >= 24 ? { width: view.getUint32(16), height: view.getUint32(20) } : null;
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    const type = ascii(bytes, at + 4, 4);
    if (type === 'eXIf' && at + 8 + length <= bytes.length) {
      return { format: 'png', size, exif: bytes.subarray(at + 8, at + 8 + length) };
    }
    if (type === 'IEND') break;
    at += 12 + length;
  }
  return { format: 'png', size, exif: null };
}

/** Sizes by the kind of the first chunk (RFC 9649, 2.5 to 2.7). */
function webpSize(bytes: Uint8Array): ImageHeader['size'] {
  if (bytes.length < 30) return null;
  const view = viewOf(bytes);
  const kind = ascii(bytes, 12, 4);
  if (kind === 'VP8 ') {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (kind !== 'VP8X') return null;
  const uint24 = (at: number): number => view.getUint16(at, true) | (bytes[at + 2] << 16);
  return { width: uint24(24) + 1, height: uint24(27) + 1 };
}

function webpHeader(bytes: Uint8Array): ImageHeader {
  const view = viewOf(bytes);
  for (let at = 12; at + 8 <= bytes.length;) {
    const length = view.getUint32(at + 4, true);
    if (ascii(bytes, at, 4) === 'EXIF') {
      const exif = bytes.subarray(at + 8, at + 8 + length);
      return { format: 'webp', size: webpSize(bytes), exif };
    }
    at += 8 + length + (length % 2);
  }
  return { format: 'webp', size: webpSize(bytes), exif: null };
}

/** Reads a file's first bytes; null for what is none of the formats. Never throws: a header may be broken. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpegHeader(bytes);
  if (ascii(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return pngHeader(bytes);
  if (/^GIF8[79]a/.test(ascii(bytes, 0, 6)) && bytes.length >= 10) {
    const view = viewOf(bytes);
    const size = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
    return { format: 'gif', size, exif: null };
  }
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 4) === 'WEBP') return webpHeader(bytes);
  if (ascii(bytes, 4, 4) === 'ftyp' && /avi[fs]/.test(ascii(bytes, 8, 24))) {
    return { format: 'avif', size: null, exif: null };
  }
  return null;
}
