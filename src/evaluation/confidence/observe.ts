/** @file Evidence and true errors of people on cached features: what confidence is fitted to and judged by. */

import { createPoser } from '../../body/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import { float32FromFloat16 } from '../../format/index.ts';
import { evidenceOf } from '../../reconstruct/index.ts';
import { featuresOf, rowOf, type Shard } from '../../features/index.ts';
import {
  hasPlace,
  predictShard,
  roisOfShard,
  truePose,
  type ScoreOptions,
} from '../score/score-shard.ts';
import { rootAlignedDistances } from '../metrics.ts';
import type { ErrorObservation } from './fit.ts';

/**
 * Everyone of a shard through the first `config.rois` regions; null for who has no place and so no result.
 * @throws E_CONFIG for MoveNet, whose key-points nobody has made evidence of yet.
 */
export async function observeShard(
  shard: Shard,
  options: ScoreOptions,
): Promise<(ErrorObservation | null)[]> {
  const { config, body } = options;
  if (config.poseEncoder === 'movenet') {
    throw new MultiRoiError(
      'E_CONFIG',
      'observeShard: expected features of BlazePose, whose landmarks are the evidence, got those of movenet',
    );
  }
  const poser = createPoser(body);
  const joints = new Float32Array(3 * body.jointCount);
  const truth = new Float32Array(joints.length);
  const predictions = await predictShard(shard, options);
  return predictions.map((prediction, i) => {
    if (!hasPlace(prediction.cameras)) return null;
    const posed = truePose(shard, i);
    poser.poseJoints(prediction, joints);
    poser.poseJoints(posed, truth);
    const { rois, intrinsics } = roisOfShard(shard, i, config.rois);
    return {
      evidence: evidenceOf({
        features: float32FromFloat16(featuresOf(shard, i, config.rois)),
        rois,
        intrinsics,
        fullCamera: config.fullCamera,
        prediction,
        joints,
      }),
      jointsMm: rootAlignedDistances(
        joints,
        joints.subarray(0, 3),
        truth,
        truth.subarray(0, 3),
      ).map((metres) => 1000 * metres),
      betas: { predicted: prediction.betas, truth: rowOf(shard, 'betas', i) },
    };
  });
}
