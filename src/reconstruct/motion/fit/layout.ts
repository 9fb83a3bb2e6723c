/** @file What a fit over time looks for, frame by frame, and how its parts speak about it. */

import { JOINT_COUNT, jointSet } from '../../../body/index.ts';
import type { Intrinsics } from '../../../camera/index.ts';
import type { ObservedBones, ObservedKeypoints } from '../../../inference/index.ts';
import type { BandedSystem } from '../../../math/index.ts';
import type { PoseSequence } from './pose-sequence.ts';

/** A network errs in the same way as long as somebody is seen in the same way, s. */
export const ALIKE_S = 0.1;

/** Key-points tell nothing of hands and toes: they stay as predicted, in the frame of what they hang on. */
export const FREE_JOINTS: readonly number[] = Array.from(
  { length: JOINT_COUNT },
  (_, j) => j,
).filter((j) => !/_(hand|foot)$/.test(jointSet('smpl24').names[j]));

/** Unknowns of a frame: turns of the free joints, axis-angles of their own frames … */
export const TURNS: number = 3 * FREE_JOINTS.length;
/** … and the pelvis's steps along x, y and z, m. */
export const UNKNOWNS: number = TURNS + 3;

/** What is known of one frame. */
export interface TrackFrame {
  readonly seconds: number;
  /** Pixels of the image; null where nobody looked. */
  readonly observed: ObservedKeypoints | null;
  /** Which way limbs point; null where nobody looked. */
  readonly bones: ObservedBones | null;
  /** Side of the region that spans the person, px. */
  readonly sidePx: number;
}

export type Pinhole = Pick<Intrinsics, 'fx' | 'fy' | 'cx' | 'cy'>;

/** The frames in hand, `to` exclusive; those before them stay, those behind them are not known yet. */
export interface FitWindow {
  readonly from: number;
  readonly to: number;
}

/** A sum of squares that the fit makes small. */
export interface FitTerm {
  /**
   * Its value at some poses; Infinity where they are no place to go.
   * @param normal Gauss and Newton's equations, H x = −slope, to which those of this term are added.
   */
  add(poses: PoseSequence, window: FitWindow, normal: BandedSystem | null): number;
}

/**
 * How much each frame says [T], 0–1.
 * @param alikeS errors stay alike for so long: of frames that come faster each says less.
 */
export function frameWeights(frames: readonly TrackFrame[], alikeS: number): Float64Array {
  return Float64Array.from(frames, (_, t) => {
    const [first, last] = [Math.max(0, t - 1), Math.min(frames.length - 1, t + 1)];
    if (first === last) return 1;
    return Math.min(1, (frames[last].seconds - frames[first].seconds) / (last - first) / alikeS);
  });
}
