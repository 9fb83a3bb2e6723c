import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createPoser, loadBody } from '../body/index.ts';
import {
  applyAffine,
  localFromFull,
  PAPER5,
  roisOf,
  viewOf,
  type Intrinsics,
  type Translation,
} from '../camera/index.ts';
import { matmul3, rotmatFromAxisAngle } from '../math/index.ts';
import { personOf, type Scene, type PersonView } from './person-result.ts';
import type { Prediction } from '../network/index.ts';

const body = loadBody(readFileSync('assets/body/open.safetensors'));
const intrinsics: Intrinsics = { fx: 900, fy: 880, cx: 310, cy: 250, focalSource: 'given' };
const scene: Scene = { intrinsics, fullCamera: 'mean', body, poser: createPoser(body) };
const TRUE_T: Translation = [0.4, -0.2, 4];
const GLOBAL = [3, 0.2, -0.3];

/** What a perfect network would say of a person, seen through a view rolled by `rollRad`. */
function perfect(rollRad: number): { personView: PersonView; prediction: Prediction } {
  const view = viewOf(intrinsics, rollRad);
  const c = Math.cos(rollRad);
  const s = Math.sin(rollRad);
  const viewFromCam = Float64Array.of(c, -s, 0, s, c, 0, 0, 0, 1);
  const t: Translation = [c * TRUE_T[0] - s * TRUE_T[1], s * TRUE_T[0] + c * TRUE_T[1], TRUE_T[2]];
  const center = applyAffine(view.viewFromImage, 400, 210);
  const rois = roisOf({ center, size: 400, width: 400 }, PAPER5);
  const cameras = rois.flatMap((roi) => {
    const { scale, tx, ty } = localFromFull(t, roi, view.intrinsics);
    return [scale, tx, ty];
  });
  const rotmats = new Float32Array(216);
  for (let j = 0; j < 24; j++) rotmats.set(rotmatFromAxisAngle([0, 0, 0.02 * j]), 9 * j);
  rotmats.set(matmul3(viewFromCam, rotmatFromAxisAngle(GLOBAL)));
  return {
    personView: { box: { x0: 300, y0: 40, x1: 500, y1: 400 }, score: 0.7, rois, view },
    prediction: {
      rotmats,
      betas: new Float32Array(10).fill(0.5),
      cameras: Float32Array.from(cameras),
    },
  };
}

test.each([0, 0.6, -2.5])('the camera and the pose do not depend on the roll (%d)', (roll) => {
  const { personView, prediction } = perfect(roll);
  const person = personOf(3, personView, prediction, scene);
  expect(person).toMatchObject({ id: 3, score: 0.7, box: [300, 40, 500, 400] });
  for (let i = 0; i < 3; i++) {
    expect(person.camera.t[i]).toBeCloseTo(TRUE_T[i], 5);
    expect(person.body.globalOrient[i]).toBeCloseTo(GLOBAL[i], 5);
    for (const local of person.localCameras) expect(local.full[i]).toBeCloseTo(TRUE_T[i], 4);
  }
  expect(person.consistency.x + person.consistency.y + person.consistency.s).toBeLessThan(1e-5);
  expect(person.body.bodyPose[4]).toEqual([0, 0, expect.closeTo(0.1, 5)]);
});

test('joints lie where K (X + t) says, and regions where they were looked for', () => {
  const { personView, prediction } = perfect(0.6);
  const { joints2d, joints3d, camera, rois } = personOf(0, personView, prediction, scene);
  expect(camera).toMatchObject({ focalPx: 900, focalSource: 'given', convention: 'opencv' });
  joints3d.smpl24.forEach(([x, y, z], j) => {
    expect(joints2d.smpl24[j][0]).toBeCloseTo((900 * x) / z + 310, 3);
    expect(joints2d.smpl24[j][1]).toBeCloseTo((880 * y) / z + 250, 3);
  });
  // the pelvis of the open body is its origin
  for (let i = 0; i < 3; i++) expect(joints3d.smpl24[0][i]).toBeCloseTo(TRUE_T[i], 5);
  expect(rois[0].center[0]).toBeCloseTo(400, 6);
  expect(rois[0].center[1]).toBeCloseTo(210, 6);
  expect(rois[1].width).toBeCloseTo(600, 6);
});

test('with unequal focal lengths the heights of regions are those of the image', () => {
  const { personView, prediction } = perfect(0);
  const { rois } = personOf(0, personView, prediction, scene);
  expect(rois[0].size).toBeCloseTo((400 * 880) / 900, 6);
  expect(rois[0].width).toBe(400);
});

test('what is no pose or no camera is E_NUMERIC', () => {
  const { personView, prediction } = perfect(0);
  const betas = prediction.betas.with(3, NaN);
  expect(() => personOf(0, personView, { ...prediction, betas }, scene)).toThrow(
    expect.objectContaining({ code: 'E_NUMERIC' }),
  );
  const cameras = prediction.cameras.with(0, -1);
  expect(() => personOf(0, personView, { ...prediction, cameras }, scene)).toThrow(
    'positive scale',
  );
});
