/** @file A small motion: somebody who walks past, waves, is lost for a while, and a second one who comes later. */
import { Rng } from '../../src/base/index.ts';
import type { BodyModel } from '../../src/body/index.ts';
import { createPoser, POSE_SIZE } from '../../src/body/index.ts';
import { axisAngleFromRotmat, matmul3, rotmatFromAxisAngle, vec3At } from '../../src/math/index.ts';
import type { Vec3 } from '../../src/math/index.ts';
import {
  placeJoints,
  type Mat3,
  type Motion,
  type MotionFrame,
  type MotionTrack,
  type MotionWorld,
} from '../../src/result/index.ts';

export const SAMPLE_FPS = 25;
const FRAMES = 40;

/** A rotation that no joint is spared: random axes, smooth in time. */
function turns(rng: Rng, spread: number): (i: number) => Vec3 {
  const [a, b] = [0, 1].map(() => [0, 1, 2].map(() => rng.normal(0, spread)));
  const rate = rng.uniform(0.05, 0.2);
  return (i) =>
    vec3At(
      a.map((x, k) => x * Math.sin(rate * i) + b[k] * Math.cos(rate * i)),
      0,
    );
}

function trackOf(
  id: number,
  body: BodyModel,
  seen: readonly number[],
  camera: Motion['camera'],
): MotionTrack {
  const rng = new Rng(7).fork(`track ${id}`);
  const joints = Array.from({ length: 23 }, () => turns(rng, 0.4));
  const root = turns(rng, 0.5);
  const betas = Array.from({ length: 10 }, () => rng.normal(0, 0.7));
  const poser = createPoser(body);
  const frames = seen.map((i): MotionFrame => {
    const upright = rotmatFromAxisAngle([Math.PI, 0, 0]);
    const globalOrient = vec3At(
      axisAngleFromRotmat(matmul3(upright, rotmatFromAxisAngle(root(i)))),
      0,
    );
    const bodyPose = joints.map((turn) => turn(i));
    const t: Vec3 = [0.02 * i - 0.4 + id, 0.2, 4 + 0.01 * i];
    const out = new Float32Array(POSE_SIZE);
    poser.poseJoints({ globalOrient, bodyPose: bodyPose.flat(), betas }, out);
    const { K } = camera;
    const pinhole = { K, t, focalPx: K[0][0], focalSource: 'given', convention: 'opencv' } as const;
    return {
      frame: i,
      seconds: i / SAMPLE_FPS,
      score: 0.9,
      box: [100, 40, 200, 220],
      globalOrient,
      bodyPose,
      t,
      joints2d: { smpl24: placeJoints(pinhole, out).joints2d.smpl24 },
      expectedError: null,
    };
  });
  const gaps = seen.flatMap((i, n): [number, number][] =>
    n > 0 && i > seen[n - 1] + 1 ? [[seen[n - 1] + 1, i - 1]] : [],
  );
  return { id, first: seen[0], last: seen[seen.length - 1], betas, frames, gaps };
}

const rowsOf = (m: ArrayLike<number>): Mat3 => [vec3At(m, 0), vec3At(m, 3), vec3At(m, 6)];

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);

/** Two tracks on `body`: 0 … 11 and 18 … 39 of the first, 10 … 29 of the second. */
export function sampleMotion(body: BodyModel, change: Partial<Motion> = {}): Motion {
  const camera: Motion['camera'] = {
    K: [
      [400, 0, 158],
      [0, 410, 121],
      [0, 0, 1],
    ],
    static: true,
  };
  const seen = [[...range(0, 12), ...range(18, FRAMES)], range(10, 30)];
  return {
    schemaVersion: 1,
    video: { file: 'clip.mp4', width: 320, height: 240, fps: SAMPLE_FPS, frames: FRAMES },
    model: {
      name: 'light',
      preset: 'paper',
      weights: 'ab'.repeat(32),
      body: body.id,
      rois: 1,
      fullCamera: 'mean',
    },
    camera,
    tracks: seen.map((frames, id) => trackOf(id, body, frames, camera)),
    cuts: [],
    smoothed: false,
    ...change,
  };
}

/** A camera a metre and a half above the floor, tilted down and to the side. */
export const SAMPLE_WORLD: MotionWorld = {
  rotation: rowsOf(
    matmul3(rotmatFromAxisAngle([0.2, 0.5, -0.1]), rotmatFromAxisAngle([Math.PI, 0, 0])),
  ),
  floorY: -1.5,
  confidence: 0.8,
};
