/** @file A tileable fractal noise table: one look-up where a picture wants irregularity. */

import type { Rng } from '../base/index.ts';

const SIZE = 256;
const MASK = SIZE - 1;
/** Lattice cells of the octaves; each divides SIZE, so that the table tiles. */
const OCTAVES = [8, 16, 32, 64, 128];

/**
 * Value noise of five octaves in a table that repeats every 256 entries; a function of the stream that it is drawn
 * from.
 */
export class NoiseTable {
  /** [256, 256], about −1 … 1, mean 0. */
  readonly #table = new Float32Array(SIZE * SIZE);

  constructor(rng: Rng) {
    let amplitude = 0.5;
    for (const cells of OCTAVES) {
      this.#addOctave(cells, amplitude, rng);
      amplitude *= 0.62;
    }
  }

  #addOctave(cells: number, amplitude: number, rng: Rng): void {
    const lattice = Float32Array.from({ length: cells * cells }, () => rng.uniform(-1, 1));
    const step = SIZE / cells;
    for (let y = 0; y < SIZE; y++) {
      const fy = (y % step) / step;
      const sy = fy * fy * (3 - 2 * fy);
      const row0 = Math.floor(y / step) * cells;
      const row1 = ((Math.floor(y / step) + 1) % cells) * cells;
      for (let x = 0; x < SIZE; x++) {
        const fx = (x % step) / step;
        const sx = fx * fx * (3 - 2 * fx);
        const c0 = Math.floor(x / step);
        const c1 = (c0 + 1) % cells;
        const top = lattice[row0 + c0] * (1 - sx) + lattice[row0 + c1] * sx;
        const bottom = lattice[row1 + c0] * (1 - sx) + lattice[row1 + c1] * sx;
        this.#table[y * SIZE + x] += amplitude * (top * (1 - sy) + bottom * sy);
      }
    }
  }

  /** Noise at table coordinates (period 256 in both), bilinear. */
  at(u: number, v: number): number {
    const x = Math.floor(u);
    const y = Math.floor(v);
    const fx = u - x;
    const fy = v - y;
    const table = this.#table;
    const row0 = (y & MASK) * SIZE;
    const row1 = ((y + 1) & MASK) * SIZE;
    const c0 = x & MASK;
    const c1 = (x + 1) & MASK;
    const top = table[row0 + c0] + (table[row0 + c1] - table[row0 + c0]) * fx;
    const bottom = table[row1 + c0] + (table[row1 + c1] - table[row1 + c0]) * fx;
    return top + (bottom - top) * fy;
  }

  /** Noise at the nearest table entry; for textures finer than a pixel anyway. */
  near(u: number, v: number): number {
    return this.#table[((v | 0) & MASK) * SIZE + ((u | 0) & MASK)];
  }
}
