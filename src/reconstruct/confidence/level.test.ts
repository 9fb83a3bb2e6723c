import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ObservedKeypoints } from '../../inference/index.ts';
import { confidenceOf } from './level.ts';

const IMAGE = { width: 400, height: 300 };
const SIDE = 200;

function seen(score: number, change: (keypoints: ObservedKeypoints) => void = () => {}) {
  const keypoints = {
    points: Float64Array.from({ length: 34 }, (_, i) => 100 + 3 * i),
    scores: new Float32Array(17).fill(score),
    spreadPx: new Float32Array(17),
  };
  change(keypoints);
  return confidenceOf(keypoints, SIDE, IMAGE);
}

test('the surer the key-points, the better the level; who is not good is told why', () => {
  expect(seen(0.8)).toMatchObject({ level: 'good', reasons: [] });
  expect(seen(0.6)).toMatchObject({ level: 'rough', reasons: ['landmarks unsure'] });
  expect(seen(0.2)).toMatchObject({ level: 'guess', reasons: ['hidden'] });
});

test('a wrist outside of the picture is cut, one inside that nobody sees is hidden, views may disagree', () => {
  expect(seen(0.8, ({ points }) => (points[2 * 9] = -3)).reasons).toEqual(['cut']);
  expect(seen(0.8, ({ scores }) => (scores[9] = 0.1)).reasons).toEqual(['hidden']);
  expect(seen(0.8, ({ spreadPx }) => spreadPx.fill(20)).reasons).toEqual(['regions disagree']);
});

test('expected errors never fall with the scores, and everything is finite', () => {
  const score = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(score, score, (a, b) => {
      const [low, high] = [seen(Math.min(a, b)), seen(Math.max(a, b))];
      expect(low.expectedMm).toBeGreaterThanOrEqual(high.expectedMm);
      expect(low.placePx).toBeGreaterThanOrEqual(high.placePx - 1e-9);
      expect(Number.isFinite(low.placePx)).toBe(true);
    }),
  );
});
