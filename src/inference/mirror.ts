/**
 * @file A second look at a person in a mirror: the regions reflected about the person's box, their crops flipped. To
 * the network that is somebody else; its errors on the two differ, and the mean of the answers, brought back to one
 * side, is nearer to the truth than either.
 */

import { jointSet } from '../body/index.ts';
import type { Roi } from '../camera/index.ts';
import { nearestRotation } from '../math/index.ts';
import type { CropFormat } from './crops.ts';
import {
  LIMB_COUNT,
  LIMB_FLIP,
  LIMB_WIDTH,
  MOVENET_FLIP,
  MOVENET_PARTS,
  MOVENET_WIDTH,
  type Prediction,
} from '../network/index.ts';

/** The joint that each of the 24 changes places with. */
const OTHER_SIDE: readonly number[] = jointSet('smpl24').flip;

/** Regions reflected about the vertical axis of region 0, which stays where it is. */
export function mirrorRois(rois: readonly Roi[]): Roi[] {
  const axis = rois[0].center[0];
  return rois.map((roi) => ({ ...roi, center: [2 * axis - roi.center[0], roi.center[1]] }));
}

/** Reverses the rows of planes [N, 3, H, W] in place. */
export function mirrorPlanes(planes: Float32Array, { width }: CropFormat): void {
  for (let row = 0; row < planes.length; row += width) planes.subarray(row, row + width).reverse();
}

/** Box information [N, 3] of mirrored regions in the mirrored view, in place: x grows to the other side. */
export function mirrorBoxes(boxes: Float32Array): void {
  for (let i = 0; i < boxes.length; i += 3) boxes[i] = -boxes[i];
}

/**
 * What MoveNet, and BlazePose of limbs, would give of mirrored regions if they made the same errors: sides change, x its sign.
 * @param features [N, width].
 * @param width 68, or 99 with limbs.
 */
export function mirrorKeypoints(features: Float32Array, width: number): Float32Array {
  const { points, scores } = MOVENET_PARTS;
  const out = new Float32Array(features.length);
  for (let row = 0; row < features.length; row += width) {
    if (width > MOVENET_WIDTH) {
      const limbs = row + MOVENET_WIDTH;
      out.set(mirrorLimbs(features.subarray(limbs, limbs + LIMB_WIDTH)), limbs);
    }
    for (const [to, from] of MOVENET_FLIP.entries()) {
      out[row + 2 * to] = -features[row + 2 * from];
      out[row + 2 * to + 1] = features[row + 2 * from + 1];
      for (const part of [points, points + scores]) {
        out[row + part + to] = features[row + part + from];
      }
    }
  }
  return out;
}

/** The limbs [31] of the mirrored person: bones change sides, x its sign. */
export function mirrorLimbs(limbs: Float32Array): Float32Array {
  const out = limbs.slice();
  for (let n = 0; n < LIMB_COUNT; n++) {
    const from = 3 * LIMB_FLIP[n];
    out.set([-limbs[from], limbs[from + 1], limbs[from + 2]], 3 * n);
  }
  return out;
}

/** Rotations [24, 3, 3] of the mirrored person: joints change sides, M R M with M = diag(−1, 1, 1). */
export function mirrorRotmats(rotmats: Float32Array): Float32Array {
  const out = new Float32Array(rotmats.length);
  for (const [to, from] of OTHER_SIDE.entries()) {
    for (let i = 0; i < 9; i++) {
      const crosses = i < 3 !== (i % 3 === 0);
      out[9 * to + i] = crosses ? -rotmats[9 * from + i] : rotmats[9 * from + i];
    }
  }
  return out;
}

/**
 * The answer with pose and shape in the middle between it and the one of the mirrored look; cameras and fusion weights
 * are those of its own regions. An answer that is not finite on either side stays as it is.
 */
export function meanWithMirrored(own: Prediction, mirrored: Prediction): Prediction {
  const rotmats = mirrorRotmats(mirrored.rotmats);
  if (![...own.rotmats, ...rotmats, ...own.betas, ...mirrored.betas].every(Number.isFinite)) {
    return own;
  }
  const mean = rotmats.map((value, i) => (value + own.rotmats[i]) / 2);
  for (let j = 0; j < mean.length; j += 9) {
    const joint = mean.subarray(j, j + 9);
    // turns that are opposite have no middle
    joint.set(hasMiddle(joint) ? nearestRotation(joint) : own.rotmats.subarray(j, j + 9));
  }
  return {
    ...own,
    rotmats: mean,
    betas: own.betas.map((beta, s) => (beta + mirrored.betas[s]) / 2),
  };
}

/** Below this trace of MᵀM a mean of two rotations has lost its direction; it is 3 where they agree, 1 half a turn apart. */
const LEAST_AGREEMENT = 1.001;

function hasMiddle(mean: Float32Array): boolean {
  return mean.reduce((sum, value) => sum + value * value, 0) > LEAST_AGREEMENT;
}
