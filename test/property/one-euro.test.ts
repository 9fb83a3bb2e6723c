/** The one-euro filter's laws, on vectors and on rotations. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  oneEuroRotation,
  oneEuroVector,
  quatWxyzFromAxisAngle,
  type OneEuroOptions,
} from '../../src/math/index.ts';
import { Rng } from '../../src/base/index.ts';

const options = fc.record({
  minCutoffHz: fc.double({ min: 0.2, max: 5, noNaN: true }),
  speedGain: fc.double({ min: 0, max: 5, noNaN: true }),
});
const vector = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
  minLength: 3,
  maxLength: 3,
});
const rateHz = fc.double({ min: 5, max: 60, noNaN: true });
const SAMPLES = 120;

/** The angle between two rotations, rad. */
function apart(a: readonly number[], b: readonly number[]): number {
  const [p, q] = [quatWxyzFromAxisAngle(a), quatWxyzFromAxisAngle(b)];
  const sign = p.reduce((sum, x, k) => sum + x * q[k], 0) < 0 ? -1 : 1;
  // the arc from the chord: 1 − cos loses everything where angles are small
  return 4 * Math.asin(Math.min(1, Math.hypot(...p.map((x, k) => x - sign * q[k])) / 2));
}

const away = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((x, k) => x - b[k]));

function jitter(points: readonly number[][], distance: typeof away): number {
  return points.slice(1).reduce((sum, point, i) => sum + distance(points[i], point) ** 2, 0);
}

/** Options under which what rests is held still: speed may not open the filter much. */
const STEADY: OneEuroOptions = { minCutoffHz: 1, speedGain: 0.1 };

describe.each([
  ['vectors', oneEuroVector, away],
  ['rotations', oneEuroRotation, apart],
] as const)('%s', (_, make, distance) => {
  test('what does not change comes out as it went in', () => {
    fc.assert(
      fc.property(options, vector, rateHz, (chosen, value, rate) => {
        const filter = make(chosen);
        for (let i = 0; i < 20; i++) {
          expect(distance(filter.next(value, i / rate), value)).toBeLessThan(1e-6);
        }
      }),
    );
  });

  test('noise about a value is reduced', () => {
    fc.assert(
      fc.property(
        vector,
        fc.double({ min: 15, max: 60, noNaN: true }),
        fc.nat(1000),
        (at, rate, seed) => {
          const rng = new Rng(seed);
          const noisy = Array.from({ length: SAMPLES }, () =>
            at.map((x) => x + rng.normal(0, 0.02)),
          );
          const filter = make(STEADY);
          const steady = noisy.map((sample, i) => filter.next(sample, i / rate));
          expect(jitter(steady, distance)).toBeLessThan(0.3 * jitter(noisy, distance));
        },
      ),
    );
  });

  test('steady motion is late by the slowest cut-off at most', () => {
    fc.assert(
      fc.property(
        options,
        rateHz,
        fc.double({ min: 0.1, max: 2, noNaN: true }),
        (chosen, rate, speed) => {
          const filter = make(chosen);
          for (let i = 0; i < SAMPLES; i++) {
            const at = [0, (speed * i) / rate, 0];
            const lagS = distance(filter.next(at, i / rate), at) / speed;
            expect(lagS).toBeLessThan(1 / (2 * Math.PI * chosen.minCutoffHz) + 1e-6);
          }
        },
      ),
    );
  });

  test('never further from the sample than before it came', () => {
    fc.assert(
      fc.property(options, fc.array(vector, { minLength: 2, maxLength: 30 }), (chosen, samples) => {
        const filter = make(chosen);
        let before = filter.next(samples[0], 0);
        samples.slice(1).forEach((sample, i) => {
          const after = filter.next(sample, (i + 1) / 30);
          expect(distance(after, sample)).toBeLessThanOrEqual(distance(before, sample) + 1e-6);
          before = after;
        });
      }),
    );
  });

  test('a step back in time starts anew', () => {
    const filter = make(STEADY);
    filter.next([0, 0, 0], 5);
    filter.next([0.5, 0, 0], 5.1);
    expect(distance(filter.next([1, 0, 0], 2), [1, 0, 0])).toBeLessThan(1e-12);
  });
});

test('rotations go the short way, across ±π', () => {
  const filter = oneEuroRotation({ minCutoffHz: 1, speedGain: 0 });
  filter.next([Math.PI - 0.05, 0, 0], 0);
  // 0.1 rad further, which an axis-angle writes on the other side
  const after = filter.next([-(Math.PI - 0.05), 0, 0], 1 / 30);
  expect(apart(after, [Math.PI, 0, 0])).toBeLessThan(0.051);
});

test('which axis a vector moves along does not matter', () => {
  const [one, other] = [oneEuroVector(STEADY), oneEuroVector(STEADY)];
  for (let i = 0; i < 10; i++) {
    const s = Math.sin(i);
    const a = one.next([s, 0], i / 30)[0];
    const b = other.next([0.6 * s, 0.8 * s], i / 30);
    expect(0.6 * b[0] + 0.8 * b[1]).toBeCloseTo(a, 12);
  }
});
