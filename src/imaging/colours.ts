/** @file Calm, well separated colours for people, and the way between stored and linear light. */

import { linearFromSrgb, srgbFromLinear } from '../math/index.ts';

/** sRGB, 0–255. */
export type Colour = readonly [number, number, number];

// oxfmt-ignore
const PALETTE: readonly Colour[] = [
  [116, 168, 208], [233, 163, 132], [140, 186, 138], [190, 158, 208], [231, 198, 119], [108, 185, 183],
  [219, 148, 170], [160, 170, 226], [178, 190, 120], [201, 172, 148], [126, 150, 174], [228, 178, 200],
];

/** The colour of a person by number; the palette repeats after twelve. */
export function personColour(index: number): Colour {
  return PALETTE[index % PALETTE.length];
}

/** sRGB 0–255 to linear light 0–1. */
export function linearOf(value: number): number {
  return linearFromSrgb(value / 255);
}

const STEPS = 1024;
const STORED: Float32Array = Float32Array.from(
  { length: STEPS + 1 },
  (_, i) => 255 * srgbFromLinear(i / STEPS),
);

/** Linear light to sRGB 0–255, clamped; from a table good to a tenth of a grey level. */
export function storedOf(light: number): number {
  const v = Math.min(Math.max(light, 0), 1) * STEPS;
  const i = Math.floor(v);
  return i === STEPS ? STORED[i] : STORED[i] + (v - i) * (STORED[i + 1] - STORED[i]);
}
