/**
 * @file The similarity that carries a RoI onto a crop. Built as the reference data was: three point
 * pairs rounded to float32, then the affine through them by Gaussian elimination in double. The
 * closed form differs by up to 6e-4 px, which is enough to change pixels.
 */

import type { Vec2 } from '../math/index.ts';
import { MultiRoiError } from '../base/index.ts';
import type { Maps } from '../base/index.ts';
import type { Affine } from './affine.ts';
import type { Roi } from './roi.ts';

/** Solves `rows · x = right` in place: partial pivoting, and the operation order of LINPACK-style LU. */
function solve(rows: Float64Array[], right: Float64Array): void {
  const n = right.length;
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let j = i + 1; j < n; j++) {
      if (Math.abs(rows[j][i]) > Math.abs(rows[pivot][i])) pivot = j;
    }
    if (!(Math.abs(rows[pivot][i]) > Number.EPSILON)) {
      throw new MultiRoiError(
        'E_NUMERIC',
        'cropTransform: expected three points that span a plane',
      );
    }
    if (pivot !== i) {
      [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
      [right[i], right[pivot]] = [right[pivot], right[i]];
    }
    const d = -1 / rows[i][i];
    for (let j = i + 1; j < n; j++) {
      const alpha = rows[j][i] * d;
      for (let k = i + 1; k < n; k++) rows[j][k] += alpha * rows[i][k];
      right[j] += alpha * right[i];
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = right[i];
    for (let k = i + 1; k < n; k++) sum -= rows[i][k] * right[k];
    right[i] = sum / rows[i][i];
  }
}

/** The affine map that carries three points onto three others. */
function affineThrough(from: readonly Vec2[], to: readonly Vec2[]): Affine {
  const right = new Float64Array(6);
  const rows = from.flatMap(([x, y], i) => {
    right[2 * i] = to[i][0];
    right[2 * i + 1] = to[i][1];
    return [Float64Array.of(x, y, 1, 0, 0, 0), Float64Array.of(0, 0, 0, x, y, 1)];
  });
  solve(rows, right);
  const [a, b, c, d, e, f] = right;
  return [a, b, c, d, e, f];
}

const point32 = (x: number, y: number): Vec2 => [Math.fround(x), Math.fround(y)];

/** `second` turned about by a right angle around `first`, in float32 arithmetic. */
function thirdPoint(first: Vec2, second: Vec2): Vec2 {
  const dx = Math.fround(first[0] - second[0]);
  const dy = Math.fround(first[1] - second[1]);
  return point32(second[0] - dy, second[1] + dx);
}

/**
 * Image pixels → crop pixels. The centre of the RoI lands on (W/2, H/2), its width on W.
 * @param rotDeg turns the crop's content: with k = W/width and r the angle,
 *   x' = k[cos r·(x−cx) + sin r·(y−cy)] + W/2, y' = k[−sin r·(x−cx) + cos r·(y−cy)] + H/2.
 * @throws E_RANGE for an empty RoI or crop.
 */
export function cropTransform(
  { center: [x, y], width, size }: Roi,
  outW: number,
  outH: number,
  rotDeg = 0,
): Maps<'cropPx', 'imgPx', Affine> {
  const finite = [x, y, rotDeg].every(Number.isFinite);
  if (!finite || ![width, size, outW, outH].every((v) => v > 0 && Number.isFinite(v))) {
    throw new MultiRoiError(
      'E_RANGE',
      `cropTransform: expected a finite RoI with an area and a crop of positive size, got centre [${x}, ${y}], ${width}×${size} to ${outW}×${outH}, ${rotDeg}°`,
    );
  }
  const r = (Math.PI * rotDeg) / 180;
  const up = width * -0.5;
  const center = point32(x, y);
  const top = point32(x - up * Math.sin(r), y + up * Math.cos(r));
  const outCenter = point32(outW * 0.5, outH * 0.5);
  const outTop = point32(outW * 0.5, outH * 0.5 - outW * 0.5);
  return affineThrough(
    [center, top, thirdPoint(center, top)],
    [outCenter, outTop, thirdPoint(outCenter, outTop)],
  );
}
