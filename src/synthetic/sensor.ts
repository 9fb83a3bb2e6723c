/** @file From light to a photograph's numbers: exposure, contrast, colour, blur, noise. */

import { exp } from '../base/index.ts';
import type { Rng } from '../base/index.ts';

/** Linear light 1 sits at this index; the table reaches four times as far. */
const UNIT = 1024;
const TABLE = 4 * UNIT;
const NOISE_COUNT = 1 << 16;
const WRAP: number = NOISE_COUNT - 1;
/** Fixed-point scale of the noise table. */
const NOISE_UNIT = 32;

/** What becomes of linear light in a camera. */
export interface Sensor {
  /** Display value 0–255 of linear light. */
  readonly toDisplay: (linear: number) => number;
  /** Three gains over display values, 256 entries a channel. */
  readonly colour: Uint8Array;
  /** Standard deviation of the noise in grey levels, for shadows and for highlights. */
  readonly noise: readonly [number, number];
  /** Passes of a 1-2-1 blur in x and in y; differing ones smear as motion does. */
  readonly blur: readonly [x: number, y: number];
  /** For whoever encodes the picture. */
  readonly jpegQuality: number;
}

/** Display value = a soft-shouldered square root; close to the sRGB curve, and exact everywhere. */
function toneTable(exposure: number): Uint8Array {
  const table = new Uint8Array(TABLE + 1);
  for (let i = 0; i <= TABLE; i++) {
    const x = (exposure * i) / UNIT;
    const shouldered = x < 0.7 ? x : 0.7 + (x - 0.7) / (1 + 1.6 * (x - 0.7));
    table[i] = Math.min(255, Math.round(255 * Math.sqrt(Math.min(1, shouldered))));
  }
  return table;
}

/** A camera's tone, colours, noise and blur, drawn from `rng`. */
export function sampleSensor(rng: Rng): Sensor {
  const tone = toneTable(exp(rng.normal(0.05, 0.25)));
  const contrast = rng.uniform(0.85, 1.2);
  const lift = rng.normal(0, 8);
  const grey = rng.chance(0.04);
  const colour = new Uint8Array(768);
  for (let c = 0; c < 3; c++) {
    const gain = grey ? 1 : exp(rng.normal(0, 0.06));
    for (let v = 0; v < 256; v++) {
      const value = ((v - 128) * contrast + 128 + lift) * gain;
      colour[256 * c + v] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
  const blurred = rng.uniform();
  const blur: [number, number] =
    blurred < 0.55 ? [0, 0] : blurred < 0.88 ? [1, 1] : [rng.int(5), rng.int(3)];
  const level = rng.chance(0.6) ? rng.uniform(0.5, 3) : rng.uniform(3, 11);
  return {
    toDisplay: (linear) => tone[linear <= 0 ? 0 : Math.min(TABLE, (linear * UNIT) | 0)],
    colour,
    noise: [level, level * rng.uniform(0.4, 1)],
    blur,
    jpegQuality: Math.round(rng.uniform(45, 96)),
  };
}

/** Gaussian noise as a table: no logarithm per pixel. */
export function createNoiseValues(rng: Rng): Int16Array {
  return Int16Array.from({ length: NOISE_COUNT }, () => Math.round(rng.normal(0, NOISE_UNIT)));
}

/** One 1-2-1 pass along every row of interleaved RGB, in place. */
function blurRows(data: Uint8Array, width: number, height: number): void {
  for (let y = 0; y < height; y++) {
    let i = 3 * width * y;
    let [r, g, b] = [data[i], data[i + 1], data[i + 2]];
    let [beforeR, beforeG, beforeB] = [r, g, b];
    for (const end = i + 3 * (width - 1); i < end; i += 3) {
      const nextR = data[i + 3];
      const nextG = data[i + 4];
      const nextB = data[i + 5];
      data[i] = (beforeR + 2 * r + nextR + 2) >> 2;
      data[i + 1] = (beforeG + 2 * g + nextG + 2) >> 2;
      data[i + 2] = (beforeB + 2 * b + nextB + 2) >> 2;
      beforeR = r;
      beforeG = g;
      beforeB = b;
      r = nextR;
      g = nextG;
      b = nextB;
    }
  }
}

/** The same along every column, row after row, so that memory is walked in its order. */
function blurColumns(data: Uint8Array, width: number, height: number): void {
  const line = 3 * width;
  const before = data.slice(0, line);
  for (let start = 0; start < line * (height - 1); start += line) {
    for (let k = 0, i = start; k < line; k++, i++) {
      const here = data[i];
      data[i] = (before[k] + 2 * here + data[i + line] + 2) >> 2;
      before[k] = here;
    }
  }
}

/** Develops display values [H, W, 3] in place. */
export function develop(
  data: Uint8Array,
  width: number,
  height: number,
  sensor: Sensor,
  noiseValues: Int16Array,
  rng: Rng,
): void {
  const { blur, colour, noise } = sensor;
  for (let pass = 0; pass < blur[0]; pass++) blurRows(data, width, height);
  for (let pass = 0; pass < blur[1]; pass++) blurColumns(data, width, height);
  // of each value the camera stored, how far its noise goes, in 1/256 of the table's numbers
  const amount = new Int32Array(768);
  for (let i = 0; i < 768; i++) {
    const level = noise[0] + ((noise[1] - noise[0]) * colour[i]) / 255;
    amount[i] = Math.round((256 * level) / NOISE_UNIT);
  }
  // writing through this view rounds into 0–255 without a branch
  const out = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  for (let y = 0, i = 0; y < height; y++) {
    // each line starts elsewhere in the table, so that no pattern repeats
    let n = rng.int(NOISE_COUNT);
    for (const end = i + 3 * width; i < end; i += 3, n += 3) {
      const r = data[i];
      const g = 256 + data[i + 1];
      const b = 512 + data[i + 2];
      out[i] = colour[r] + ((noiseValues[n & WRAP] * amount[r] + 128) >> 8);
      out[i + 1] = colour[g] + ((noiseValues[(n + 1) & WRAP] * amount[g] + 128) >> 8);
      out[i + 2] = colour[b] + ((noiseValues[(n + 2) & WRAP] * amount[b] + 128) >> 8);
    }
  }
}
