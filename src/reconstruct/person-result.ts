/**
 * @file One person's result out of what the network predicted: rotations and local cameras of the view
 * become a pose and a full camera of the image (Eq. 7–13).
 */

import {
  applyAffine,
  camFromView,
  combineFull,
  fullFromLocal,
  localCameras,
  translationFromView,
  type Box,
  type FullCamera,
  type FullCameraRule,
  type Intrinsics,
  type Roi,
  type Translation,
  type View,
} from '../camera/index.ts';
import { JOINT_COUNT, POSE_SIZE, type BodyModel, type Poser } from '../body/index.ts';
import type { ObservedKeypoints } from '../inference/index.ts';
import type { Prediction } from '../network/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { axisAngleFromRotmat, matmul3, vec3At } from '../math/index.ts';
import {
  placeJoints,
  type ObservedJoints,
  type Person,
  type ResultBody,
  type ResultCamera,
} from '../result/index.ts';

/** Where the person was looked for. */
export interface PersonView {
  readonly box: Box;
  readonly score: number;
  /** [M], pixels of the view. */
  readonly rois: readonly Roi[];
  readonly view: View;
}

/** What all people of an image share. */
export interface Scene {
  readonly intrinsics: Intrinsics;
  readonly fullCamera: FullCameraRule;
  readonly body: BodyModel;
  readonly poser: Poser;
}

/** The pose as axis-angles, the root in axes of the camera. */
function bodyOf({ rotmats, betas }: Prediction, view: View, model: string): ResultBody {
  const joints = Array.from({ length: JOINT_COUNT }, (_, j) => rotmats.subarray(9 * j, 9 * j + 9));
  const root = matmul3(camFromView(view), joints[0]);
  const [globalOrient, ...bodyPose] = [root, ...joints.slice(1)].map((rotmat) =>
    vec3At(axisAngleFromRotmat(rotmat), 0),
  );
  return { model, globalOrient, bodyPose, betas: Array.from(betas) };
}

function cameraOf({ fx, fy, cx, cy, focalSource }: Intrinsics, t: Translation): ResultCamera {
  return {
    K: [
      [fx, 0, cx],
      [0, fy, cy],
      [0, 0, 1],
    ],
    t: vec3At(t, 0),
    focalPx: fx,
    focalSource,
    convention: 'opencv',
  };
}

/** Flat rows [N, M] as lists. */
function rowsOf(values: Float32Array, M: number): number[][] {
  return Array.from({ length: values.length / M }, (_, m) =>
    Array.from(values.subarray(m * M, (m + 1) * M)),
  );
}

/** A region of the view in pixels of the image; rows are stretched back, so `size` may change. */
function roiInImage({ center, size, width }: Roi, { imageFromView }: View): Person['rois'][number] {
  const [x, y] = applyAffine(imageFromView, center[0], center[1]);
  const rowScale = Math.hypot(imageFromView[1], imageFromView[4]);
  return { center: [x, y], size: size * rowScale, width };
}

/**
 * The full camera that the local cameras imply, in the view.
 * @throws E_NUMERIC when one of them is no camera.
 */
export function fullCameraOfRegions(
  prediction: Prediction,
  { rois, view }: Pick<PersonView, 'rois' | 'view'>,
  rule: FullCameraRule,
): FullCamera {
  return combineFull(localCameras(prediction.cameras), rois, view.intrinsics, rule);
}

/** Key-points as a result states them: [17][x, y, score]. */
function observedRows({ points, scores }: ObservedKeypoints): ObservedJoints {
  return {
    coco17: Array.from(scores, (score, k): [number, number, number] => [
      points[2 * k],
      points[2 * k + 1],
      score,
    ]),
  };
}

/**
 * The person as the result states them.
 * @param id 0-based, by falling score.
 * @param observed the key-points that the body was laid on.
 * @throws E_NUMERIC when the network's answer is not finite or no camera.
 */
export function personOf(
  id: number,
  personView: PersonView,
  prediction: Prediction,
  scene: Scene,
  observed?: ObservedKeypoints,
): Person {
  const { box, score, rois, view } = personView;
  if (![...prediction.rotmats, ...prediction.betas].every(Number.isFinite)) {
    throw new MultiRoiError(
      'E_NUMERIC',
      'reconstruct: expected a finite pose, got NaN or infinity',
    );
  }
  const { refinement } = prediction;
  const locals = localCameras(prediction.cameras);
  const full = fullCameraOfRegions(prediction, personView, scene.fullCamera);
  const t = translationFromView(refinement?.t ?? full.t, view);
  const body = bodyOf(prediction, view, scene.body.id);
  const joints = new Float32Array(POSE_SIZE);
  scene.poser.poseJoints({ ...body, bodyPose: body.bodyPose.flat() }, joints);
  const camera = cameraOf(scene.intrinsics, t);
  const placed = placeJoints(camera, joints);
  return {
    id,
    score,
    box: [box.x0, box.y0, box.x1, box.y1],
    ...(view.rollRad !== 0 && { rollRad: view.rollRad }),
    rois: rois.map((roi) => roiInImage(roi, view)),
    localCameras: locals.map((local, m) => {
      const alone = fullFromLocal(local, rois[m], view.intrinsics);
      return { ...local, full: vec3At(translationFromView(alone, view), 0) };
    }),
    camera,
    body,
    ...placed,
    joints2d: {
      ...placed.joints2d,
      ...(observed !== undefined && { observed: observedRows(observed) }),
    },
    consistency: full.consistency,
    ...(refinement !== undefined && {
      refined: { beforePx: refinement.beforePx, afterPx: refinement.afterPx },
    }),
    ...(prediction.fusion !== undefined && { fusion: rowsOf(prediction.fusion, rois.length) }),
  };
}
