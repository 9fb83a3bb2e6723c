import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuseViews } from './observed.ts';

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const view = fc.record({
  points: fc.array(fc.double({ min: -500, max: 500, noNaN: true }), { minLength: 6, maxLength: 6 }),
  scores: fc.array(unit, { minLength: 3, maxLength: 3 }),
});

test('a single view is itself, without spread', () => {
  fc.assert(
    fc.property(view, ({ points, scores }) => {
      const fused = fuseViews([{ points, scores }]);
      points.forEach((value, i) => {
        expect(fused.points[i]).toBeCloseTo(value, 9);
      });
      scores.forEach((value, i) => {
        expect(fused.scores[i]).toBeCloseTo(value, 6);
      });
      expect(Math.max(...fused.spreadPx)).toBeLessThan(1e-6);
    }),
  );
});

test('points lie within the views, spreads within half their extent, whatever their order', () => {
  fc.assert(
    fc.property(fc.array(view, { minLength: 1, maxLength: 6 }), (views) => {
      const fused = fuseViews(views);
      const turned = fuseViews(views.toReversed());
      for (let k = 0; k < 3; k++) {
        let diagonal = 0;
        for (const i of [2 * k, 2 * k + 1]) {
          const values = views.map(({ points }) => points[i]);
          const [low, high] = [Math.min(...values), Math.max(...values)];
          diagonal = Math.hypot(diagonal, high - low);
          expect(fused.points[i]).toBeGreaterThanOrEqual(low - 1e-6);
          expect(fused.points[i]).toBeLessThanOrEqual(high + 1e-6);
          expect(turned.points[i]).toBeCloseTo(fused.points[i], 6);
        }
        expect(fused.spreadPx[k]).toBeLessThanOrEqual(diagonal / 2 + 1e-3);
      }
    }),
  );
});

test('who is sure decides: .9 against .3 is 81 to 1', () => {
  const sure = { points: [10, 20], scores: [0.9] };
  const unsure = { points: [92, 20], scores: [0.3] };
  const fused = fuseViews([sure, unsure]);
  expect(fused.points[0]).toBeCloseTo(11, 6);
  expect(fused.spreadPx[0]).toBeCloseTo(Math.sqrt(81 / 82 + 81 ** 2 / 82), 4);
});

test('points that nobody sees are the plain mean', () => {
  const fused = fuseViews([
    { points: [0, 0], scores: [0] },
    { points: [4, 8], scores: [0] },
  ]);
  expect(Array.from(fused.points)).toEqual([2, 4]);
});

test('views that differ in length are refused', () => {
  const one = { points: [0, 0], scores: [1] };
  for (const views of [
    [],
    [one, { points: [0, 0, 1, 1], scores: [1, 1] }],
    [{ points: [0], scores: [1] }],
  ]) {
    expect(() => fuseViews(views)).toThrow('fuseViews: expected');
  }
});
