/** @file The points of SMPL's surface that have names, and the rows of the field's regressors (spec: joint sets). */

import type { BodyModel, Landmark } from './body-model.ts';
import { jointSet } from './joint-sets.ts';
import { makeBody } from './make-body.ts';
import { landmarkFromRow } from './smpl-arrays.ts';
import { SMPL_VERTICES, type SmplRegressor } from './smpl-file.ts';

/** Vertices that stand for a point; numbers as the field uses them since OpenPose's BODY_25. */
const PICKS: Readonly<Record<string, number>> = {
  nose: 332,
  right_eye: 6260,
  left_eye: 2800,
  right_ear: 4071,
  left_ear: 583,
  left_big_toe: 3216,
  left_small_toe: 3226,
  left_heel: 3387,
  right_big_toe: 6617,
  right_small_toe: 6624,
  right_heel: 6787,
};

/** What the rows of a regressor are, in order. */
const ROWS: Readonly<Record<SmplRegressor, readonly string[]>> = {
  extra: [
    'lsp/right_hip',
    'lsp/left_hip',
    'lsp/neck',
    'lsp/head_top',
    'mpii/pelvis',
    'mpii/thorax',
    'extra/spine',
    'extra/jaw',
    'extra/head',
  ],
  h36m: jointSet('h36m17').landmarks,
};

/** Landmarks of every SMPL body. */
export function smplPicks(): Map<string, Landmark> {
  return new Map(
    Object.entries(PICKS).map(([name, vertex]) => [
      name,
      { index: Int32Array.of(vertex), weight: Float32Array.of(1) },
    ]),
  );
}

/** Landmarks of a regressor's rows [R, V]. */
export function regressorLandmarks(
  regressor: SmplRegressor,
  rows: Float32Array,
): Map<string, Landmark> {
  return new Map(
    ROWS[regressor].map((name, row) => [
      name,
      landmarkFromRow(rows.subarray(row * SMPL_VERTICES, (row + 1) * SMPL_VERTICES)),
    ]),
  );
}

/** The body with further landmarks, which take the place of those of the same name. */
export function withLandmarks(
  body: BodyModel,
  landmarks: ReadonlyMap<string, Landmark>,
): BodyModel {
  return makeBody({ ...body, landmarks: new Map([...body.landmarks, ...landmarks]) });
}

/** The regressors that a body of SMPL's still lacks. */
export function missingRegressors(body: BodyModel): SmplRegressor[] {
  return (['extra', 'h36m'] as const).filter((regressor) =>
    ROWS[regressor].some((name) => !body.landmarks.has(name)),
  );
}
