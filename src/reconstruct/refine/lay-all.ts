/** @file Everybody of a photograph: what is seen of them, and their bodies laid on it. */

import type { Intrinsics, Roi, View } from '../../camera/index.ts';
import { throwIfAborted } from '../../base/index.ts';
import {
  mirrorRois,
  observeBones,
  observedOf,
  observeKeypoints,
  type ObservedBones,
  type ObservedKeypoints,
} from '../../inference/index.ts';
import { seesKeypoints, type Prediction } from '../../network/index.ts';
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
  readonly bones?: ObservedBones;
  readonly confidence?: PersonConfidence;
}

/** Everybody as the network saw them, in one order. */
export interface PredictedPeople {
  readonly views: readonly { readonly rois: readonly Roi[]; readonly view: View }[];
  /** What the encoder gave of all regions [P, M, D], and of the mirrored ones where it looked at those. */
  readonly features: { readonly own: Float32Array; readonly mirrored: Float32Array | undefined };
  readonly predictions: readonly Prediction[];
}

type Needed = Pick<
  LoadedModel,
  'config' | 'encoder' | 'finder' | 'fitter' | 'info' | 'networkBody' | 'set'
>;

/** Looks for everybody's key-points and lays bodies on them, where they are believed. @param intrinsics of the image. @throws E_ABORT */
export async function layAll(
  model: Needed,
  image: PixelImage,
  predicted: PredictedPeople,
  intrinsics: Intrinsics,
  signal?: AbortSignal,
): Promise<LaidPrediction[]> {
  const seen = await observeAll(model, image, predicted, signal);
  const bones = await observeDepth(model, image, predicted, seen, intrinsics, signal);
  const { fitter, networkBody } = model;
  const rule = model.info.fullCamera;
  return predicted.views.map(({ rois, view }, p) => {
    throwIfAborted('refine', signal);
    const observed = seen[p];
    const bare = predicted.predictions[p];
    const own = { observed, bones: bones[p] };
    const prediction = refine(fitter, { rois, view, prediction: bare, ...own }, networkBody, rule);
    return { prediction, bare, ...own, confidence: confidenceOf(observed, rois[0].size, image) };
  });
}

/** The BlazePose that is asked; the heavy one gains .1 mm, with `mirror` .6 mm, and weighs four times as much (docs/adr/0008). */
const DEPTH_ENCODER = 'full';

/** Which way everybody's limbs point. */
async function observeDepth(
  { finder }: Needed,
  image: PixelImage,
  { views }: PredictedPeople,
  seen: readonly ObservedKeypoints[],
  intrinsics: Intrinsics,
  signal: AbortSignal | undefined,
): Promise<ObservedBones[]> {
  const people = seen.map((keypoints, p) => ({
    keypoints,
    intrinsics,
    sidePx: views[p].rois[0].size,
  }));
  return observeBones(await finder.poseSession(DEPTH_ENCODER), image, people, signal);
}

/** The key-points of everybody: those that the encoder saw, or MoveNet's of RoI 0 and its mirror image. */
async function observeAll(
  { config, encoder, finder, set }: Needed,
  image: PixelImage,
  { views, features }: PredictedPeople,
  signal: AbortSignal | undefined,
): Promise<ObservedKeypoints[]> {
  if (seesKeypoints(config)) {
    const each = set.scales.length * encoder.width;
    const { own, mirrored } = features;
    return views.map(({ rois, view }, p) => {
      const part = (all: Float32Array): Float32Array => all.subarray(p * each, (p + 1) * each);
      const look = { features: part(own), rois };
      if (mirrored === undefined) return observedOf([look], view);
      const again = { features: part(mirrored), rois: mirrorRois(rois), mirrored: true };
      return observedOf([look, again], view);
    });
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
