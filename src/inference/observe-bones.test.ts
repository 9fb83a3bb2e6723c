import { expect, test } from 'vitest';
import { LANDMARK, MOVENET_KEYPOINTS } from '../network/index.ts';
import type { HostTensor, PixelImage, Session } from '../platform/index.ts';
import { BONES, observeBones } from './observe-bones.ts';

const SIDE = 256;
const intrinsics = { fx: 500, fy: 500, cx: 200, cy: 150, focalSource: 'given' } as const;
const HIPS = [120, 180] as const;

/** BlazePose that sees everybody alike: trunk up, thighs down, arms towards the camera; every second look is one in a mirror. */
function fixedSession(crops: Float32Array[], knowsMirrors = true): Session {
  const world = new Float32Array(39 * 3);
  const put = (name: keyof typeof LANDMARK, at: readonly number[]): void =>
    world.set(at, 3 * LANDMARK[name]);
  for (const side of ['left', 'right'] as const) {
    put(`${side}Shoulder`, [0, -0.5, 0]);
    put(`${side}Elbow`, [1e-3, -0.5, -0.3]);
    put(`${side}Wrist`, [0.3, -0.5, -0.3]);
    put(`${side}Knee`, [0, 0.4, 0]);
    put(`${side}Ankle`, [1e-3, 0.4, 0.4]);
  }
  const reflected = world.map((value, i) => (i % 3 === 0 ? -value : value));
  return {
    inputNames: ['images'],
    outputNames: ['world', 'presence'],
    inputShapes: {},
    provider: 'cpu',
    run: ({ images }) => {
      if (images.data instanceof Float32Array) crops.push(images.data.slice());
      const presence: HostTensor = { type: 'float32', shape: [1, 1], data: Float32Array.of(0.9) };
      return Promise.resolve({
        world: {
          type: 'float32',
          shape: [1, 117],
          data: crops.length % 2 === 0 && knowsMirrors ? reflected : world,
        },
        presence,
      });
    },
    dispose: () => Promise.resolve(),
  };
}

/** Black, but for a white square on the hips. */
function picture(): PixelImage {
  const [width, height] = [400, 300];
  const data = new Uint8Array(3 * width * height);
  for (let y = HIPS[1] - 3; y <= HIPS[1] + 3; y++) {
    data.fill(255, 3 * (y * width + HIPS[0] - 3), 3 * (y * width + HIPS[0] + 4));
  }
  return { width, height, data };
}

/** Somebody whose trunk points to the right, 80 px, and whose other key-points are on the hips. */
function lying() {
  const points = Float64Array.from({ length: 34 }, (_, i) => HIPS[i % 2]);
  for (const side of ['left', 'right'] as const) {
    points[2 * MOVENET_KEYPOINTS.indexOf(`${side}Shoulder`)] += 80;
  }
  return { points, scores: new Float32Array(17).fill(0.8), spreadPx: new Float32Array(17) };
}

test('directions are those of the image, however the crop is rolled', async () => {
  const crops: Float32Array[] = [];
  const people = [{ keypoints: lying(), intrinsics, sidePx: 200 }];
  const [{ directions, presence }] = await observeBones(fixedSession(crops), picture(), people);
  expect(presence).toBeCloseTo(0.9);
  // a trunk that stands in the crop points to the right in the image, and what points right there points down
  const expected = { Shoulder: [1, 0], Knee: [-1, 0], Wrist: [0, 1] } as const;
  for (const [n, { to, bias }] of BONES.entries()) {
    const [x, y, z] = directions.subarray(3 * n, 3 * n + 3);
    const across = Object.entries(expected).find(([end]) => to.endsWith(end))?.[1];
    if (across === undefined) continue;
    expect(Math.hypot(x, y, z)).toBeCloseTo(1, 9);
    expect(z).toBeCloseTo(bias, 9);
    expect(x).toBeCloseTo(across[0] * Math.sqrt(1 - bias * bias), 9);
    expect(y).toBeCloseTo(across[1] * Math.sqrt(1 - bias * bias), 9);
  }
});

test('a look in a mirror is brought back', async () => {
  const crops: Float32Array[] = [];
  const people = [{ keypoints: lying(), intrinsics, sidePx: 200 }];
  const [told] = await observeBones(fixedSession(crops), picture(), people);
  const [blind] = await observeBones(fixedSession([], false), picture(), people);
  // right in the crop is down in the image; who takes a mirror image for the thing sees it point both ways
  const wrist = 3 * BONES.findIndex(({ to }) => to === 'leftWrist');
  expect(told.directions[wrist + 1]).toBeCloseTo(1, 9);
  expect(blind.directions[wrist + 1]).toBeCloseTo(0, 9);
  const [own, mirrored] = crops.map((crop) => crop.subarray(0, SIDE));
  expect(mirrored.slice().reverse()).toEqual(own);
});

test('a limb that points at us is believed to point a little less at us, or as much as can be', async () => {
  const people = [{ keypoints: lying(), intrinsics, sidePx: 200 }];
  const [{ directions }] = await observeBones(fixedSession([]), picture(), people);
  const depthOf = (name: string): number =>
    directions[3 * BONES.findIndex(({ to }) => to === name) + 2];
  expect(depthOf('leftElbow')).toBeCloseTo(-1 + 0.12, 4);
  expect(depthOf('leftAnkle')).toBeCloseTo(1 - 0.1, 4);
});

test('the crop has the hips in its middle, and all that is seen', async () => {
  const crops: Float32Array[] = [];
  const people = [{ keypoints: lying(), intrinsics, sidePx: 100 }];
  await observeBones(fixedSession(crops), picture(), people);
  const [crop] = crops;
  const bright: number[] = [];
  for (let i = 0; i < SIDE * SIDE; i++) if (crop[i] > 0.5) bright.push(i);
  const mean = (of: (i: number) => number): number =>
    bright.reduce((sum, i) => sum + of(i), 0) / bright.length;
  expect(mean((i) => i % SIDE)).toBeCloseTo(SIDE / 2, 0);
  expect(mean((i) => Math.floor(i / SIDE))).toBeCloseTo(SIDE / 2, 0);
  // seven pixels of a square 2.5 × 80 px wide
  expect(bright.length).toBeGreaterThan(0.8 * ((7 * SIDE) / 200) ** 2);
  expect(bright.length).toBeLessThan(1.3 * ((7 * SIDE) / 200) ** 2);
});
