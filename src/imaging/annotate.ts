/** @file Boxes and skeletons over a photograph. */

import type { Box } from '../camera/index.ts';
import { MultiRoiError } from '../base/index.ts';
import type { PixelImage } from '../platform/index.ts';
import { checkLength } from '../base/index.ts';
import { copyImage, drawDisc, drawLine } from './canvas.ts';
import { personColour, type Colour } from './colours.ts';

/** How boxes and joints are drawn. */
export interface DrawOptions {
  /** One colour per person; default: the palette. */
  readonly colours?: readonly Colour[];
  /** Width of strokes in pixels; default: by the size of the picture. */
  readonly strokePx?: number;
}

const DARK: Colour = [28, 30, 34];

function strokeOf(who: string, { width, height }: PixelImage, { strokePx }: DrawOptions): number {
  const stroke = strokePx ?? Math.max(1.5, Math.min(width, height) / 250);
  if (stroke > 0 && Number.isFinite(stroke)) return stroke;
  throw new MultiRoiError('E_RANGE', `${who}: expected a positive strokePx, got ${stroke}`);
}

const colourOf = (person: number, { colours }: DrawOptions): Colour =>
  colours?.[person % colours.length] ?? personColour(person);

/** A copy of the picture with boxes; a dark seam keeps them readable on any ground. */
export function drawBoxes(
  image: PixelImage,
  boxes: readonly Box[],
  options: DrawOptions = {},
): PixelImage {
  const stroke = strokeOf('drawBoxes', image, options);
  const out = copyImage(image);
  boxes.forEach(({ x0, y0, x1, y1 }, person) => {
    const seam = { colour: DARK, width: stroke + 2, opacity: 0.35 };
    const line = { colour: colourOf(person, options), width: stroke };
    for (const pen of [seam, line]) {
      drawLine(out, x0, y0, x1, y0, pen);
      drawLine(out, x1, y0, x1, y1, pen);
      drawLine(out, x1, y1, x0, y1, pen);
      drawLine(out, x0, y1, x0, y0, pen);
    }
  });
  return out;
}

/**
 * A copy of the picture with skeletons.
 * @param people 2D joints [J, 2] of each person, image pixels; joints that are not finite are left out.
 * @param parents parent of each joint, −1 for a root.
 */
export function drawJoints(
  image: PixelImage,
  people: readonly ArrayLike<number>[],
  parents: ArrayLike<number>,
  options: DrawOptions = {},
): PixelImage {
  const stroke = strokeOf('drawJoints', image, options);
  const out = copyImage(image);
  people.forEach((joints, person) => {
    checkLength('drawJoints', joints.length, [parents.length, 2]);
    const colour = colourOf(person, options);
    for (const pen of [
      { colour: DARK, width: stroke + 2, opacity: 0.35 },
      { colour, width: stroke },
    ]) {
      for (let j = 0; j < parents.length; j++) {
        const p = parents[j];
        if (p < 0) continue;
        drawLine(out, joints[2 * p], joints[2 * p + 1], joints[2 * j], joints[2 * j + 1], pen);
      }
    }
    for (let j = 0; j < parents.length; j++) {
      const [x, y] = [joints[2 * j], joints[2 * j + 1]];
      drawDisc(out, x, y, 1.25 * stroke + 0.75, DARK, 0.5);
      drawDisc(out, x, y, 1.25 * stroke, [250, 250, 248]);
      drawDisc(out, x, y, 0.75 * stroke, colour);
    }
  });
  return out;
}
