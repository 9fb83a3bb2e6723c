/** @file Colours of people, the same in every picture and file. */

/** sRGB, 0–1: Okabe and Ito's set (2008), which colour-blind readers tell apart, without black. */
const PALETTE = [
  [0.337, 0.706, 0.914],
  [0.902, 0.624, 0],
  [0, 0.62, 0.451],
  [0.8, 0.475, 0.655],
  [0.835, 0.369, 0],
  [0.941, 0.894, 0.259],
  [0, 0.447, 0.698],
] as const;

/** The colour of person `id`; colours repeat after seven. */
export function colorOf(id: number): readonly [number, number, number] {
  return PALETTE[id % PALETTE.length];
}
