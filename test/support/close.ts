/** @file Comparing arrays of numbers: the worst element and where it is, NaN never passes. */

import { expect } from 'vitest';

/** Tolerances and their reasons; tests name one instead of writing a number. */
export const TOLERANCE = {
  /** Float64 arithmetic on numbers of order one: some hundred roundings. */
  f64: 1e-13,
  /** Rotations and skinning against a float32 reference. */
  rotation: 1e-6,
  /** Float32 arithmetic against float64 on metres. */
  f32: 1e-5,
  /** BlazePose through two runtimes, float16 weights: crop pixels. */
  landmarkPx: 0.1,
  /** The same, world landmarks in metres. */
  landmarkM: 2e-4,
  /** The same, features and presence. */
  feature: 5e-4,
  /** The detector's logits and box codes. */
  detector: 1e-3,
} as const;

/** Fails unless every |actual − expected| ≤ atol + rtol·|expected|, naming the worst element. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  atol: number,
  rtol = 0,
): void {
  expect(actual.length).toBe(expected.length);
  let worst = -1;
  let excess = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i]) - atol - rtol * Math.abs(expected[i]);
    if (!(error <= excess)) {
      worst = i;
      excess = error;
      if (Number.isNaN(error)) break;
    }
  }
  if (worst >= 0) {
    expect.fail(
      `element ${worst}: expected ${expected[worst]}, got ${actual[worst]} (atol ${atol}, rtol ${rtol})`,
    );
  }
}
