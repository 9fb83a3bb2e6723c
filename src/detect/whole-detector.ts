/** @file A detector that looks at every photograph once: for networks with a large input. */

import type { Box, ImageSize } from '../camera/index.ts';
import { boxArea, byScore, clipBox } from './overlap.ts';
import type { Detection, Detector, RegionDetector } from './types.ts';

/** All of an image. */
export function wholeOf({ width, height }: ImageSize): Box {
  return { x0: -0.5, y0: -0.5, x1: width - 0.5, y1: height - 0.5 };
}

/** What lies in the image of a detection. */
export function inImage<D extends Detection>(detection: D, { width, height }: ImageSize): D {
  return { ...detection, box: clipBox(detection.box, width, height) };
}

/** False for a box that clipping has left nothing of. */
export const hasArea = ({ box }: Detection): boolean => boxArea(box) > 0;

/** A detector that looks at the whole image at once; boxes are clipped to it, best first. */
export function wholeDetector(network: RegionDetector): Detector {
  return {
    async detect(image, signal) {
      const [people] = await network.detectIn(image, [wholeOf(image)], signal);
      return byScore(people.map((person) => inImage(person, image)).filter(hasArea));
    },
  };
}
