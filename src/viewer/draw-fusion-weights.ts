/** @file The fusion weights w_mn (Eq. 4) as a matrix: how much region m takes from each region n. */

import { MultiRoiError } from '../base/index.ts';
import { SMALL } from './ink.ts';
import { paletteOf, roiColour } from './look.ts';
import type { Viewport } from './lens.ts';
import type { Theme } from './state.ts';

/** Size of the drawing, and its colours. */
export interface FusionOptions extends Viewport {
  readonly theme: Theme;
}

/** Weights are shades of one blue; equal weights, 1/M, are in the middle of it. */
function shade(weight: number, M: number, theme: Theme): string {
  // √ spreads the small ones
  const s = Math.min(1, Math.sqrt(Math.max(0, weight) / Math.min(1, 4 / M)));
  const lightness = theme === 'dark' ? 16 + 42 * s : 97 - 52 * s;
  return `hsl(212 ${20 + 50 * s}% ${lightness}%)`;
}

/**
 * Draws the matrix into the largest square that fits `width` × `height` of the context's present units.
 * @param weights [M, M] row-major; row m sums to 1.
 * @throws E_SHAPE
 * @example
 * ```ts
 * import { parseResult } from 'multiroi';
 * import { drawFusionWeights } from 'multiroi/viewer';
 *
 * const context = document.createElement('canvas').getContext('2d');
 * const { people, model } = parseResult(await (await fetch('photo.json')).text());
 * const weights = people[0]?.fusion?.flat();
 * if (context !== null && weights !== undefined) {
 *   const options = { width: 240, height: 240, theme: 'light' } as const;
 *   drawFusionWeights(context, weights, model.rois, options);
 * }
 * ```
 */
export function drawFusionWeights(
  ctx: CanvasRenderingContext2D,
  weights: ArrayLike<number>,
  M: number,
  { width, height, theme }: FusionOptions,
): void {
  if (!Number.isInteger(M) || M < 1 || weights.length !== M * M) {
    throw new MultiRoiError(
      'E_SHAPE',
      `drawFusionWeights: expected ${M}×${M} weights, got ${weights.length}`,
    );
  }
  const look = paletteOf(theme);
  const gutter = 24;
  const side = Math.min(width, height) - gutter - 2;
  const cell = side / M;
  ctx.save();
  ctx.fillStyle = look.background;
  ctx.fillRect(0, 0, width, height);
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  for (let i = 0; i < M; i++) {
    // columns: where it comes from; rows: who receives it
    for (const [x, y] of [
      [gutter + (i + 0.5) * cell, gutter / 2],
      [gutter / 2, gutter + (i + 0.5) * cell],
    ]) {
      ctx.beginPath();
      ctx.arc(x, y, 8, 0, 2 * Math.PI);
      ctx.fillStyle = roiColour(i);
      ctx.fill();
      ctx.font = `600 ${SMALL}`;
      ctx.fillStyle = '#14171c';
      ctx.fillText(String(i), x, y + 0.5);
    }
  }
  for (let m = 0; m < M; m++) {
    for (let n = 0; n < M; n++) {
      const weight = weights[m * M + n];
      const [x, y] = [gutter + n * cell, gutter + m * cell];
      ctx.fillStyle = shade(weight, M, theme);
      ctx.beginPath();
      ctx.roundRect(x + 1, y + 1, cell - 2, cell - 2, Math.min(4, cell / 8));
      ctx.fill();
      if (cell < 26) continue;
      ctx.font = SMALL;
      const bright = Math.sqrt(Math.max(0, weight) / Math.min(1, 4 / M)) > 0.62;
      ctx.fillStyle = theme === 'light' && !bright ? '#14171c' : '#ffffff';
      ctx.fillText(weight.toFixed(2), x + cell / 2, y + cell / 2 + 0.5);
    }
  }
  ctx.restore();
}
