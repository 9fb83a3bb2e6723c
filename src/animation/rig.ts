/**
 * @file A skeleton that a motion is written for. With names of SMPL it is the body's own rest skeleton; with those of a
 * humanoid it is that skeleton in the humanoid's T-pose, and rotations are relative to it.
 *
 * With G_j the rotation of joint j in space (identity at rest) and C_j the one that turns the T-pose's direction of a bone
 * into its direction at rest, the bone of the T-pose is turned by G_j C_j; relative to its parent p that is C_pᵀ R_j C_j, R_j
 * being SMPL's local rotation. A child at rest offset o then stands at C_pᵀ o: joints come out where they were, to rounding.
 */

import { createPoser, jointSet, POSE_SIZE, type BodyModel } from '../body/index.ts';
import { identity3, matmul3, rotate3, rotmatBetween, transpose3 } from '../math/index.ts';
import { HUMANOID, type BoneNaming } from './humanoid.ts';

/** Bones by name, as they rest. */
export interface Rig {
  /** [J], in the order of joint set `smpl24`; the root first, parents before their children. */
  readonly names: readonly string[];
  /** −1 for the root. */
  readonly parents: readonly number[];
  /** Where joints rest, relative to their parents [J, 3], m: y up, facing +z; the root at 0. */
  readonly offsets: Float64Array;
  /** C_j [J, 9]: from the rig's rest direction of a bone to the body's. */
  readonly corrections: Float64Array;
}

/** Rest joints [J, 3] of the shaped body, m. */
export function restJoints(body: BodyModel, betas: readonly number[]): Float32Array {
  const joints = new Float32Array(POSE_SIZE);
  const zero = new Float64Array(POSE_SIZE);
  const pose = { globalOrient: zero.subarray(0, 3), bodyPose: zero.subarray(3), betas };
  createPoser(body).poseJoints(pose, joints);
  return joints;
}

const { names: SMPL_NAMES, parents: SMPL_PARENTS = [] } = jointSet('smpl24');

/** From one joint to another [3]; `flat`: as seen from above. */
function direction(joints: ArrayLike<number>, from: number, to: number, flat: boolean): number[] {
  return [0, 1, 2].map((k) => (flat && k === 1 ? 0 : joints[3 * to + k] - joints[3 * from + k]));
}

/**
 * C_j of every joint [J, 9].
 * @param joints at rest [J, 3].
 * @param wayOf the direction of a bone in the rest pose of whoever is to move, null where they have no such bone, which is
 * then turned as the one above it; by default that of the T-pose.
 */
export function restCorrections(
  joints: ArrayLike<number>,
  wayOf?: (joint: number, child: number, flat: boolean) => readonly number[] | null,
): Float64Array {
  const corrections = new Float64Array(9 * SMPL_NAMES.length);
  HUMANOID.forEach(({ aim }, j) => {
    const own = corrections.subarray(9 * j, 9 * j + 9);
    if (aim.kind === 'own') {
      identity3(own);
      return;
    }
    own.set(corrections.subarray(9 * SMPL_PARENTS[j], 9 * SMPL_PARENTS[j] + 9));
    if (aim.kind === 'parent') return;
    const flat = aim.kind === 'heading';
    const child = SMPL_NAMES.indexOf(aim.child);
    const way = wayOf === undefined ? aim.way : wayOf(j, child, flat);
    if (way !== null) own.set(rotmatBetween(way, direction(joints, j, child, flat)));
  });
  return corrections;
}

/** The skeleton of a body of these betas, by whose names and in whose rest pose it is wanted. */
export function rigOf(body: BodyModel, betas: readonly number[], naming: BoneNaming): Rig {
  const joints = restJoints(body, betas);
  const corrections =
    naming === 'smpl'
      ? Float64Array.from({ length: 9 * SMPL_NAMES.length }, (_, i) => ((i % 9) % 4 === 0 ? 1 : 0))
      : restCorrections(joints);
  const offsets = new Float64Array(joints.length);
  SMPL_PARENTS.forEach((parent, j) => {
    if (parent < 0) return;
    const rigFromBody = transpose3(corrections.subarray(9 * parent, 9 * parent + 9));
    offsets.set(rotate3(rigFromBody, direction(joints, parent, j, false)), 3 * j);
  });
  const names = HUMANOID.map((bone) => bone[naming]);
  return { names, parents: SMPL_PARENTS, offsets, corrections };
}

/**
 * SMPL's local rotations as those of the rig.
 * @param rotmats [J, 9]. @param out [J, 9]; may be `rotmats`.
 */
export function rigRotations(
  { parents, corrections }: Rig,
  rotmats: ArrayLike<number>,
  out: Float64Array = new Float64Array(rotmats.length),
): Float64Array {
  const correction = (j: number): Float64Array => corrections.subarray(9 * j, 9 * j + 9);
  parents.forEach((parent, j) => {
    const own = Array.from({ length: 9 }, (_, k) => rotmats[9 * j + k]);
    const turned = matmul3(own, correction(j));
    const local = parent < 0 ? turned : matmul3(transpose3(correction(parent)), turned);
    out.set(local, 9 * j);
  });
  return out;
}
