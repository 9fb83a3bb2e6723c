/**
 * @file What MoveNet would give of the regions of somebody who was never rendered: key-points of the body, moved by the
 * errors of someone who was.
 */

import type { Roi } from '../../camera/index.ts';
import type { Rng } from '../../base/index.ts';
import type { Vec3 } from '../../math/index.ts';
import { MOVENET_FLIP, MOVENET_PARTS, MOVENET_WIDTH } from '../../network/index.ts';
import { stanceOf, type KeypointErrors } from './keypoint-errors.ts';

const K = MOVENET_PARTS.scores;
/** Others whose errors are tried where one's own point lies on the other side of a region's edge. */
const TRIES = 6;
/** MoveNet's cells lie in the crop, its offsets lead a little out of it. */
const FARTHEST = 0.53;

/**
 * Photographs against renders: errors are multiplied by a factor of each person, e to a Gaussian, and scores fall with
 * it. On photographs MoveNet is surer (median score of hips .73 to .88, of elbows .51 to .82; of renders .64 and .53),
 * so most are less wrong than their lender.
 */
const VARIED = { mean: -0.25, sd: 0.5, scoreDrop: 0.9, scoreMean: -0.15, scoreSd: 0.4 } as const;

/**
 * Of limb directions: their angles off the truth are multiplied by a factor of each person. On real frames with 3D truth they are
 * 12° in the median (arms 12 to 24), 25° at the ninth tenth; of renders 19° and 58°.
 */
const LIMBS_VARIED = { mean: -0.5, sd: 0.35 } as const;

const logit = (p: number): number => Math.log(p / (1 - p));
const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

/** Whom a look is of: key-points [17, 2] and size of the picture, px, from its middle; where the chest faces. */
export interface LookedAt {
  readonly points: Float32Array;
  readonly facing: Vec3;
  /** Which way limbs point [10, 3]. */
  readonly limbs: Float32Array;
  readonly width: number;
  readonly height: number;
}

/**
 * @param rois the regions, px from the middle of the picture.
 * @param out [M, 68], or [M, 99] where limb directions are lent.
 */
export function simulateLook(
  { points, facing, limbs, width, height }: LookedAt,
  rois: readonly Roi[],
  errors: KeypointErrors,
  rng: Rng,
  out: Float32Array,
): void {
  const b0 = rois[0].size;
  const stance = stanceOf(points, facing);
  const lender = errors.borrow(stance, rng);
  const spares = Int32Array.from({ length: TRIES }, () => errors.borrow(stance, rng));
  const worse = rng.normal(VARIED.mean, VARIED.sd);
  const factor = Math.exp(worse);
  const drop = VARIED.scoreDrop * worse + rng.normal(VARIED.scoreMean, VARIED.scoreSd);
  for (let m = 0; m < rois.length; m++) {
    const { center, size } = rois[m];
    // what the crop shows of the picture; the middle, where it shows nothing
    const [x0, x1] = shown(center[0], size, width);
    const [y0, y1] = shown(center[1], size, height);
    const row = m * errors.width;
    for (let k = 0; k < K; k++) {
      let at = (lender * errors.regions + m) * K + k;
      let from = errors.swapped[at] === 1 ? MOVENET_FLIP[k] : k;
      let x = (points[2 * from] - center[0]) / size;
      let y = (points[2 * from + 1] - center[1]) / size;
      for (let i = 0; i < TRIES; i++) {
        const inside = x >= x0 && x <= x1 && y >= y0 && y <= y1;
        if ((errors.inside[at] === 1) === inside) break;
        at = (spares[i] * errors.regions + m) * K + k;
        from = errors.swapped[at] === 1 ? MOVENET_FLIP[k] : k;
        x = (points[2 * from] - center[0]) / size;
        y = (points[2 * from + 1] - center[1]) / size;
      }
      const gain = (factor * b0) / size;
      out[row + 2 * k] = seenAt(clamp(x, x0, x1), gain * errors.residuals[2 * at]);
      out[row + 2 * k + 1] = seenAt(clamp(y, y0, y1), gain * errors.residuals[2 * at + 1]);
      const score = clamp(errors.scores[at], 1e-3, 1 - 1e-3);
      out[row + 2 * K + k] = 1 / (1 + Math.exp(drop - logit(score)));
      out[row + 3 * K + k] = errors.spreads[at];
    }
  }
  if (errors.limbs === null) return;
  const off = Math.exp(rng.normal(LIMBS_VARIED.mean, LIMBS_VARIED.sd));
  const seen = errors.limbs.lend([lender, ...spares], limbs, off);
  for (let m = 0; m < rois.length; m++) out.set(seen, m * errors.width + MOVENET_WIDTH);
}

function seenAt(place: number, error: number): number {
  return clamp(place + error, -FARTHEST, FARTHEST);
}

/** The part of a crop [−½, ½] that lies in the picture, along one axis. */
function shown(center: number, size: number, length: number): readonly [number, number] {
  const low = clamp((-length / 2 - center) / size, -0.5, 0.5);
  const high = clamp((length / 2 - center) / size, -0.5, 0.5);
  return [low, high];
}
