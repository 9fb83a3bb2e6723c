/**
 * @file One person's 2D key-points out of several views: the crops of the regions, each of which gave all
 * of them. Whoever is sure of a point decides where it lies, and how far they disagree is kept.
 */

import { MultiRoiError } from '../base/index.ts';

/** What one crop gave, in pixels of the image. */
export interface KeypointView {
  /** [K, 2]. */
  readonly points: ArrayLike<number>;
  /** [K], 0–1. */
  readonly scores: ArrayLike<number>;
}

/** K = 17: COCO's key-points, in the order of `MOVENET_KEYPOINTS`. */
export interface ObservedKeypoints {
  /** `[17, 2]`: x, y in pixels of the image; they may lie outside it. */
  readonly points: Float64Array;
  /** `[17]`: 0–1. */
  readonly scores: Float32Array;
  /** `[17]`: weighted standard deviation of the views about the point, px of the image; 0 for a single view. */
  readonly spreadPx: Float32Array;
}

/** What keeps the weights of points that nobody sees from being all zero. */
const LEAST_WEIGHT = 1e-12;

/**
 * Weighs the views of each point by score⁴: regions that cut a limb off, or see it too small, give it a
 * low score. The fused score is the weighted mean of the scores.
 * @throws E_SHAPE for no views, or views of different lengths.
 */
export function fuseViews(views: readonly KeypointView[]): ObservedKeypoints {
  const K = views[0]?.scores.length ?? 0;
  const fits = views.every(({ points, scores }) => scores.length === K && points.length === 2 * K);
  if (K === 0 || !fits) {
    throw new MultiRoiError(
      'E_SHAPE',
      `fuseViews: expected one view or more of as many points [K, 2] as scores [K], got ${views.length} that differ or are empty`,
    );
  }
  const points = new Float64Array(2 * K);
  const scores = new Float32Array(K);
  const spreadPx = new Float32Array(K);
  for (let k = 0; k < K; k++) {
    let [mass, x, y, squares, score] = [0, 0, 0, 0, 0];
    for (const view of views) {
      const weight = view.scores[k] ** 4 + LEAST_WEIGHT;
      mass += weight;
      x += weight * view.points[2 * k];
      y += weight * view.points[2 * k + 1];
      score += weight * view.scores[k];
    }
    x /= mass;
    y /= mass;
    for (const view of views) {
      const weight = view.scores[k] ** 4 + LEAST_WEIGHT;
      squares += weight * ((view.points[2 * k] - x) ** 2 + (view.points[2 * k + 1] - y) ** 2);
    }
    points[2 * k] = x;
    points[2 * k + 1] = y;
    scores[k] = score / mass;
    spreadPx[k] = Math.sqrt(squares / mass);
  }
  return { points, scores, spreadPx };
}
