/**
 * @file Affine maps of the plane as six numbers, row-major 2×3: x' = a·x + b·y + c, y' = d·x + e·y + f.
 */

import { MultiRoiError } from '../base/index.ts';
import type { FrameName, Maps } from '../base/index.ts';

/** [a, b, c, d, e, f], see the file's header. */
export type Affine = readonly [number, number, number, number, number, number];

/** Leaves points where they are. */
export const IDENTITY_AFFINE: Affine = [1, 0, 0, 0, 1, 0];

/** The map that applies `inner` first. */
export function composeAffine(outer: Affine, inner: Affine): Affine {
  const [a, b, c, d, e, f] = outer;
  const [p, q, r, s, t, u] = inner;
  return [
    a * p + b * s,
    a * q + b * t,
    a * r + b * u + c,
    d * p + e * s,
    d * q + e * t,
    d * r + e * u + f,
  ];
}

/**
 * The inverse map, evaluated in the order OpenCV's warpAffine uses, so that warps agree to the bit.
 * @throws E_NUMERIC when it does not exist.
 */
export function invertAffine<To extends FrameName, From extends FrameName>(
  affine: Maps<To, From, Affine>,
): Maps<From, To, Affine> {
  const [a, b, c, d, e, f] = affine;
  const determinant = a * e - b * d;
  const reciprocal = 1 / determinant;
  if (determinant === 0 || !affine.every(Number.isFinite) || !Number.isFinite(reciprocal)) {
    throw new MultiRoiError(
      'E_NUMERIC',
      `invertAffine: expected an invertible finite map, got [${affine.join(', ')}]`,
    );
  }
  const a2 = e * reciprocal;
  const e2 = a * reciprocal;
  const b2 = b * -reciprocal;
  const d2 = d * -reciprocal;
  return [a2, b2, -a2 * c - b2 * f, d2, e2, -d2 * c - e2 * f];
}

/** The image of one point. */
export function applyAffine(
  [a, b, c, d, e, f]: Affine,
  x: number,
  y: number,
): readonly [number, number] {
  return [a * x + b * y + c, d * x + e * y + f];
}

/** Maps points [N, 2]; `out` may be `points` itself. */
export function applyAffineToPoints(
  affine: Affine,
  points: ArrayLike<number>,
  out: Float64Array = new Float64Array(points.length),
): Float64Array {
  const [a, b, c, d, e, f] = affine;
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = points[i];
    const y = points[i + 1];
    out[i] = a * x + b * y + c;
    out[i + 1] = d * x + e * y + f;
  }
  return out;
}
