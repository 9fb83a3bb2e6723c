import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createPoser, loadBody } from '../../body/index.ts';
import { PAPER5, type Roi } from '../../camera/index.ts';
import { float16FromFloat32, float32FromFloat16 } from '../../format/index.ts';
import { MultiRoiError, Rng } from '../../base/index.ts';
import { MOVENET_FLIP, MOVENET_PARTS, MOVENET_WIDTH, networkConfig } from '../../network/index.ts';
import { NO_JITTER, type Shard } from '../../features/index.ts';
import { runConfig } from '../config/config.ts';
import { KeypointErrors, stanceOf } from './keypoint-errors.ts';
import { limbDirections, placeKeypoints, projectKeypoints } from './keypoint-places.ts';
import { LimbErrors } from './limb-errors.ts';
import { PeopleSimulator } from './people-simulator.ts';
import { simulatedBatches, simulatedSource } from './simulated-batches.ts';
import { simulateLook } from './simulated-look.ts';

const body = loadBody(
  readFileSync(new URL('../../../assets/body/open.safetensors', import.meta.url)),
);
const K = MOVENET_PARTS.scores;
const FOCAL = 1000;
const [LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_WRIST, LEFT_ANKLE] = [5, 6, 9, 15];

/** Standing upright, facing the camera, five metres away. */
const POSE = Float32Array.from({ length: 72 }, (_, i) => (i === 0 ? Math.PI : 0));
const T = Float32Array.of(0, 0, 5);

function keypoints(): Float64Array {
  const frames = new Float64Array(24 * 12);
  const pose = { globalOrient: POSE.subarray(0, 3), bodyPose: POSE.subarray(3), betas: [] };
  createPoser(body).poseFrames({ ...pose, betas: new Float32Array(10) }, frames);
  const places = new Float64Array(3 * K);
  placeKeypoints(frames, places);
  const points = new Float64Array(2 * K);
  projectKeypoints(places, T, points);
  return points.map((x) => FOCAL * x);
}

/** One person with one region of 800 px about the middle, whose points MoveNet misses by `error` of the crop. */
function shard(error: readonly number[], swap = false): Shard {
  const points = keypoints();
  const size = 800;
  const features = new Float32Array(MOVENET_WIDTH);
  for (let k = 0; k < K; k++) {
    const from = swap ? MOVENET_FLIP[k] : k;
    features[2 * k] = points[2 * from] / size + error[0];
    features[2 * k + 1] = points[2 * from + 1] / size + error[1];
    features[2 * K + k] = 0.25 + k / 32;
  }
  return {
    count: 1,
    M: 1,
    D: MOVENET_WIDTH,
    fields: {
      features: float16FromFloat32(features),
      boxes: Float32Array.of(0, 0, 9),
      centers: Float32Array.of(0, 0),
      sizes: Float32Array.of(size),
      focal: Float32Array.of(FOCAL),
      pose: POSE,
      betas: new Float32Array(10),
      translation: T,
      confidence: new Float32Array(24).fill(1),
    },
  };
}

const roi = (x: number, y: number, size: number): Roi => ({ center: [x, y], size, width: size });

function look(errors: KeypointErrors, region: Roi): Float32Array {
  const out = new Float32Array(MOVENET_WIDTH);
  const points = Float32Array.from(keypoints());
  const limbs = new Float32Array(30);
  const picture = { points, facing: [0, 0, -1], limbs, width: 2000, height: 2000 } as const;
  simulateLook(picture, [region], errors, new Rng('look'), out);
  return out;
}

test('rows of a pose are where its joints are, and how they are turned', () => {
  const poser = createPoser(body);
  const rng = new Rng('frames');
  const random = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => rng.normal(0, 0.4));
  const pose = { globalOrient: random(3), bodyPose: random(69), betas: random(10) };
  const frames = new Float64Array(24 * 12);
  poser.poseFrames(pose, frames);
  const joints = new Float32Array(72);
  poser.poseJoints(pose, joints);
  const places = Array.from({ length: 72 }, (_, i) => frames[4 * i + 3]);
  expect(Array.from(joints)).toEqual(places.map(Math.fround));
  for (let j = 0; j < 24; j++) {
    const rows = [0, 4, 8].map((at) => frames.subarray(12 * j + at, 12 * j + at + 3));
    expect(rows[0].reduce((sum, x, i) => sum + x * rows[1][i], 0)).toBeCloseTo(0, 10);
    expect(Math.hypot(...rows[2])).toBeCloseTo(1, 10);
  }
});

test('key-points of someone who faces the camera: their left is on our right, head above feet', () => {
  const points = keypoints();
  expect(points[2 * LEFT_SHOULDER]).toBeGreaterThan(points[2 * RIGHT_SHOULDER]);
  expect(points[1]).toBeLessThan(points[2 * LEFT_SHOULDER + 1]);
  expect(points[2 * LEFT_SHOULDER + 1]).toBeLessThan(points[2 * LEFT_ANKLE + 1]);
  // the same height on both sides of a symmetric body
  expect(points[2 * LEFT_SHOULDER + 1]).toBeCloseTo(points[2 * RIGHT_SHOULDER + 1], 1);
  const towards = stanceOf(points, [0, 0, -1]);
  const others = [
    stanceOf(points, [0, 0, 1]),
    stanceOf(points, [1, 0, 0]),
    stanceOf(points, [-1, 0, 0]),
    stanceOf(points, [0, -1, 0]),
    stanceOf(points, [0, 1, 0]),
    // upside down
    stanceOf(
      points.map((x) => -x),
      [0, 0, -1],
    ),
  ];
  expect(new Set([towards, ...others]).size).toBe(7);
  expect(stanceOf(points, [0.2, 0.1, -0.9])).toBe(towards);
});

test('errors are taken from rendered people and lent to simulated ones', () => {
  const errors = new KeypointErrors(shard([0.02, -0.01]), body);
  expect(errors.swapped.every((swapped) => swapped === 0)).toBe(true);
  expect(errors.inside.every((inside) => inside === 1)).toBe(true);
  const seen = look(errors, roi(0, 0, 800));
  const points = keypoints();
  const error = [0, 1].map((axis) => seen[axis] - points[axis] / 800);
  // all of one direction, longer or shorter by the factor of the person
  expect(error[0] / error[1]).toBeCloseTo(-2, 1);
  expect(error[0]).toBeGreaterThan(0.005);
  for (let k = 0; k < K; k++) {
    expect(seen[2 * k] - points[2 * k] / 800).toBeCloseTo(error[0], 2);
    expect(seen[2 * k + 1] - points[2 * k + 1] / 800).toBeCloseTo(error[1], 2);
  }
  const scores = seen.subarray(2 * K, 3 * K);
  expect(Array.from(scores)).toEqual(Array.from(scores).toSorted((a, b) => a - b));
});

test('what a region does not show is seen at its edge', () => {
  const errors = new KeypointErrors(shard([0, 0]), body);
  const points = keypoints();
  const ankle = points[2 * LEFT_ANKLE + 1];
  const seen = look(errors, roi(0, ankle - 500, 800));
  expect(seen[2 * LEFT_ANKLE + 1]).toBeCloseTo(0.5, 3);
  expect(seen[2 * LEFT_WRIST + 1]).toBeLessThan(0.5);
});

test('sides that MoveNet takes for each other are recognised and stay so', () => {
  const errors = new KeypointErrors(shard([0, 0], true), body);
  expect(errors.swapped[LEFT_SHOULDER]).toBe(1);
  // the nose has no other side
  expect(errors.swapped[0]).toBe(0);
  const seen = look(errors, roi(0, 0, 800));
  expect(seen[2 * LEFT_SHOULDER]).toBeCloseTo(keypoints()[2 * RIGHT_SHOULDER] / 800, 3);
});

/** Unit vectors by angle in the picture and depth. */
function limbsOf(angle: number, depth: number): Float32Array {
  const across = Math.sqrt(1 - depth * depth);
  const one = [across * Math.cos(angle), across * Math.sin(angle), depth];
  return Float32Array.from({ length: 30 }, (_, i) => one[i % 3]);
}

test('limbs of a body: arms of a symmetric one mirror each other, shins point down', () => {
  const frames = new Float64Array(24 * 12);
  const pose = { globalOrient: POSE.subarray(0, 3), bodyPose: POSE.subarray(3) };
  createPoser(body).poseFrames({ ...pose, betas: new Float32Array(10) }, frames);
  const places = new Float64Array(3 * K);
  placeKeypoints(frames, places);
  const limbs = new Float32Array(30);
  limbDirections(places, limbs);
  expect(limbs[0]).toBeCloseTo(-limbs[3], 2);
  expect(limbs[1]).toBeCloseTo(limbs[4], 2);
  expect(limbs[3 * 6 + 1]).toBeGreaterThan(0.9);
  for (let n = 0; n < 10; n++)
    expect(Math.hypot(...limbs.subarray(3 * n, 3 * n + 3))).toBeCloseTo(1, 5);
});

test('errors of limbs turn with the limb, and are lent by someone whose limb is as near', () => {
  const errors = new LimbErrors(2);
  // the first is seen .2 rad aside, the second points into depth and is seen as it is
  errors.put(0, limbsOf(0, 0), Float32Array.of(...limbsOf(0.2, 0), 0.7));
  errors.put(1, limbsOf(0, 0.9), Float32Array.of(...limbsOf(0, 0.9), 0.4));
  const aside = errors.lend([0, 1], limbsOf(1.2, 0), 1);
  expect(Math.atan2(aside[1], aside[0])).toBeCloseTo(1.4, 5);
  expect(aside[30]).toBeCloseTo(0.7);
  const half = errors.lend([0, 1], limbsOf(1.2, 0), 0.5);
  expect(Math.atan2(half[1], half[0])).toBeCloseTo(1.3, 5);
  const deep = errors.lend([0, 1], limbsOf(2, 0.8), 1);
  expect(Math.atan2(deep[1], deep[0])).toBeCloseTo(2, 5);
  expect(deep[2]).toBeCloseTo(0.8, 5);
});

test('no errors without people', () => {
  expect(() => new KeypointErrors({ ...shard([0, 0]), count: 0 }, body)).toThrow(MultiRoiError);
});

function simulator(bodies: number): PeopleSimulator {
  const still = { draw: (_: Rng, pose: Float64Array): void => void pose.fill(0) };
  const limits = {
    lower: new Float64Array(72).fill(-3),
    upper: new Float64Array(72).fill(3),
  };
  return new PeopleSimulator({
    body,
    poses: still,
    prior: { ...still, limits },
    bodies,
    seed: 3,
    errors: new KeypointErrors(shard([0, 0]), body),
    rois: { ...PAPER5, offsets: PAPER5.offsets.slice(0, 1), scales: PAPER5.scales.slice(0, 1) },
    jitter: NO_JITTER,
  });
}

test('a person is the same whenever asked for, and of the same body beyond the last', () => {
  const first = simulator(4).people([1, 2], 1).fields;
  const { fields } = simulator(4).people([2, 6, 1], 1);
  expect(fields.features.subarray(0, 68)).toEqual(first.features.subarray(68));
  expect(fields.pose.subarray(0, 72)).toEqual(fields.pose.subarray(72, 144));
  expect(fields.features.subarray(0, 68)).not.toEqual(fields.features.subarray(68, 136));
  expect(fields.pose.subarray(144)).toEqual(first.pose.subarray(0, 72));
  expect(fields.features.every(Number.isFinite)).toBe(true);
});

test('batches: a share of new simulated people, the others in epochs of the shard', () => {
  const next = simulatedBatches({ count: 5, people: 4, regions: [5, 1], seed: 1 }, 0.5);
  const batches = [0, 1].map((step) => next(step).batch);
  expect(batches.map(({ regions }) => regions)).toEqual([5, 1]);
  expect(batches.map(({ people }) => Array.from(people.slice(2)))).toEqual([
    [5, 6],
    [7, 8],
  ]);
  const rendered = batches.flatMap(({ people }) => Array.from(people.slice(0, 2)));
  expect(new Set(rendered).size).toBe(4);
  expect(rendered.every((row) => row < 5)).toBe(true);
  const all = simulatedBatches({ count: 5, people: 4, regions: [1], seed: 1 }, 1)(2).batch;
  expect(Array.from(all.people)).toEqual([13, 14, 15, 16]);
});

test('a batch of both holds rows of the shard first', async () => {
  const people = shard([0.02, 0]);
  const source = simulatedSource(people, simulator(2));
  const config = networkConfig({ model: 'light', poseEncoder: 'movenet', rois: 1 });
  const { features, rotmats } = await source.feeds(Uint32Array.of(0, 1, 2), config);
  expect(features.shape).toEqual([3, 1, MOVENET_WIDTH]);
  expect(rotmats.shape).toEqual([3, 24, 3, 3]);
  expect(Array.from(features.data.slice(0, 68) as Float32Array)).toEqual(
    Array.from(float32FromFloat16(people.fields.features)),
  );
});

test('features of BlazePose have no mirror image', () => {
  const data = { sets: [{ recipe: 'upright', count: 2, seed: 'a' }], mirrored: true };
  expect(() => runConfig({ network: { model: 'light' }, data })).toThrow(/data\.mirrored/);
});

test('people who are only simulated have nothing that BlazePose could look at', () => {
  const data = {
    sets: [{ recipe: 'upright', count: 2, seed: 'a' }],
    simulated: { share: 1, bodies: 2 },
  };
  expect(() => runConfig({ network: { model: 'light' }, data })).toThrow(/data\.simulated/);
  const config = runConfig({ network: { model: 'light', poseEncoder: 'movenet' }, data });
  expect(config.data).toMatchObject({ simulated: { share: 1, bodies: 2 } });
});
