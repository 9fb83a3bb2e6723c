/** @file Where poses come from. */

import type { Rng } from '../base/index.ts';

/** Draws whole-body poses in a y-up world. */
export interface PoseSource {
  /** Writes one pose: axis-angle [24, 3], radians, any heading. */
  draw(rng: Rng, out: Float64Array): void;
}
