/** @file Boxes, encodings, crop transforms and cameras against the reference numbers; exact where float32 must be. */
import { describe, expect, test } from 'vitest';
import {
  boxInfos,
  combineFull,
  cropTransform,
  fullFromLocal,
  PAPER5,
  relation,
  resolveIntrinsics,
  roisOf,
} from '../../src/camera/index.ts';
import golden from './camera.json' with { type: 'json' };
import crops from './crop.json' with { type: 'json' };

const b = 200 * golden.roi.scale[0];
const base = {
  center: [golden.roi.center[0][0], golden.roi.center[0][1]] as const,
  size: b,
  width: 0.75 * b,
};
const rois = roisOf(base, PAPER5);
const camera = resolveIntrinsics({ width: golden.roi.img_w, height: golden.roi.img_h });

test('the five RoIs of §3.5', () => {
  expect(rois.map(({ center }) => [...center])).toEqual(golden.roi.center);
  expect(rois.map(({ size }) => Math.fround(size))).toEqual(
    golden.roi.scale.map((s) => Math.fround(200 * s)),
  );
});

test('box information is exact in float32', () => {
  expect(camera).toEqual({
    fx: golden.roi.focal,
    fy: golden.roi.focal,
    cx: 500,
    cy: 360,
    focalSource: 'estimate',
  });
  expect([...boxInfos(rois, camera)]).toEqual(golden.roi.bbox_info.flat());
});

describe('the official encoding of a difference', () => {
  const encode = (
    x: readonly number[],
    mode: 'official-fma' | 'official-two-rounding',
  ): Float32Array =>
    relation(Float32Array.of(...x, 0, 0, 0), { frequencies: 32, mode }).subarray(195, 390);

  test('two roundings: every bit', () => {
    golden.pe.x.forEach((x, i) => {
      expect([...encode(x, 'official-two-rounding')]).toEqual(
        golden.pe.y_cuda_mul_then_add[i].map(Math.fround),
      );
    });
  });

  // The reference's float32 sine is itself only good to one unit in the last place; a wrong
  // argument would show as an error of 1e-2 and more.
  test('one rounding: every argument, and the sine to one unit in the last place', () => {
    golden.pe.x.forEach((x, i) => {
      const worst = encode(x, 'official-fma').reduce(
        (most, value, j) => Math.max(most, Math.abs(value - golden.pe.y_cpu_fma[i][j])),
        0,
      );
      expect(worst).toBeLessThanOrEqual(2 ** -24);
    });
  });
});

test('crop transforms are exact in double', () => {
  for (const { center, scale, rot, full_trans, crop_trans } of crops.crops) {
    const size = 200 * scale;
    const roi = { center: [center[0], center[1]] as const, size, width: 0.75 * size };
    const noMinusZero = (affine: readonly number[]): number[] => affine.map((v) => v + 0);
    expect(noMinusZero(cropTransform(roi, 192, 256, rot))).toEqual(noMinusZero(full_trans.flat()));
    expect(noMinusZero(cropTransform(roi, 192, 256))).toEqual(noMinusZero(crop_trans.flat()));
  }
});

describe('full cameras', () => {
  const locals = golden.camera.crop_cam.map(([scale, tx, ty]) => ({ scale, tx, ty }));

  test('Eq. 12 per RoI', () => {
    locals.forEach((local, m) => {
      fullFromLocal(local, rois[m], camera).forEach((value, axis) => {
        const want = golden.camera.full_cam[m][axis];
        expect(Math.abs(value - want)).toBeLessThanOrEqual(1e-5 * Math.abs(want));
      });
    });
  });

  test('the residuals are the camera-consistency loss in another guise', () => {
    // Σ over ordered pairs of (a_m − a_n)² is 2M² times the variance, so Eq. 16 follows from the residuals
    const { consistency } = combineFull(locals, rois, camera);
    const meanBs = locals.reduce((sum, { scale }, m) => sum + (scale * rois[m].size) / 5, 0);
    const loss =
      50 *
      (0.1 * consistency.x ** 2 + 0.1 * consistency.y ** 2 + 1e-4 * (consistency.s * meanBs) ** 2);
    expect(loss).toBeCloseTo(golden.camera.paper_eq16_sum_all_m_n, 5);
  });
});
