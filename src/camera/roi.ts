/**
 * @file From the box of a person to its RoIs. `b`, the size of a RoI, is its height in pixels; the
 * width follows from the shape of the network's input (192:256 or square).
 */

import { MultiRoiError } from '../base/index.ts';
import { boxOfJoints, checkBox, type Box, type Joints2d } from './box.ts';
import type { RoiSet } from './roi-set.ts';

/** `rect`: width = 0.75 b (256×192 networks); `square`: width = b. */
export type RoiShape = 'square' | 'rect';

/** A region of interest: what one crop sees. Not clipped; outside the image is black. */
export interface Roi {
  /** Image pixels. */
  readonly center: readonly [number, number];
  /** b, the height in pixels. */
  readonly size: number;
  /** Pixels; 3/4 of b for `rect`, b for `square`. */
  readonly width: number;
}

/** Room left around the tight box: of projected or verified joints, and of a detector's box. */
export const PADDING = { joints: 1.2, detector: 1.1 } as const;

/** How RoI 0 is laid around a person. */
export interface BaseRoiOptions {
  readonly shape: RoiShape;
  /** Factor on the tight box, see `PADDING`. */
  readonly padding: number;
}

/** Width over height, as the networks' inputs have it. */
export const ROI_ASPECT: Readonly<Record<RoiShape, number>> = { square: 1, rect: 192 / 256 };

/**
 * RoI 0 of a person: the smallest region of the shape's aspect that holds the box, padded.
 * `rect`: b = padding · max(4/3·w, h); `square`: b = padding · max(w, h).
 * @throws E_RANGE for a box without area, joints of which none is visible, or a bad padding.
 */
export function baseRoi(source: Box | Joints2d, { shape, padding }: BaseRoiOptions): Roi {
  const box = 'points' in source ? boxOfJoints(source) : source;
  checkBox('baseRoi', box);
  if (!(padding > 0 && Number.isFinite(padding))) {
    throw new MultiRoiError('E_RANGE', `baseRoi: expected a positive padding, got ${padding}`);
  }
  const { x0, y0, x1, y1 } = box;
  const aspect = ROI_ASPECT[shape];
  const size = padding * Math.max((x1 - x0) / aspect, y1 - y0);
  return { center: [(x0 + x1) / 2, (y0 + y1) / 2], size, width: aspect * size };
}

/**
 * The first `count` RoIs of a set.
 * @throws E_RANGE unless 1 ≤ count ≤ M of the set.
 */
export function roisOf(base: Roi, set: RoiSet, count: number = set.scales.length): Roi[] {
  if (!Number.isInteger(count) || count < 1 || count > set.scales.length) {
    throw new MultiRoiError(
      'E_RANGE',
      `roisOf: expected 1 to ${set.scales.length} RoIs of the set "${set.id}", got ${count}`,
    );
  }
  const { center, size, width } = base;
  return set.scales.slice(0, count).map((scale, m) => ({
    center: [center[0] + set.offsets[m][0] * size, center[1] + set.offsets[m][1] * size],
    size: scale * size,
    width: scale * width,
  }));
}

/** The rectangle a RoI covers, image pixels. */
export function boxOfRoi({ center: [x, y], size, width }: Roi): Box {
  return { x0: x - width / 2, y0: y - size / 2, x1: x + width / 2, y1: y + size / 2 };
}
