/**
 * @file The mirror image of everybody in a shard, as MoveNet would see them if it made the same errors: rendered
 * people are dear, and their mirror images are people too.
 */

import { jointSet, JOINT_COUNT, POSE_SIZE } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { float16FromFloat32, float32FromFloat16 } from '../format/index.ts';
import { mirrorBoxes, mirrorKeypoints } from '../inference/index.ts';
import { LIMB_WIDTH, MOVENET_WIDTH } from '../network/index.ts';
import { mirrorPose } from '../synthetic/index.ts';
import type { Shard } from './shard.ts';

const { flip } = jointSet('smpl24');

/**
 * The same people in the same order, each in a mirrored picture. Regions that stood to the right stand to the left.
 * @throws E_SHAPE for features that are not MoveNet's.
 */
export function mirroredShard({ count, M, D, fields }: Shard): Shard {
  if (D !== MOVENET_WIDTH && D !== MOVENET_WIDTH + LIMB_WIDTH) {
    throw new MultiRoiError(
      'E_SHAPE',
      `mirroredShard: expected ${MOVENET_WIDTH} numbers of MoveNet a region, or ${LIMB_WIDTH} of limbs more, got ${D}`,
    );
  }
  const boxes = fields.boxes.slice();
  mirrorBoxes(boxes);
  const pose = new Float32Array(fields.pose.length);
  const turned = new Float64Array(POSE_SIZE);
  for (let at = 0; at < pose.length; at += POSE_SIZE) {
    pose.set(mirrorPose(fields.pose.subarray(at, at + POSE_SIZE), turned), at);
  }
  return {
    count,
    M,
    D,
    fields: {
      features: float16FromFloat32(mirrorKeypoints(float32FromFloat16(fields.features), D)),
      boxes,
      centers: fields.centers.map((value, i) => (i % 2 === 0 ? -value : value)),
      sizes: fields.sizes.slice(),
      focal: fields.focal.slice(),
      pose,
      betas: fields.betas.slice(),
      translation: fields.translation.map((value, i) => (i % 3 === 0 ? -value : value)),
      confidence: fields.confidence.map(
        (_, i) => fields.confidence[i - (i % JOINT_COUNT) + flip[i % JOINT_COUNT]],
      ),
    },
  };
}
