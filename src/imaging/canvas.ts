/**
 * @file Anti-aliased strokes on 8-bit pictures. Functions draw in place, on pictures this folder has
 * made itself. Coordinates are pixels, integer = centre.
 */

import type { PixelImage } from '../platform/index.ts';
import type { Colour } from './colours.ts';

/** What lines are drawn with. */
export interface Pen {
  readonly colour: Colour;
  /** Full width in pixels. */
  readonly width: number;
  /** 0–1. */
  readonly opacity?: number;
}

/** A writable copy. Not by `slice`: pixels decoded in Node are a Buffer, whose slices share memory. */
export function copyImage({ width, height, data }: PixelImage): PixelImage {
  return { width, height, data: new Uint8Array(data) };
}

/** A picture of one colour. */
export function blankImage(width: number, height: number, colour: Colour): PixelImage {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < data.length; i++) data[i] = colour[i % 3];
  return { width, height, data };
}

/** The part of a segment inside a rectangle (Liang–Barsky), or null; keeps far endpoints from costing time. */
function clipSegment(
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  low: number,
  highX: number,
  highY: number,
): readonly [number, number, number, number] | null {
  let from = 0;
  let to = 1;
  const dx = x1 - x0;
  const dy = y1 - y0;
  for (const [p, q] of [
    [-dx, x0 - low],
    [dx, highX - x0],
    [-dy, y0 - low],
    [dy, highY - y0],
  ]) {
    if (p === 0) {
      if (q < 0) return null;
    } else if (p < 0) from = Math.max(from, q / p);
    else to = Math.min(to, q / p);
  }
  return from <= to ? [x0 + from * dx, y0 + from * dy, x0 + to * dx, y0 + to * dy] : null;
}

/** A straight stroke with round ends; a point when both ends are equal. Non-finite ends draw nothing. */
export function drawLine(
  { width, height, data }: PixelImage,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  { colour, width: stroke, opacity = 1 }: Pen,
): void {
  if (![x0, y0, x1, y1].every(Number.isFinite)) return;
  const radius = stroke / 2;
  const reach = radius + 0.5;
  const clipped = clipSegment([x0, y0, x1, y1], -2 * reach, width + 2 * reach, height + 2 * reach);
  if (clipped === null) return;
  const [ax, ay, bx, by] = clipped;
  const dx = bx - ax;
  const dy = by - ay;
  const length2 = dx * dx + dy * dy;
  const top = Math.max(0, Math.ceil(Math.min(ay, by) - reach));
  const bottom = Math.min(height - 1, Math.floor(Math.max(ay, by) + reach));
  const along = Math.abs(dy) < 1e-9 ? 0 : dx / dy;
  const slack = reach * Math.sqrt(1 + along * along) + 1;
  const left = Math.min(ax, bx) - reach;
  const right = Math.max(ax, bx) + reach;
  for (let y = top; y <= bottom; y++) {
    // the columns near the stroke in this row; a level stroke is near everywhere
    const centre = ax + along * (y - ay);
    const level = along === 0 && Math.abs(dx) > 1e-9;
    const from = Math.max(0, Math.ceil(level ? left : Math.max(left, centre - slack)));
    const to = Math.min(width - 1, Math.floor(level ? right : Math.min(right, centre + slack)));
    for (let x = from; x <= to; x++) {
      const s = length2 === 0 ? 0 : ((x - ax) * dx + (y - ay) * dy) / length2;
      const nearest = Math.min(1, Math.max(0, s));
      const ex = x - ax - nearest * dx;
      const ey = y - ay - nearest * dy;
      const distance = Math.sqrt(ex * ex + ey * ey);
      // a stroke thinner than a pixel is a fainter stroke
      const cover = Math.min(1, stroke, reach - distance);
      if (cover <= 0) continue;
      const alpha = opacity * cover;
      const i = 3 * (y * width + x);
      for (let k = 0; k < 3; k++) data[i + k] += Math.round(alpha * (colour[k] - data[i + k]));
    }
  }
}

/** A filled disc. */
export function drawDisc(
  image: PixelImage,
  x: number,
  y: number,
  radius: number,
  colour: Colour,
  opacity = 1,
): void {
  drawLine(image, x, y, x, y, { colour, width: 2 * radius, opacity });
}
