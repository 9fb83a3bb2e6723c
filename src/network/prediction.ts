/** @file What a network predicts of a person, as arrays. */

import type { Translation } from '../camera/index.ts';

/** What the network predicts of one person, in the view. */
export interface Prediction {
  /** [24, 3, 3] row-major, the root from the body's axes to the view's. */
  readonly rotmats: Float32Array;
  /** [10]. */
  readonly betas: Float32Array;
  /** (s, tx, ty) of each RoI [M, 3]. */
  readonly cameras: Float32Array;
  /** Fusion weights w (Eq. 4) [M, M], when they were asked for. */
  readonly fusion?: Float32Array;
  /** Where the person is instead of where the local cameras put them, when pose and shape were refined. */
  readonly refinement?: Refinement;
}

/**
 * Where a person was put when pose and place were laid on key-points, and how far these were from the body, mean in
 * px of the view; null when none was believed.
 */
export interface Refinement {
  /** m, axes of the view. */
  readonly t: Translation;
  readonly beforePx: number | null;
  readonly afterPx: number | null;
}
