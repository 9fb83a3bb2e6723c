/**
 * @file Symmetric, positive definite systems whose entries lie near the diagonal, as those of chains do: Cholesky's factors in the room
 * of the band.
 */

export class BandedSystem {
  readonly size: number;
  /** Entries (i, j) with i − j < `band` may be other than 0. */
  readonly band: number;
  /** Lower triangle, row by row: (i, j) at i · band + j − i + band − 1. */
  readonly #rows: Float64Array;
  readonly #factor: Float64Array;
  /** The right-hand side. */
  readonly rhs: Float64Array;

  constructor(size: number, band: number) {
    [this.size, this.band] = [size, band];
    this.#rows = new Float64Array(size * band);
    this.#factor = new Float64Array(size * band);
    this.rhs = new Float64Array(size);
  }

  clear(): void {
    this.#rows.fill(0);
    this.rhs.fill(0);
  }

  /** Adds to an entry and to its mirror image. */
  add(i: number, j: number, value: number): void {
    const [low, high] = i < j ? [i, j] : [j, i];
    this.#rows[high * this.band + low - high + this.band - 1] += value;
  }

  /**
   * Solves the system with its diagonal made larger by a share.
   * @returns false when it is not positive definite.
   */
  solve(damping: number, out: Float64Array): boolean {
    return this.#factorise(damping) && this.#substitute(out);
  }

  #factorise(damping: number): boolean {
    const { size, band } = this;
    const L = this.#factor;
    L.set(this.#rows);
    for (let i = 0; i < size; i++) {
      const low = Math.max(0, i - band + 1);
      const own = i * band - i + band - 1;
      for (let j = low; j <= i; j++) {
        const other = j * band - j + band - 1;
        let sum = L[own + j];
        if (i === j) sum *= 1 + damping;
        for (let m = Math.max(low, j - band + 1); m < j; m++) sum -= L[own + m] * L[other + m];
        if (i !== j) L[own + j] = sum / L[other + j];
        else if (sum > 0 && sum < Infinity) L[own + j] = Math.sqrt(sum);
        else return false;
      }
    }
    return true;
  }

  #substitute(out: Float64Array): boolean {
    const { size, band } = this;
    const L = this.#factor;
    for (let i = 0; i < size; i++) {
      const own = i * band - i + band - 1;
      let sum = this.rhs[i];
      for (let m = Math.max(0, i - band + 1); m < i; m++) sum -= L[own + m] * out[m];
      out[i] = sum / L[own + i];
    }
    for (let i = size - 1; i >= 0; i--) {
      const own = i * band - i + band - 1;
      out[i] /= L[own + i];
      for (let m = Math.max(0, i - band + 1); m < i; m++) out[m] -= L[own + m] * out[i];
    }
    return true;
  }
}
