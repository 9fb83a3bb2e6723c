import { expect, test } from 'vitest';
import type { Roi } from '../camera/index.ts';
import { MOVENET_PARTS, MOVENET_WIDTH } from '../network/index.ts';
import { keepToPerson, mirroredKeypoints } from './same-person.ts';

const rois: Roi[] = [
  { center: [100, 100], size: 80, width: 80 },
  { center: [108, 92], size: 100, width: 100 },
  { center: [90, 104], size: 64, width: 64 },
];

/** Seventeen points about a place, px of the view. */
const somebody = (x: number, y: number): Float64Array =>
  Float64Array.from({ length: 34 }, (_, i) => (i % 2 === 0 ? x + (i % 5) : y + i / 2));

/** What the regions give of whom each sees. */
function featuresOf(seen: readonly Float64Array[], score = 0.5): Float32Array {
  const features = new Float32Array(rois.length * MOVENET_WIDTH);
  seen.forEach((points, m) => {
    const row = features.subarray(m * MOVENET_WIDTH, (m + 1) * MOVENET_WIDTH);
    const { center, size } = rois[m];
    points.forEach((value, i) => (row[i] = (value - center[i % 2]) / size));
    row.fill(score, MOVENET_PARTS.points, MOVENET_PARTS.points + MOVENET_PARTS.scores);
    row.fill(0.01, MOVENET_PARTS.points + MOVENET_PARTS.scores);
  });
  return features;
}

const them = somebody(95, 90);
const neighbour = somebody(135, 92);

test('a region that saw the neighbour is told what the others saw', () => {
  const features = featuresOf([them, neighbour, them]);
  expect(keepToPerson(features, rois)).toBe(1);
  const right = featuresOf([them, them, them]);
  for (let i = 0; i < MOVENET_PARTS.points + MOVENET_PARTS.scores; i++) {
    expect(features[MOVENET_WIDTH + i]).toBeCloseTo(right[MOVENET_WIDTH + i], 5);
  }
  // spreads are pixels of the regions that saw them, in sides of this one
  expect(features[2 * MOVENET_WIDTH - 1]).toBeCloseTo((0.01 * (80 + 64)) / 2 / 100, 6);
  expect(features.subarray(0, MOVENET_WIDTH)).toEqual(right.subarray(0, MOVENET_WIDTH));
});

test('who it is decides against the most', () => {
  const features = featuresOf([neighbour, them, neighbour]);
  const scores = new Float32Array(17).fill(0.5);
  expect(keepToPerson(features.slice(), rois)).toBe(1);
  expect(keepToPerson(features, rois, { points: them, scores })).toBe(2);
  const right = featuresOf([them, them, them]);
  expect(features[0]).toBeCloseTo(right[0], 5);
});

test('where every region saw somebody else, all are told who it is', () => {
  const features = featuresOf([neighbour, neighbour, neighbour]);
  const scores = new Float32Array(17).fill(0.5);
  expect(keepToPerson(features, rois, { points: them, scores })).toBe(3);
  const right = featuresOf([them, them, them]);
  for (let i = 0; i < MOVENET_PARTS.points; i++) expect(features[i]).toBeCloseTo(right[i], 5);
});

test('small differences and answers that nobody is sure of are left alone', () => {
  for (const features of [
    featuresOf([them, somebody(99, 92), them]),
    featuresOf([them, neighbour, them], 0),
  ]) {
    const before = features.slice();
    expect(keepToPerson(features, rois)).toBe(0);
    expect(features).toEqual(before);
  }
});

test('twice in a mirror is once without', () => {
  const scores = Float32Array.from({ length: 17 }, (_, k) => k / 17);
  const there = mirroredKeypoints({ points: them, scores }, 120);
  expect(there.points[0]).toBeCloseTo(240 - them[0], 9);
  // the left eye is the right one's image
  expect(there.scores[1]).toBe(scores[2]);
  const back = mirroredKeypoints(there, 120);
  expect(Array.from(back.points)).toEqual(
    Array.from(them, (value): unknown => expect.closeTo(value, 9)),
  );
  expect(back.scores).toEqual(scores);
});
