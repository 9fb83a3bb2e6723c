/** @file Evidence and true errors of people on cached features: what confidence is fitted to and judged by. */

import { JOINT_COUNT, POSE_SIZE, createPoser } from '../../body/index.ts';
import { float32FromFloat16 } from '../../format/index.ts';
import { rotmatFromAxisAngle } from '../../math/index.ts';
import { evidenceOf } from '../../reconstruct/index.ts';
import type { Shard } from '../../features/index.ts';
import { hasPlace, predictShard, roisOfShard, type ScoreOptions } from '../score/features.ts';
import { rootAlignedDistances } from '../metrics.ts';
import type { ErrorObservation } from './fit.ts';

/** Everyone of a shard through the first `config.rois` regions; null for who has no place and so no result. */
export async function observeShard(
  shard: Shard,
  options: ScoreOptions,
): Promise<(ErrorObservation | null)[]> {
  const { config, body } = options;
  const { fields, M, D } = shard;
  const poser = createPoser(body);
  const joints = new Float32Array(3 * body.jointCount);
  const truth = new Float32Array(joints.length);
  const trueRotmats = new Float32Array(9 * body.jointCount);
  const predictions = await predictShard(shard, options);
  return predictions.map((regression, i) => {
    if (!hasPlace(regression.cameras)) return null;
    const row = (name: 'pose' | 'betas', length: number): Float32Array =>
      (fields[name] as Float32Array).subarray(i * length, (i + 1) * length);
    const pose = row('pose', POSE_SIZE);
    for (let j = 0; j < JOINT_COUNT; j++) {
      trueRotmats.set(rotmatFromAxisAngle(pose.subarray(3 * j, 3 * j + 3)), 9 * j);
    }
    poser.poseJoints(regression, joints);
    poser.poseJoints({ rotmats: trueRotmats, betas: row('betas', 10) }, truth);
    const { rois, intrinsics } = roisOfShard(shard, i, config.rois);
    const own = (fields.features as Uint16Array).subarray(i * M * D, (i * M + config.rois) * D);
    return {
      evidence: evidenceOf({
        features: float32FromFloat16(own),
        rois,
        intrinsics,
        fullCamera: config.fullCamera,
        prediction: regression,
        joints,
      }),
      jointsMm: rootAlignedDistances(
        joints,
        joints.subarray(0, 3),
        truth,
        truth.subarray(0, 3),
      ).map((metres) => 1000 * metres),
      betas: { predicted: regression.betas, truth: row('betas', 10) },
    };
  });
}
