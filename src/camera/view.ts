/**
 * @file A virtual view: the same pinhole with square pixels and rolled about its own axis. RoIs are
 * chosen and box information computed in the view, crops are cut through it, and the answer is
 * carried back. Rolling about the principal point is a rotation of the camera, so nothing is
 * approximated (unlike turning a crop about its own centre).
 */

import { MultiRoiError } from '../base/index.ts';
import { composeAffine, invertAffine, type Affine } from './affine.ts';
import type { Translation } from './full-camera.ts';
import type { Intrinsics } from './intrinsics.ts';

/** A rolled camera with fx = fy that sees the same scene. */
export interface View {
  /** The view's own pinhole; fx = fy = the image's fx. */
  readonly intrinsics: Intrinsics;
  /** Image pixels → view pixels. */
  readonly viewFromImage: Affine;
  /** View pixels → image pixels. */
  readonly imageFromView: Affine;
  /** The roll: positive turns the picture's content clockwise (y points down). */
  readonly rollRad: number;
}

/**
 * The view of a camera rolled by an angle. Rows of the image are stretched by fx/fy first, so that
 * one focal length serves both axes; with fx = fy and no roll the view is the image, to the bit.
 * @throws E_RANGE
 */
export function viewOf(intrinsics: Intrinsics, rollRad = 0): View {
  const { fx, fy, cx, cy } = intrinsics;
  if (![rollRad, fx, fy, cx, cy].every(Number.isFinite) || !(fx > 0 && fy > 0)) {
    throw new MultiRoiError(
      'E_RANGE',
      `viewOf: expected a finite pinhole and roll, got (${fx}, ${fy}, ${cx}, ${cy}) and ${rollRad}`,
    );
  }
  const stretch = fx / fy;
  const square: Intrinsics = { ...intrinsics, fy: fx, cy: cy * stretch };
  const viewFromImage = composeAffine(rollAbout(square.cx, square.cy, rollRad), [
    1,
    0,
    0,
    0,
    stretch,
    0,
  ]);
  return { intrinsics: square, viewFromImage, imageFromView: invertAffine(viewFromImage), rollRad };
}

/** Turns the plane about a pivot; positive is clockwise on the screen. */
export function rollAbout(x: number, y: number, rollRad: number): Affine {
  if (rollRad === 0) return [1, 0, 0, 0, 1, 0];
  const c = Math.cos(rollRad);
  const s = Math.sin(rollRad);
  return [c, -s, x - c * x + s * y, s, c, y - s * x - c * y];
}

/** R_cam←view [3, 3] row-major: left-multiplies `globalOrient` of the view's answer. */
export function camFromView({ rollRad }: View): Float64Array<ArrayBuffer> {
  const c = Math.cos(rollRad);
  const s = Math.sin(rollRad);
  return Float64Array.of(c, s, 0, -s, c, 0, 0, 0, 1);
}

/** The view's translation in the frame of the real camera. */
export function translationFromView([x, y, z]: Translation, { rollRad }: View): Translation {
  const c = Math.cos(rollRad);
  const s = Math.sin(rollRad);
  return [c * x + s * y, c * y - s * x, z];
}

/** The roll that makes the direction from `foot` to `head` (image pixels) point up. */
export function uprightRoll(
  foot: readonly [number, number],
  head: readonly [number, number],
): number {
  return Math.atan2(foot[0] - head[0], foot[1] - head[1]);
}
