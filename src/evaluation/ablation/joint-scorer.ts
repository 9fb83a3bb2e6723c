/** @file Errors of joints and cameras on a shard, for many networks: the truth is posed once. */

import {
  JOINT_COUNT,
  POSE_SIZE,
  ROTMATS_SIZE,
  createPoser,
  type BodyModel,
} from '../../body/index.ts';
import { rotmatFromAxisAngle } from '../../math/index.ts';
import type { NetworkConfig } from '../../network/index.ts';
import type { Prediction } from '../../network/index.ts';
import type { Shard } from '../../features/index.ts';
import { fullCameraOf, hasPlace } from '../score/features.ts';
import { meanOf, procrustesDistances, rootAlignedDistances } from '../metrics.ts';

export interface JointScores {
  /** Of every person [N]; the 24 joints of SMPL, aligned at the pelvis. */
  readonly mpjpeMm: Float64Array;
  readonly paMpjpeMm: Float64Array;
  /** Of everyone whom all regions put before the camera: the error of `t` along the optical axis over the true depth. */
  readonly depthRatio: readonly number[];
  /** Of the same: standard deviation over the regions of where they put the person, mean of x and y, millimetres. */
  readonly cameraSpreadMm: readonly number[];
}

export class JointScorer {
  readonly #shard: Shard;
  readonly #poser: ReturnType<typeof createPoser>;
  /** [N, 24, 3], metres. */
  readonly #truth: Float32Array;

  constructor(shard: Shard, body: BodyModel) {
    this.#shard = shard;
    this.#poser = createPoser(body);
    this.#truth = new Float32Array(POSE_SIZE * shard.count);
    const rotmats = new Float32Array(ROTMATS_SIZE);
    const { pose, betas } = shard.fields;
    for (let i = 0; i < shard.count; i++) {
      for (let j = 0; j < JOINT_COUNT; j++) {
        const at = 3 * (JOINT_COUNT * i + j);
        rotmats.set(rotmatFromAxisAngle(pose.subarray(at, at + 3)), 9 * j);
      }
      const own = betas.subarray(10 * i, 10 * (i + 1)) as Float32Array;
      this.#poser.poseJoints({ rotmats, betas: own }, this.#truthOf(i));
    }
  }

  #truthOf(person: number): Float32Array {
    return this.#truth.subarray(POSE_SIZE * person, POSE_SIZE * (person + 1));
  }

  /** @param predictions of everyone, by a network of `config`. */
  score(predictions: readonly Prediction[], config: NetworkConfig): JointScores {
    const { fields } = this.#shard;
    const scores = {
      mpjpeMm: new Float64Array(predictions.length),
      paMpjpeMm: new Float64Array(predictions.length),
    };
    const depthRatio: number[] = [];
    const cameraSpreadMm: number[] = [];
    const ours = new Float32Array(POSE_SIZE);
    for (const [i, { rotmats, betas, cameras }] of predictions.entries()) {
      this.#poser.poseJoints({ rotmats, betas }, ours);
      const truth = this.#truthOf(i);
      const aligned = rootAlignedDistances(ours, ours.subarray(0, 3), truth, truth.subarray(0, 3));
      scores.mpjpeMm[i] = 1000 * meanOf(aligned);
      scores.paMpjpeMm[i] = 1000 * meanOf(procrustesDistances(ours, truth));
      if (!hasPlace(cameras)) continue;
      const { t, consistency } = fullCameraOf(this.#shard, config, i, cameras);
      const depth = fields.translation[3 * i + 2];
      depthRatio.push(Math.abs(t[2] - depth) / depth);
      cameraSpreadMm.push(500 * (consistency.x + consistency.y));
    }
    return { ...scores, depthRatio, cameraSpreadMm };
  }
}
