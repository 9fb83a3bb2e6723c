import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { createPoser, loadBody } from '../../body/index.ts';
import { localFromFull, project, type Intrinsics, type Roi } from '../../camera/index.ts';
import { LIGHT_PARTS, LIGHT_WIDTH } from '../../network/index.ts';
import { evidenceOf, JOINT_EVIDENCE, PERSON_EVIDENCE, type EvidenceInput } from './evidence.ts';

const intrinsics: Intrinsics = { fx: 500, fy: 500, cx: 160, cy: 120, focalSource: 'given' };
const rois: readonly Roi[] = [160, 240].map((size) => ({ center: [170, 115], size, width: size }));
const T = [0.06, -0.03, 6] as const;
const joints = new Float32Array(72);
/** Upright, facing the camera. */
const rotmats = new Float32Array(216);
for (let j = 0; j < 24; j++)
  rotmats.set(j === 0 ? [1, 0, 0, 0, -1, 0, 0, 0, -1] : [1, 0, 0, 0, 1, 0, 0, 0, 1], 9 * j);

/** Joints and their landmarks among the encoder's. */
const PAIRS = [
  [1, 23],
  [2, 24],
  [4, 25],
  [5, 26],
  [7, 27],
  [8, 28],
  [10, 31],
  [11, 32],
  [15, 0],
  [16, 11],
  [17, 12],
  [18, 13],
  [19, 14],
  [20, 15],
  [21, 16],
  [22, 19],
  [23, 20],
];

beforeAll(() => {
  const body = loadBody(
    readFileSync(new URL('../../../assets/body/open.safetensors', import.meta.url)),
  );
  createPoser(body).poseJoints({ rotmats, betas: new Float32Array(10) }, joints);
});

/** Everything agrees. */
function input(): EvidenceInput & { features: Float32Array } {
  const features = new Float32Array(rois.length * LIGHT_WIDTH);
  const pixels = project(joints, intrinsics, T);
  rois.forEach(({ center, size }, m) => {
    const row = m * LIGHT_WIDTH + LIGHT_PARTS.feature;
    for (const [j, l] of PAIRS) {
      const crop = [0, 1].map((k) => ((pixels[2 * j + k] - center[k]) / size + 0.5) * 256);
      features.set([...crop, 0, 3, 4], row + 5 * l);
      features.set(joints.subarray(3 * j, 3 * j + 3), row + LIGHT_PARTS.landmarks + 3 * l);
    }
    features[(m + 1) * LIGHT_WIDTH - 1] = 0.9;
  });
  const cameras = Float32Array.from(
    rois.flatMap((roi) => {
      const { scale, tx, ty } = localFromFull(T, roi, intrinsics);
      return [scale, tx, ty];
    }),
  );
  const prediction = { rotmats, betas: new Float32Array(10), cameras };
  return { features, rois, intrinsics, fullCamera: 'mean', prediction, joints };
}

const named = (of: EvidenceInput): Record<string, number> =>
  Object.fromEntries([...evidenceOf(of).person].map((value, i) => [PERSON_EVIDENCE[i], value]));

test('people about whom all agree', () => {
  const told = named(input());
  expect(told['presence']).toBeCloseTo(Math.log(9), 4);
  expect(told['visibility']).toBe(3);
  expect(told['inside']).toBe(4);
  // agreement to a tenth of a millimetre or of a pixel: nothing but the floor of the logarithm
  expect(told['consistencyX']).toBeCloseTo(Math.log(0.001), 1);
  expect(told['landmarkSpread']).toBeCloseTo(Math.log(0.002), 2);
  expect(told['worldSpread']).toBeCloseTo(Math.log(0.002), 2);
  expect(told['reprojection']).toBeCloseTo(Math.log(0.005), 1);
  expect(told['worldResidual']).toBeCloseTo(Math.log(0.01), 2);
  expect(told['boxPx']).toBeCloseTo(Math.log(161), 9);
  expect(told['upright']).toBeGreaterThan(0.95);
  expect(told['facing']).toBe(1);
  expect(told['bend']).toBe(0);
  expect(told['shape']).toBe(0);
});

test('each disagreement is seen where it is, and by its size', () => {
  const calm = evidenceOf(input());
  const moved = input();
  // the left wrist, 25.6 crop pixels off in either region: a tenth of b, and more
  for (const m of [0, 1]) moved.features[m * LIGHT_WIDTH + LIGHT_PARTS.feature + 5 * 15] += 25.6;
  const { person, joints: each } = evidenceOf(moved);
  const J = JOINT_EVIDENCE.length;
  const wrist = 20 * J + JOINT_EVIDENCE.indexOf('reprojection');
  expect(each[wrist]).toBeCloseTo(Math.log(0.005 + 0.125), 1);
  const changed = [...each].flatMap((value, i) => (value === calm.joints[i] ? [] : [i]));
  // regions of two sizes see the step as two lengths: the spread grows as well
  expect(changed).toEqual([20 * J + JOINT_EVIDENCE.indexOf('landmarkSpread'), wrist]);
  const at = PERSON_EVIDENCE.indexOf('reprojection');
  expect(person[at]).toBeGreaterThan(calm.person[at]);

  const doubted = input();
  doubted.features[2 * LIGHT_WIDTH - 1] = 0.1;
  expect(named(doubted)['presence']).toBeCloseTo(0, 4);
  expect(named(doubted)['lowestPresence']).toBeCloseTo(-Math.log(9), 4);

  const apart = input();
  apart.prediction.cameras[4] += 0.2;
  expect(named(apart)['consistencyX']).toBeCloseTo(Math.log(0.101), 1);
});

test('is finite whatever the encoder says', () => {
  const strange = fc.constantFrom(NaN, Infinity, -Infinity, 0, 1, 1e30, -1e30, 1e-30);
  fc.assert(
    fc.property(fc.array(strange, { minLength: 8, maxLength: 8 }), (values) => {
      const odd = input();
      const features = odd.features.map((_, i) => values[i % 8]);
      const { person, joints: each } = evidenceOf({ ...odd, features });
      for (const value of [...person, ...each]) expect(Number.isFinite(value)).toBe(true);
    }),
  );
  // everybody in one point, and everybody behind the camera
  for (const place of [0, -100]) {
    const { person, joints: each } = evidenceOf({
      ...input(),
      joints: new Float32Array(72).fill(place),
    });
    for (const value of [...person, ...each]) expect(Number.isFinite(value)).toBe(true);
  }
});

test('a camera without a scale has no place', () => {
  const none = input();
  none.prediction.cameras[0] = -1;
  expect(() => evidenceOf(none)).toThrow(expect.objectContaining({ code: 'E_NUMERIC' }));
});
