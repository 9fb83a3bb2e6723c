/** @file Strokes and labels of drawings on a 2D canvas. */

import type { Vec2 } from '../math/index.ts';
import type { Colour } from '../imaging/index.ts';

export const FONT = '12px system-ui, sans-serif';
export const SMALL = '11px system-ui, sans-serif';

export function css([r, g, b]: Colour): string {
  return `rgb(${r}, ${g}, ${b})`;
}

/** Begins a path through the points. */
export function path(ctx: CanvasRenderingContext2D, points: readonly Vec2[], closed = false): void {
  ctx.beginPath();
  points.forEach(([x, y], i) => (i === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
  if (closed) ctx.closePath();
}

/** How a line is drawn; lengths in the context's units. */
export interface StrokeStyle {
  readonly colour: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly opacity?: number;
  readonly closed?: boolean;
}

export function stroke(
  ctx: CanvasRenderingContext2D,
  points: readonly Vec2[],
  { colour, width = 1, dash = [], opacity = 1, closed = false }: StrokeStyle,
): void {
  path(ctx, points, closed);
  ctx.save();
  ctx.globalAlpha *= opacity;
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  ctx.setLineDash([...dash]);
  ctx.stroke();
  ctx.restore();
}

export function dot(
  ctx: CanvasRenderingContext2D,
  [x, y]: Vec2,
  radius: number,
  colour: string,
): void {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = colour;
  ctx.fill();
}

/** A halo keeps text readable on whatever it lies on. */
export function label(
  ctx: CanvasRenderingContext2D,
  text: string,
  [x, y]: Vec2,
  { ink, halo, font = FONT }: { ink: string; halo: string; font?: string },
): void {
  ctx.font = font;
  ctx.lineJoin = 'round';
  ctx.lineWidth = 3;
  ctx.strokeStyle = halo;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = ink;
  ctx.fillText(text, x, y);
}

const PLATE_FONT = `600 ${SMALL}`;
/** Height of a plate behind a text. */
export const PLATE_PX = 16;

export function plateWidth(ctx: CanvasRenderingContext2D, text: string): number {
  ctx.font = PLATE_FONT;
  return ctx.measureText(text).width + 8;
}

/** Dark text on a plate of a colour; (x, y) is its upper left corner. */
export function plate(
  ctx: CanvasRenderingContext2D,
  text: string,
  [x, y]: Vec2,
  colour: string,
): void {
  const width = plateWidth(ctx, text);
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.roundRect(x, y, width, PLATE_PX, 3);
  ctx.fill();
  ctx.fillStyle = '#14171c';
  ctx.textBaseline = 'middle';
  ctx.fillText(text, x + 4, y + 8.5);
  ctx.textBaseline = 'alphabetic';
}

/** A length in the unit that suits it: mm, cm or m. */
export function lengthText(metres: number): string {
  if (metres < 0.00995) return `${(1000 * metres).toFixed(1)} mm`;
  return metres < 0.995 ? `${(100 * metres).toFixed(1)} cm` : `${metres.toFixed(2)} m`;
}
