/** @file What a look at one photograph gives beside its result. */

import type { ObservedBones, ObservedKeypoints } from '../inference/index.ts';
import type { Photo } from '../platform/index.ts';
import type { Person, Reconstruction } from '../result/index.ts';

/** A result, and the photograph that it was made from. */
export interface ReconstructedPhoto {
  readonly photo: Photo;
  readonly result: Reconstruction;
}

/** And what it was made of. */
export interface LookedAtPhoto extends ReconstructedPhoto {
  /** By person of the result. */
  readonly looks: readonly PersonLook[];
}

/** What was known of a person before the body was laid on key-points; a fit over time begins from it. */
export interface PersonLook {
  /** As the network predicted them. */
  readonly bare: () => Person;
  /** Pixels of the image; null when nobody looked, without `refine`. */
  readonly observed: ObservedKeypoints | null;
  /** Which way limbs point; null when nobody looked. */
  readonly bones: ObservedBones | null;
  /** Side of RoI 0, px. */
  readonly sidePx: number;
}
