/** @file EXIF of an image file, as far as it tells the camera. */

import exifReader from 'exif-reader';
import { focalPxFromPhoto } from '../camera/index.ts';

/** What exif-reader uses of Node's `Buffer`. */
class NodeLikeBytes extends Uint8Array {
  get #view(): DataView {
    return new DataView(this.buffer, this.byteOffset, this.byteLength);
  }
  override toString(_encoding?: string, start = 0, end = this.length): string {
    return String.fromCharCode(...this.subarray(start, end)).replace(/[\x80-\xff]/g, '?');
  }
  readUInt16BE(at: number): number {
    return this.#view.getUint16(at);
  }
  readUInt16LE(at: number): number {
    return this.#view.getUint16(at, true);
  }
  readUInt32BE(at: number): number {
    return this.#view.getUint32(at);
  }
  readUInt32LE(at: number): number {
    return this.#view.getUint32(at, true);
  }
  readInt8(at: number): number {
    return this.#view.getInt8(at);
  }
  readInt16BE(at: number): number {
    return this.#view.getInt16(at);
  }
  readInt16LE(at: number): number {
    return this.#view.getInt16(at, true);
  }
  readInt32BE(at: number): number {
    return this.#view.getInt32(at);
  }
  readInt32LE(at: number): number {
    return this.#view.getInt32(at, true);
  }
}

const read = exifReader as unknown as (bytes: NodeLikeBytes) => ReturnType<typeof exifReader>;

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
    const { Photo } = read(new NodeLikeBytes(exif));
    return Photo === undefined ? null : focalPxFromPhoto(Photo, width, height);
  } catch {
    // broken EXIF in a good image is common and means what absent EXIF means
    return null;
  }
}
