/** @file The logistic function. */

/** The probability 0–1 of a logit. */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
