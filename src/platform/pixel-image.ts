/** @file Pixels without a file. */

/** 8-bit RGB pixels, row-major [H, W, 3], EXIF-upright, pixel centres at whole coordinates. */
export interface PixelImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}
