/** @file What a detector is. Boxes are in pixels of the whole image, whole coordinates are pixel centres (CONVENTIONS.md, Frames). */

import type { Box } from '../camera/index.ts';
import type { PixelImage } from '../platform/index.ts';

/** One person found. */
export interface Detection {
  readonly box: Box;
  /** 0–1; comparable within one detector only. */
  readonly score: number;
}

/** Finds the people of an image, best first. */
export interface Detector {
  detect(image: PixelImage, signal?: AbortSignal): Promise<Detection[]>;
}

/** A network that looks at rectangles of an image; `wholeDetector` makes a `Detector` of it. */
export interface RegionDetector {
  /** People of each region, after non-maximum suppression within the region. */
  detectIn(
    image: PixelImage,
    regions: readonly Box[],
    signal?: AbortSignal,
  ): Promise<Detection[][]>;
}
