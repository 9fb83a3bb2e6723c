/** @file What rounding does to a network: the features and the joints of the same people by float and by 8-bit weights. */

import { createPoser, type BodyModel } from '../body/index.ts';
import { loadWeights, type Prediction, type WeightsFile } from '../network/index.ts';
import { MultiRoiError } from '../base/index.ts';
import type { Runtime, SessionOptions } from '../platform/index.ts';
import { networkEncoder } from './encoder.ts';
import { Heads } from './heads.ts';

/** What a network is given of one person. */
export interface NetworkLook {
  /** Crops [M, 3, H, W], normalised. */
  readonly planes: Float32Array;
  /** Box information [M, 3]. */
  readonly boxes: Float32Array;
}

/** How far the answers of rounded weights are from those of the float ones. */
export interface RoundingError {
  readonly people: number;
  /** Length of the features' difference over that of the features, over all people. */
  readonly features: number;
  /** Distance of joints, the root's apart, mm: mean over all, and of the person with the largest mean. */
  readonly jointsMm: { readonly mean: number; readonly worst: number };
}

interface Answer {
  readonly features: Float32Array;
  readonly prediction: Prediction;
}

async function answers(
  runtime: Runtime,
  { config, tensors }: WeightsFile,
  looks: readonly NetworkLook[],
  options: SessionOptions,
): Promise<Answer[]> {
  const { weights } = loadWeights(config, tensors);
  const encoder = networkEncoder(runtime, options, config, weights);
  const heads = new Heads(runtime, options, config, weights);
  try {
    const list: Answer[] = [];
    for (const { planes, boxes } of looks) {
      const features = (await encoder.encode(planes, 1)).slice();
      const [prediction] = await heads.run(features, boxes, 1);
      list.push({ features, prediction });
    }
    return list;
  } finally {
    await Promise.all([encoder.dispose(), heads.dispose()]);
  }
}

/**
 * @param body whose betas the network regresses.
 * @throws E_RANGE without any looks.
 */
export async function compareQuantised(
  runtime: Runtime,
  files: { readonly float: WeightsFile; readonly rounded: WeightsFile },
  body: BodyModel,
  looks: readonly NetworkLook[],
  options: SessionOptions = {},
): Promise<RoundingError> {
  if (looks.length === 0) {
    throw new MultiRoiError('E_RANGE', 'quantise: expected people to compare on, got none');
  }
  const float = await answers(runtime, files.float, looks, options);
  const rounded = await answers(runtime, files.rounded, looks, options);
  const poser = createPoser(body);
  const joints = [0, 1].map(() => new Float32Array(3 * body.jointCount));
  let difference = 0;
  let length = 0;
  const meansMm = float.map((own, p) => {
    const other = rounded[p];
    own.features.forEach((value, i) => {
      difference += (value - other.features[i]) ** 2;
      length += value * value;
    });
    poser.poseJoints(own.prediction, joints[0]);
    poser.poseJoints(other.prediction, joints[1]);
    return 1000 * meanDistance(joints[0], joints[1]);
  });
  return {
    people: looks.length,
    features: Math.sqrt(difference / length),
    jointsMm: {
      mean: meansMm.reduce((sum, mm) => sum + mm, 0) / meansMm.length,
      worst: Math.max(...meansMm),
    },
  };
}

/** Of points, with the first of each at 0. */
function meanDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 3; i < a.length; i += 3) {
    const [x, y, z] = [0, 1, 2].map((k) => a[i + k] - a[k] - (b[i + k] - b[k]));
    sum += Math.sqrt(x * x + y * y + z * z);
  }
  return sum / (a.length / 3 - 1);
}
