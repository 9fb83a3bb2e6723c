/**
 * @file Floats as integers with one scale for each component of the last axis: a component of small
 * range keeps as many digits as one of large range.
 */

export interface Quantised {
  /** Same shape as the values; −32767 … 32767. */
  readonly levels: Int16Array<ArrayBuffer>;
  /** Metres per level, one for each component of the last axis. */
  readonly scale: Float32Array<ArrayBuffer>;
}

const MAX_LEVEL = 32767;

/** Rounds values [N, components] to 16 bits; no error exceeds half a level of its component. */
export function quantise(values: Float32Array, components: number): Quantised {
  const scale = new Float32Array(components);
  for (let i = 0; i < values.length; i++) {
    scale[i % components] = Math.max(scale[i % components], Math.abs(values[i]));
  }
  for (let c = 0; c < components; c++) scale[c] = scale[c] === 0 ? 1 : scale[c] / MAX_LEVEL;
  const levels = Int16Array.from(values, (value, i) => {
    const level = Math.round(value / scale[i % components]);
    return Math.max(-MAX_LEVEL, Math.min(MAX_LEVEL, level));
  });
  return { levels, scale };
}

/** The values that levels stand for. */
export function dequantise(
  levels: ArrayLike<number>,
  scale: Float32Array,
): Float32Array<ArrayBuffer> {
  const values = new Float32Array(levels.length);
  for (let i = 0, c = 0; i < levels.length; i++) {
    values[i] = levels[i] * scale[c];
    if (++c === scale.length) c = 0;
  }
  return values;
}

/** All of a row's weight in 16 bits. */
export const WHOLE = 65535;

/**
 * Rounds rows of weights [N, K] that sum to 1 so that their levels sum to exactly {@link WHOLE}: what
 * rounding down leaves over goes to the largest remainders. Heaviest-first order is kept.
 */
export function quantiseWeights(weights: Float32Array, count: number): Uint16Array<ArrayBuffer> {
  const levels = new Uint16Array(weights.length);
  for (let start = 0; start < weights.length; start += count) {
    const exact = Array.from(weights.subarray(start, start + count));
    const sum = exact.reduce((total, weight) => total + weight, 0);
    const wanted = exact.map((weight) => (weight / sum) * WHOLE);
    const floors = wanted.map(Math.floor);
    const left = WHOLE - floors.reduce((total, level) => total + level, 0);
    const byRemainder = wanted
      .map((want, k) => ({ k, remainder: want - Math.floor(want) }))
      .toSorted((a, b) => b.remainder - a.remainder || a.k - b.k);
    for (const { k } of byRemainder.slice(0, left)) floors[k]++;
    levels.set(floors, start);
  }
  return levels;
}
