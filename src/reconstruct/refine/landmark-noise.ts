/**
 * @file How far off a key-point is expected to be, from how sure MoveNet is of it.
 *
 * CONTRIBUTOR NOTES. On 600 synthetic people of eight recipes, median error of a key-point by its score, as the σ of a Rayleigh
 * distribution in sides of the region: .8 and more 1.2 %, .5 2.5 %, .3 5 %, below .2 a fifth. Where a whole person is unsure, even
 * sure points are worse: below a mean of .6, e-fold for each sixth. Of curves tried on the half that was not fitted, the one
 * below gained most: BlazePose's (.012 exp 4(.9 − s)) 2.1 mm less on real frames.
 */

import type { ObservedKeypoints } from '../../inference/index.ts';
import type { ModelledKeypoint } from './keypoints.ts';

/** Of a point that MoveNet is sure of, in sides of the region. */
const LEAST = 0.012;
/** What is added for a point that it is not sure of at all, and how fast it falls. */
const UNSURE = { most: 0.25, rate: 6 } as const;
/** Below this mean score everything is doubted more. */
const SURE_PERSON = { mean: 0.6, rate: 6 } as const;
/** Errors of neighbours go together, so seventeen points are worth fewer. */
const CORRELATED = 1.5;
/** The body's key-points, behind the face's. */
const FIRST_OF_BODY = 5;

/** Mean score of the twelve key-points of limbs. */
export function meanScore({ scores }: ObservedKeypoints): number {
  const limbs = scores.subarray(FIRST_OF_BODY);
  return limbs.reduce((sum, score) => sum + score, 0) / limbs.length;
}

/** Expected error of one key-point by its score and the spread of its views, in sides of the region (Rayleigh's σ). */
export const keypointSigma = (score: number, spread: number): number =>
  Math.hypot(LEAST + UNSURE.most * Math.exp(-UNSURE.rate * score), spread);

/**
 * Expected error of each key-point [17], in sides of the region.
 * @param sidePx of the region that spans the person.
 */
export function keypointSigmas(
  observed: ObservedKeypoints,
  keypoints: readonly ModelledKeypoint[],
  sidePx: number,
): Float64Array {
  const doubt = Math.exp(SURE_PERSON.rate * Math.max(0, SURE_PERSON.mean - meanScore(observed)));
  return Float64Array.from(keypoints, ({ weight }, k) => {
    const score = observed.scores[k];
    if (!(score > 0)) return Infinity;
    const sigma = keypointSigma(score, observed.spreadPx[k] / sidePx);
    return (CORRELATED * doubt * sigma) / Math.sqrt(weight);
  });
}
