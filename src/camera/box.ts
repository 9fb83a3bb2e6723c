/**
 * @file Boxes of people in the photograph: xyxy, image pixels, integer coordinates are pixel centres,
 * so an image spans −0.5 … w−0.5. A box may reach over the edge of the image, not lie outside it.
 */

import { MultiRoiError } from '../base/index.ts';
import { checkLength } from '../base/index.ts';

/** A box, `x0 < x1`, `y0 < y1`, image pixels. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Width and height of an image in pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** 2D joints of one person; joints with confidence 0 or below are not there. */
export interface Joints2d {
  /** [J, 2], image pixels. */
  readonly points: ArrayLike<number>;
  /** [J]; absent: every joint is visible. */
  readonly confidence?: ArrayLike<number>;
}

const text = ({ x0, y0, x1, y1 }: Box): string => `[${[x0, y0, x1, y1].join(', ')}]`;

/**
 * Throws unless the box is finite, has an area, and touches the image.
 * @throws E_RANGE
 */
export function checkBox(who: string, box: Box, image?: ImageSize): void {
  const { x0, y0, x1, y1 } = box;
  if (![x0, y0, x1, y1].every(Number.isFinite)) {
    throw new MultiRoiError(
      'E_RANGE',
      `${who}: expected a box of four finite numbers, got ${text(box)}`,
    );
  }
  if (!(x1 > x0 && y1 > y0)) {
    throw new MultiRoiError(
      'E_RANGE',
      `${who}: expected a box x0,y0,x1,y1 with x0 < x1 and y0 < y1, got ${text(box)}`,
    );
  }
  if (image === undefined) return;
  const { width, height } = image;
  if (x1 <= -0.5 || y1 <= -0.5 || x0 >= width - 0.5 || y0 >= height - 0.5) {
    throw new MultiRoiError(
      'E_RANGE',
      `${who}: expected a box that touches the ${width}×${height} image, got ${text(box)}; boxes are in pixels of the upright image`,
    );
  }
}

/**
 * The tight box of the visible joints (those with a confidence above 0).
 * @throws E_SHAPE; E_RANGE when no joint is visible or the visible ones span no area.
 */
export function boxOfJoints({ points, confidence }: Joints2d): Box {
  const count = points.length >> 1;
  checkLength('boxOfJoints', points.length, [count, 2]);
  if (confidence !== undefined) checkLength('boxOfJoints', confidence.length, [count]);
  let x0 = Infinity;
  let y0 = Infinity;
  let x1 = -Infinity;
  let y1 = -Infinity;
  for (let j = 0; j < count; j++) {
    if (confidence !== undefined && !(confidence[j] > 0)) continue;
    const x = points[2 * j];
    const y = points[2 * j + 1];
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      throw new MultiRoiError(
        'E_RANGE',
        `boxOfJoints: expected finite visible joints, got [${x}, ${y}] (joint ${j})`,
      );
    }
    x0 = Math.min(x0, x);
    y0 = Math.min(y0, y);
    x1 = Math.max(x1, x);
    y1 = Math.max(y1, y);
  }
  if (x0 > x1) {
    throw new MultiRoiError(
      'E_RANGE',
      'boxOfJoints: expected at least one visible joint, got none; skip this sample',
    );
  }
  const box: Box = { x0, y0, x1, y1 };
  checkBox('boxOfJoints', box);
  return box;
}
