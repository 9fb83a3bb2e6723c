/** @file Moments that never were: simulated people between cameras on a ring, and what each camera's own result would say. */

import { readFileSync } from 'node:fs';
import { BETA_COUNT, createPoser, POSE_SIZE, type BodyModel } from '../../src/body/index.ts';
import { Rng } from '../../src/base/index.ts';
import {
  axisAngleFromRotmat,
  matmul3,
  rotate3,
  rotmatFromAxisAngle,
  vec3At,
  type Vec3,
} from '../../src/math/index.ts';
import {
  KEYPOINTS,
  keypointSigma,
  Kinematics,
  TURN_SD,
  type RigCamera,
} from '../../src/reconstruct/index.ts';
import { pelvisOf, placeJoints, type Mat3, type Reconstruction } from '../../src/result/index.ts';
import { BarePersonSampler, findRecipe, parsePosePrior } from '../../src/synthetic/index.ts';
import { limbsOf } from '../real/limbs.ts';

/** What cameras saw at one time, and the true limb joints in the axes of each [12, 3]. */
export interface Moment {
  readonly set: string;
  readonly results: readonly Reconstruction[];
  readonly cameras: readonly RigCamera[];
  readonly truths: readonly (readonly number[])[];
}

const VIEWS = 4;
/** Relative error of a single view's depth. */
const DEPTH_SD = 0.08;
/** Scores of photographs' key-points, roughly. */
const SCORE = { mean: 0.7, sd: 0.17 } as const;

const rows = (m: ArrayLike<number>): Mat3 => [vec3At(m, 0), vec3At(m, 3), vec3At(m, 6)];

/** Opposite pairs come last, so that the first two look across each other. */
export function madeMoments(body: BodyModel, people: number): Moment[] {
  const prior = parsePosePrior(
    readFileSync(new URL('../../assets/synthetic/pose-prior-heldout.safetensors', import.meta.url)),
  );
  const sampler = new BarePersonSampler(body, prior);
  const recipe = findRecipe('upright');
  return Array.from({ length: people }, (_, i) => {
    const rng = new Rng('made rigs').fork(i);
    const { pose, betas, t, width, height, focalPx } = sampler.sample(recipe, rng);
    const rest = pelvisOf(body, [...betas]);
    const pelvis = rest.map((x, axis) => x + t[axis]);
    const K: Mat3 = [
      [focalPx, 0, width / 2],
      [0, focalPx, height / 2],
      [0, 0, 1],
    ];
    const cameras = Array.from({ length: VIEWS }, (_view, v): RigCamera => {
      // about the vertical through the pelvis, which stays where it is in each picture
      const R = rotmatFromAxisAngle([0, (v * 2 * Math.PI) / VIEWS, 0]);
      const turned = rotate3(R, pelvis);
      const move = vec3At(
        pelvis.map((x, axis) => x - turned[axis]),
        0,
      );
      return { name: `camera ${v}`, width, height, K, distortion: [], R: rows(R), t: move };
    });
    const made = cameras.map((camera) => seenBy(camera, { body, pose, betas, pelvis }, rng));
    return {
      set: 'made',
      cameras,
      results: made.map(({ result }) => result),
      truths: made.map(({ truth }) => truth),
    };
  });
}

interface Subject {
  readonly body: BodyModel;
  /** [72], axes of the first camera. */
  readonly pose: Float32Array;
  readonly betas: Float32Array;
  readonly pelvis: readonly number[];
}

function seenBy(
  { K, R, t: move, width, height, name }: RigCamera,
  { body, pose, betas, pelvis }: Subject,
  rng: Rng,
): { result: Reconstruction; truth: number[] } {
  const kinematics = new Kinematics(body, KEYPOINTS);
  const rotmats = Float64Array.from(
    Array.from({ length: 24 }, (_, j) => [
      ...rotmatFromAxisAngle(pose.subarray(3 * j, 3 * j + 3)),
    ]).flat(),
  );
  rotmats.set(matmul3(R.flat(), rotmats.subarray(0, 9)));
  kinematics.shape(body, betas);
  kinematics.pose(rotmats, new Float64Array(POSE_SIZE));
  const place = rotate3(R.flat(), pelvis).map((x, axis) => x + move[axis]);
  const joint = (j: number): Vec3 =>
    vec3At(
      [0, 1, 2].map((axis) => kinematics.joints[3 * j + axis] + place[axis]),
      0,
    );
  const truth = limbsOf(Array.from({ length: 24 }, (_, j) => joint(j)));
  const [f, cx, cy] = [K[0][0], K[0][2], K[1][2]];
  const pixels = KEYPOINTS.map((_, k) => {
    const [x, y, z] = [0, 1, 2].map((axis) => kinematics.points[3 * k + axis] + place[axis]);
    return [(f * x) / z + cx, (f * y) / z + cy];
  });
  const spans = [0, 1].map((axis) => {
    const values = pixels.map((pixel) => pixel[axis]);
    return Math.max(...values) - Math.min(...values);
  });
  const size = 1.2 * Math.max(...spans);
  const coco17 = pixels.map(([x, y]): [number, number, number] => {
    const score = Math.min(0.95, Math.max(0.05, rng.normal(SCORE.mean, SCORE.sd)));
    const sd = size * keypointSigma(score, 0);
    return [x + rng.normal(0, sd), y + rng.normal(0, sd), score];
  });
  // the network's own answer: wrong by as much as networks are
  const turns = Float64Array.from({ length: POSE_SIZE }, (_, i) =>
    rng.normal(0, TURN_SD[Math.floor(i / 3)]),
  );
  const guess = Array.from({ length: 24 }, (_, j) =>
    vec3At(
      axisAngleFromRotmat(
        matmul3(
          rotmats.subarray(9 * j, 9 * j + 9),
          rotmatFromAxisAngle(turns.subarray(3 * j, 3 * j + 3)),
        ),
      ),
      0,
    ),
  );
  const mean = Array.from({ length: BETA_COUNT }, () => 0);
  const rest = pelvisOf(body, mean);
  const depth = Math.exp(rng.normal(0, DEPTH_SD));
  const t = vec3At(
    place.map((x, axis) => x * depth - rest[axis]),
    0,
  );
  const camera = { K, t, focalPx: f, focalSource: 'given', convention: 'opencv' } as const;
  const joints = new Float32Array(POSE_SIZE);
  const own = { globalOrient: guess[0], bodyPose: guess.slice(1), betas: mean };
  createPoser(body).poseJoints({ ...own, bodyPose: own.bodyPose.flat() }, joints);
  const { joints3d, joints2d } = placeJoints(camera, joints);
  const result: Reconstruction = {
    schemaVersion: 2,
    image: { file: name, width, height },
    model: {
      name: 'light',
      preset: 'paper',
      weights: '0'.repeat(64),
      body: body.id,
      rois: 1,
      fullCamera: 'mean',
    },
    people: [
      {
        id: 0,
        score: 1,
        box: [0, 0, width, height],
        rois: [{ center: [width / 2, height / 2], size, width: size }],
        localCameras: [{ scale: 1, tx: 0, ty: 0, full: t }],
        camera,
        body: { model: body.id, ...own },
        joints3d,
        joints2d: { ...joints2d, observed: { coco17 } },
        consistency: { x: 0, y: 0, s: 0 },
      },
    ],
    timings: {},
  };
  return { result, truth };
}
