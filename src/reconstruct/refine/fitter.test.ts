import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createPoser, jointSet, loadBody } from '../../body/index.ts';
import { Rng } from '../../base/index.ts';
import { BONES, type ObservedBones, type ObservedKeypoints } from '../../inference/index.ts';
import { matmul3, rotmatFromAxisAngle } from '../../math/index.ts';
import { MOVENET_KEYPOINTS } from '../../network/index.ts';
import { Fitter, type PlacedPose } from './fitter.ts';
import { KEYPOINTS } from './keypoints.ts';
import { Kinematics, rightJacobian } from './kinematics.ts';
import { keypointSigmas } from './landmark-noise.ts';

const body = loadBody(readFileSync('assets/body/open.safetensors'));
const poser = createPoser(body);
const view = { fx: 900, cx: 320, cy: 240 };
const SIDE = 420;
const STILL = new Float64Array(72);

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

/** Turned at every joint and moved aside. */
function disturbed(person: PlacedPose, seed: number, sd: number): PlacedPose {
  const rng = new Rng(seed).fork('disturb');
  const rotmats = Float32Array.from(person.rotmats);
  for (let j = 0; j < 24; j++) {
    const turn = rotmatFromAxisAngle([0, 1, 2].map(() => rng.normal(0, sd)));
    rotmats.set(matmul3(rotmats.slice(9 * j, 9 * j + 9), turn), 9 * j);
  }
  return { ...person, rotmats, pelvis: person.pelvis.map((x) => x + rng.normal(0, 0.1 * sd)) };
}

function skeleton(person: PlacedPose): Kinematics {
  const kinematics = new Kinematics(body, KEYPOINTS);
  kinematics.shape(body, person.betas);
  kinematics.pose(person.rotmats, STILL);
  return kinematics;
}

/** What a camera without error sees of somebody, and is sure of. */
function observed(person: PlacedPose): ObservedKeypoints {
  const { points } = skeleton(person);
  const [x, y, z] = person.pelvis;
  const pixels = new Float64Array(2 * KEYPOINTS.length);
  for (let k = 0; k < KEYPOINTS.length; k++) {
    const depth = points[3 * k + 2] + z;
    pixels[2 * k] = view.cx + (view.fx * (points[3 * k] + x)) / depth;
    pixels[2 * k + 1] = view.cy + (view.fx * (points[3 * k + 1] + y)) / depth;
  }
  const K = KEYPOINTS.length;
  return {
    points: pixels,
    scores: new Float32Array(K).fill(0.9),
    spreadPx: new Float32Array(K),
  };
}

function meanMm(a: PlacedPose, b: PlacedPose): number {
  const [p, q] = [skeleton(a).joints, skeleton(b).joints];
  let sum = 0;
  for (let j = 0; j < 24; j++)
    sum += Math.hypot(...[0, 1, 2].map((k) => p[3 * j + k] - q[3 * j + k]));
  return (1000 * sum) / 24;
}

const fitter = new Fitter(body);
const fit = (person: PlacedPose, keypoints: ObservedKeypoints, bones?: ObservedBones) => {
  const { rotmats, pelvis, ...told } = fitter.fit(person, { keypoints, bones }, SIDE, view);
  return { ...person, rotmats, pelvis, ...told };
};

/** Which way the limbs of somebody point. */
function bonesOf(person: PlacedPose): ObservedBones {
  const { points } = skeleton(person);
  const directions = BONES.flatMap((bone) => {
    const [from, to] = [bone.from, bone.to].map((name) => 3 * MOVENET_KEYPOINTS.indexOf(name));
    const along = [0, 1, 2].map((axis) => points[to + axis] - points[from + axis]);
    return along.map((value) => value / Math.hypot(...along));
  });
  return { directions: Float64Array.from(directions), presence: 1 };
}

describe('the skeleton', () => {
  test('stands where the body is posed', () => {
    const person = somebody(1);
    const joints = new Float32Array(72);
    poser.poseJoints({ rotmats: person.rotmats, betas: person.betas }, joints);
    skeleton(person).joints.forEach((value, i) =>
      expect(value).toBeCloseTo(joints[i] - joints[i % 3], 5),
    );
  });

  test('its slopes are central differences', () => {
    const person = somebody(2);
    const kinematics = skeleton(person);
    const turns = Float64Array.from({ length: 72 }, (_, i) => 0.3 * Math.sin(i + 1));
    kinematics.pose(person.rotmats, turns);
    kinematics.differentiate(turns);
    const slopes = kinematics.slopes.slice();
    const step = 1e-6;
    for (let i = 0; i < 72; i++) {
      const [up, down] = [1, -1].map((sign) => {
        kinematics.pose(
          person.rotmats,
          turns.map((x, n) => (n === i ? x + sign * step : x)),
        );
        return kinematics.points.slice();
      });
      up.forEach((value, p) => {
        expect(Math.abs((value - down[p]) / (2 * step) - slopes[p * 72 + i])).toBeLessThan(1e-6);
      });
    }
  });

  test('the right Jacobian is continuous at no turn', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5e-4, max: 2e-4, noNaN: true }), (angle) => {
        const near = rightJacobian([angle, 0, 0]);
        const series = rightJacobian([0.99e-4, 0, 0]);
        near.forEach((value, i) => expect(Math.abs(value - series[i])).toBeLessThan(2e-4));
      }),
    );
  });
});

describe('a fitted person', () => {
  test('stays where the prediction was right already', () => {
    for (const seed of [1, 2, 3]) {
      const person = somebody(seed);
      const found = fit(person, observed(person));
      expect(meanMm(found, person)).toBeLessThan(1);
      expect(found.beforePx).toBeLessThan(1e-3);
    }
  });

  test('is nearer to the truth and lies on the key-points', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const truth = somebody(seed);
      const start = disturbed(truth, seed, 0.15);
      const found = fit(start, observed(truth));
      expect(meanMm(found, truth)).toBeLessThan(0.9 * meanMm(start, truth));
      expect(found.afterPx ?? Infinity).toBeLessThan(0.3 * (found.beforePx ?? 0));
    }
  });

  test('is the same again, whoever was fitted between', () => {
    const truth = somebody(1);
    const start = disturbed(truth, 7, 0.15);
    const first = fit(start, observed(truth));
    fit(somebody(2), observed(somebody(3)));
    expect(fit(start, observed(truth))).toEqual(first);
  });

  test('does not know of points that nobody sees', () => {
    const truth = somebody(4);
    const start = disturbed(truth, 4, 0.15);
    const seen = observed(truth);
    seen.scores[9] = 0;
    const first = fit(start, seen);
    seen.points[18] += 300;
    expect(fit(start, seen)).toEqual(first);
  });

  test('one gross error does not move the rest', () => {
    const truth = somebody(5);
    const start = disturbed(truth, 5, 0.1);
    const clean = fit(start, observed(truth));
    const seen = observed(truth);
    seen.points[2 * 15] += 2 * SIDE;
    const found = fit(start, seen);
    const [a, b] = [skeleton(clean).joints, skeleton(found).joints];
    // but for the leg whose ankle it is
    for (const joint of [12, 15, 16, 17, 18, 19, 20, 21, 2, 5, 8]) {
      const apart = Math.hypot(...[0, 1, 2].map((k) => a[3 * joint + k] - b[3 * joint + k]));
      expect(apart).toBeLessThan(0.06);
    }
  });

  test('knows by its bones which end of a limb is nearer', () => {
    for (const seed of [1, 2, 3]) {
      const truth = somebody(seed);
      // a forearm towards the camera looks like one away from it
      const rotmats = Float32Array.from(truth.rotmats);
      const elbow = 9 * jointSet('smpl24').names.indexOf('left_elbow');
      rotmats.set(
        matmul3(rotmats.slice(elbow, elbow + 9), rotmatFromAxisAngle([0, 0.5, 0])),
        elbow,
      );
      const bent = { ...truth, rotmats };
      const by = [undefined, bonesOf(bent)].map((bones) =>
        meanMm(fit(truth, observed(bent), bones), bent),
      );
      expect(by[1] / by[0]).toBeLessThan(0.95);
    }
  });

  test('bones of nobody are none, and true ones move nothing', () => {
    const truth = somebody(4);
    const start = disturbed(truth, 4, 0.15);
    const others = { ...bonesOf(somebody(5)), presence: 0 };
    expect(fit(start, observed(truth), others)).toEqual(fit(start, observed(truth)));
    expect(meanMm(fit(truth, observed(truth), bonesOf(truth)), truth)).toBeLessThan(1);
  });

  test('without anything sure stays near the prediction', () => {
    const start = somebody(6);
    const seen = observed(somebody(7));
    seen.scores.fill(0.05);
    expect(meanMm(fit(start, seen), start)).toBeLessThan(15);
  });

  test('who is predicted to face away is turned around by points that are sure', () => {
    const truth = somebody(8);
    const rotmats = Float32Array.from(truth.rotmats);
    const root = Float32Array.from(truth.rotmats).slice(0, 9);
    rotmats.set(matmul3(root, rotmatFromAxisAngle([0, Math.PI, 0])), 0);
    const start = { ...truth, rotmats };
    const found = fit(start, observed(truth));
    expect(meanMm(found, truth)).toBeLessThan(0.5 * meanMm(start, truth));
  });

  test('keeps a limb that is not seen as it was predicted', () => {
    const truth = somebody(5);
    const prediction = disturbed(truth, 5, 0.12);
    const seen = observed(truth);
    // left knee and ankle
    const scores = seen.scores.map((score, k) => (k === 13 || k === 15 ? 0 : score));
    const points = seen.points.map((x, i) => (Math.floor(i / 2) === 15 ? NaN : x));
    const { rotmats } = fit(prediction, { ...seen, scores, points });
    const knee = 9 * jointSet('smpl24').names.indexOf('left_knee');
    for (let i = knee; i < knee + 9; i++) expect(rotmats[i]).toBeCloseTo(prediction.rotmats[i], 5);
  });

  test('is finite and in front of the camera, whatever was seen', () => {
    const at = fc.double({ min: -1e7, max: 1e7, noNaN: true });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(at, { minLength: 34, maxLength: 34 }),
        fc.array(share, { minLength: 17, maxLength: 17 }),
        fc.double({ min: 1, max: 10, noNaN: true }),
        (points, scores, z) => {
          const seen = {
            points: Float64Array.from(points),
            scores: Float32Array.from(scores),
            spreadPx: new Float32Array(17),
          };
          const bones = bonesOf(somebody(1));
          const { rotmats, pelvis } = fit({ ...somebody(3), pelvis: [0, 0, z] }, seen, bones);
          expect([...rotmats, ...pelvis].every(Number.isFinite)).toBe(true);
          expect(pelvis[2]).toBeGreaterThan(0);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('behind the camera, or of numbers that are none, is left as it is', () => {
    const truth = somebody(9);
    for (const pelvis of [
      [0, 0, -3],
      [0, 0, NaN],
    ]) {
      const found = fit({ ...truth, pelvis }, observed(truth));
      expect(found.rotmats).toEqual(Float32Array.from(truth.rotmats));
      expect(found.afterPx).toBeNull();
    }
  });
});

test('a key-point is believed the more, the surer it is', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 0.98, noNaN: true }),
      fc.double({ min: 0, max: 30, noNaN: true }),
      (score, spread) => {
        const at = (own: number): number => {
          const scores = new Float32Array(17).fill(0.8);
          scores[0] = own;
          const spreadPx = new Float32Array(17).fill(spread);
          return keypointSigmas(
            { points: new Float64Array(34), scores, spreadPx },
            KEYPOINTS,
            SIDE,
          )[0];
        };
        expect(at(score + 0.02)).toBeLessThan(at(score));
      },
    ),
  );
});
