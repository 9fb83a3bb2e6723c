/** @file Everyone of a photograph laid on their key-points, in the terms of the network's predictions. */

import type { BodyModel } from '../../body/index.ts';
import {
  applyAffineToPoints,
  camFromView,
  type FullCameraRule,
  type Roi,
  type View,
} from '../../camera/index.ts';
import type { ObservedBones, ObservedKeypoints } from '../../inference/index.ts';
import { rotate3, transpose3 } from '../../math/index.ts';
import type { Prediction } from '../../network/index.ts';
import { pelvisOf } from '../../result/index.ts';
import { fullCameraOfRegions } from '../person-result.ts';
import type { Fitter, Observation } from './fitter.ts';

/** A person as the network saw them. */
export interface Unrefined {
  readonly rois: readonly Roi[];
  readonly view: View;
  readonly prediction: Prediction;
  /** In pixels of the image. */
  readonly observed: ObservedKeypoints;
  /** In axes of the image's camera; absent when nobody looked. */
  readonly bones?: ObservedBones | undefined;
}

/** What is seen, in the view. */
function inView({ view, observed, bones }: Unrefined): Observation {
  const keypoints = {
    ...observed,
    points: applyAffineToPoints(view.viewFromImage, observed.points),
  };
  if (bones === undefined) return { keypoints };
  const viewFromCam = transpose3(camFromView(view));
  const directions = bones.directions.slice();
  for (let i = 0; i < directions.length; i += 3) {
    directions.set(rotate3(viewFromCam, directions.subarray(i, i + 3)), i);
  }
  return { keypoints, bones: { ...bones, directions } };
}

/** Whether there is a pose, and a camera in every region; who has none cannot be placed, let alone refined. */
function isPlaced({ rotmats, betas, cameras }: Prediction): boolean {
  return (
    [...rotmats, ...betas, ...cameras].every(Number.isFinite) &&
    cameras.every((value, i) => i % 3 !== 0 || value > 0)
  );
}

/** The prediction laid on what was observed, with `refinement` added; one without a place as it is. */
export function refine(
  fitter: Fitter,
  unrefined: Unrefined,
  body: BodyModel,
  rule: FullCameraRule,
): Prediction {
  const { rois, view, prediction } = unrefined;
  if (!isPlaced(prediction)) return prediction;
  const { t } = fullCameraOfRegions(prediction, { rois, view }, rule);
  const rest = pelvisOf(body, [...prediction.betas]);
  const pelvis = rest.map((x, k) => x + t[k]);
  const placed = { ...prediction, pelvis };
  const fitted = fitter.fit(placed, inView(unrefined), rois[0].size, view.intrinsics);
  const [x, y, z] = fitted.pelvis.map((value, k) => value - rest[k]);
  const { rotmats, beforePx, afterPx } = fitted;
  return { ...prediction, rotmats, refinement: { t: [x, y, z], beforePx, afterPx } };
}
