/** @file Everyone of a photograph laid on their key-points, in the terms of the network's predictions. */

import type { BodyModel } from '../../body/index.ts';
import {
  applyAffineToPoints,
  type FullCameraRule,
  type Roi,
  type View,
} from '../../camera/index.ts';
import type { ObservedKeypoints } from '../../inference/index.ts';
import type { Prediction } from '../../network/index.ts';
import { pelvisOf } from '../../result/index.ts';
import { fullCameraOfRegions } from '../person-result.ts';
import type { Fitter } from './fitter.ts';

/** A person as the network saw them. */
export interface Unrefined {
  readonly rois: readonly Roi[];
  readonly view: View;
  readonly prediction: Prediction;
  /** In pixels of the image. */
  readonly observed: ObservedKeypoints;
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
  { rois, view, prediction, observed }: Unrefined,
  body: BodyModel,
  rule: FullCameraRule,
): Prediction {
  if (!isPlaced(prediction)) return prediction;
  const { t } = fullCameraOfRegions(prediction, { rois, view }, rule);
  const rest = pelvisOf(body, [...prediction.betas]);
  const pelvis = rest.map((x, k) => x + t[k]);
  const seen = { ...observed, points: applyAffineToPoints(view.viewFromImage, observed.points) };
  const fitted = fitter.fit({ ...prediction, pelvis }, seen, rois[0].size, view.intrinsics);
  const [x, y, z] = fitted.pelvis.map((value, k) => value - rest[k]);
  const { rotmats, beforePx, afterPx } = fitted;
  return { ...prediction, rotmats, refinement: { t: [x, y, z], beforePx, afterPx } };
}
