/**
 * @file 3×3 matrices as 9 row-major numbers, column vectors: `p' = R p`. Float64. Every function may
 * write over its own input. Typed arrays with an offset are passed as `subarray`s.
 */

/** `out = a b`, all [3, 3]. */
export function matmul3(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  out: Float64Array = new Float64Array(9),
): Float64Array {
  // plain constants, not a destructured list: this runs per joint and must not allocate
  const a0 = a[0];
  const a1 = a[1];
  const a2 = a[2];
  const a3 = a[3];
  const a4 = a[4];
  const a5 = a[5];
  const a6 = a[6];
  const a7 = a[7];
  const a8 = a[8];
  for (let column = 0; column < 3; column++) {
    // a column of b is needed only for the same column of the result, so `out` may be `b`
    const x = b[column];
    const y = b[3 + column];
    const z = b[6 + column];
    out[column] = a0 * x + a1 * y + a2 * z;
    out[3 + column] = a3 * x + a4 * y + a5 * z;
    out[6 + column] = a6 * x + a7 * y + a8 * z;
  }
  return out;
}

/** `out = aᵀ`, both [3, 3]; the inverse of a rotation. */
export function transpose3(
  a: ArrayLike<number>,
  out: Float64Array = new Float64Array(9),
): Float64Array {
  const a1 = a[1];
  const a2 = a[2];
  const a5 = a[5];
  out[0] = a[0];
  out[1] = a[3];
  out[2] = a[6];
  out[4] = a[4];
  out[5] = a[7];
  out[3] = a1;
  out[8] = a[8];
  out[6] = a2;
  out[7] = a5;
  return out;
}

/** `out = a v` for `a` [3, 3] and one vector [3]. */
export function rotate3(
  a: ArrayLike<number>,
  v: ArrayLike<number>,
  out: Float64Array = new Float64Array(3),
): Float64Array {
  const x = v[0];
  const y = v[1];
  const z = v[2];
  out[0] = a[0] * x + a[1] * y + a[2] * z;
  out[1] = a[3] * x + a[4] * y + a[5] * z;
  out[2] = a[6] * x + a[7] * y + a[8] * z;
  return out;
}

/** The determinant of [3, 3]; +1 for a rotation, −1 for a reflection. */
export function determinant3(a: ArrayLike<number>): number {
  return (
    a[0] * (a[4] * a[8] - a[5] * a[7]) -
    a[1] * (a[3] * a[8] - a[5] * a[6]) +
    a[2] * (a[3] * a[7] - a[4] * a[6])
  );
}

/** The identity [3, 3]. */
export function identity3(out: Float64Array = new Float64Array(9)): Float64Array {
  out.fill(0);
  out[0] = 1;
  out[4] = 1;
  out[8] = 1;
  return out;
}
