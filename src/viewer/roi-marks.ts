/** @file Where the regions of interest of a person lie in the photograph, and what each one's camera says there. */

import {
  applyAffine,
  boxOfRoi,
  project,
  viewOf,
  type Box,
  type ImageSize,
} from '../camera/index.ts';
import { intrinsicsOf, type Person } from '../result/index.ts';

/** [x, y], image pixels. */
export type Pixel = readonly [number, number];

/** A region as it is drawn on the photograph. */
export interface RoiMark {
  /** M's number. */
  readonly m: number;
  /** Corners in image pixels; an upright rectangle unless the person was looked at in a rolled view. */
  readonly corners: readonly [Pixel, Pixel, Pixel, Pixel];
  /** Where this region's local camera alone puts the body's origin, which is in the pelvis: equal where cameras agree. */
  readonly origin: Pixel;
}

/** The regions of a person in image pixels. */
export function roiMarks({ rois, rollRad = 0, camera, localCameras }: Person): RoiMark[] {
  const intrinsics = intrinsicsOf(camera);
  const { viewFromImage, imageFromView } = viewOf(intrinsics, rollRad);
  // a result states the height of a region in rows of the image
  const rowScale = Math.hypot(imageFromView[1], imageFromView[4]);
  return rois.map(({ center, size, width }, m) => {
    const box = boxOfRoi({
      center: applyAffine(viewFromImage, center[0], center[1]),
      size: size / rowScale,
      width,
    });
    const at = (x: number, y: number): Pixel => applyAffine(imageFromView, x, y);
    const { x0, y0, x1, y1 } = box;
    const [u, v] = project([0, 0, 0], intrinsics, localCameras[m].full);
    return { m, corners: [at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1)], origin: [u, v] };
  });
}

/** Corners of a box, clockwise from the upper left. */
export function cornersOf({ x0, y0, x1, y1 }: Box): readonly [Pixel, Pixel, Pixel, Pixel] {
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
}

/** The whole picture as a box: pixels reach half a pixel around their centres. */
export function imageBox({ width, height }: ImageSize): Box {
  return { x0: -0.5, y0: -0.5, x1: width - 0.5, y1: height - 0.5 };
}
