/**
 * @file Our pose prior: a mixture of low-rank Gaussians over the rotation vectors of the joints that
 * move and the root's tilt (`tools/make-pose-prior.ts` learned it).
 */

import { POSE_SIZE } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { float64Of, readSafetensors } from '../format/index.ts';
import type { Rng } from '../base/index.ts';
import { dims } from '../base/index.ts';
import type { PoseSource } from './pose-source.ts';
import { DEGREE, JOINT, MIRROR_JOINT } from './skeleton.ts';

/** The joints the prior describes; the capture holds the others still. Row order of its arrays. */
export const PRIOR_JOINTS: readonly number[] = [
  JOINT.pelvis,
  JOINT.leftHip,
  JOINT.rightHip,
  JOINT.spine1,
  JOINT.leftKnee,
  JOINT.rightKnee,
  JOINT.spine2,
  JOINT.leftAnkle,
  JOINT.rightAnkle,
  JOINT.spine3,
  JOINT.neck,
  JOINT.head,
  JOINT.leftShoulder,
  JOINT.rightShoulder,
  JOINT.leftElbow,
  JOINT.rightElbow,
  JOINT.leftWrist,
  JOINT.rightWrist,
];

/** Ranges of the rotation-vector components, [24, 3] each, radians. */
export interface PoseLimits {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** A distribution of poses, and how far each joint turns. */
export interface PosePrior extends PoseSource {
  readonly limits: PoseLimits;
}

/** Standard deviations beyond this are not drawn: tails of a Gaussian are no poses. */
const TRUNCATION = 2.2;
/** What chairs, floors and crouching ask of the legs beyond what was captured, degrees. */
const REACH: readonly (readonly [joint: number, lower: number[], upper: number[]])[] = [
  [JOINT.leftHip, [-135, -50, -60], [40, 95, 75]],
  [JOINT.leftKnee, [-5, -25, -20], [152, 25, 20]],
  [JOINT.leftAnkle, [-45, -35, -25], [55, 35, 25]],
  [JOINT.leftShoulder, [-85, -115, -100], [75, 55, 75]],
];
/** Joints the capture holds still: collars, toes and hands move a little in life, degrees. */
const STILL_RANGE = 18;

function truncatedNormal(rng: Rng): number {
  for (;;) {
    const z = rng.normal();
    if (Math.abs(z) <= TRUNCATION) return z;
  }
}

/** Widens left and right to the union of one and the mirror image of the other. */
function symmetric({ lower, upper }: PoseLimits): PoseLimits {
  const wide = { lower: lower.slice(), upper: upper.slice() };
  for (let i = 0; i < POSE_SIZE; i++) {
    const axis = i % 3;
    const other = 3 * MIRROR_JOINT[(i - axis) / 3] + axis;
    // a mirror keeps x and turns y and z around
    const [low, high] = axis === 0 ? [lower[other], upper[other]] : [-upper[other], -lower[other]];
    wide.lower[i] = Math.min(lower[i], low);
    wide.upper[i] = Math.max(upper[i], high);
  }
  return wide;
}

function limitsOf(lower: Float64Array, upper: Float64Array): PoseLimits {
  const limits = {
    lower: new Float64Array(POSE_SIZE).fill(-STILL_RANGE * DEGREE),
    upper: new Float64Array(POSE_SIZE).fill(STILL_RANGE * DEGREE),
  };
  PRIOR_JOINTS.forEach((joint, row) => {
    limits.lower.set(lower.subarray(3 * row, 3 * row + 3), 3 * joint);
    limits.upper.set(upper.subarray(3 * row, 3 * row + 3), 3 * joint);
  });
  for (const [joint, low, high] of REACH) {
    for (let axis = 0; axis < 3; axis++) {
      const i = 3 * joint + axis;
      limits.lower[i] = Math.min(limits.lower[i], low[axis] * DEGREE);
      limits.upper[i] = Math.max(limits.upper[i], high[axis] * DEGREE);
    }
  }
  // the whole body may be turned any way
  limits.lower.fill(-Infinity, 0, 3);
  limits.upper.fill(Infinity, 0, 3);
  return symmetric(limits);
}

/** Moves every rotation-vector component of a pose [24, 3] into its range. */
export function clampPose(pose: Float64Array, { lower, upper }: PoseLimits): void {
  for (let i = 0; i < pose.length; i++) pose[i] = Math.min(upper[i], Math.max(lower[i], pose[i]));
}

/**
 * Reads the prior's file: `weight` [K], `mean` [K, D], `factor` [K, R, D], `noise` [K, D], and the
 * ranges `lower`, `upper` [D], with D = 3 · |{@link PRIOR_JOINTS}|.
 * @throws E_FORMAT, E_SHAPE when it is another file.
 */
export function parsePosePrior(bytes: Uint8Array): PosePrior {
  const { tensors } = readSafetensors(bytes);
  const array = (name: string): { data: Float64Array; shape: readonly number[] } => {
    const tensor = tensors.get(name);
    if (tensor === undefined) {
      throw new MultiRoiError('E_FORMAT', `parsePosePrior: expected a tensor ${name}, got none`);
    }
    return { data: float64Of(`parsePosePrior: ${name}`, tensor), shape: tensor.shape };
  };
  const [weight, mean, factor, noise] = ['weight', 'mean', 'factor', 'noise'].map(array);
  const D = 3 * PRIOR_JOINTS.length;
  const { K, R } = dims('parsePosePrior: factor', factor.shape, '[K, R, D]', { D });
  dims('parsePosePrior: weight', weight.shape, '[K]', { K });
  dims('parsePosePrior: mean', mean.shape, '[K, D]', { K, D });
  dims('parsePosePrior: noise', noise.shape, '[K, D]', { K, D });
  const [lower, upper] = ['lower', 'upper'].map(array);
  dims('parsePosePrior: lower', lower.shape, '[D]', { D });
  dims('parsePosePrior: upper', upper.shape, '[D]', { D });
  const cumulative = weight.data.map(
    (
      (sum) => (value: number) =>
        (sum += value)
    )(0),
  );

  const drawRow = (rng: Rng, row: Float64Array): void => {
    const ticket = rng.uniform() * cumulative[K - 1];
    const k = Math.max(
      0,
      cumulative.findIndex((sum) => ticket < sum),
    );
    for (let d = 0; d < D; d++) {
      row[d] = mean.data[k * D + d] + noise.data[k * D + d] * truncatedNormal(rng);
    }
    for (let r = 0; r < R; r++) {
      const z = truncatedNormal(rng);
      const from = (k * R + r) * D;
      for (let d = 0; d < D; d++) row[d] += z * factor.data[from + d];
    }
  };
  const row = new Float64Array(D);
  return {
    limits: limitsOf(lower.data, upper.data),
    draw: (rng, out) => {
      drawRow(rng, row);
      out.fill(0);
      PRIOR_JOINTS.forEach((joint, i) => out.set(row.subarray(3 * i, 3 * i + 3), 3 * joint));
    },
  };
}
