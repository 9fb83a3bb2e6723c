/** @file Boxes that somebody gives: what cannot be meant, and what is hardly meant. */

import type { Box, ImageSize } from '../camera/index.ts';
import { throwIssues, type Issue } from '../base/index.ts';

/** No picture is so wide; a number beyond it is a slip. */
const FARTHEST_PX = 1e6;
/** A box of which no corner is farther from 0 is a box of shares. */
const SHARES = 1.5;
/** Nobody is seen in fewer pixels. */
const LEAST_SIDE_PX = 16;
/** A box that lies in the picture with a smaller part of its area belongs elsewhere. */
const LEAST_INSIDE = 0.1;

const cornersOf = ({ x0, y0, x1, y1 }: Box): number[] => [x0, y0, x1, y1];

/** What keeps four numbers from being a box in pixels, in the grammar of errors; undefined when nothing does. */
export function boxProblem(box: Box): string | undefined {
  const corners = cornersOf(box);
  const got = corners.join(', ');
  if (!corners.every(Number.isFinite)) return `expected four finite numbers, got ${got}`;
  const { x0, y0, x1, y1 } = box;
  if (!(x0 < x1 && y0 < y1)) {
    return `expected x0 < x1 and y0 < y1, got ${got}; boxes are corners, not sizes`;
  }
  if (corners.every((value) => Math.abs(value) <= SHARES)) {
    return `expected pixels, got ${got}, which are shares of width and height; multiply them by the size of the image`;
  }
  if (corners.some((value) => Math.abs(value) > FARTHEST_PX)) {
    return `expected at most ${FARTHEST_PX} px, got ${got}`;
  }
  return undefined;
}

/** The area of the picture that a box covers, as a share of the box. */
function shareInside({ x0, y0, x1, y1 }: Box, { width, height }: ImageSize): number {
  const across = Math.min(x1, width - 0.5) - Math.max(x0, -0.5);
  const down = Math.min(y1, height - 0.5) - Math.max(y0, -0.5);
  return (Math.max(0, across) * Math.max(0, down)) / ((x1 - x0) * (y1 - y0));
}

function remarkOn(box: Box, image: ImageSize): string[] {
  const [width, height] = [box.x1 - box.x0, box.y1 - box.y0];
  const shown = cornersOf(box).join(', ');
  const inside = shareInside(box, image);
  const remarks: string[] = [];
  if (Math.max(width, height) < LEAST_SIDE_PX) {
    const size = [width, height].map((side) => Number(side.toFixed(1))).join('×');
    remarks.push(`the box [${shown}] is ${size} px: too few to see a body in`);
  }
  if (inside < LEAST_INSIDE) {
    const percent = Number((100 * inside).toPrecision(2));
    remarks.push(`only ${percent} % of the box [${shown}] lie in the picture`);
  }
  return remarks;
}

/**
 * Remarks on boxes that are hardly meant: of a few pixels, nearly outside the picture.
 * @throws E_RANGE for those that cannot be meant, all of them told.
 */
export function remarksOnBoxes(who: string, boxes: readonly Box[], image: ImageSize): string[] {
  const issues = boxes.flatMap((box, i): Issue[] => {
    const message = boxProblem(box);
    return message === undefined ? [] : [{ path: `boxes[${i}]`, message }];
  });
  throwIssues('E_RANGE', who, issues);
  return boxes.flatMap((box) => remarkOn(box, image));
}
