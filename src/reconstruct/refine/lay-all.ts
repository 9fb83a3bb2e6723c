/** @file Everybody of a photograph: what is seen of them, and their bodies laid on it. */

import type { Roi, View } from '../../camera/index.ts';
import { throwIfAborted } from '../../base/index.ts';
import { observedOf, observeKeypoints, type ObservedKeypoints } from '../../inference/index.ts';
import type { Prediction } from '../../network/index.ts';
import type { PixelImage } from '../../platform/index.ts';
import type { PersonConfidence } from '../../result/index.ts';
import { confidenceOf } from '../confidence/level.ts';
import type { LoadedModel } from '../load.ts';
import { refine } from './refine.ts';

/** A prediction laid on key-points, or as it is without any. */
export interface LaidPrediction {
  readonly prediction: Prediction;
  /** As it was before. */
  readonly bare: Prediction;
  readonly observed?: ObservedKeypoints;
  readonly confidence?: PersonConfidence;
}

/** Everybody as the network saw them, in one order. */
export interface PredictedPeople {
  readonly views: readonly { readonly rois: readonly Roi[]; readonly view: View }[];
  /** [P, M, D]. */
  readonly features: Float32Array;
  readonly predictions: readonly Prediction[];
}

type Needed = Pick<
  LoadedModel,
  'config' | 'encoder' | 'finder' | 'fitter' | 'info' | 'networkBody' | 'set'
>;

export async function layAll(
  model: Needed,
  image: PixelImage,
  predicted: PredictedPeople,
  signal?: AbortSignal,
): Promise<LaidPrediction[]> {
  const seen = await observeAll(model, image, predicted, signal);
  const { fitter, networkBody, info } = model;
  return predicted.views.map(({ rois, view }, p) => {
    throwIfAborted('refine', signal);
    const observed = seen[p];
    const bare = predicted.predictions[p];
    const unrefined = { rois, view, prediction: bare, observed };
    const prediction = refine(fitter, unrefined, networkBody, info.fullCamera);
    return { prediction, bare, observed, confidence: confidenceOf(observed, rois[0].size, image) };
  });
}

/** The key-points of everybody: those that the encoder saw, or MoveNet's of RoI 0 and its mirror image. */
async function observeAll(
  { config, encoder, finder, set }: Needed,
  image: PixelImage,
  { views, features }: PredictedPeople,
  signal: AbortSignal | undefined,
): Promise<ObservedKeypoints[]> {
  if (config.model === 'light' && config.poseEncoder === 'movenet') {
    const each = set.scales.length * encoder.width;
    return views.map(({ rois, view }, p) =>
      observedOf(features.subarray(p * each, (p + 1) * each), rois, view),
    );
  }
  const regions = views.map(({ rois: [{ center, size }], view: { viewFromImage } }) => {
    const roi = { center, size, width: size };
    return [
      { roi, viewFromImage },
      { roi, viewFromImage, mirrored: true },
    ];
  });
  return observeKeypoints(await finder.poseSession('movenet'), image, regions, signal);
}
