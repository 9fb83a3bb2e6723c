/** @file What refinement may change of a person, as a vector of 85 numbers that is zero for the network's answer. */

import { matmul3, rotmatFromAxisAngle } from '../../math/index.ts';

/**
 * A turn of each joint after the network's rotation (axis-angle, 24 × 3), the change of the betas, and that of the
 * pelvis's place: across the view in b (2), and away from the camera as a share of the distance (1).
 */
export const UNKNOWNS = { turns: 72, betas: 10, place: 3 } as const;
export const UNKNOWN_COUNT: number = 85;

/** Pose, shape and where the pelvis stands, in a view. */
export interface PlacedPose {
  /** [24, 3, 3] row-major, the root in axes of the view. */
  readonly rotmats: Float32Array;
  /** [10]. */
  readonly betas: Float32Array;
  /** m. */
  readonly pelvis: readonly number[];
}

/** The person with the unknowns [85] applied; the graph of the objective says the same. */
export function withUnknowns(
  { rotmats, betas, pelvis }: PlacedPose,
  unknowns: readonly number[],
  span: number,
): PlacedPose {
  const turned = new Float32Array(rotmats.length);
  for (let j = 0; j < 24; j++) {
    const turn = rotmatFromAxisAngle(unknowns.slice(3 * j, 3 * j + 3));
    turned.set(matmul3(rotmats.subarray(9 * j, 9 * j + 9), turn), 9 * j);
  }
  const { turns, betas: B } = UNKNOWNS;
  const [x, y, away] = unknowns.slice(turns + B);
  const step = pelvis[2] * span;
  const across = [step * x, step * y, 0];
  return {
    rotmats: turned,
    betas: betas.map((beta, s) => beta + unknowns[turns + s]),
    pelvis: pelvis.map((value, k) => value * (1 + away) + across[k]),
  };
}
