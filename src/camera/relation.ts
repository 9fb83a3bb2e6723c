/**
 * @file Relative positional encoding of the RoIs, `relation` [M, M, 3 + 6L] (Eq. 2–3). Row (m, n)
 * describes box n seen from box m. Layout: 3 raw values, then for k = 0 … L−1 the sines of the three
 * axes and the cosines of the three axes: 3 + (2k + c)·3 + axis.
 *
 * `paper` evaluates γ(B_m) − γ(B_n) as written: 2^k·p is exact in a double, so reducing it modulo 2
 * loses nothing and frequencies past the float32 mantissa become exact (0, ±1) instead of noise.
 * The two `official` modes encode γ(B_m − B_n) with the authors' float32 arithmetic, in which those
 * frequencies are noise that their weights have seen.
 */

import { MultiRoiError } from '../base/index.ts';
import { checkLength } from '../base/index.ts';

/** `official-fma`: argument rounded once (PyTorch on CPU); `official-two-rounding`: twice (CUDA). */
export const RELATION_MODES = ['paper', 'official-fma', 'official-two-rounding'] as const;
/** In which arithmetic Eq. 2–3 are evaluated: one of {@link RELATION_MODES}. */
export type RelationMode = (typeof RELATION_MODES)[number];

/** How Eq. 2–3 are evaluated. */
export interface RelationOptions {
  /** L, the number of frequencies 2^0 … 2^(L−1); 0 leaves the raw differences. */
  readonly frequencies: number;
  readonly mode: RelationMode;
}

/** Beyond this, float32 arguments of the official form would overflow. */
export const MAX_FREQUENCIES = 96;

/** The length of one encoding, 3 + 6L. */
export function relationLength(frequencies: number): number {
  return 3 + 6 * frequencies;
}

/**
 * sin(π·r + shift·π/2) for |r| < 2. The quarter turns are taken off exactly, so that 0 and ±1 come
 * out exactly and no host's π-reduction matters.
 */
function wave(r: number, shift: 0 | 1): number {
  const quarter = Math.round(2 * r);
  const rest = Math.PI * (r - quarter / 2);
  switch ((quarter + shift) & 3) {
    case 0:
      return Math.sin(rest);
    case 1:
      return Math.cos(rest);
    case 2:
      return -Math.sin(rest);
    default:
      return -Math.cos(rest);
  }
}

/** γ(p) of every axis of one box (Eq. 3), float64. */
function encode(out: Float64Array, box: Float32Array, at: number, frequencies: number): void {
  for (let axis = 0; axis < 3; axis++) {
    let p = box[at + axis];
    out[axis] = p;
    for (let k = 0; k < frequencies; k++) {
      const r = p % 2;
      out[3 + 6 * k + axis] = wave(r, 0);
      out[6 + 6 * k + axis] = wave(r, 1);
      p *= 2;
    }
  }
}

/** Eq. 2: the difference of the two encodings. */
function paperRelation(
  boxes: Float32Array,
  count: number,
  frequencies: number,
): Float32Array<ArrayBuffer> {
  const length = relationLength(frequencies);
  const codes = Array.from({ length: count }, (_, m) => {
    const code = new Float64Array(length);
    encode(code, boxes, 3 * m, frequencies);
    return code;
  });
  const out = new Float32Array(count * count * length);
  let at = 0;
  for (const own of codes) {
    for (const other of codes) {
      for (let i = 0; i < length; i++) out[at++] = own[i] - other[i];
    }
  }
  return out;
}

const PI32 = Math.fround(Math.PI);
const HALF_PI32 = Math.fround(Math.PI / 2);

/** γ(B_m − B_n) in float32; the cosine is a sine shifted by fl32(π/2). */
function officialRelation(
  boxes: Float32Array,
  count: number,
  frequencies: number,
  fused: boolean,
): Float32Array<ArrayBuffer> {
  const length = relationLength(frequencies);
  const out = new Float32Array(count * count * length);
  for (let m = 0; m < count; m++) {
    for (let n = 0; n < count; n++) {
      const at = (m * count + n) * length;
      for (let axis = 0; axis < 3; axis++) {
        const delta = Math.fround(boxes[3 * m + axis] - boxes[3 * n + axis]);
        out[at + axis] = delta;
        for (let k = 0; k < frequencies; k++) {
          // float32 times float32 is exact in a double
          const product = delta * (PI32 * 2 ** k);
          const rounded = Math.fround(product);
          const shifted = Math.fround((fused ? product : rounded) + HALF_PI32);
          out[at + 3 + 6 * k + axis] = Math.sin(rounded);
          out[at + 6 + 6 * k + axis] = Math.sin(shifted);
        }
      }
    }
  }
  return out;
}

/**
 * The relation of the RoIs of one person.
 * @param boxes box information [M, 3] from `boxInfos`.
 * @returns [M, M, 3 + 6L]
 * @throws E_SHAPE, E_RANGE, E_NUMERIC
 */
export function relation(
  boxes: Float32Array,
  { frequencies, mode }: RelationOptions,
): Float32Array<ArrayBuffer> {
  const count = Math.floor(boxes.length / 3);
  checkLength('relation', boxes.length, [count, 3]);
  if (!Number.isInteger(frequencies) || frequencies < 0 || frequencies > MAX_FREQUENCIES) {
    throw new MultiRoiError(
      'E_RANGE',
      `relation: expected 0 to ${MAX_FREQUENCIES} frequencies, got ${frequencies}`,
    );
  }
  if (!boxes.every(Number.isFinite)) {
    throw new MultiRoiError(
      'E_NUMERIC',
      `relation: expected finite boxes, got [${boxes.join(', ')}]`,
    );
  }
  return mode === 'paper'
    ? paperRelation(boxes, count, frequencies)
    : officialRelation(boxes, count, frequencies, mode === 'official-fma');
}
