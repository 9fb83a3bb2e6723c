/**
 * @file The focal length that EXIF implies, in pixels.
 * From the 35 mm equivalent: f = f₃₅ · √(w² + h²) / 43.27 mm. Otherwise from the sensor's pixel pitch:
 * f = F mm · resolution px/mm · w / w_shot. Both hold for the upright image: turning it changes
 * neither its diagonal nor the size of a pixel.
 */

import { readExifPhoto, type ExifPhoto } from '../format/index.ts';

/** Diagonal of a 36 × 24 mm frame; a 35 mm equivalent compares diagonals (CIPA DCG-001). */
const FULL_FRAME_DIAGONAL_MM: number = Math.hypot(36, 24);
/** Sides whose ratio differs by more than this from the camera's own were cropped after the shot. */
const SAME_ASPECT = 0.02;
const MM_PER_UNIT: Readonly<Record<number, number>> = { 2: 25.4, 3: 10, 4: 1, 5: 0.001 };
/** In diagonals: from beyond any fisheye to a telescope. Cameras do write nonsense here. */
const PLAUSIBLE = { least: 0.05, most: 100 } as const;

const positive = (value: number | undefined): number | null =>
  value !== undefined && value > 0 ? value : null;

/**
 * The focal length that an EXIF block implies, px; null where there is none to be had.
 * @param width of the stored image, before any EXIF rotation (as is `height`), px.
 */
export const focalPxFromExif = (
  exif: Uint8Array | null | undefined,
  width: number,
  height: number,
): number | null => (exif ? focalPxFromPhoto(readExifPhoto(exif), width, height) : null);

/**
 * The focal length in pixels, from the 35 mm equivalent or from the sensor's pixel pitch; null where
 * EXIF does not tell, or where the image was cropped since, which moves and narrows the view.
 * @param width of the stored image, before any EXIF rotation (as is `height`), px.
 */
function focalPxFromPhoto(photo: ExifPhoto, width: number, height: number): number | null {
  const shotWidth = positive(photo.PixelXDimension);
  const shotHeight = positive(photo.PixelYDimension);
  if (shotWidth !== null && shotHeight !== null) {
    // some programs rotate the pixels and leave these two as they were
    const long = Math.max(width, height) / Math.min(width, height);
    const shotLong = Math.max(shotWidth, shotHeight) / Math.min(shotWidth, shotHeight);
    if (Math.abs(long / shotLong - 1) > SAME_ASPECT) return null;
  }
  const equivalentMm = positive(photo.FocalLengthIn35mmFilm);
  const diagonal = Math.hypot(width, height);
  if (equivalentMm !== null) {
    return plausible((equivalentMm * diagonal) / FULL_FRAME_DIAGONAL_MM, diagonal);
  }
  const focalMm = positive(photo.FocalLength);
  const pixelsPerUnit = positive(photo.FocalPlaneXResolution);
  const mmPerUnit = MM_PER_UNIT[positive(photo.FocalPlaneResolutionUnit) ?? 2];
  if (focalMm === null || pixelsPerUnit === null || mmPerUnit === undefined) return null;
  const scale =
    shotWidth === null ? 1 : Math.max(width, height) / Math.max(shotWidth, shotHeight ?? 0);
  return plausible(((focalMm * pixelsPerUnit) / mmPerUnit) * scale, diagonal);
}

function plausible(focalPx: number, diagonal: number): number | null {
  const { least, most } = PLAUSIBLE;
  return focalPx >= least * diagonal && focalPx <= most * diagonal ? focalPx : null;
}
