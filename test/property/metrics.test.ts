import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  accelerationErrors,
  distances,
  meanOf,
  procrustesDistances,
  rootAlignedDistances,
  type TrackPoint,
} from '../../src/evaluation/index.ts';
import { rotate3, rotmatFromAxisAngle } from '../../src/math/index.ts';

const finite = (limit: number): fc.Arbitrary<number> =>
  fc.double({ min: -limit, max: limit, noNaN: true });
const vector = fc.tuple(finite(1), finite(1), finite(1));
/** Jittered corners of an octahedron: never near a line. */
const points = fc
  .array(vector, { minLength: 6, maxLength: 6 })
  .map((jitter) =>
    jitter.flatMap((v, corner) =>
      v.map((x, axis) => 0.3 * x + (corner >> 1 === axis ? 1 - 2 * (corner & 1) : 0)),
    ),
  );
const axisAngle = fc.tuple(finite(2), finite(2), finite(2));
const scale = fc.double({ min: 0.2, max: 5, noNaN: true });

function moved(
  p: readonly number[],
  aa: readonly number[],
  s: number,
  t: readonly number[],
): number[] {
  const R = rotmatFromAxisAngle(aa);
  return Array.from({ length: p.length / 3 }, (_, i) =>
    [...rotate3(R, p.slice(3 * i, 3 * i + 3))].map((x, k) => s * x + t[k]),
  ).flat();
}
const squares = (d: Float64Array): number => d.reduce((sum, x) => sum + x * x, 0);
const root = (p: readonly number[]): readonly number[] => p.slice(0, 3);
const close = (a: ArrayLike<number>, b: ArrayLike<number>, atol: number): void =>
  Array.from(a).forEach((x, i) => expect(Math.abs(x - b[i])).toBeLessThanOrEqual(atol));

test('errors are zero for equals, never negative, and the same in both directions', () => {
  fc.assert(
    fc.property(points, points, (a, b) => {
      expect(Math.max(...distances(a, a))).toBe(0);
      expect(Math.max(...procrustesDistances(a, a))).toBeLessThan(1e-12);
      expect(Math.min(...distances(a, b))).toBeGreaterThanOrEqual(0);
      expect([...distances(a, b)]).toEqual([...distances(b, a)]);
    }),
  );
});

test('MPJPE does not see where both stand, nor from where both are looked at', () => {
  fc.assert(
    fc.property(points, points, axisAngle, vector, vector, (a, b, aa, t, u) => {
      const plain = rootAlignedDistances(a, root(a), b, root(b));
      const [x, y] = [moved(a, aa, 1, t), moved(b, aa, 1, u)];
      close(rootAlignedDistances(x, root(x), y, root(y)), plain, 1e-12);
    }),
  );
});

test('MPJPE grows with a common scale', () => {
  fc.assert(
    fc.property(points, points, scale, (a, b, s) => {
      const plain = meanOf(rootAlignedDistances(a, root(a), b, root(b)));
      const [x, y] = [a, b].map((p) => p.map((value) => s * value));
      const grown = meanOf(rootAlignedDistances(x, root(x), y, root(y)));
      expect(Math.abs(grown - s * plain)).toBeLessThan(1e-12 * s);
    }),
  );
});

test('PA does not see rotation, scale and place of the prediction', () => {
  fc.assert(
    fc.property(points, points, axisAngle, scale, vector, (a, b, aa, s, t) => {
      close(procrustesDistances(moved(a, aa, s, t), b), procrustesDistances(a, b), 1e-9);
    }),
  );
});

test('PA is the least sum of squares: no other similarity does better, raw or root-aligned', () => {
  fc.assert(
    fc.property(points, points, axisAngle, scale, vector, (a, b, aa, s, t) => {
      const best = squares(procrustesDistances(a, b));
      for (const other of [distances(a, b), distances(moved(a, aa, s, t), b)]) {
        expect(best).toBeLessThanOrEqual(squares(other) + 1e-12);
      }
      expect(best).toBeLessThanOrEqual(
        squares(rootAlignedDistances(a, root(a), b, root(b))) + 1e-12,
      );
      // of squares, by Jensen also of means: mean² ≤ mean of squares
      const rms = Math.sqrt(squares(distances(a, b)) / (a.length / 3));
      expect(meanOf(procrustesDistances(a, b))).toBeLessThanOrEqual(rms + 1e-9);
    }),
  );
});

test('PA never mirrors: the mirror image of a corner with three different legs stays wrong', () => {
  const leg = fc.double({ min: 0.5, max: 2, noNaN: true });
  fc.assert(
    fc.property(leg, leg, leg, axisAngle, (x, y, z, aa) => {
      const [a, b, c] = [x, 2.5 + y, 5 + z];
      const corner = [0, 0, 0, a, 0, 0, 0, b, 0, 0, 0, c];
      const mirror = corner.map((value, i) => (i % 3 === 2 ? -value : value));
      // a reflection would bring every point home
      expect(meanOf(procrustesDistances(moved(mirror, aa, 1, [0, 0, 0]), corner))).toBeGreaterThan(
        0.1,
      );
    }),
  );
});

const frames = (series: readonly (readonly number[])[], truth = series): TrackPoint[] =>
  series.map((predicted, frame) => ({ track: 'a', frame, predicted, truth: truth[frame] }));

test('acceleration does not see a constant offset and a constant velocity', () => {
  fc.assert(
    fc.property(points, vector, vector, (p, offset, velocity) => {
      const truth = [0, 1, 2, 3].map((f) => p.map((x, i) => x * Math.sin(f + i)));
      const predicted = truth.map((q, f) =>
        q.map((x, i) => x + offset[i % 3] + f * velocity[i % 3]),
      );
      const errors = accelerationErrors(frames(predicted, truth));
      expect(errors.map((x) => x === null)).toEqual([true, false, false, true]);
      for (const x of errors) expect(x ?? 0).toBeLessThan(1e-12);
    }),
  );
});
