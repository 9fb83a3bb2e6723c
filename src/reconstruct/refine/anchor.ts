/**
 * @file How far refinement may go from what the network predicted: a Gaussian about its answer, as wide as the network was
 * seen to be wrong, joint by joint. It is the pose prior, too: an answer that is a pose stays near that pose, and joints
 * that no point moves (head, toes, hands) stay where they were.
 *
 * CONTRIBUTOR NOTES. 500 `standard` and 500 `varied` synthetic people (seed `refine`): spreads from one half, scores
 * on the other, MPJPE / PA-MPJPE, mm. Unrefined 200.3 / 117.3. With all covariances of everybody, which the wholly
 * wrong make far too loose, 218.4 / 118.3. From those with an MPJPE below 150 mm, halved: 198.1 / 115.9, and with
 * all covariances 197.6 / 115.6, not worth 7 225 numbers for each file of weights. Betas held still: 198.5 / 116.0.
 * Without the lock on depth (250 people, not halved) the distance error grew from 13.2 to 14.9 %.
 */

import { Matrix } from 'ml-matrix';
import { UNKNOWN_COUNT, UNKNOWNS } from './unknowns.ts';

/** Half of the root mean square of each component of the network's error by joint, rad; left and right alike. */
// oxfmt-ignore
const TURN_SD: readonly number[] = [
  0.1, 0.13, 0.13, 0.05, 0.11, 0.11, 0.05, 0.11, 0.11, 0.045, 0.025, 0.025,
  0.075, 0.04, 0.04, 0.145, 0.195, 0.195, 0.165, 0.165, 0.155, 0.155, 0.025, 0.025,
];
/** Betas have unit variance, but landmarks do not tell them: freed to 0.5 they gained nothing and worsened stature. */
const BETA_SD = 0.1;
/** Across the view in b, and away from the camera as a share of the distance. */
const PLACE_SD: readonly number[] = [0.015, 0.015, 0.02];

/** The inverse covariance of the unknowns [85, 85]. */
export function anchorPrecision(): Matrix {
  const sds = [
    ...TURN_SD.flatMap((sd) => [sd, sd, sd]),
    ...Array<number>(UNKNOWNS.betas).fill(BETA_SD),
    ...PLACE_SD,
  ];
  const precision = Matrix.zeros(UNKNOWN_COUNT, UNKNOWN_COUNT);
  for (const [i, sd] of sds.entries()) precision.set(i, i, 1 / sd ** 2);
  return precision;
}
