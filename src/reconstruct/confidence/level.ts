/**
 * @file How much a body laid on key-points is to be believed, in a word with its reasons: what was seen tells, not whether the
 * regions agree, since they may all be wrong alike.
 *
 * CONTRIBUTOR NOTES. 150 real frames with 3D truth, PA-MPJPE over twelve limb joints against the mean score of the limbs'
 * key-points (plain look): .65 and more 64 mm (41 to 87 hold four of five; 119 frames), .55 to .65 92 (72 to 118; 19), below
 * 113 (68 to 184; 12). Rank correlation −.66.
 */

import type { ObservedKeypoints } from '../../inference/index.ts';
import { MOVENET_KEYPOINTS } from '../../network/index.ts';
import type { ConfidenceReason, PersonConfidence } from '../../result/index.ts';
import { keypointSigma, meanScore } from '../refine/landmark-noise.ts';

/** Mean scores from which a level holds, best first, and the error of real people at it, mm after the best similarity. */
const LEVELS = [
  { level: 'good', from: 0.65, expectedMm: 64 },
  { level: 'rough', from: 0.55, expectedMm: 92 },
  { level: 'guess', from: -Infinity, expectedMm: 113 },
] as const;
/** A limb's key-point below this score is hidden, or not there. */
const HIDDEN = 0.3;
/** Views that disagree by this share of the region on average, over the limbs. */
const DISAGREE = 0.04;
const FIRST_OF_BODY = 5;
const LIMBS: readonly number[] = Array.from(MOVENET_KEYPOINTS.keys()).slice(FIRST_OF_BODY);

/**
 * @param sidePx of region 0, px of the image.
 * @param image size of the photograph, for who is cut by its frame.
 */
export function confidenceOf(
  observed: ObservedKeypoints,
  sidePx: number,
  { width, height }: { readonly width: number; readonly height: number },
): PersonConfidence {
  const { points, scores, spreadPx } = observed;
  const score = meanScore(observed);
  const { level, expectedMm } = LEVELS.find(({ from }) => score >= from) ?? LEVELS[2];
  const isCut = (k: number): boolean =>
    !(points[2 * k] > 0 && points[2 * k] < width - 1) ||
    !(points[2 * k + 1] > 0 && points[2 * k + 1] < height - 1);
  const meanOf = (of: (k: number) => number): number =>
    LIMBS.reduce((sum, k) => sum + of(k), 0) / LIMBS.length;
  const reasons: ConfidenceReason[] = [];
  if (LIMBS.some(isCut)) reasons.push('cut');
  if (LIMBS.some((k) => scores[k] < HIDDEN && !isCut(k))) reasons.push('hidden');
  if (meanOf((k) => spreadPx[k]) > DISAGREE * sidePx) reasons.push('regions disagree');
  if (level !== 'good' && reasons.length === 0) reasons.push('landmarks unsure');
  return {
    level,
    reasons,
    expectedMm,
    placePx: sidePx * meanOf((k) => keypointSigma(scores[k], spreadPx[k] / sidePx)),
  };
}
