import { beforeAll, describe, expect, test } from 'vitest';
import { samplePerson, sampleResult } from '../../test/support/result.ts';
import { readBody, type BodyModel } from '../body/index.ts';
import { nodeFiles } from '../node/index.ts';
import { Rng } from '../base/index.ts';
import { withBody } from '../result/edit.ts';
import {
  lockedShapes,
  MotionFilter,
  SMOOTHING_DEFAULTS,
  smoothFrames,
  type Frame,
} from './smoothing.ts';
import { vec3At, type Vec3 } from '../math/index.ts';
import type { Person, Reconstruction } from '../result/result.ts';

const FPS = 15;
const COUNT = 45;

let open: BodyModel;
beforeAll(async () => {
  open = await readBody(nodeFiles, 'open');
});

/** Somebody who stands still and is seen with noise: pose, depth, shape. */
function noisyFrames(seed = 1): Frame[] {
  const rng = new Rng(seed);
  const noisy = (v: Vec3, sd: number): Vec3 =>
    vec3At(
      v.map((x) => x + rng.normal(0, sd)),
      0,
    );
  return Array.from({ length: COUNT }, (_, i) => {
    const still = samplePerson();
    const { camera, body } = still;
    const person: Person = {
      ...still,
      camera: { ...camera, t: [camera.t[0], camera.t[1], camera.t[2] * (1 + rng.normal(0, 0.03))] },
      body: {
        ...body,
        globalOrient: noisy(body.globalOrient, 0.03),
        bodyPose: body.bodyPose.map((r) => noisy(r, 0.03)),
        betas: body.betas.map((beta) => beta + rng.normal(0, 0.3)),
      },
    };
    return { timeS: i / FPS, result: sampleResult([withBody(person, {}, open)]) };
  });
}

/** Root mean square step of a frame's joints, metres. */
function jitterM(results: readonly Reconstruction[]): number {
  const steps = results.slice(1).flatMap(({ people: [person] }, i) =>
    person.joints3d.smpl24.map((joint, j) => {
      const before = results[i].people[0].joints3d.smpl24[j];
      return joint.reduce((sum, x, k) => sum + (x - before[k]) ** 2, 0);
    }),
  );
  return Math.sqrt(steps.reduce((sum, step) => sum + step, 0) / steps.length);
}

describe('smoothFrames', () => {
  test('off: the very results that were given', () => {
    const frames = noisyFrames();
    const results = smoothFrames(frames, open, { smoothing: null, lockShape: false });
    results.forEach((result, i) => expect(result).toBe(frames[i].result));
  });

  test('somebody who stands still is steadier by far, and stays where they are', () => {
    const frames = noisyFrames();
    const raw = frames.map(({ result }) => result);
    const results = smoothFrames(frames, open, {
      smoothing: SMOOTHING_DEFAULTS,
      lockShape: true,
    });
    expect(jitterM(results)).toBeLessThan(0.3 * jitterM(raw));
    const depth = results.at(-1)?.people[0].camera.t[2] ?? 0;
    expect(Math.abs(depth - samplePerson().camera.t[2])).toBeLessThan(0.15);
  });

  test('the pelvis stays in its pixel', () => {
    const frames = noisyFrames();
    const results = smoothFrames(frames, open, { smoothing: SMOOTHING_DEFAULTS, lockShape: true });
    results.forEach(({ people: [person] }, i) => {
      const [raw] = frames[i].result.people;
      person.joints2d.smpl24[0].forEach((x, k) =>
        expect(Math.abs(x - raw.joints2d.smpl24[0][k])).toBeLessThan(1),
      );
    });
  });

  test('somebody who moves steadily is not late, though the live filter is', () => {
    const frames = Array.from({ length: COUNT }, (_, i): Frame => {
      const person = samplePerson();
      const bodyPose = person.body.bodyPose.map((r, j): Vec3 => (j === 15 ? [0, 0, 0.04 * i] : r));
      const t: Vec3 = [0.02 * i, 0.1, 3.5];
      const moved = { ...person, camera: { ...person.camera, t } };
      return { timeS: i / FPS, result: sampleResult([withBody(moved, { bodyPose }, open)]) };
    });
    const middle = COUNT >> 1;
    const off = ({ people: [{ body, camera }] }: Reconstruction): number[] => [
      Math.abs(body.bodyPose[15][2] - 0.04 * middle),
      Math.abs(camera.t[0] - 0.02 * middle),
    ];
    const options = { smoothing: SMOOTHING_DEFAULTS, lockShape: false };
    const [turn, place] = off(smoothFrames(frames, open, options)[middle]);
    const filter = new MotionFilter(open);
    const live = frames.slice(0, middle + 1).map((frame) => filter.next(frame));
    const [lateTurn, latePlace] = off(live[middle]);
    expect(turn).toBeLessThan(0.1 * lateTurn);
    expect(place).toBeLessThan(0.1 * latePlace);
    // 0.6 rad/s, late by the rotation filter's 0.16 s at most
    expect(lateTurn).toBeLessThan(0.6 * 0.16);
  });

  test('somebody behind the camera is left where the file says', () => {
    const person = samplePerson();
    const behind = { ...person, camera: { ...person.camera, t: [0, 0, -2] as Vec3 } };
    const frames = [0, 1].map((timeS) => ({ timeS, result: sampleResult([behind]) }));
    const results = smoothFrames(frames, open, { smoothing: SMOOTHING_DEFAULTS, lockShape: false });
    expect(results[1].people[0].camera.t).toEqual([0, 0, -2]);
  });

  test('locked shape: one for all frames, as large in the image as before', () => {
    const frames = noisyFrames();
    const results = smoothFrames(frames, open, { smoothing: null, lockShape: true });
    const shapes = new Set(results.map(({ people: [{ body }] }) => JSON.stringify(body.betas)));
    expect(shapes.size).toBe(1);
    const tall = ({ people: [{ joints2d }] }: Reconstruction): number =>
      Math.abs(joints2d.smpl24[15][1] - joints2d.smpl24[7][1]);
    results.forEach((result, i) => {
      expect(tall(result) / tall(frames[i].result)).toBeCloseTo(1, 1);
    });
  });

  test('joints, pixels and camera of a smoothed person fit together', () => {
    const [, { people }] = smoothFrames(noisyFrames().slice(0, 2), open, {
      smoothing: SMOOTHING_DEFAULTS,
      lockShape: true,
    });
    expect(withBody(people[0], {}, open).joints2d).toEqual(people[0].joints2d);
  });
});

test('a wild frame does not change the locked shape', () => {
  const shape = (betas: number[]): Reconstruction =>
    sampleResult([samplePerson({ body: { ...samplePerson().body, betas } })]);
  const ten = (value: number): number[] => Array<number>(10).fill(value);
  const results = [...Array.from({ length: 7 }, () => shape(ten(0.5))), shape(ten(40))];
  expect(lockedShapes(results).get(0)).toEqual(ten(0.5));
});

test('whoever was away starts anew instead of gliding back', () => {
  const filter = new MotionFilter(open);
  const at = (x: number): Reconstruction => {
    const person = samplePerson();
    const t: Vec3 = [x, person.camera.t[1], person.camera.t[2]];
    return sampleResult([withBody({ ...person, camera: { ...person.camera, t } }, {}, open)]);
  };
  filter.next({ timeS: 0, result: at(-1) });
  filter.next({ timeS: 0.1, result: sampleResult([]) });
  const back = filter.next({ timeS: 0.2, result: at(1) });
  expect(back.people[0].camera.t[0]).toBeCloseTo(1, 6);
});
