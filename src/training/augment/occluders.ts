/**
 * @file Things drawn over a crop so that a network learns to do without what they hide (Sárándi et al. 2018).
 * Theirs are cut from Pascal VOC; these are patterned ellipses and boxes, which need no licence.
 */

import type { PixelImage } from '../../platform/index.ts';
import { Rng } from '../../base/index.ts';
import { fabricAt, sampleFabric } from '../../synthetic/index.ts';
import { NoiseTable } from '../../synthetic/index.ts';

/** How often patches cover parts of a crop, how many and how large. */
export interface OccluderOptions {
  /** Probability that a crop gets any. */
  readonly probability: number;
  /** How many, from and to. */
  readonly count: readonly [number, number];
  /** Sides as shares of the crop's shorter side, from and to. */
  readonly size: readonly [number, number];
}

/** Half of the crops, up to seven patches. */
export const OCCLUDERS: OccluderOptions = { probability: 0.5, count: [1, 7], size: [0.08, 0.4] };

/** Patterns repeat by the metre; a crop shows some two. */
const METRES_A_SIDE = 2;
const PATTERNED = 0.6;

/**
 * What all fabrics are cut from, each elsewhere: it takes longer to make than a crop, so whoever draws many keeps one. The
 * same in every process, so that a seed draws the same pixels everywhere.
 */
export function occluderNoise(): NoiseTable {
  return new NoiseTable(new Rng('occluders'));
}

/** Draws occluders over a crop, in place. */
export function drawOccluders(
  crop: PixelImage,
  { probability, count: [fewest, most], size: [smallest, largest] }: OccluderOptions,
  rng: Rng,
  noise: NoiseTable,
): void {
  if (!rng.chance(probability)) return;
  const number = fewest + rng.int(most - fewest + 1);
  for (let i = 0; i < number; i++) drawOne(crop, smallest, largest, rng.fork(i), noise);
}

function drawOne(
  { width, height, data }: PixelImage,
  smallest: number,
  largest: number,
  rng: Rng,
  noise: NoiseTable,
): void {
  const side = Math.min(width, height);
  const half = (): number => (side * rng.uniform(smallest, largest)) / 2;
  const [cx, cy] = [rng.uniform(0, width), rng.uniform(0, height)];
  const [a, b] = [half(), half()];
  const angle = rng.uniform(0, Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const round = rng.chance(0.5);
  const fabric = sampleFabric(rng, PATTERNED);
  const albedo = new Float64Array(3);
  const metres = METRES_A_SIDE / side;
  const reach = Math.hypot(a, b);
  const bottom = Math.min(height - 1, Math.floor(cy + reach));
  const right = Math.min(width - 1, Math.floor(cx + reach));
  for (let y = Math.max(0, Math.ceil(cy - reach)); y <= bottom; y++) {
    for (let x = Math.max(0, Math.ceil(cx - reach)); x <= right; x++) {
      const u = (x - cx) * cos + (y - cy) * sin;
      const v = (y - cy) * cos - (x - cx) * sin;
      const inside = round
        ? (u / a) ** 2 + (v / b) ** 2 <= 1
        : Math.abs(u) <= a && Math.abs(v) <= b;
      if (!inside) continue;
      albedo[0] = u * metres;
      albedo[1] = v * metres;
      fabricAt(fabric, noise, albedo);
      const at = 3 * (y * width + x);
      for (let k = 0; k < 3; k++) {
        // a square root is close enough to a display's curve, as in the fabrics themselves
        data[at + k] = 255 * Math.sqrt(Math.min(1, Math.max(0, albedo[k])));
      }
    }
  }
}
