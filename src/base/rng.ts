/**
 * @file The one source of randomness: sfc32, seeded, forked by name. Same seed, same numbers,
 * on every platform. `fork` does not advance its parent, so adding a consumer changes nobody else.
 */

import { log } from './elementary.ts';

/** FNV-1a of a string's UTF-16 code units, 32 bits. */
function hash32(text: string, start: number): number {
  let h = (start ^ 0x811c9dc5) >>> 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return h;
}

/** The four 32-bit words of sfc32, as `Rng.state` gives them. */
export type RngState = readonly [number, number, number, number];

/** A stream of random numbers: sfc32 of PractRand (Doty-Humphrey), seeded through FNV-1a of the seed's text. */
export class Rng {
  readonly #key: string;
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** @param seed any integer or string; `new Rng(7)` and `new Rng('7')` are the same stream. */
  constructor(seed: number | string) {
    this.#key = String(seed);
    this.#a = hash32(this.#key, 0);
    this.#b = hash32(this.#key, 0x9e3779b9);
    this.#c = hash32(this.#key, 0x243f6a88);
    this.#d = 1;
    for (let i = 0; i < 15; i++) this.uint32();
  }

  /** An independent stream, a function of this stream's seed and the name alone. */
  fork(name: string | number): Rng {
    return new Rng(`${this.#key}/${name}`);
  }

  /** A whole number in 0 … 2³²−1. */
  uint32(): number {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t;
    this.#c |= 0;
    return t >>> 0;
  }

  /** Uniform in [low, high). */
  uniform(low = 0, high = 1): number {
    // 53 bits, so that no value of a double in [0, 1) is out of reach by construction
    const unit = ((this.uint32() >>> 5) * 0x4000000 + (this.uint32() >>> 6)) / 0x20000000000000;
    return low + (high - low) * unit;
  }

  /** A whole number in 0 … count−1. */
  int(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** Gaussian (Marsaglia's polar method). */
  normal(mean = 0, sd = 1): number {
    for (;;) {
      const u = this.uniform(-1, 1);
      const v = this.uniform(-1, 1);
      const s = u * u + v * v;
      if (s > 0 && s < 1) return mean + sd * u * Math.sqrt((-2 * log(s)) / s);
    }
  }

  /** True with probability `p`. */
  chance(p: number): boolean {
    return this.uniform() < p;
  }

  /** One of the items, each as likely as the others; there must be one. */
  pick<T>(items: readonly T[]): T {
    return items[this.int(items.length)];
  }

  /** A shuffled 0 … count−1 (Fisher–Yates). */
  permutation(count: number): Uint32Array<ArrayBuffer> {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const held = order[i];
      order[i] = order[j];
      order[j] = held;
    }
    return order;
  }

  /** Where the stream stands; `resume` continues from it exactly. */
  state(): RngState {
    return [this.#a, this.#b, this.#c, this.#d];
  }

  /** Goes on where `state` was asked for. What `fork` gives stays that of this stream's own seed. */
  resume(state: RngState): void {
    [this.#a, this.#b, this.#c, this.#d] = state;
  }
}
