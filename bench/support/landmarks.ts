/** @file The 3D landmarks that the encoder of `light` says by itself, against the truth. */

import {
  POSE_SIZE,
  createPosedBody,
  createPoser,
  jointSet,
  type BodyModel,
} from '../../src/body/index.ts';
import { LIMB_JOINTS, pickPoints, scoreLimbs, type LimbScore } from '../../src/evaluation/index.ts';
import { float32FromFloat16 } from '../../src/format/index.ts';
import { JOINT_LANDMARK, LIGHT_PARTS } from '../../src/network/index.ts';
import type { Shard } from '../../src/features/index.ts';

const JOINT_NAMES = jointSet('smpl24').names;
/** BlazePose's landmarks of `LIMB_JOINTS`. */
const LIMB_LANDMARKS = LIMB_JOINTS.map((joint) => JOINT_LANDMARK[JOINT_NAMES[joint]]);

/** BlazePose's world landmarks of region 0, of every person of a shard of its features. */
export function scoreLandmarks(shard: Shard, body: BodyModel): LimbScore[] {
  const poser = createPoser(body);
  const { joints } = createPosedBody(body);
  const pose = shard.fields.pose;
  const betas = shard.fields.betas;
  return Array.from({ length: shard.count }, (_, i) => {
    const row = shard.fields.features.subarray(i * shard.M * shard.D, (i * shard.M + 1) * shard.D);
    const world = float32FromFloat16(row).subarray(LIGHT_PARTS.feature + LIGHT_PARTS.landmarks);
    const truth = {
      globalOrient: pose.subarray(POSE_SIZE * i, POSE_SIZE * i + 3),
      bodyPose: pose.subarray(POSE_SIZE * i + 3, POSE_SIZE * (i + 1)),
      betas: betas.subarray(10 * i, 10 * (i + 1)),
    };
    poser.poseJoints(truth, joints);
    return scoreLimbs(pickPoints(world, LIMB_LANDMARKS), pickPoints(joints, LIMB_JOINTS));
  });
}
