/** @file What is seen of everybody of a photograph beside what the encoder made of it: key-points, and which way limbs point. */

import type { Intrinsics, Roi, View } from '../camera/index.ts';
import {
  limbsInView,
  mirrorLimbs,
  mirrorRois,
  observeBones,
  observedOf,
  observeKeypoints,
  withLimbs,
  type ObservedBones,
  type ObservedKeypoints,
} from '../inference/index.ts';
import { seesKeypoints } from '../network/index.ts';
import type { PixelImage } from '../platform/index.ts';
import type { LoadedModel } from './load.ts';

/** What is seen of a person. */
export interface PersonObservation {
  /** In pixels of the image. */
  readonly observed: ObservedKeypoints;
  readonly bones: ObservedBones;
}

/** Where a person is looked at, and the view's regions. */
export interface PersonRegions {
  readonly rois: readonly Roi[];
  readonly view: View;
}

/** What the encoder gave of all regions [P, M, D], and of the mirrored ones where it looked at those. */
export interface EncodedPeople {
  readonly own: Float32Array;
  readonly mirrored: Float32Array | undefined;
}

type Needed = Pick<LoadedModel, 'config' | 'encoder' | 'finder' | 'set'>;

/** The BlazePose that is asked; the heavy one gains .1 mm, with `mirror` .6 mm, and weighs four times as much (docs/adr/0008). */
const LIMB_ENCODER = 'full';

/** Looks at everybody once more. @param intrinsics of the image. @throws E_ABORT */
export async function observePeople(
  model: Needed,
  image: PixelImage,
  views: readonly PersonRegions[],
  encoded: EncodedPeople,
  intrinsics: Intrinsics,
  signal?: AbortSignal,
): Promise<PersonObservation[]> {
  const keypoints = await keypointsOf(model, image, views, encoded, signal);
  const people = keypoints.map((observed, p) => ({
    keypoints: observed,
    intrinsics,
    sidePx: views[p].rois[0].size,
  }));
  const session = await model.finder.poseSession(LIMB_ENCODER);
  const bones = await observeBones(session, image, people, signal);
  return keypoints.map((observed, p) => ({ observed, bones: bones[p] }));
}

/** The key-points of everybody: those that the encoder saw, or MoveNet's of RoI 0 and its mirror image. */
async function keypointsOf(
  { config, encoder, finder, set }: Needed,
  image: PixelImage,
  views: readonly PersonRegions[],
  { own, mirrored }: EncodedPeople,
  signal: AbortSignal | undefined,
): Promise<ObservedKeypoints[]> {
  if (seesKeypoints(config)) {
    const each = set.scales.length * encoder.width;
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

/** Encoded people [P, M, 68] with everybody's limbs behind each region's key-points [P, M, 99]. */
export function withEveryonesLimbs(
  encoded: Float32Array,
  views: readonly PersonRegions[],
  observations: readonly PersonObservation[],
  mirrored: boolean,
): Float32Array {
  const each = encoded.length / views.length;
  const rows = views.map(({ view }, p) => {
    const limbs = limbsInView(observations[p].bones, view);
    const own = encoded.subarray(p * each, (p + 1) * each);
    return withLimbs(own, mirrored ? mirrorLimbs(limbs) : limbs);
  });
  const out = new Float32Array(rows.reduce((length, row) => length + row.length, 0));
  rows.forEach((row, p) => out.set(row, p * row.length));
  return out;
}
