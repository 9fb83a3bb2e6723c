/** @file Limb directions as a network of key-points sees them: behind the key-points of every region (`LIMB_PARTS`). */

import { camFromView, type View } from '../camera/index.ts';
import { checkLength } from '../base/index.ts';
import { rotate3, transpose3 } from '../math/index.ts';
import { LIMB_PARTS, LIMB_WIDTH, MOVENET_WIDTH } from '../network/index.ts';
import type { ObservedBones } from './observe-bones.ts';

/** What is seen of a person's limbs [31], in axes of a view. */
export function limbsInView({ directions, presence }: ObservedBones, view: View): Float32Array {
  const viewFromCam = transpose3(camFromView(view));
  const out = new Float32Array(LIMB_WIDTH);
  for (let i = 0; i < LIMB_PARTS.directions; i += 3) {
    out.set(rotate3(viewFromCam, directions.subarray(i, i + 3)), i);
  }
  out[LIMB_PARTS.directions] = presence;
  return out;
}

/** Features of a person's regions [M, 68] with their limbs [31] behind each: [M, 99]. */
export function withLimbs(features: Float32Array, limbs: Float32Array): Float32Array {
  checkLength('withLimbs', limbs.length, [LIMB_WIDTH]);
  const regions = features.length / MOVENET_WIDTH;
  checkLength('withLimbs', features.length, [regions, MOVENET_WIDTH]);
  const width = MOVENET_WIDTH + LIMB_WIDTH;
  const out = new Float32Array(regions * width);
  for (let m = 0; m < regions; m++) {
    out.set(features.subarray(m * MOVENET_WIDTH, (m + 1) * MOVENET_WIDTH), m * width);
    out.set(limbs, m * width + MOVENET_WIDTH);
  }
  return out;
}

/** The key-points [M, 68] of features [M, 99], and the limbs [31] behind them. */
export function splitLimbs(features: Float32Array): {
  readonly keypoints: Float32Array;
  readonly limbs: Float32Array;
} {
  const width = MOVENET_WIDTH + LIMB_WIDTH;
  const regions = features.length / width;
  checkLength('splitLimbs', features.length, [regions, width]);
  const keypoints = new Float32Array(regions * MOVENET_WIDTH);
  for (let m = 0; m < regions; m++) {
    const row = features.subarray(m * width, (m + 1) * width);
    keypoints.set(row.subarray(0, MOVENET_WIDTH), m * MOVENET_WIDTH);
  }
  return { keypoints, limbs: features.slice(MOVENET_WIDTH, width) };
}

/** Limbs [31] in axes of a view as what was observed, in axes of the image's camera. */
export function bonesOfLimbs(limbs: Float32Array, view: View): ObservedBones {
  const camera = camFromView(view);
  const directions = new Float64Array(LIMB_PARTS.directions);
  for (let i = 0; i < directions.length; i += 3) {
    directions.set(rotate3(camera, limbs.subarray(i, i + 3)), i);
  }
  return { directions, presence: limbs[LIMB_PARTS.directions] };
}
