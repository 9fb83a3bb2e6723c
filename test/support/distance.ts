/** @file How far two arrays are apart. */

/** The length of the difference in lengths of what was expected. */
export function distance(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let apart = 0;
  let length = 0;
  for (let i = 0; i < wanted.length; i++) {
    apart += (got[i] - wanted[i]) ** 2;
    length += wanted[i] ** 2;
  }
  return Math.sqrt(apart / Math.max(length, 1e-12));
}
