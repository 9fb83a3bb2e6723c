/** @file Everybody of a photograph: their bodies laid on what is seen of them. */

import type { ObservedBones, ObservedKeypoints } from '../../inference/index.ts';
import type { Prediction } from '../../network/index.ts';
import type { PersonConfidence } from '../../result/index.ts';
import { confidenceOf } from '../confidence/level.ts';
import type { LoadedModel } from '../load.ts';
import type { PersonObservation, PersonRegions } from '../observe-people.ts';
import { refine } from './refine.ts';

/** A prediction laid on key-points, or as it is without any. */
export interface LaidPrediction {
  readonly prediction: Prediction;
  /** As it was before. */
  readonly bare: Prediction;
  readonly observed?: ObservedKeypoints;
  readonly bones?: ObservedBones;
  readonly confidence?: PersonConfidence;
}

/** Lays everybody's body on what is seen of them, where it is believed. @param image its size. */
export function layAll(
  { fitter, info, networkBody }: Pick<LoadedModel, 'fitter' | 'info' | 'networkBody'>,
  image: { readonly width: number; readonly height: number },
  views: readonly PersonRegions[],
  predictions: readonly Prediction[],
  observations: readonly PersonObservation[],
): LaidPrediction[] {
  return views.map(({ rois, view }, p) => {
    const own = observations[p];
    const bare = predictions[p];
    const seen = { rois, view, prediction: bare, ...own };
    const prediction = refine(fitter, seen, networkBody, info.fullCamera);
    return {
      prediction,
      bare,
      ...own,
      confidence: confidenceOf(own.observed, rois[0].size, image),
    };
  });
}
