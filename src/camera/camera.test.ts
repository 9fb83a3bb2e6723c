import { expect, test } from 'vitest';
import type { MultiRoiError } from '../base/index.ts';
import { invertAffine } from './affine.ts';
import { boxInfos } from './box-info.ts';
import { boxOfJoints, checkBox } from './box.ts';
import { cropTransform } from './crop-transform.ts';
import { combineFull, fullFromLocal } from './full-camera.ts';
import { resolveIntrinsics } from './intrinsics.ts';
import { project } from './project.ts';
import { relation } from './relation.ts';
import { EXTENDED9, PAPER5, parseRoiSet, roiSetFor } from './roi-set.ts';
import { baseRoi, boxOfRoi, PADDING, roisOf } from './roi.ts';
import { uprightRoll, viewOf } from './view.ts';

const image = { width: 640, height: 480 };

/** The code of what a call throws. */
function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as MultiRoiError).code;
  }
  return 'nothing thrown';
}

test('boxes: NaN, empty, outside the image', () => {
  const box = { x0: 10, y0: 20, x1: 110, y1: 320 };
  expect(() => checkBox('x', box, image)).not.toThrow();
  expect(() => checkBox('x', { ...box, x0: -900, y1: 9000 }, image)).not.toThrow();
  expect(() => checkBox('x', { ...box, x0: NaN })).toThrow(/finite/);
  expect(() => checkBox('x', { ...box, x1: 10 })).toThrow(/x0 < x1/);
  expect(() => checkBox('predict', { x0: 640, y0: 0, x1: 700, y1: 9 }, image)).toThrow(
    'predict: expected a box that touches the 640×480 image, got [640, 0, 700, 9]',
  );
  // the last column spans 638.5 … 639.5
  expect(() => checkBox('x', { x0: 639.4, y0: 0, x1: 700, y1: 9 }, image)).not.toThrow();
  expect(codeOf(() => checkBox('x', { x0: -9, y0: 0, x1: -0.5, y1: 9 }, image))).toBe('E_RANGE');
});

test('the box of joints counts visible ones only', () => {
  const points = [5, 6, NaN, NaN, 1, 12];
  expect(boxOfJoints({ points, confidence: [1, 0, 0.2] })).toEqual({ x0: 1, y0: 6, x1: 5, y1: 12 });
  expect(codeOf(() => boxOfJoints({ points }))).toBe('E_RANGE');
  expect(() => boxOfJoints({ points, confidence: [0, 0, 0] })).toThrow(/one visible joint/);
  expect(codeOf(() => boxOfJoints({ points: [1, 2, 3] }))).toBe('E_SHAPE');
  expect(codeOf(() => boxOfJoints({ points, confidence: [1] }))).toBe('E_SHAPE');
  expect(codeOf(() => boxOfJoints({ points: [3, 3, 3, 9] }))).toBe('E_RANGE');
});

test('base boxes of both shapes', () => {
  const tall = { x0: 0, y0: 0, x1: 60, y1: 200 };
  expect(baseRoi(tall, { shape: 'rect', padding: PADDING.joints })).toEqual({
    center: [30, 100],
    size: 240,
    width: 180,
  });
  const wide = { x0: 0, y0: 0, x1: 300, y1: 200 };
  const rect = baseRoi(wide, { shape: 'rect', padding: PADDING.detector });
  expect(rect.size).toBeCloseTo(440, 10);
  expect(rect.width).toBeCloseTo(330, 10);
  const square = baseRoi({ points: [0, 0, 300, 200] }, { shape: 'square', padding: 1.2 });
  expect(square).toEqual({ center: [150, 100], size: 360, width: 360 });
  expect(boxOfRoi(square)).toEqual({ x0: -30, y0: -80, x1: 330, y1: 280 });
  expect(codeOf(() => baseRoi(tall, { shape: 'rect', padding: NaN }))).toBe('E_RANGE');
});

test('fewer RoIs are the first rows, more come from the larger set', () => {
  const base = { center: [100, 100], size: 200, width: 150 } as const;
  expect(roisOf(base, PAPER5, 3)).toEqual(roisOf(base, PAPER5).slice(0, 3));
  expect(roisOf(base, PAPER5)[4]).toEqual({ center: [100, 80], size: 130, width: 97.5 });
  expect(roisOf(base, EXTENDED9)[8]).toEqual({ center: [80, 120], size: 80, width: 60 });
  expect([roiSetFor(1), roiSetFor(5), roiSetFor(6), roiSetFor(9)]).toEqual([
    PAPER5,
    PAPER5,
    EXTENDED9,
    EXTENDED9,
  ]);
  expect(codeOf(() => roiSetFor(10))).toBe('E_CONFIG');
  expect(codeOf(() => roiSetFor(2.5))).toBe('E_CONFIG');
  expect(codeOf(() => roisOf(base, PAPER5, 6))).toBe('E_RANGE');
  expect(codeOf(() => roisOf(base, PAPER5, 0))).toBe('E_RANGE');
});

test('a set of RoIs from JSON is validated and every problem named', () => {
  const wide = {
    id: 'wide2',
    offsets: [
      [0, 0],
      [0.2, 0],
    ],
    scales: [1, 2],
  };
  expect(parseRoiSet(JSON.stringify(wide))).toEqual(wide);
  expect(parseRoiSet(JSON.stringify(PAPER5))).toEqual(PAPER5);
  const bad = {
    id: 'x',
    offsets: [
      [0.1, 0],
      [0, 0],
    ],
    scales: [2],
  };
  expect(() => parseRoiSet(JSON.stringify(bad))).toThrow(
    /3 problems found\n {2}scales: expected as many[^\n]*\n {2}offsets: expected \[0, 0\][^\n]*\n {2}scales: expected 1/,
  );
  for (const json of [
    '',
    'null',
    '[]',
    '{}',
    '{"id":"x","offsets":[],"scales":[]}',
    '{"id":"x","offsets":[[0,0,0]],"scales":[1]}',
    '{"id":"x","offsets":[[0,0],[0,1e400]],"scales":[1,1]}',
    '{"id":"x","offsets":[[0,0],[0,0]],"scales":[1,0]}',
    '{"id":"x","offsets":[[0,0]],"scales":[1],"extra":1}',
    ' '.repeat(200_000),
  ]) {
    expect(
      codeOf(() => parseRoiSet(json)),
      json.slice(0, 60),
    ).toBe('E_FORMAT');
  }
});

test('the focal length: given, then EXIF, then the estimate', () => {
  const estimate = resolveIntrinsics(image);
  expect(estimate).toEqual({ fx: 800, fy: 800, cx: 320, cy: 240, focalSource: 'estimate' });
  expect(resolveIntrinsics({ ...image, exifFocalPx: null })).toEqual(estimate);
  const exif = resolveIntrinsics({ ...image, exifFocalPx: 700 });
  expect([exif.fx, exif.focalSource]).toEqual([700, 'exif']);
  const given = resolveIntrinsics({ ...image, exifFocalPx: 700, focalPx: 600 });
  expect([given.fy, given.focalSource]).toEqual([600, 'given']);
  // 90° vertically: half the height equals the focal length
  expect(resolveIntrinsics({ ...image, fovDeg: 90 }).fx).toBeCloseTo(240, 9);
  const full = { fx: 500, fy: 510, cx: -7, cy: 900 };
  expect(resolveIntrinsics({ ...image, intrinsics: full })).toEqual({
    ...full,
    focalSource: 'given',
  });
});

test('bad cameras are refused with every bad number', () => {
  for (const focalPx of [NaN, -5, 0, Infinity]) {
    expect(
      codeOf(() => resolveIntrinsics({ ...image, focalPx })),
      String(focalPx),
    ).toBe('E_RANGE');
  }
  for (const fovDeg of [0, 180, NaN]) {
    expect(
      codeOf(() => resolveIntrinsics({ ...image, fovDeg })),
      String(fovDeg),
    ).toBe('E_RANGE');
  }
  const intrinsics = { fx: NaN, fy: -1, cx: NaN, cy: 0 };
  expect(() => resolveIntrinsics({ ...image, intrinsics })).toThrow(
    /3 problems found\n {2}intrinsics.fx: expected a positive number of pixels, got NaN/,
  );
  expect(codeOf(() => resolveIntrinsics({ ...image, focalPx: 5, fovDeg: 5 }))).toBe('E_CONFIG');
  expect(codeOf(() => resolveIntrinsics({ width: 0, height: 5 }))).toBe('E_RANGE');
});

test('an off-centre principal point moves box information and the full camera with it', () => {
  const roi = { center: [320, 240], size: 200, width: 150 } as const;
  const camera = { fx: 800, fy: 800, cx: 300, cy: 250, focalSource: 'given' } as const;
  const [x, y] = boxInfos([roi], camera);
  expect(x).toBeCloseTo((20 / 800) * 2.8, 7);
  expect(y).toBeCloseTo((-10 / 800) * 2.8, 7);
  const t = fullFromLocal({ scale: 1, tx: 0, ty: 0 }, roi, camera);
  expect(t).toEqual([0.2, -0.1, 8]);
  // the middle of the RoI is where the body's origin must land
  expect([...project([0, 0, 0], camera, t)]).toEqual([320, 240]);
});

test('one focal length serves a person; unequal ones go through a view', () => {
  const roi = { center: [320, 240], size: 200, width: 150 } as const;
  const camera = { fx: 800, fy: 400, cx: 320, cy: 240, focalSource: 'given' } as const;
  const local = { scale: 1, tx: 0, ty: 0 };
  expect(() => boxInfos([roi], camera)).toThrow(/viewOf/);
  expect(() => fullFromLocal(local, roi, camera)).toThrow(/viewOf/);
  expect(() => combineFull([local], [roi], camera)).toThrow(/viewOf/);
  const view = viewOf(camera);
  expect(view.intrinsics).toMatchObject({ fx: 800, fy: 800, cx: 320, cy: 480 });
  expect(codeOf(() => viewOf({ ...camera, fx: NaN }))).toBe('E_RANGE');
});

test('the mean camera, RoI 0 alone, and what a degenerate camera does', () => {
  const camera = { fx: 1000, fy: 1000, cx: 0, cy: 0, focalSource: 'given' } as const;
  const rois = [100, 200].map((size) => ({ center: [0, 0] as const, size, width: size }));
  const locals = [
    { scale: 1, tx: 0.1, ty: 0 },
    { scale: 1.5, tx: 0.3, ty: 0 },
  ];
  const combined = combineFull(locals, rois, camera);
  expect(combined.t).toEqual([0.2, 0, 10]);
  expect(combined.consistency.x).toBeCloseTo(0.1, 12);
  expect(combined.consistency.s).toBe(0.5);
  expect(combineFull(locals, rois, camera, 'roi0').t).toEqual([0.1, 0, 20]);
  expect(codeOf(() => combineFull(locals, rois.slice(1), camera))).toBe('E_SHAPE');
  for (const scale of [0, -1, NaN, Infinity]) {
    expect(codeOf(() => fullFromLocal({ scale, tx: 0, ty: 0 }, rois[0], camera))).toBe('E_NUMERIC');
  }
});

test('relations: shapes, cosines of nothing, hostile input', () => {
  const boxes = Float32Array.of(0.1, 0.2, 1, 0.3, -0.2, 2);
  expect(relation(boxes, { frequencies: 32, mode: 'paper' })).toHaveLength(2 * 2 * 195);
  const raw = relation(boxes, { frequencies: 0, mode: 'paper' });
  expect([...raw.subarray(3, 6)]).toEqual(
    [0, 1, 2].map((i) => Math.fround(boxes[i] - boxes[3 + i])),
  );
  const own = relation(boxes, { frequencies: 1, mode: 'official-fma' }).subarray(0, 9);
  expect([...own]).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1]);
  expect(codeOf(() => relation(boxes.subarray(1), { frequencies: 1, mode: 'paper' }))).toBe(
    'E_SHAPE',
  );
  expect(codeOf(() => relation(boxes, { frequencies: -1, mode: 'paper' }))).toBe('E_RANGE');
  const hostile = Float32Array.of(NaN, 0, 0);
  expect(codeOf(() => relation(hostile, { frequencies: 1, mode: 'paper' }))).toBe('E_NUMERIC');
});

test('projection: a point behind the camera has no pixel', () => {
  const camera = { fx: 100, fy: 50, cx: 10, cy: 20, focalSource: 'given' } as const;
  const points = [1, 2, 0, 0, 0, -5];
  expect([...project(points, camera, [0, 0, 4])]).toEqual([35, 45, NaN, NaN]);
  expect(codeOf(() => project([1, 2], camera, [0, 0, 1]))).toBe('E_SHAPE');
});

test('degenerate maps and crops are refused', () => {
  expect(codeOf(() => invertAffine([1, 2, 0, 2, 4, 0]))).toBe('E_NUMERIC');
  expect(codeOf(() => invertAffine([NaN, 0, 0, 0, 1, 0]))).toBe('E_NUMERIC');
  const roi = { center: [0, 0], size: 10, width: 10 } as const;
  expect(codeOf(() => cropTransform({ ...roi, width: 0 }, 10, 10))).toBe('E_RANGE');
  expect(codeOf(() => cropTransform(roi, 0, 10))).toBe('E_RANGE');
  expect(codeOf(() => cropTransform({ ...roi, center: [1e30, 0] }, 10, 10))).toBe('E_NUMERIC');
});

test('the roll that puts a lying person upright', () => {
  expect(uprightRoll([0, 100], [0, 0])).toBe(0);
  // head to the right of the feet: a quarter turn anticlockwise
  expect(uprightRoll([0, 0], [100, 0])).toBeCloseTo(-Math.PI / 2, 12);
  const {
    viewFromImage: [a, b, , d, e],
  } = viewOf({ fx: 9, fy: 9, cx: 3, cy: 4, focalSource: 'given' }, uprightRoll([10, 5], [40, -8]));
  const [dx, dy] = [a * 30 + b * -13, d * 30 + e * -13];
  expect(dx).toBeCloseTo(0, 9);
  expect(dy).toBeLessThan(0);
});
