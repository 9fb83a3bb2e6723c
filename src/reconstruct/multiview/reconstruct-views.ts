/**
 * @file Results of the views of one moment → bodies in the world: who is who, one body for all views of a person, and
 * back into each view for those who draw and export.
 */

import { createPoser, POSE_SIZE, type BodyModel } from '../../body/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import {
  axisAngleFromRotmat,
  matmul3,
  rotmatFromAxisAngle,
  vec3At,
  type Vec3,
} from '../../math/index.ts';
import {
  MULTIVIEW_SCHEMA_VERSION,
  pelvisOf,
  placeJoints,
  type Multiview,
  type MultiviewPerson,
  type MultiviewSighting,
  type Person,
  type Reconstruction,
  type ResultBody,
} from '../../result/index.ts';
import { JointFitter, type JointlyFitted } from './joint-fitter.ts';
import { matchPeople } from './match-people.ts';
import { pixelOf } from './project-view.ts';
import { checkRig, inCamera, type RigCamera } from './rig.ts';
import { seenPeople, type SeenPerson } from './seen-person.ts';

/** A score from which a key-point is reported as confident. */
const CONFIDENT = 0.4;

/** Who is to be in the answer. */
export interface ReconstructViewsOptions {
  /** Views that a person must be seen in; default 1: who is seen once stands where that view puts them. */
  readonly minViews?: number | undefined;
}

/**
 * One body for each person, in the axes of the calibration's world.
 * @param results of each camera's picture, in the order of the cameras, made with refinement.
 * @param body of the results.
 * @throws E_RANGE for cameras that make no sense, E_CONFIG when results do not fit them.
 */
export function reconstructViews(
  results: readonly Reconstruction[],
  cameras: readonly RigCamera[],
  body: BodyModel,
  { minViews = 1 }: ReconstructViewsOptions = {},
): Multiview {
  checkRig(cameras);
  checkResults(results, cameras, body);
  const fitter = new JointFitter(body);
  const groups = matchPeople(seenPeople(results, cameras))
    .filter(({ length }) => length >= minViews)
    .toSorted((a, b) => b.length - a.length || bestScore(b) - bestScore(a));
  return {
    schemaVersion: MULTIVIEW_SCHEMA_VERSION,
    model: results[0].model,
    views: cameras.map(({ name, width, height, K, distortion, R, t }, v) => ({
      name,
      file: results[v].image.file,
      width,
      height,
      K,
      distortion: [...distortion],
      R,
      t,
    })),
    people: groups.map((group, id) => personOfGroup(id, group, fitter.fit(group), body)),
  };
}

const bestScore = (group: readonly SeenPerson[]): number =>
  Math.max(...group.map(({ person }) => person.score));

function checkResults(
  results: readonly Reconstruction[],
  cameras: readonly RigCamera[],
  body: BodyModel,
): void {
  if (results.length !== cameras.length) {
    throw new MultiRoiError(
      'E_CONFIG',
      `multiview: expected a result for each of ${cameras.length} cameras, got ${results.length}`,
    );
  }
  for (const [v, { image, people }] of results.entries()) {
    const { width, height, name } = cameras[v];
    if (image.width !== width || image.height !== height) {
      throw new MultiRoiError(
        'E_CONFIG',
        `multiview: expected a picture of ${width}×${height} px of camera "${name}", got ${image.width}×${image.height} (${image.file})`,
        { hint: 'the calibration belongs to pictures of one size' },
      );
    }
    const other = people.find((person) => person.body.model !== body.id);
    if (other !== undefined) {
      throw new MultiRoiError(
        'E_CONFIG',
        `multiview: expected the body "${other.body.model}", got "${body.id}" (${image.file})`,
      );
    }
  }
}

function personOfGroup(
  id: number,
  group: readonly SeenPerson[],
  { rotmats, betas, pelvis, keypoints }: JointlyFitted,
  body: BodyModel,
): MultiviewPerson {
  const [globalOrient, ...bodyPose] = Array.from({ length: 24 }, (_, j) =>
    vec3At(axisAngleFromRotmat(rotmats.subarray(9 * j, 9 * j + 9)), 0),
  );
  const fitted: ResultBody = { model: body.id, globalOrient, bodyPose, betas: [...betas] };
  const rest = pelvisOf(body, betas);
  const t = vec3At(
    pelvis.map((x, axis) => x - rest[axis]),
    0,
  );
  const joints = jointsOf(fitted, body);
  const placed = Array.from({ length: 24 }, (_, j) => plus(vec3At(joints, 3 * j), t));
  return {
    id,
    score: bestScore(group),
    seen: group.map((seen) => sightingOf(seen, placed, keypoints)),
    body: fitted,
    t,
    joints3d: { smpl24: placed },
  };
}

function sightingOf(
  { view, camera, person, points }: SeenPerson,
  joints: readonly Vec3[],
  keypoints: ArrayLike<number>,
): MultiviewSighting {
  const misses = points.flatMap(([x, y, score], k) => {
    if (score < CONFIDENT) return [];
    const [u, v] = pixelOf(camera, vec3At(keypoints, 3 * k));
    return Number.isFinite(u) ? [Math.hypot(u - x, v - y)] : [];
  });
  return {
    view,
    person: person.id,
    px: misses.length === 0 ? null : misses.reduce((sum, miss) => sum + miss, 0) / misses.length,
    joints2d: { smpl24: joints.map((joint) => pixelOf(camera, joint)) },
  };
}

const plus = (a: Vec3, b: Vec3): Vec3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

function jointsOf({ globalOrient, bodyPose, betas }: ResultBody, body: BodyModel): Float32Array {
  const joints = new Float32Array(POSE_SIZE);
  const pose = { globalOrient, bodyPose: bodyPose.flat(), betas };
  createPoser(body).poseJoints(pose, joints);
  return joints;
}

/**
 * The people of a view as its own result states them, with the bodies of all views: for overlays, GLB and the like.
 * @param own that view's result.
 */
export function resultOfView(
  { people, views }: Multiview,
  view: number,
  own: Reconstruction,
  body: BodyModel,
): Reconstruction {
  const camera: RigCamera = views[view];
  const shown = people.flatMap((person): Person[] => {
    const seen = person.seen.find((each) => each.view === view);
    const before = own.people.find(({ id }) => id === seen?.person);
    if (before === undefined) return [];
    const R = camera.R.flat();
    const root = matmul3(R, rotmatFromAxisAngle(person.body.globalOrient));
    const turned: ResultBody = {
      ...person.body,
      globalOrient: vec3At(axisAngleFromRotmat(root), 0),
    };
    // a body turns about its pelvis, not about the origin that t moves
    const rest = pelvisOf(body, person.body.betas);
    const pelvis = inCamera(camera, plus(person.t, vec3At(rest, 0)));
    const t = vec3At(
      pelvis.map((x, axis) => x - rest[axis]),
      0,
    );
    const inView = { ...before.camera, K: camera.K, focalPx: camera.K[0][0], t };
    const { joints3d, joints2d } = placeJoints(inView, jointsOf(turned, body));
    return [
      {
        ...before,
        body: turned,
        camera: inView,
        joints3d,
        joints2d: { ...before.joints2d, ...joints2d },
        // what one view alone was expected to be wrong by
        expectedError: null,
      },
    ];
  });
  return { ...own, people: shown };
}
