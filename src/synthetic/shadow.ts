/**
 * @file Soft shadows from points: vertices are splatted into a coarse grid across the light. The same
 * grid shades the bodies themselves and the floor beneath them.
 */

const CELLS = 96;
const LATTICE = 14;
const LATTICE_POINTS: number = LATTICE * LATTICE * LATTICE;
const LATTICE_STEP: number = 2 / (LATTICE - 1);

/** What lies in the way of one light, seen along it. */
export class ShadowGrid {
  /** Greatest height along the light per cell, metres; −∞ where the light passes. */
  readonly #top = new Float32Array(CELLS * CELLS);
  /** 1 in cells that a box covers: boxes darken the floor alone. */
  readonly #boxes = new Uint8Array(CELLS * CELLS);
  readonly #lattice = new Float32Array(3 * LATTICE_POINTS);
  /** Softened coverage per cell, 0–1. */
  readonly #cover = new Float32Array(CELLS * CELLS);
  readonly #spare = new Float32Array(CELLS * CELLS);
  /** Rows: across, across, along the light; orthonormal, in the points' frame. */
  readonly #axes = new Float64Array(9);
  #originU = 0;
  #originV = 0;
  #perMetre = 1;

  /**
   * Starts a grid over a box about a centre.
   * @param light unit vector [3] towards the light, in the points' frame.
   * @param centre [3], metres; @param radius of what casts shadows, metres.
   */
  begin(light: ArrayLike<number>, centre: ArrayLike<number>, radius: number): void {
    this.#top.fill(-Infinity);
    this.#boxes.fill(0);
    const axes = this.#axes;
    const [x, y, z] = [light[0], light[1], light[2]];
    // a vector that is never parallel to the light
    const flat = Math.abs(x) < 0.6;
    const [px, py, pz] = flat ? [0, -z, y] : [z, 0, -x];
    const norm = 1 / Math.sqrt(px * px + py * py + pz * pz);
    axes.set([px * norm, py * norm, pz * norm], 0);
    axes.set([x, y, z], 6);
    axes[3] = y * axes[2] - z * axes[1];
    axes[4] = z * axes[0] - x * axes[2];
    axes[5] = x * axes[1] - y * axes[0];
    this.#perMetre = CELLS / (2 * radius);
    this.#originU = this.#dot(0, centre, 0) - radius;
    this.#originV = this.#dot(3, centre, 0) - radius;
  }

  #dot(row: number, p: ArrayLike<number>, i: number): number {
    const a = this.#axes;
    return a[row] * p[i] + a[row + 1] * p[i + 1] + a[row + 2] * p[i + 2];
  }

  /** Adds points [N, 3]. */
  add(points: Float32Array, count: number): void {
    const top = this.#top;
    for (let i = 0; i < 3 * count; i += 3) {
      const u = ((this.#dot(0, points, i) - this.#originU) * this.#perMetre) | 0;
      const v = ((this.#dot(3, points, i) - this.#originV) * this.#perMetre) | 0;
      if (u < 0 || v < 0 || u >= CELLS || v >= CELLS) continue;
      const height = this.#dot(6, points, i);
      if (height > top[v * CELLS + u]) top[v * CELLS + u] = height;
    }
  }

  /** Adds a box, for the floor alone, by a lattice of points through it. */
  addBox(centre: ArrayLike<number>, axes: Float64Array): void {
    const points = this.#lattice;
    let i = 0;
    for (let a = 0; a < LATTICE; a++) {
      for (let b = 0; b < LATTICE; b++) {
        for (let c = 0; c < LATTICE; c++) {
          for (let k = 0; k < 3; k++, i++) {
            const along = LATTICE_STEP * (a * axes[k] + b * axes[3 + k] + c * axes[6 + k]);
            points[i] = centre[k] - axes[k] - axes[3 + k] - axes[6 + k] + along;
          }
        }
      }
    }
    for (i = 0; i < points.length; i += 3) {
      const u = ((this.#dot(0, points, i) - this.#originU) * this.#perMetre) | 0;
      const v = ((this.#dot(3, points, i) - this.#originV) * this.#perMetre) | 0;
      if (u >= 0 && v >= 0 && u < CELLS && v < CELLS) this.#boxes[v * CELLS + u] = 1;
    }
  }

  /** Spreads what was added over neighbouring cells; call once before {@link coverAt}. */
  soften(rounds: number): void {
    const cover = this.#cover;
    const spare = this.#spare;
    const top = this.#top;
    const boxes = this.#boxes;
    for (let i = 0; i < cover.length; i++) cover[i] = top[i] > -Infinity || boxes[i] === 1 ? 1 : 0;
    for (let round = 0; round < rounds; round++) {
      blur(cover, spare, 1);
      blur(spare, cover, CELLS);
    }
  }

  /** How much of the light is blocked on its way to a place on the floor, 0–1. */
  coverAt(x: number, y: number, z: number): number {
    const a = this.#axes;
    const u = (a[0] * x + a[1] * y + a[2] * z - this.#originU) * this.#perMetre - 0.5;
    const v = (a[3] * x + a[4] * y + a[5] * z - this.#originV) * this.#perMetre - 0.5;
    if (!(u >= 0 && v >= 0 && u < CELLS - 1 && v < CELLS - 1)) return 0;
    const i = (v | 0) * CELLS + (u | 0);
    const fu = u - (u | 0);
    const fv = v - (v | 0);
    const cover = this.#cover;
    const low = cover[i] + (cover[i + 1] - cover[i]) * fu;
    const high = cover[i + CELLS] + (cover[i + CELLS + 1] - cover[i + CELLS]) * fu;
    return low + (high - low) * fv;
  }

  /** 1 where point i of an array sees the light, down to 0 where something is `bias` metres above it. */
  litAt(points: Float32Array, i: number, bias: number): number {
    const u = ((this.#dot(0, points, i) - this.#originU) * this.#perMetre) | 0;
    const v = ((this.#dot(3, points, i) - this.#originV) * this.#perMetre) | 0;
    if (u < 1 || v < 1 || u >= CELLS - 1 || v >= CELLS - 1) return 1;
    const limit = this.#dot(6, points, i) + bias;
    const top = this.#top;
    const c = v * CELLS + u;
    let blocked = top[c] > limit ? 2 : 0;
    if (top[c - 1] > limit) blocked++;
    if (top[c + 1] > limit) blocked++;
    if (top[c - CELLS] > limit) blocked++;
    if (top[c + CELLS] > limit) blocked++;
    return 1 - blocked / 6;
  }
}

function blur(from: Float32Array, to: Float32Array, stride: number): void {
  to.fill(0);
  for (let i = stride; i < from.length - stride; i++) {
    to[i] = 0.25 * from[i - stride] + 0.5 * from[i] + 0.25 * from[i + stride];
  }
}
