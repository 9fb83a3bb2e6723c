/** @file Whether a picture's silhouette is that of a mesh, to less than a pixel. */

/** Samples a pixel along each axis. */
export const SAMPLES = 4;

/** How many of a pixel's samples a mesh covers [H, W], from its coverage at `SAMPLES` times the size [4H, 4W]. */
export function coverage(covered: ArrayLike<boolean>, width: number, height: number): Uint8Array {
  const counts = new Uint8Array(width * height);
  for (let y = 0; y < SAMPLES * height; y++) {
    for (let x = 0; x < SAMPLES * width; x++) {
      if (covered[y * SAMPLES * width + x] !== true) continue;
      counts[Math.floor(y / SAMPLES) * width + Math.floor(x / SAMPLES)]++;
    }
  }
  return counts;
}

/**
 * Pixels whose place relative to the outline is wrong: seen where the mesh covers nothing of the pixel, or not
 * seen where it covers all of it. None means that the two outlines cross the same pixels.
 */
export function wrongPixels(seen: Uint8Array, counts: Uint8Array): number {
  let wrong = 0;
  for (let i = 0; i < seen.length; i++) {
    if (seen[i] === 1 ? counts[i] === 0 : counts[i] === SAMPLES * SAMPLES) wrong++;
  }
  return wrong;
}
