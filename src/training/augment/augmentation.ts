/**
 * @file What may happen to a training picture, and one draw of it. The numbers are SPIN's: everything that
 * followed trains with them. A draw is made once a person; all its RoIs share it.
 */

import type { RoiSet } from '../../camera/index.ts';
import type { Rng } from '../../base/index.ts';
import type { OccluderOptions } from './occluders.ts';
import { drawRoiSet, type RandomRoiOptions } from './random-rois.ts';

/** How far a sample may be from its picture; lengths are shares of the box, angles degrees. */
export interface AugmentationOptions {
  /** Probability of mirroring. */
  readonly flip: number;
  /** Each channel is multiplied by 1 ± this. */
  readonly channelGain: number;
  readonly turn: {
    /** Normal, cut at `maxDeg`. */
    readonly sdDeg: number;
    readonly maxDeg: number;
    /** Probability of not turning at all. */
    readonly upright: number;
  };
  /** The base box is scaled by 1 + a normal number, cut at ± `max`. */
  readonly zoom: { readonly sd: number; readonly max: number };
  /** Things drawn over each crop; null for none. */
  readonly occluders: OccluderOptions | null;
  /** RoIs drawn anew for every person (the paper tried it and preferred the fixed set); null keeps the set. */
  readonly randomRois: RandomRoiOptions | null;
}

/** What training draws by default, as SPIN does. */
export const AUGMENTATION: AugmentationOptions = {
  flip: 0.5,
  channelGain: 0.4,
  turn: { sdDeg: 30, maxDeg: 60, upright: 0.6 },
  zoom: { sd: 0.25, max: 0.25 },
  occluders: null,
  randomRois: null,
};

/** What happens to one person's picture. */
export interface Augmentation {
  readonly flip: boolean;
  /** Factors on red, green, blue. */
  readonly channelGains: readonly [number, number, number];
  /** As `cropTransform` takes it. */
  readonly turnDeg: number;
  /** Factor on the base box. */
  readonly zoom: number;
  readonly occluders: OccluderOptions | null;
  /** In place of the set of the options. */
  readonly roiSet: RoiSet | null;
}

/** Nothing happens: evaluation, and data sets as they are. */
export const NO_AUGMENTATION: Augmentation = {
  flip: false,
  channelGains: [1, 1, 1],
  turnDeg: 0,
  zoom: 1,
  occluders: null,
  roiSet: null,
};

const clip = (value: number, limit: number): number => Math.min(limit, Math.max(-limit, value));

/** @param rois how many RoIs a random set has. */
export function drawAugmentation(
  { flip, channelGain, turn, zoom, occluders, randomRois }: AugmentationOptions,
  rois: number,
  rng: Rng,
): Augmentation {
  const gain = (): number => rng.uniform(1 - channelGain, 1 + channelGain);
  const flipped = rng.chance(flip);
  const channelGains = [gain(), gain(), gain()] as const;
  const turnDeg = clip(rng.normal(0, turn.sdDeg), turn.maxDeg);
  const upright = rng.chance(turn.upright);
  return {
    flip: flipped,
    channelGains,
    turnDeg: upright ? 0 : turnDeg,
    zoom: 1 + clip(rng.normal(0, zoom.sd), zoom.max),
    occluders,
    roiSet: randomRois === null ? null : drawRoiSet(randomRois, rois, rng.fork('rois')),
  };
}
