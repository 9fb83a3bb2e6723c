/**
 * @file Where one shot ends and another begins: pictures are compared as coarse mosaics, and a cut is a change that is large by itself
 * and much larger than the changes before it. Fades are no cuts.
 */

import type { PixelImage } from '../platform/index.ts';

/** Cells of the mosaic. */
const COLUMNS = 16;
const ROWS = 9;
/** Samples along either side of a cell. */
const SAMPLES = 4;
/** Least mean change of a cell's channel, 0–255, and how often the usual change it has to be. */
const CUT = { least: 24, times: 4 } as const;
/** How fast the usual change follows. */
const GAIN = 0.2;

/** Mean colours of cells [ROWS, COLUMNS, 3]. */
function mosaicOf({ width, height, data }: PixelImage): Float32Array {
  const out = new Float32Array(3 * ROWS * COLUMNS);
  const at = (cell: number, sample: number, cells: number, length: number): number =>
    Math.min(length - 1, Math.floor(((cell + (sample + 0.5) / SAMPLES) / cells) * length));
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const cell = 3 * (row * COLUMNS + column);
      for (let s = 0; s < SAMPLES ** 2; s++) {
        const y = at(row, Math.floor(s / SAMPLES), ROWS, height);
        const x = at(column, s % SAMPLES, COLUMNS, width);
        for (let c = 0; c < 3; c++) out[cell + c] += data[3 * (y * width + x) + c] / SAMPLES ** 2;
      }
    }
  }
  return out;
}

/** Tells cuts in pictures that come in their order. */
export class CutDetector {
  #before: Float32Array | null = null;
  #usual = 0;

  /** Whether a picture begins another shot; the first of all does not. */
  next(image: PixelImage): boolean {
    const mosaic = mosaicOf(image);
    const before = this.#before;
    this.#before = mosaic;
    if (before === null) return false;
    const change = mosaic.reduce((sum, x, i) => sum + Math.abs(x - before[i]), 0) / mosaic.length;
    if (change > Math.max(CUT.least, CUT.times * this.#usual)) {
      this.#usual = 0;
      return true;
    }
    this.#usual += GAIN * (change - this.#usual);
    return false;
  }
}
