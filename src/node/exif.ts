/** @file EXIF of an image file, as far as it tells the camera. */

import exifReader from 'exif-reader';
import { focalPxFromPhoto } from '../camera/index.ts';

/**
 * The focal length that an EXIF block implies, px; null where there is none to be had.
 * @param width of the stored image, before any EXIF rotation (as is `height`), px.
 */
export function focalPxFromExif(
  exif: Uint8Array | undefined,
  width: number,
  height: number,
): number | null {
  if (exif === undefined) return null;
  try {
    const { Photo } = exifReader(Buffer.from(exif));
    return Photo === undefined ? null : focalPxFromPhoto(Photo, width, height);
  } catch {
    // broken EXIF in a good image is common and means what absent EXIF means
    return null;
  }
}
