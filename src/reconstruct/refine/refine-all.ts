/** @file Everyone of a photograph refined, in the terms of the network's answers. */

import type { BodyModel } from '../../body/index.ts';
import type { FullCameraRule, Roi, View } from '../../camera/index.ts';
import { throwIfAborted } from '../../base/index.ts';
import { fullCameraOfRegions } from '../person-result.ts';
import type { Prediction } from '../../network/index.ts';
import { pelvisOf } from '../../result/index.ts';
import type { Refiner } from './refiner.ts';

/** People as the network saw them, in one order. */
export interface Unrefined {
  readonly views: readonly { readonly rois: readonly Roi[]; readonly view: View }[];
  /** [P, M, D]. */
  readonly features: Float32Array;
  readonly predictions: readonly Prediction[];
}

/** Whether there is a pose, and a camera in every region; who has none cannot be placed, let alone refined. */
function isPlaced({ rotmats, betas, cameras }: Prediction): boolean {
  return (
    [...rotmats, ...betas, ...cameras].every(Number.isFinite) &&
    cameras.every((value, i) => i % 3 !== 0 || value > 0)
  );
}

/** The predictions with pose and shape refined and `refinement` added; those without a place as they were. */
export async function refineAll(
  refiner: Refiner,
  { views, features, predictions }: Unrefined,
  body: BodyModel,
  rule: FullCameraRule,
  signal?: AbortSignal,
): Promise<Prediction[]> {
  const each = features.length / views.length;
  const refined: Prediction[] = [];
  for (const [p, personView] of views.entries()) {
    throwIfAborted('refine', signal);
    const own = predictions[p];
    if (!isPlaced(own)) {
      refined.push(own);
      continue;
    }
    const { t } = fullCameraOfRegions(own, personView, rule);
    const pelvis = pelvisOf(body, [...own.betas]).map((x, k) => x + t[k]);
    const { rois, view } = personView;
    const input = { features: features.subarray(p * each), rois, intrinsics: view.intrinsics };
    const found = await refiner.refine({ ...own, pelvis }, input);
    const rest = pelvisOf(body, [...found.betas]);
    const [x, y, z] = found.pelvis.map((value, k) => value - rest[k]);
    const { rotmats, betas, beforePx, afterPx } = found;
    refined.push({ ...own, rotmats, betas, refinement: { t: [x, y, z], beforePx, afterPx } });
  }
  return refined;
}
