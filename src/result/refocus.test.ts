import { expect, test } from 'vitest';
import { samplePerson, sampleResult } from '../../test/support/result.ts';
import { fullFromLocal } from '../camera/index.ts';
import { refocus } from './refocus.ts';
import { intrinsicsOf } from './pose-result.ts';

/** What the local camera of a region implies under a result's focal length (Eq. 12), by other code. */
function implied(person: ReturnType<typeof samplePerson>): readonly number[] {
  return fullFromLocal(person.localCameras[0], person.rois[0], intrinsicsOf(person.camera));
}

test('depth follows the focal length as Eq. 12 says; everything else stays', () => {
  const start = samplePerson();
  const at = implied(start);
  const person = samplePerson({
    camera: { ...start.camera, t: [at[0], at[1], at[2]] },
    localCameras: [{ ...start.localCameras[0], full: [at[0], at[1], at[2]] }],
  });
  const [moved] = refocus(sampleResult([person]), 900).people;
  expect(moved.camera).toMatchObject({ focalPx: 900, focalSource: 'given' });
  const again = implied(moved);
  moved.camera.t.forEach((x, k) => expect(x).toBeCloseTo(again[k], 9));
  moved.localCameras[0].full.forEach((x, k) => expect(x).toBeCloseTo(again[k], 9));
  expect(moved.body).toEqual(person.body);
});

test('there and back is where it was, and the pelvis keeps its pixel', () => {
  const result = sampleResult();
  const there = refocus(result, 777);
  const back = refocus(there, 400);
  back.people[0].joints3d.smpl24.forEach((joint, j) =>
    joint.forEach((x, k) => expect(x).toBeCloseTo(result.people[0].joints3d.smpl24[j][k], 9)),
  );
  const { camera } = there.people[0];
  const was = result.people[0].camera;
  for (const k of [0, 1]) {
    expect(camera.K[k][k] * (camera.t[k] / camera.t[2])).toBeCloseTo(
      was.K[k][k] * (was.t[k] / was.t[2]),
      9,
    );
  }
});

test('no focal length is an error', () => {
  for (const f of [0, -1, NaN, Infinity]) {
    expect(() => refocus(sampleResult(), f)).toThrow('expected a focal length');
  }
});
