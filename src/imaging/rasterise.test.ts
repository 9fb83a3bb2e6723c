import { expect, test } from 'vitest';
import { RasterTarget } from './raster-target.ts';
import { interpolate, rasterise } from './rasterise.ts';

const camera = { intrinsics: { fx: 1, fy: 1, cx: 0, cy: 0 } };
/** A square of the picture's pixels 1 … 4 at a depth, corners anticlockwise as seen from the camera. */
const square = (z: number): Float32Array =>
  Float32Array.of(1, 1, 1, 1, 5, 1, 5, 5, 1, 5, 1, 1).map((v) => v * z);
const faces = Uint32Array.of(0, 1, 2, 0, 2, 3);
const count = (target: RasterTarget): number => target.face.filter((f) => f >= 0).length;

test('the nearest surface wins whatever the order, and meshes are told apart', () => {
  for (const order of [
    [2, 3],
    [3, 2],
  ]) {
    const target = new RasterTarget(8, 8);
    for (const z of order) rasterise(target, square(z), faces, camera, { firstFace: z * 10 });
    expect(target.depth[3 * 8 + 3]).toBeCloseTo(2, 6);
    expect(new Set(target.face)).toEqual(new Set([-1, 20, 21]));
    expect(count(target)).toBe(16);
  }
});

test('back faces are drawn unless culled', () => {
  const behind = Uint32Array.of(0, 2, 1, 0, 3, 2);
  const target = new RasterTarget(8, 8);
  rasterise(target, square(2), behind, camera, { cullBack: true });
  expect(count(target)).toBe(0);
  rasterise(target, square(2), behind, camera);
  expect(count(target)).toBe(16);
  target.clear();
  rasterise(target, square(2), faces, camera, { cullBack: true });
  expect(count(target)).toBe(16);
});

test('clear leaves a target like a new one', () => {
  const target = new RasterTarget(8, 8);
  rasterise(target, square(2), faces, camera);
  expect(target.drawn).toEqual({ x0: 1, y0: 1, x1: 5, y1: 5 });
  target.clear();
  const fresh = new RasterTarget(8, 8);
  expect([target.depth, target.face, target.drawn]).toEqual([fresh.depth, fresh.face, fresh.drawn]);
});

test('a floor that runs under the camera is cut at the near plane and exact up to the horizon', () => {
  const intrinsics = { fx: 10, fy: 10, cx: 8, cy: 4 };
  const floor = Float32Array.of(-900, 1.5, -50, 900, 1.5, -50, 0, 1.5, 5000);
  const target = new RasterTarget(17, 12);
  rasterise(target, floor, Uint32Array.of(0, 1, 2), { intrinsics });
  for (let y = 0; y < 12; y++) {
    // v = fy·1.5/z + cy
    const z = 15 / (y - 4);
    if (y <= 4) expect(target.depth[y * 17 + 8]).toBe(Infinity);
    else expect(target.depth[y * 17 + 8] / z).toBeCloseTo(1, 2);
  }
});

test('the camera translation is added to vertices', () => {
  const target = new RasterTarget(8, 8);
  const vertices = square(2).map((v, i) => v - [1, 2, 3][i % 3]);
  rasterise(target, vertices, faces, { ...camera, t: [1, 2, 3] });
  expect(count(target)).toBe(16);
  expect(target.depth[2 * 8 + 2]).toBeCloseTo(2, 6);
});

test('wrong meshes and targets are refused by name', () => {
  const target = new RasterTarget(8, 8);
  const bad = square(2);
  bad[4] = NaN;
  expect(() => rasterise(target, bad, faces, camera)).toThrow(
    /rasterise: expected finite vertices/,
  );
  expect(() => rasterise(target, square(2), Uint32Array.of(0, 1, 4), camera)).toThrow(
    'expected vertex numbers below 4, got [0, 1, 4] (face 0)',
  );
  expect(() => rasterise(target, square(2), Uint32Array.of(0, 1), camera)).toThrow('[0, 3]');
  const blind = { intrinsics: { ...camera.intrinsics, fx: NaN } };
  expect(() => rasterise(target, square(2), faces, blind)).toThrow(/finite pinhole/);
  expect(() => rasterise(target, square(2), faces, camera, { near: 0 })).toThrow(/near plane/);
  for (const [w, h] of [
    [0, 5],
    [5, 20_000],
    [16_384, 16_384],
    [2.5, 2],
  ]) {
    expect(() => new RasterTarget(w, h)).toThrow(/RasterTarget: expected sides/);
  }
  expect(() => interpolate(target, faces, square(2), 3, new Float32Array(5))).toThrow('[8, 8, 3]');
});

test('the same mesh gives the same bytes everywhere', () => {
  // a ring of slivers from whole-number arithmetic alone, so that no host's sine is involved
  const ring = Array.from({ length: 60 }, (_, i) => [
    ((i * 7919) % 101) - 50,
    ((i * 104_729) % 97) - 48,
    60 + ((i * 31) % 23),
  ]);
  const target = new RasterTarget(64, 64);
  rasterise(
    target,
    Float32Array.from(ring.flat()),
    Uint32Array.from({ length: 60 }, (_, i) => i),
    { intrinsics: { fx: 40, fy: 40, cx: 31.5, cy: 31.5 } },
  );
  let hash = 0x811c9dc5;
  for (const buffer of [target.depth, target.face, target.barycentric]) {
    for (const byte of new Uint8Array(buffer.buffer)) hash = Math.imul(hash ^ byte, 0x01000193);
  }
  expect(hash >>> 0).toMatchInlineSnapshot(`1036453896`);
});
