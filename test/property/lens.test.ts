/** @file The 3D view's projection against src/camera's, over any camera, canvas and point. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { project, type Intrinsics } from '../../src/camera/index.ts';
import { frameExtent } from '../../src/viewer/framing.ts';
import {
  letterbox,
  lensOfFov,
  lensThrough,
  mixLens,
  projectionMatrix,
  type Lens,
  type Viewport,
} from '../../src/viewer/lens.ts';
import { hitDistance, pickingRay } from '../../src/viewer/pick.ts';
import { onUnitPlane } from '../../src/viewer/frustum.ts';
import { cornersOf, imageBox } from '../../src/viewer/roi-marks.ts';

const real = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true });

const pinholes: fc.Arbitrary<Intrinsics> = fc
  .record({ fx: real(100, 6000), ratio: real(0.5, 2), cx: real(-500, 5000), cy: real(-500, 5000) })
  .map(({ fx, ratio, cx, cy }) => ({ fx, fy: ratio * fx, cx, cy, focalSource: 'given' }));
const sizes = fc.record({
  width: fc.integer({ min: 1, max: 4000 }),
  height: fc.integer({ min: 1, max: 4000 }),
});
const points = fc.tuple(real(-20, 20), real(-20, 20), real(0.1, 100));

/** Canvas pixel of a point in frame gl, by the matrix: what WebGL does. */
function throughMatrix(
  m: ArrayLike<number>,
  [x, y, z]: readonly [number, number, number],
  { width, height }: Viewport,
): { x: number; y: number; depth: number } {
  const row = (r: number): number => m[r] * x + m[4 + r] * y + m[8 + r] * z + m[12 + r];
  const w = row(3);
  return {
    x: ((row(0) / w + 1) / 2) * width - 0.5,
    y: ((1 - row(1) / w) / 2) * height - 0.5,
    depth: row(2) / w,
  };
}

test('through the camera, a point lies on the pixel of the photograph that it has in the overlay', () => {
  fc.assert(
    fc.property(pinholes, sizes, sizes, points, (K, image, viewport, [x, y, z]) => {
      const box = letterbox(image, viewport);
      const matrix = projectionMatrix(lensThrough(K, box), viewport, 0.05, 200);
      const seen = throughMatrix(matrix, [x, -y, -z], viewport);
      const [u, v] = project([x, y, z], K, [0, 0, 0]);
      // pixels of the photograph, whatever the canvas scales them to; float64 ends a million pixels out
      const size = 1 + Math.abs(u) + Math.abs(v);
      expect(Math.abs((seen.x - box.x) / box.scale - u)).toBeLessThan(
        1e-3 * Math.max(1, size / 1e6),
      );
      expect(Math.abs((seen.y - box.y) / box.scale - v)).toBeLessThan(
        1e-3 * Math.max(1, size / 1e6),
      );
      expect(seen.depth).toBeGreaterThanOrEqual(-1 - 1e-9);
      expect(seen.depth).toBeLessThanOrEqual(1);
    }),
  );
});

test('the picture lies whole and centred in the canvas, as large as it fits', () => {
  fc.assert(
    fc.property(sizes, sizes, (image, viewport) => {
      const { scale, x, y } = letterbox(image, viewport);
      const [left, right] = [scale * -0.5 + x + 0.5, scale * (image.width - 0.5) + x + 0.5];
      const [top, bottom] = [scale * -0.5 + y + 0.5, scale * (image.height - 0.5) + y + 0.5];
      expect(left).toBeCloseTo(viewport.width - right, 6);
      expect(top).toBeCloseTo(viewport.height - bottom, 6);
      expect(Math.min(left, top)).toBeCloseTo(0, 6);
    }),
  );
  expect(letterbox({ width: 640, height: 480 }, { width: 640, height: 480 })).toEqual({
    scale: 1,
    x: 0,
    y: 0,
  });
});

test('near and far are where the depth buffer begins and ends', () => {
  const matrix = projectionMatrix(
    { fx: 500, fy: 400, cx: 100, cy: 7 },
    { width: 300, height: 200 },
    0.1,
    50,
  );
  const depth = (z: number): number =>
    throughMatrix(matrix, [0, 0, -z], { width: 300, height: 200 }).depth;
  expect(depth(0.1)).toBeCloseTo(-1, 9);
  expect(depth(50)).toBeCloseTo(1, 9);
});

test('lenses mix from one to the other', () => {
  const [a, b]: Lens[] = [
    { fx: 100, fy: 110, cx: 5, cy: 6 },
    { fx: 300, fy: 310, cx: -5, cy: 60 },
  ];
  const out = { fx: 0, fy: 0, cx: 0, cy: 0 };
  mixLens(a, b, 0, out);
  expect(out).toEqual(a);
  mixLens(a, b, 1, out);
  expect(out).toEqual(b);
  mixLens(a, b, 0.25, out);
  expect(out).toEqual({ fx: 150, fy: 160, cx: 2.5, cy: 19.5 });
});

/** A rigid pose, 4×4 column-major, from a rotation about y and x and a place. */
function pose(yaw: number, pitch: number, place: readonly [number, number, number]): number[] {
  const [c, s, p, q] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)];
  // R = Ry · Rx
  return [c, 0, -s, 0, s * q, p, c * q, 0, s * p, -q, c * p, 0, ...place, 1];
}

test('a ray through a pixel passes through everything that is seen there', () => {
  fc.assert(
    fc.property(
      pinholes,
      fc.tuple(real(-3, 3), real(-1.5, 1.5)),
      fc.tuple(real(-5, 5), real(-5, 5), real(-5, 5)),
      points,
      (K, [yaw, pitch], place, [x, y, z]) => {
        const glFromEye = pose(yaw, pitch, place);
        // a point given in the eye's frame, in frame gl, in the camera's
        const eye = [x, -y, -z];
        const gl = [0, 1, 2].map(
          (r) =>
            glFromEye[r] * eye[0] +
            glFromEye[4 + r] * eye[1] +
            glFromEye[8 + r] * eye[2] +
            glFromEye[12 + r],
        );
        const cam = [gl[0], -gl[1], -gl[2]];
        const [u, v] = project([x, y, z], K, [0, 0, 0]);
        const { origin, direction } = pickingRay(K, glFromEye, u, v);
        for (let k = 0; k < 3; k++) {
          expect(origin[k] + z * direction[k]).toBeCloseTo(cam[k], 6);
        }
      },
    ),
  );
});

test('a ray meets a face where it is, from either side, and misses beside it', () => {
  const vertices = Float32Array.of(0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 2, 0, 3, 0, 2, 3);
  const faces = Uint32Array.of(3, 4, 5, 0, 1, 2);
  const direction = [0, 0, 1] as const;
  const from = (x: number, y: number, z: number): number =>
    hitDistance({ origin: [x + 1, y, z + 10], direction }, vertices, faces, [1, 0, 10]);
  expect(from(0.5, 0.5, -4)).toBeCloseTo(4, 9);
  expect(from(0.5, 0.5, 1)).toBeCloseTo(2, 9);
  expect(from(1.5, 1.5, -4)).toBe(Infinity);
  expect(from(0.5, 0.5, 3.5)).toBe(Infinity);
  // along the plane of a face
  expect(
    hitDistance({ origin: [-1, 0.5, 0], direction: [1, 0, 0] }, vertices, faces, [0, 0, 0]),
  ).toBe(Infinity);
});

test('the corners of the frustum project onto the edges of the picture', () => {
  fc.assert(
    fc.property(pinholes, sizes, real(0.1, 50), (K, image, depth) => {
      const corners = onUnitPlane(K, cornersOf(imageBox(image)));
      const flat = corners.flatMap(([x, y]) => [depth * x, depth * y, depth]);
      const { width, height } = image;
      const want = [-0.5, -0.5, width - 0.5, -0.5, width - 0.5, height - 0.5, -0.5, height - 0.5];
      project(flat, K, [0, 0, 0]).forEach((value, i) => expect(value).toBeCloseTo(want[i], 6));
    }),
  );
});

test('a framed box is seen whole, and fills the canvas in one direction', () => {
  const spans = fc.tuple(real(0.2, 8), real(0.2, 3), real(0.2, 12));
  const towards = fc.tuple(real(-1, 1), real(0, 0.9), real(0.2, 1));
  const viewports = fc.record({ width: real(200, 2000), height: real(200, 2000) });
  fc.assert(
    fc.property(spans, towards, viewports, ([w, h, d], direction, viewport) => {
      const lens = lensOfFov(34, viewport);
      const extent = { low: [1, -h, 2] as const, high: [1 + w, 0, 2 + d] as const };
      const { target, eye } = frameExtent(extent, direction, lens, viewport);
      const back = direction.map((x) => x / Math.hypot(...direction));
      const yaw = Math.atan2(back[0], back[2]);
      const glFromEye = pose(yaw, -Math.asin(back[1]), eye);
      let filled = 0;
      for (let corner = 0; corner < 8; corner++) {
        const p = [
          target[0] + ((corner & 1 ? 1 : -1) * w) / 2,
          target[1] + ((corner & 2 ? 1 : -1) * h) / 2,
          target[2] + ((corner & 4 ? 1 : -1) * d) / 2,
        ].map((x, k) => x - eye[k]);
        const along = (c: number): number =>
          glFromEye[4 * c] * p[0] + glFromEye[4 * c + 1] * p[1] + glFromEye[4 * c + 2] * p[2];
        const [x, y, z] = [along(0), along(1), -along(2)];
        expect(z).toBeGreaterThan(0);
        filled = Math.max(
          filled,
          Math.abs((2 * lens.fx * x) / z / viewport.width),
          Math.abs((2 * lens.fy * y) / z / viewport.height),
        );
      }
      expect(filled).toBeLessThanOrEqual(1 + 1e-6);
      expect(filled).toBeGreaterThan(0.4);
    }),
  );
});
