/** @file Laws of boxes, encodings and cameras. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  applyAffine,
  boxInfos,
  camFromView,
  combineFull,
  composeAffine,
  cropTransform,
  fullFromLocal,
  invertAffine,
  localFromFull,
  PAPER5,
  project,
  relation,
  roisOf,
  translationFromView,
  viewOf,
  type Intrinsics,
  type Roi,
  type Translation,
} from '../../src/camera/index.ts';

const real = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true });

const rois: fc.Arbitrary<Roi> = fc
  .record({ x: real(-500, 4000), y: real(-500, 3000), size: real(20, 3000), rect: fc.boolean() })
  .map(({ x, y, size, rect }) => ({ center: [x, y], size, width: rect ? 0.75 * size : size }));

const pinholes: fc.Arbitrary<Intrinsics> = fc
  .record({ f: real(200, 5000), cx: real(-200, 3000), cy: real(-200, 2000) })
  .map(({ f, cx, cy }) => ({ fx: f, fy: f, cx, cy, focalSource: 'given' }));

const translations: fc.Arbitrary<Translation> = fc
  .tuple(real(-4, 4), real(-3, 3), real(1, 40))
  .map(([x, y, z]): Translation => [x, y, z]);

const near = (a: number, b: number, tolerance: number): void =>
  expect(Math.abs(a - b), `${a} against ${b}`).toBeLessThanOrEqual(tolerance);

test('crop → image → crop is the identity', () => {
  fc.assert(
    fc.property(rois, real(-180, 180), real(0, 192), real(0, 256), (roi, rot, x, y) => {
      const cropFromImage = cropTransform(roi, 192, 256, rot);
      const [u, v] = applyAffine(invertAffine(cropFromImage), x, y);
      const [x2, y2] = applyAffine(cropFromImage, u, v);
      near(x2, x, 1e-6);
      near(y2, y, 1e-6);
    }),
  );
});

test('the crop transform is the closed-form similarity to the precision of float32 points', () => {
  fc.assert(
    fc.property(rois, real(-180, 180), real(-0.5, 0.5), real(-0.5, 0.5), (roi, rot, s, t) => {
      const r = (rot * Math.PI) / 180;
      const dx = s * roi.width;
      const dy = t * roi.width;
      const k = 192 / roi.width;
      const [x, y] = applyAffine(
        cropTransform(roi, 192, 256, rot),
        roi.center[0] + dx,
        roi.center[1] + dy,
      );
      // float32 steps at 4000 px are 2.4e-4, magnified by k
      near(x, k * (Math.cos(r) * dx + Math.sin(r) * dy) + 96, 2e-3 * Math.max(1, k));
      near(y, k * (-Math.sin(r) * dx + Math.cos(r) * dy) + 128, 2e-3 * Math.max(1, k));
    }),
  );
});

test('full → local → full is the identity, and consistent cameras leave no residual', () => {
  fc.assert(
    fc.property(rois, pinholes, translations, (base, camera, t) => {
      const set = roisOf(base, PAPER5);
      const locals = set.map((roi) => localFromFull(t, roi, camera));
      const combined = combineFull(locals, set, camera);
      const scale = 1e-9 * (1 + Math.abs(t[2]) * 10);
      for (let axis = 0; axis < 3; axis++) {
        near(fullFromLocal(locals[1], set[1], camera)[axis], t[axis], scale);
        near(combined.t[axis], t[axis], scale);
      }
      near(combined.consistency.x, 0, scale);
      near(combined.consistency.y, 0, scale);
      near(combined.consistency.s, 0, 1e-9);
    }),
  );
});

test('at the depth of t, the full camera and the weak camera of any RoI put a point on the same pixel', () => {
  fc.assert(
    fc.property(rois, pinholes, translations, real(-1, 1), real(-1, 1), (roi, camera, t, x, y) => {
      const { scale, tx, ty } = localFromFull(t, roi, camera);
      const [u, v] = project([x, y, 0], camera, t);
      // weak perspective: half the RoI's height is one unit of s·(X + t)
      const half = roi.size / 2;
      near(u, roi.center[0] + half * scale * (x + tx), 1e-6);
      near(v, roi.center[1] + half * scale * (y + ty), 1e-6);
    }),
  );
});

test('a moved box moves its crop and its camera, and nothing else', () => {
  fc.assert(
    fc.property(rois, pinholes, real(-300, 300), real(-300, 300), (roi, camera, dx, dy) => {
      const moved: Roi = { ...roi, center: [roi.center[0] + dx, roi.center[1] + dy] };
      const shifted: Intrinsics = { ...camera, cx: camera.cx + dx, cy: camera.cy + dy };
      const before = boxInfos([roi], camera);
      boxInfos([moved], shifted).forEach((value, i) => near(value, before[i], 1e-4));
      const local = { scale: 0.9, tx: 0.1, ty: -0.2 };
      const t = fullFromLocal(local, roi, camera);
      fullFromLocal(local, moved, shifted).forEach((value, i) => near(value, t[i], 1e-9));
      const [x, y] = applyAffine(cropTransform(moved, 256, 256), moved.center[0], moved.center[1]);
      near(x, 128, 2e-2);
      near(y, 128, 2e-2);
    }),
  );
});

test('the paper relation is antisymmetric and zero on the diagonal, at every L', () => {
  const box = fc.tuple(real(-2, 2), real(-2, 2), real(-4, 12));
  fc.assert(
    fc.property(fc.array(box, { minLength: 1, maxLength: 6 }), fc.nat(64), (boxes, frequencies) => {
      const M = boxes.length;
      const D = 3 + 6 * frequencies;
      const out = relation(Float32Array.from(boxes.flat()), { frequencies, mode: 'paper' });
      for (let m = 0; m < M; m++) {
        for (let n = 0; n < M; n++) {
          for (let i = 0; i < D; i++) {
            const value = out[(m * M + n) * D + i];
            if (value + out[(n * M + m) * D + i] !== 0) throw new Error('not antisymmetric');
            if (m === n && value !== 0) throw new Error('diagonal');
          }
        }
      }
    }),
  );
});

test('the paper relation equals Eq. 2–3 evaluated in exact integer arithmetic', () => {
  // p = n/2^20 exactly, so 2^k·p mod 2 is integer arithmetic
  const whole = fc.integer({ min: -(2 ** 23), max: 2 ** 23 });
  fc.assert(
    fc.property(whole, whole, fc.nat(31), (a, b, k) => {
      const reduced = (n: number): number => Number((BigInt(n) << BigInt(k)) % 2n ** 21n) / 2 ** 20;
      const p = a / 2 ** 20;
      const q = b / 2 ** 20;
      const out = relation(Float32Array.of(p, 0, 0, q, 0, 0), { frequencies: 32, mode: 'paper' });
      const at = 195 + 3 + 6 * k;
      const [x, y] = [Math.PI * reduced(a), Math.PI * reduced(b)];
      expect(out[195]).toBe(Math.fround(p - q));
      near(out[at], Math.sin(x) - Math.sin(y), 2e-7);
      near(out[at + 3], Math.cos(x) - Math.cos(y), 2e-7);
    }),
  );
});

test('rolling the camera and stretching rows is exact: the answer in the view is the answer in the image', () => {
  const point = fc.tuple(real(-1, 1), real(-1, 1), real(-0.5, 0.5));
  fc.assert(
    fc.property(
      pinholes,
      real(0.5, 2),
      real(-Math.PI, Math.PI),
      translations,
      point,
      (square, stretch, roll, tView, xView) => {
        const camera: Intrinsics = { ...square, fy: square.fy / stretch };
        const view = viewOf(camera, roll);
        const R = camFromView(view);
        const x = [0, 1, 2].map((i) => xView.reduce((sum, v, j) => sum + R[3 * i + j] * v, 0));
        const t = translationFromView(tView, view);
        const [u, v] = project(x, camera, t);
        const [uView, vView] = project(xView, view.intrinsics, tView);
        const [u2, v2] = applyAffine(view.imageFromView, uView, vView);
        const pixels = 1e-8 * (1 + Math.abs(u) + Math.abs(v));
        near(u2, u, pixels);
        near(v2, v, pixels);
        const [uBack, vBack] = applyAffine(view.viewFromImage, u, v);
        near(uBack, uView, pixels * (1 + stretch));
        near(vBack, vView, pixels * (1 + stretch));
      },
    ),
  );
});

test('the view of an upright camera with square pixels is the image, to the bit', () => {
  fc.assert(
    fc.property(pinholes, rois, (camera, roi) => {
      const view = viewOf(camera);
      expect(view.intrinsics).toEqual(camera);
      const direct = cropTransform(roi, 192, 256);
      const through = composeAffine(direct, view.viewFromImage);
      direct.forEach((value, i) => expect(through[i] + 0).toBe(value + 0));
    }),
  );
});
