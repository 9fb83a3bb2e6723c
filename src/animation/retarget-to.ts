/**
 * @file Poses of a person on somebody else's skeleton, whatever its proportions, the rest rotations of its bones, and whether it
 * rests in a T- or an A-pose: limbs point where the person's do. The table of bones is `humanoid.ts`.
 */

import { createPoser, jointSet, type BodyModel, type Pose } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import {
  identity3,
  matmul3,
  quatWxyzFromRotmat,
  rotmatFromQuatWxyz,
  transpose3,
  type Vec3,
} from '../math/index.ts';
import { HUMANOID, type BoneNaming } from './humanoid.ts';
import { restCorrections, restJoints } from './rig.ts';

/** A bone of the skeleton that is to move, as it rests. Its own frame: y up, facing +z, left is +x. */
export interface TargetBone {
  /** [3], in the skeleton's own unit. */
  readonly position: Vec3;
  /** [4], in space. */
  readonly quatWxyz: ArrayLike<number>;
  /** [4], of the node right above it, in space. */
  readonly parentQuatWxyz: ArrayLike<number>;
}

/** By the names of the bones; `mixamorig:Hips`, `mixamorigHips` and `Hips` are one. */
export type TargetSkeleton = ReadonlyMap<string, TargetBone>;

/** A skeleton that is ready to be moved. */
export interface Retargeting {
  /** How tall the skeleton's hips stand beside the person's: places are to be multiplied by it. */
  readonly scale: number;
  /** Local rotations [4] of the bones that the skeleton has, by its names; the hips' in the frame of the pose. */
  rotations(pose: Pose): Map<string, Float64Array>;
}

const { names: JOINTS, parents: PARENTS = [] } = jointSet('smpl24');
const plainName = (name: string): string => name.replace(/^mixamorig\d*:?/, '');

/** The skeleton's bones in the order of the joints, under the names they have there; null for those it lacks. */
function bonesInOrder(
  target: TargetSkeleton,
  naming: BoneNaming,
): ({ readonly name: string; readonly bone: TargetBone } | null)[] {
  const byName = new Map([...target].map(([name, bone]) => [plainName(name), { name, bone }]));
  const bones = HUMANOID.map((each) => byName.get(each[naming]) ?? null);
  const missing = HUMANOID.flatMap((each, j) =>
    /^(pelvis|left_hip|right_hip|left_knee|right_knee|left_ankle|right_ankle)$/.test(each.smpl) &&
    bones[j] === null
      ? [each[naming]]
      : [],
  );
  if (missing.length > 0) {
    throw new MultiRoiError(
      'E_CONFIG',
      `retargetTo: expected a skeleton with bones of "${naming}", got none called ${missing.join(', ')}`,
    );
  }
  return bones;
}

/**
 * Prepares to move a skeleton as people of a body move.
 * @param naming whose names the skeleton's bones have.
 * @throws E_CONFIG when hips or legs are not there under those names.
 */
export function retargetTo(
  target: TargetSkeleton,
  naming: BoneNaming,
  body: BodyModel,
  betas: readonly number[],
): Retargeting {
  const bones = bonesInOrder(target, naming);
  const rest = restJoints(body, betas);
  const between = (a: number, b: number, k: number): number =>
    (bones[b]?.bone.position[k] ?? 0) - (bones[a]?.bone.position[k] ?? 0);
  const corrections = restCorrections(rest, (j, child, flat) =>
    bones[j] === null || bones[child] === null
      ? null
      : [0, 1, 2].map((k) => (flat && k === 1 ? 0 : between(j, child, k))),
  );
  const [pelvis, ankle] = ['pelvis', 'left_ankle'].map((name) => JOINTS.indexOf(name));
  const frames = new Float64Array(12 * JOINTS.length);
  const poser = createPoser(body);
  /** The nearest joint above that the skeleton has, −1 for none. */
  const above = JOINTS.map((_, j) => {
    let parent = PARENTS[j];
    while (parent >= 0 && bones[parent] === null) parent = PARENTS[parent];
    return parent;
  });
  return {
    scale: between(ankle, pelvis, 1) / (rest[3 * pelvis + 1] - rest[3 * ankle + 1]),
    rotations(pose) {
      poser.poseFrames(pose, frames);
      // G_j C_j: how far each bone is turned from its rest, in space
      const turned = JOINTS.map((_, j) => {
        const rows = [0, 4, 8].flatMap((row) => [
          ...frames.subarray(12 * j + row, 12 * j + row + 3),
        ]);
        return matmul3(rows, corrections.subarray(9 * j, 9 * j + 9));
      });
      const local = new Map<string, Float64Array>();
      bones.forEach((found, j) => {
        if (found === null) return;
        const { quatWxyz, parentQuatWxyz } = found.bone;
        const parent = above[j] < 0 ? identity3() : turned[above[j]];
        const parentNow = matmul3(parent, rotmatFromQuatWxyz(parentQuatWxyz));
        const now = matmul3(turned[j], rotmatFromQuatWxyz(quatWxyz));
        local.set(found.name, quatWxyzFromRotmat(matmul3(transpose3(parentNow), now)));
      });
      return local;
    },
  };
}
