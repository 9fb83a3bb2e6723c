import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toyBody } from '../../../test/support/toy-body.ts';
import { createPoser, jointSet } from '../../body/index.ts';
import type { Intrinsics, Roi } from '../../camera/index.ts';
import { rotmatFromAxisAngle } from '../../math/index.ts';
import { LIGHT_PARTS, LIGHT_WIDTH } from '../../network/index.ts';
import { nodeRuntime } from '../../node/index.ts';
import type { Session } from '../../platform/index.ts';
import { Rng } from '../../base/index.ts';
import { objectiveModel, RESIDUAL_COUNT } from './objective.ts';
import { worldInView, type LandmarkInput } from './observation.ts';
import { POINT_COUNT, POINTS } from './points.ts';
import { Refiner } from './refiner.ts';
import { UNKNOWN_COUNT, withUnknowns, type PlacedPose } from './unknowns.ts';

const body = toyBody({ correctives: false });
const poser = createPoser(body);
const intrinsics: Intrinsics = { fx: 900, fy: 900, cx: 320, cy: 240, focalSource: 'given' };
const rois: Roi[] = [
  { center: [300, 250], size: 300, width: 300 },
  { center: [340, 230], size: 400, width: 400 },
];
const SPAN = rois[0].size / intrinsics.fx;

/** Somebody in a pose of small turns, upright in the view. */
function somebody(seed: number): PlacedPose {
  const rng = new Rng(seed).fork('pose');
  const rotmats = new Float32Array(216);
  for (let j = 0; j < 24; j++) {
    const turn = [0, 1, 2].map(() => rng.normal(0, 0.2));
    rotmats.set(rotmatFromAxisAngle(j === 0 ? [Math.PI, 0, 0] : turn), 9 * j);
  }
  const betas = Float32Array.from({ length: 10 }, () => rng.normal(0, 0.5));
  return { rotmats, betas, pelvis: [-0.05, 0.02, 3] };
}

/** Joints from the pelvis [24, 3]. */
function jointsOf({ rotmats, betas }: PlacedPose): number[] {
  const joints = new Float32Array(72);
  poser.poseJoints({ rotmats, betas }, joints);
  return Array.from(joints, (value, i) => value - joints[i % 3]);
}

/** What an encoder without error says of somebody in the frame of the camera. */
function looksAt(person: PlacedPose): LandmarkInput {
  const joints = jointsOf(person);
  const placeOf = (mix: (typeof POINTS)[number]['joints']): number[] =>
    [0, 1, 2].map((k) => mix.reduce((sum, [j, w]) => sum + w * joints[3 * j + k], 0));
  const [left, right] = POINTS.map(({ joints: mix }) => placeOf(mix));
  const hips = left.map((value, k) => (value + right[k]) / 2);
  const features = new Float32Array(rois.length * LIGHT_WIDTH);
  rois.forEach(({ center, size }, m) => {
    const from = m * LIGHT_WIDTH + LIGHT_PARTS.feature;
    for (const { joints: mix, landmarks } of POINTS) {
      const at = placeOf(mix);
      const [x, y, z] = at.map((value, k) => value + person.pelvis[k]);
      const u = (intrinsics.fx * x) / z + intrinsics.cx - center[0];
      const v = (intrinsics.fy * y) / z + intrinsics.cy - center[1];
      for (const landmark of landmarks) {
        const row = [256 * (u / size + 0.5), 256 * (v / size + 0.5), 0, 8, 8];
        features.set(row, from + 5 * landmark);
        // the encoder thinks that it looks straight at the person
        const [px, py, pz] = person.pelvis;
        const world = Float32Array.from(at, (value, k) => value - hips[k]);
        features.set(
          worldInView(world, [-px, -py, pz]),
          from + LIGHT_PARTS.landmarks + 3 * landmark,
        );
      }
    }
    features[(m + 1) * LIGHT_WIDTH - 1] = 1;
  });
  return { features, rois, intrinsics };
}

function meanMm(a: PlacedPose, b: PlacedPose): number {
  const [p, q] = [jointsOf(a), jointsOf(b)];
  let sum = 0;
  for (let j = 0; j < 72; j += 3) {
    sum += Math.hypot(...[0, 1, 2].map((k) => p[j + k] + a.pelvis[k] - q[j + k] - b.pelvis[k]));
  }
  return (1000 * sum) / 24;
}

/** Off by as much as networks are. */
function disturbed(person: PlacedPose, seed: number): PlacedPose {
  const rng = new Rng(seed).fork('disturb');
  const unknowns = Array.from({ length: UNKNOWN_COUNT }, (_, i) =>
    i < 72 ? rng.normal(0, 0.1) : i >= 82 ? rng.normal(0, 0.01) : 0,
  );
  return withUnknowns(person, unknowns, SPAN);
}

let refiner: Refiner;
beforeAll(() => {
  refiner = new Refiner(nodeRuntime, body);
});
afterAll(() => refiner.dispose());

describe('a refined person', () => {
  test('stays when the answer was right already', async () => {
    for (const seed of [1, 2, 3]) {
      const person = somebody(seed);
      const found = await refiner.refine(person, looksAt(person));
      expect(meanMm(found, person)).toBeLessThan(1);
    }
  });

  test('is nearer to the truth and to the landmarks than a disturbed answer', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const truth = somebody(seed);
      const prediction = disturbed(truth, seed);
      const found = await refiner.refine(prediction, looksAt(truth));
      expect(meanMm(found, truth)).toBeLessThan(0.85 * meanMm(prediction, truth));
      expect(found.afterPx).toBeLessThan(0.6 * (found.beforePx ?? 0));
    }
  });

  test('is the same again', async () => {
    const prediction = disturbed(somebody(1), 7);
    const looks = looksAt(somebody(1));
    const first = await refiner.refine(prediction, looks);
    expect(await refiner.refine(prediction, looks)).toEqual(first);
  });

  test('is what the network predicted where the encoder predicted nothing finite', async () => {
    const prediction = somebody(1);
    const looks = looksAt(prediction);
    const nothing = { ...looks, features: Array<number>(rois.length * LIGHT_WIDTH).fill(NaN) };
    const found = await refiner.refine(prediction, nothing);
    expect(found.betas).toEqual(prediction.betas);
    expect(meanMm(found, prediction)).toBeLessThan(1e-3);
    expect(found.afterPx).toBeNull();
  });

  test('stays finite with landmarks far outside, and with a pelvis at the camera', async () => {
    const prediction = somebody(2);
    const looks = looksAt(prediction);
    const wild = Float32Array.from(looks.features, (value, i) => (i % 7 === 0 ? 1e6 : value));
    const near = { ...prediction, pelvis: [0, 0, 1e-3] };
    for (const person of [prediction, near]) {
      const found = await refiner.refine(person, { ...looks, features: wild });
      expect([...found.rotmats, ...found.betas, ...found.pelvis].every(Number.isFinite)).toBe(true);
    }
  });
});

test('points are mixes of joints, the same on both sides', () => {
  const flip = jointSet('smpl24').flip;
  for (const [n, { joints }] of POINTS.entries()) {
    expect(joints.reduce((sum, [, weight]) => sum + weight, 0)).toBeCloseTo(1, 12);
    const single = n === 12;
    const other = single ? joints : POINTS[n < 12 ? n ^ 1 : ((n - 13) ^ 1) + 13].joints;
    const mirrored = joints.map(([joint, weight]) => [flip[joint], weight]);
    expect(new Set(mirrored.map(String))).toEqual(new Set(other.map(String)));
  }
});

describe('the objective', () => {
  let session: Session;
  const float32 = (shape: readonly number[], data: ArrayLike<number>) =>
    ({ type: 'float32', shape, data: Float32Array.from(data) }) as const;
  const given = (): Record<string, ReturnType<typeof float32>> => {
    const { rotmats, betas, pelvis } = somebody(3);
    const rng = new Rng(3).fork('seen');
    const noise = (length: number): number[] => Array.from({ length }, () => rng.normal(0, 0.1));
    return {
      rotmats: float32([1, 24, 3, 3], rotmats),
      betas: float32([1, 10], betas),
      pelvis: float32([1, 3], pelvis),
      span: float32([1, 1], [SPAN]),
      seen: float32([1, POINT_COUNT, 2], noise(2 * POINT_COUNT)),
      world: float32([1, POINT_COUNT, 3], noise(3 * POINT_COUNT)),
    };
  };
  beforeAll(async () => {
    session = await nodeRuntime.createSession(objectiveModel(body), { threads: 1 });
  });
  afterAll(() => session.dispose());

  test('has the Jacobian of central differences', async () => {
    const rest = given();
    const rng = new Rng(4).fork('unknowns');
    const at = Array.from({ length: UNKNOWN_COUNT }, () => rng.normal(0, 0.2));
    at[84] = 0.1;
    const run = (unknowns: readonly number[]) =>
      session.run({ ...rest, unknowns: float32([1, UNKNOWN_COUNT], unknowns) });
    const jacobian = (await run(at))['jacobian'].data as Float32Array;
    // float32 residuals of order 1 carry 1e-7, a difference over 2e-2 of them 1e-5; the third derivative adds 1e-4
    const eps = 1e-2;
    for (let i = 0; i < UNKNOWN_COUNT; i++) {
      const [up, down] = await Promise.all(
        [eps, -eps].map(async (step) => {
          const there = await run(at.with(i, at[i] + step));
          return there['residuals'].data as Float32Array;
        }),
      );
      for (let r = 0; r < RESIDUAL_COUNT; r++) {
        const slope = (up[r] - down[r]) / (2 * eps);
        expect(Math.abs(jacobian[r * UNKNOWN_COUNT + i] - slope)).toBeLessThan(1e-3);
      }
    }
  });
});
