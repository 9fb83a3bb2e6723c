/** @file Errors of joints and cameras on a shard, for many networks: the truth is posed once. */

import type { BodyModel } from '../../body/index.ts';
import type { NetworkConfig, Prediction } from '../../network/index.ts';
import { rowOf, type Shard } from '../../features/index.ts';
import { meanOf } from '../metrics.ts';
import type { Points } from '../report/figures.ts';
import type { PersonScorer } from '../score/person-scorer.ts';
import { fullCameraOf, hasPlace, shardScorer, truePose } from '../score/score-shard.ts';

/** People of a shard with their true joints. */
export interface PosedShard {
  readonly shard: Shard;
  readonly scorer: PersonScorer;
  /** Of every person, the 24 joints of SMPL, metres. */
  readonly truth: readonly Points[];
}

/** Errors of everybody, and of their cameras. */
export interface JointScores {
  /** Of every person [N]; the 24 joints of SMPL, aligned at the pelvis. */
  readonly mpjpeMm: Float64Array;
  /** Of every person [N], after the best similarity. */
  readonly paMpjpeMm: Float64Array;
  /** Of everyone whom all regions put before the camera: the error of `t` along the optical axis over the true depth. */
  readonly depthRatio: readonly number[];
  /** Of the same: standard deviation over the regions of where they put the person, mean of x and y, millimetres. */
  readonly cameraSpreadMm: readonly number[];
}

/** Poses everyone's truth. @param body that the shard's poses and betas belong to. */
export function poseShard(shard: Shard, body: BodyModel): PosedShard {
  const scorer = shardScorer(body);
  const truth = Array.from({ length: shard.count }, (_, i) =>
    scorer.trueJoints('neutral', truePose(shard, i)),
  );
  return { shard, scorer, truth };
}

/**
 * @param predictions of everyone, by a network of `config`.
 * @throws E_NUMERIC for predicted joints that lie on one line.
 */
export function scoreJoints(
  { shard, scorer, truth }: PosedShard,
  predictions: readonly Prediction[],
  config: NetworkConfig,
): JointScores {
  const scores = {
    mpjpeMm: new Float64Array(predictions.length),
    paMpjpeMm: new Float64Array(predictions.length),
  };
  const depthRatio: number[] = [];
  const cameraSpreadMm: number[] = [];
  for (const [i, prediction] of predictions.entries()) {
    const { joints, aligned } = scorer.distances(scorer.predictedJoints(prediction), truth[i]);
    scores.mpjpeMm[i] = 1000 * meanOf(joints);
    scores.paMpjpeMm[i] = 1000 * meanOf(aligned);
    const { cameras } = prediction;
    if (!hasPlace(cameras)) continue;
    const { t, consistency } = fullCameraOf(shard, config, i, cameras);
    const depth = rowOf(shard, 'translation', i)[2];
    depthRatio.push(Math.abs(t[2] - depth) / depth);
    cameraSpreadMm.push(500 * (consistency.x + consistency.y));
  }
  return { ...scores, depthRatio, cameraSpreadMm };
}
