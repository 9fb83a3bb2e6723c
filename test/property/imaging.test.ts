/** @file The rasteriser against a per-pixel reference, and the laws of coverage; warps against a float reference. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyAffine, invertAffine, project, type Affine } from '../../src/camera/index.ts';
import { interpolate, RasterTarget, rasterise, warpCrop } from '../../src/imaging/index.ts';

const real = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true });

const SIDE = 24;
/** Screen position = vertex position, where z = 1. */
const FLAT = { intrinsics: { fx: 1, fy: 1, cx: 0, cy: 0 } };
const PINHOLE = { fx: 20, fy: 22, cx: 11.5, cy: 12.25, focalSource: 'given' } as const;

type Corner = readonly [number, number, number];
const triangleAhead: fc.Arbitrary<readonly Corner[]> = fc.array(
  fc.tuple(real(-1.5, 1.5), real(-1.5, 1.5), real(0.5, 4)),
  { minLength: 3, maxLength: 3 },
);

/** Coverage by exact integers, straight from the definition of a half-open triangle. */
function covers(corners: readonly (readonly [bigint, bigint])[], x: number, y: number): boolean {
  const [p, q] = [256n * BigInt(x), 256n * BigInt(y)];
  const cross = (i: number, j: number): bigint =>
    (corners[j][0] - corners[i][0]) * (q - corners[i][1]) -
    (corners[j][1] - corners[i][1]) * (p - corners[i][0]);
  const [[x0, y0], [x1, y1], [x2, y2]] = corners;
  const area = (x1 - x0) * (y2 - y0) - (y1 - y0) * (x2 - x0);
  if (area === 0n) return false;
  const order = area > 0n ? [0, 1, 2] : [0, 2, 1];
  return order.every((i, k) => {
    const j = order[(k + 1) % 3];
    const side = cross(i, j);
    if (side !== 0n) return side > 0n;
    // On the edge: nudge the pixel right, then (for a horizontal edge) down, by an infinitesimal.
    const toTheRight = -(corners[j][1] - corners[i][1]);
    return toTheRight === 0n ? corners[j][0] > corners[i][0] : toTheRight > 0n;
  });
}

describe('against a brute-force reference', () => {
  test('every pixel: which face, how deep, which point of it', () => {
    fc.assert(
      fc.property(fc.array(triangleAhead, { minLength: 1, maxLength: 6 }), (triangles) => {
        const vertices = Float64Array.from(triangles.flat(2));
        const faces = Uint32Array.from({ length: triangles.length * 3 }, (_, i) => i);
        const target = new RasterTarget(SIDE, SIDE);
        rasterise(target, vertices, faces, { intrinsics: PINHOLE });
        const uv = project(vertices, PINHOLE, [0, 0, 0]);
        const snapped = Array.from({ length: faces.length }, (_, i): readonly [bigint, bigint] => [
          BigInt(Math.round(uv[2 * i] * 256)),
          BigInt(Math.round(uv[2 * i + 1] * 256)),
        ]);
        for (let y = 0; y < SIDE; y++) {
          for (let x = 0; x < SIDE; x++) {
            const i = y * SIDE + x;
            const hits = triangles.flatMap((_, f) =>
              covers(snapped.slice(3 * f, 3 * f + 3), x, y) ? [f] : [],
            );
            const face = target.face[i];
            if (face < 0) {
              expect([hits, target.depth[i]], `${x},${y}`).toEqual([[], Infinity]);
              continue;
            }
            expect(hits).toContain(face);
            // nobody else who covers the pixel is nearer
            for (const other of hits) {
              const alone = new RasterTarget(SIDE, SIDE);
              rasterise(alone, vertices, faces.subarray(3 * other, 3 * other + 3), {
                intrinsics: PINHOLE,
              });
              expect(alone.depth[i]).toBeGreaterThanOrEqual(target.depth[i]);
            }
            const [w1, w2] = target.barycentric.subarray(2 * i, 2 * i + 2);
            const at = [0, 1, 2].map((k) => {
              const [a, b, c] = triangles[face].map((corner) => corner[k]);
              return (1 - w1 - w2) * a + w1 * b + w2 * c;
            });
            expect(Math.abs(at[2] - target.depth[i])).toBeLessThan(1e-5);
            // slivers amplify the 1/512 px of snapping along themselves, never across the pixel
            const [u, v] = project(at, PINHOLE, [0, 0, 0]);
            expect(Math.hypot(u - x, v - y)).toBeLessThan(0.01);
          }
        }
      }),
      // no shrinking: a failure here shows in almost every picture
      { numRuns: 30, endOnFailure: true },
    );
  });

  test('faces that reach behind the camera keep the part in front', () => {
    const anywhere = fc.array(fc.tuple(real(-3, 3), real(-3, 3), real(-3, 3)), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(anywhere, (corners) => {
        const near = 0.1;
        const target = new RasterTarget(SIDE, SIDE);
        const faces = Uint32Array.of(0, 1, 2);
        rasterise(
          target,
          Float64Array.from(corners.flat()),
          faces,
          { intrinsics: PINHOLE },
          { near },
        );
        for (let i = 0; i < SIDE * SIDE; i++) {
          const hit = castRay(corners, i % SIDE, Math.floor(i / SIDE));
          // leave out rays within a hair of an edge or of the near plane
          const margin = Math.min(...hit.weights, hit.z - near);
          if (margin > 0.02) {
            expect(target.depth[i] / hit.z).toBeCloseTo(1, 1);
            const [w1, w2] = target.barycentric.subarray(2 * i, 2 * i + 2);
            expect(w1).toBeCloseTo(hit.weights[1], 1);
            expect(w2).toBeCloseTo(hit.weights[2], 1);
          } else if (margin < -0.02) expect(target.depth[i]).toBe(Infinity);
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** Ray through a pixel against a triangle (Möller–Trumbore): depth and the three weights. */
function castRay(
  [a, b, c]: readonly Corner[],
  x: number,
  y: number,
): { z: number; weights: readonly [number, number, number] } {
  const direction = [(x - PINHOLE.cx) / PINHOLE.fx, (y - PINHOLE.cy) / PINHOLE.fy, 1];
  const minus = (p: readonly number[], q: readonly number[]): number[] => p.map((v, k) => v - q[k]);
  const cross = ([p, q, r]: readonly number[], [s, t, u]: readonly number[]): number[] => [
    q * u - r * t,
    r * s - p * u,
    p * t - q * s,
  ];
  const dot = (p: readonly number[], q: readonly number[]): number =>
    p.reduce((sum, v, k) => sum + v * q[k], 0);
  const [e1, e2] = [minus(b, a), minus(c, a)];
  const h = cross(direction, e2);
  const determinant = dot(e1, h);
  const s = minus([0, 0, 0], a);
  const w1 = dot(s, h) / determinant;
  const q = cross(s, e1);
  const w2 = dot(direction, q) / determinant;
  return { z: dot(e2, q) / determinant, weights: [1 - w1 - w2, w1, w2] };
}

describe('coverage', () => {
  test('a tiling covers every pixel inside exactly once, also where its edges run through pixel centres', () => {
    // interior knots of a 5×5 grid, moved to whole, half or arbitrary positions; by less than a
    // quarter of a cell, so that cells stay convex
    const knot = fc.oneof(fc.constantFrom(-1, -0.5, 0, 0.5, 1), real(-1.2, 1.2));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(knot, knot), { minLength: 25, maxLength: 25 }),
        fc.infiniteStream(fc.boolean()),
        (moves, flips) => {
          const vertices = new Float64Array(75);
          moves.forEach(([dx, dy], i) => {
            const [col, row] = [i % 5, Math.floor(i / 5)];
            const inner = col > 0 && col < 4 && row > 0 && row < 4;
            vertices.set([5 * col + (inner ? dx : 0), 5 * row + (inner ? dy : 0), 1], 3 * i);
          });
          const covered = new Uint8Array(SIDE * SIDE);
          for (let cell = 0; cell < 16; cell++) {
            const a = 5 * Math.floor(cell / 4) + (cell % 4);
            const halves = flips.next().value
              ? [
                  [a, a + 1, a + 6],
                  [a, a + 6, a + 5],
                ]
              : [
                  [a, a + 1, a + 5],
                  [a + 6, a + 1, a + 5],
                ];
            for (const half of halves) {
              const target = new RasterTarget(SIDE, SIDE);
              rasterise(target, vertices, Uint32Array.from(half), FLAT);
              target.face.forEach((face, i) => (covered[i] += face >= 0 ? 1 : 0));
            }
          }
          // the grid spans 0 … 20; by the top-left rule 0 belongs to it and 20 does not
          covered.forEach((count, i) => {
            const inside = i % SIDE < 20 && i < 20 * SIDE;
            if (count !== (inside ? 1 : 0)) throw new Error(`pixel ${i}: ${count} times`);
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  test('a vertex lands on the pixel whose centre it projects to', () => {
    const pixel = fc.integer({ min: 0, max: SIDE - 1 });
    fc.assert(
      fc.property(pixel, pixel, real(0.5, 30), (x, y, z) => {
        const [X, Y] = [((x - PINHOLE.cx) * z) / PINHOLE.fx, ((y - PINHOLE.cy) * z) / PINHOLE.fy];
        const h = (0.4 * z) / PINHOLE.fx;
        const around = [X - h, Y + h, z, X + h, Y + h, z, X, Y - h, z];
        const target = new RasterTarget(SIDE, SIDE);
        rasterise(target, Float64Array.from(around), Uint32Array.of(0, 1, 2), {
          intrinsics: PINHOLE,
        });
        expect([...target.face].flatMap((face, i) => (face >= 0 ? [i] : []))).toEqual([
          y * SIDE + x,
        ]);
        expect(target.drawn).toEqual({ x0: x, y0: y, x1: x, y1: y });
      }),
    );
  });

  test('faces far outside the picture neither crash nor leak into it', () => {
    const far = fc.tuple(real(-1e7, 1e7), real(-1e7, 1e7), real(-10, 10));
    fc.assert(
      fc.property(fc.array(far, { minLength: 3, maxLength: 3 }), (corners) => {
        const target = new RasterTarget(SIDE, SIDE);
        const faces = Uint32Array.of(0, 1, 2);
        rasterise(target, Float64Array.from(corners.flat()), faces, { intrinsics: PINHOLE });
        const hit = castRay(corners, 12, 12);
        if (Math.min(...hit.weights) > 0.01 && hit.z > 0.1) {
          expect(target.face[12 * SIDE + 12]).toBe(0);
        }
        if (Math.min(...hit.weights) < -0.01) expect(target.face[12 * SIDE + 12]).toBe(-1);
      }),
    );
  });
});

test('attributes are perspective-correct: interpolating positions gives back the point seen', () => {
  fc.assert(
    fc.property(triangleAhead, (corners) => {
      const target = new RasterTarget(SIDE, SIDE);
      const vertices = Float32Array.from(corners.flat());
      const faces = Uint32Array.of(0, 1, 2);
      rasterise(target, vertices, faces, { intrinsics: PINHOLE }, { firstFace: 7 });
      const points = new Float32Array(3 * SIDE * SIDE).fill(NaN);
      interpolate(target, faces, vertices, 3, points, 7);
      target.face.forEach((face, i) => {
        const z = points[3 * i + 2];
        if (face < 0) expect(z).toBeNaN();
        else expect(Math.abs(z - target.depth[i])).toBeLessThan(1e-5);
      });
    }),
  );
});

test('a warp is bilinear interpolation to half a grey level of its 1/32 px grid', () => {
  const image = {
    width: 9,
    height: 7,
    data: Uint8Array.from({ length: 189 }, (_, i) => (i * 97 + 31) % 256),
  };
  const grey = (x: number, y: number, channel: number): number =>
    x < 0 || y < 0 || x >= 9 || y >= 7 ? 0 : image.data[(y * 9 + x) * 3 + channel];
  fc.assert(
    fc.property(
      real(-Math.PI, Math.PI),
      real(0.3, 3),
      real(-0.5, 0.5),
      real(-6, 6),
      real(-6, 6),
      (angle, scale, shear, tx, ty) => {
        const [u0, v0] = [scale * Math.cos(angle), scale * Math.sin(angle)];
        const map: Affine = [u0, -v0 + shear * u0, tx, v0, u0 + shear * v0, ty];
        const back = invertAffine(map);
        const crop = warpCrop(image, map, 8, 8);
        for (let i = 0; i < 64; i++) {
          const [sx, sy] = applyAffine(back, i % 8, Math.floor(i / 8));
          const [x0, y0] = [Math.floor(sx), Math.floor(sy)];
          const [u, v] = [sx - x0, sy - y0];
          for (let k = 0; k < 3; k++) {
            const want =
              (1 - u) * (1 - v) * grey(x0, y0, k) +
              u * (1 - v) * grey(x0 + 1, y0, k) +
              (1 - u) * v * grey(x0, y0 + 1, k) +
              u * v * grey(x0 + 1, y0 + 1, k);
            // 1/64 px off in x and in y, at most 255 grey levels a pixel each, and half a level of rounding
            expect(Math.abs(crop.data[3 * i + k] - want)).toBeLessThan(2 * (255 / 64) * 1.1 + 0.5);
          }
        }
      },
    ),
    { numRuns: 30 },
  );
});
