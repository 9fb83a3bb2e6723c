import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  applyAffine,
  combineFull,
  fullFromLocal,
  localFromFull,
  PAPER5,
  project,
  resolveIntrinsics,
  roisOf,
  viewOf,
  type Translation,
} from '../camera/index.ts';
import type { Person } from '../result/index.ts';
import { samplePerson, sampleResult } from '../../test/support/result.ts';
import { birdsEye, roundLength, type BirdsEyeState } from './birds-eye.ts';
import { roiMarks } from './roi-marks.ts';

const K = resolveIntrinsics({ width: 320, height: 240, focalPx: 400 });
const STATE: BirdsEyeState = { width: 500, height: 400, hidden: [], solo: null, selected: null };

/** A person at t whose regions imply t, the second one off by `off`. */
function seenAt(id: number, t: Translation, off: Translation = [0, 0, 0]): Person {
  const [u, v] = project([0, 0, 0], K, t);
  const rois = roisOf({ center: [u, v], size: 180, width: 180 }, PAPER5);
  const locals = rois.map((roi, m) =>
    localFromFull(m === 1 ? [t[0] + off[0], t[1] + off[1], t[2] + off[2]] : t, roi, K),
  );
  const one = samplePerson();
  const [x, y, z] = t;
  return {
    ...one,
    id,
    rois: rois.map(({ center, size, width }) => ({ center: [center[0], center[1]], size, width })),
    localCameras: locals.map((local, m) => {
      const [fx, fy, fz] = fullFromLocal(local, rois[m], K);
      return { ...local, full: [fx, fy, fz] };
    }),
    camera: { ...one.camera, t: [x, y, z] },
    joints3d: { smpl24: one.joints3d.smpl24.map(() => [x, y, z]) },
    consistency: combineFull(locals, rois, K).consistency,
  };
}

test('cameras that agree are one point, and one that does not is as far off as it says', () => {
  const agreed = birdsEye(sampleResult([seenAt(0, [0.3, 0.1, 4])]), STATE);
  expect(agreed.inset?.cameras.length).toBe(5);
  for (const [x, y] of agreed.inset?.cameras ?? []) {
    expect(x).toBeCloseTo(agreed.inset?.centre[0] ?? NaN, 6);
    expect(y).toBeCloseTo(agreed.inset?.centre[1] ?? NaN, 6);
  }
  const plan = birdsEye(sampleResult([seenAt(0, [0.3, 0.1, 4], [0.02, 0, -0.05])]), STATE);
  const { inset } = plan;
  if (inset === null) throw new Error('no inset');
  const scale = inset.bar.px / inset.bar.metres;
  // a person 5 cm nearer than the others say is a camera 5 cm further forward
  expect(inset.cameras[1][0] - inset.centre[0]).toBeCloseTo(-0.02 * scale, 3);
  expect(inset.cameras[1][1] - inset.centre[1]).toBeCloseTo(-0.05 * scale, 3);
  expect(scale / plan.pxPerMetre).toBeCloseTo(inset.magnification, 9);
  for (const [x, y] of inset.cameras) {
    expect(Math.abs(x - inset.centre[0])).toBeLessThan(inset.side / 2);
    expect(Math.abs(y - inset.centre[1])).toBeLessThan(inset.side / 2);
  }
});

test('people and the camera lie in the drawing to scale, the camera below, and not under the inset', () => {
  const depth = fc.double({ min: 1, max: 60, noNaN: true });
  const side = fc.double({ min: -8, max: 8, noNaN: true });
  const size = fc.integer({ min: 260, max: 900 });
  fc.assert(
    fc.property(depth, depth, side, size, size, (near, far, x, width, height) => {
      const people = [seenAt(0, [x, 0, near]), seenAt(3, [0, 0, far])];
      const plan = birdsEye(sampleResult(people), { ...STATE, width, height });
      const [a, b] = plan.people;
      expect(a.at[0] - plan.camera[0]).toBeCloseTo(x * plan.pxPerMetre, 6);
      expect(plan.camera[1] - b.at[1]).toBeCloseTo(far * plan.pxPerMetre, 6);
      expect(a.distanceM).toBeCloseTo(Math.hypot(x, near), 9);
      const { inset } = plan;
      for (const [u, v] of [a.at, b.at, plan.camera]) {
        expect(u >= 0 && u <= width && v >= 0 && v <= height).toBe(true);
        const covered =
          inset !== null &&
          u > inset.x &&
          u < inset.x + inset.side &&
          v > inset.y &&
          v < inset.y + inset.side;
        expect(covered).toBe(false);
      }
    }),
  );
});

test('nobody, one shown of two, the selected one', () => {
  const empty = birdsEye(sampleResult([]), STATE);
  expect([empty.inset, empty.people, empty.rois]).toEqual([null, [], []]);
  const two = sampleResult([seenAt(0, [0, 0, 3]), seenAt(1, [1, 0, 5])]);
  expect(birdsEye(two, { ...STATE, hidden: [0] }).people.map(({ id }) => id)).toEqual([1]);
  expect(birdsEye(two, { ...STATE, selected: 1 }).inset?.id).toBe(1);
  expect(birdsEye(two, { ...STATE, selected: 7 }).inset?.id).toBe(0);
});

test('round lengths are 1, 2 or 5, and the largest below', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (length) => {
      const round = roundLength(length);
      expect(round).toBeLessThanOrEqual(length * (1 + 1e-12));
      expect(2.5 * round).toBeGreaterThan(length * (1 - 1e-12));
    }),
  );
});

test('regions of a rolled view are turned rectangles about their centres, and agreeing cameras meet in one pixel', () => {
  const person = { ...seenAt(0, [0.3, 0.1, 4]), rollRad: 0.5 };
  const { viewFromImage } = viewOf(K, 0.5);
  for (const { m, corners, origin } of roiMarks(person)) {
    const { center, size, width } = person.rois[m];
    expect((corners[0][0] + corners[2][0]) / 2).toBeCloseTo(center[0], 6);
    expect((corners[0][1] + corners[2][1]) / 2).toBeCloseTo(center[1], 6);
    const [a, b, , d] = corners.map(([x, y]) => applyAffine(viewFromImage, x, y));
    // upright in the view
    expect([b[0] - a[0], b[1] - a[1]]).toEqual([
      expect.closeTo(width, 6) as number,
      expect.closeTo(0, 6) as number,
    ]);
    expect(d[1] - a[1]).toBeCloseTo(size, 6);
    const [u, v] = project([0, 0, 0], K, [0.3, 0.1, 4]);
    expect(origin[0]).toBeCloseTo(u, 6);
    expect(origin[1]).toBeCloseTo(v, 6);
  }
});
