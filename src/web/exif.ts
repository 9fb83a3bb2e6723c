/** @file EXIF of an image file, as far as it tells the camera. */

import exifReader from 'exif-reader';
import { focalPxFromPhoto } from '../camera/index.ts';

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

/** What exif-reader uses of Node's `Buffer`. */
class NodeLikeBytes extends Uint8Array {
  override toString(_encoding?: string, start = 0, end = this.length): string {
    return String.fromCharCode(...this.subarray(start, end)).replace(/[\x80-\xff]/g, '?');
  }
  readUInt16BE(at: number): number {
    return viewOf(this).getUint16(at);
  }
  readUInt16LE(at: number): number {
    return viewOf(this).getUint16(at, true);
  }
  readUInt32BE(at: number): number {
    return viewOf(this).getUint32(at);
  }
  readUInt32LE(at: number): number {
    return viewOf(this).getUint32(at, true);
  }
  readInt8(at: number): number {
    return viewOf(this).getInt8(at);
  }
  readInt16BE(at: number): number {
    return viewOf(this).getInt16(at);
  }
  readInt16LE(at: number): number {
    return viewOf(this).getInt16(at, true);
  }
  readInt32BE(at: number): number {
    return viewOf(this).getInt32(at);
  }
  readInt32LE(at: number): number {
    return viewOf(this).getInt32(at, true);
  }
}

interface Reader {
  /** A method, so that its parameter may be wider than the `Buffer` that is declared. */
  read(bytes: NodeLikeBytes): ReturnType<typeof exifReader>;
}
const reader: Reader = { read: exifReader };

/**
 * The focal length that an EXIF block implies, px; null where there is none to be had.
 * @param width of the stored image, before any EXIF rotation (as is `height`), px.
 */
export function focalPxFromExifBlock(
  exif: Uint8Array | null,
  width: number,
  height: number,
): number | null {
  if (exif === null) return null;
  try {
    const { Photo } = reader.read(new NodeLikeBytes(exif));
    return Photo === undefined ? null : focalPxFromPhoto(Photo, width, height);
  } catch {
    // broken EXIF in a good image is common and means what absent EXIF means
    return null;
  }
}
