/**
 * @file The pinhole of the full image: focal lengths and principal point in pixels, and where the
 * focal length came from. Order of trust: given > EXIF > estimate √(w²+h²) (Kissos 2020, CLIFF).
 */

import { MultiRoiError, throwIssues, type Issue } from '../base/index.ts';
import type { ImageSize } from './box.ts';

/** `given` by the caller; read from `exif`; the `estimate` √(w² + h²). */
export type FocalSource = 'given' | 'exif' | 'estimate';

/** `u = fx·x/z + cx`, `v = fy·y/z + cy`; pixels of the upright image. */
export interface Intrinsics {
  readonly fx: number;
  readonly fy: number;
  readonly cx: number;
  readonly cy: number;
  readonly focalSource: FocalSource;
}

/** What is known about the camera; of the first three at most one may be given. */
export interface IntrinsicsRequest extends ImageSize {
  readonly focalPx?: number | undefined;
  /** Vertical field of view in degrees. */
  readonly fovDeg?: number | undefined;
  readonly intrinsics?: Omit<Intrinsics, 'focalSource'> | undefined;
  /** From the file, see `Photo.exifFocalPx`. */
  readonly exifFocalPx?: number | null | undefined;
}

const positive = (x: number): boolean => x > 0 && Number.isFinite(x);

function problems({
  width,
  height,
  focalPx,
  fovDeg,
  intrinsics,
  exifFocalPx,
}: IntrinsicsRequest): Issue[] {
  const issues: Issue[] = [];
  const want = (ok: boolean, path: string, thing: string, got: number): void => {
    if (!ok) issues.push({ path, message: `expected ${thing}, got ${got}` });
  };
  want(positive(width), 'width', 'a positive number of pixels', width);
  want(positive(height), 'height', 'a positive number of pixels', height);
  if (focalPx !== undefined) {
    want(positive(focalPx), 'focalPx', 'a positive number of pixels', focalPx);
  }
  if (fovDeg !== undefined) {
    want(fovDeg > 0 && fovDeg < 180, 'fovDeg', 'an angle between 0 and 180 degrees', fovDeg);
  }
  if (exifFocalPx !== undefined && exifFocalPx !== null) {
    want(positive(exifFocalPx), 'exifFocalPx', 'a positive number of pixels or null', exifFocalPx);
  }
  if (intrinsics !== undefined) {
    const { fx, fy, cx, cy } = intrinsics;
    want(positive(fx), 'intrinsics.fx', 'a positive number of pixels', fx);
    want(positive(fy), 'intrinsics.fy', 'a positive number of pixels', fy);
    // the principal point of a cut-out may well lie outside the picture
    want(Number.isFinite(cx), 'intrinsics.cx', 'a finite number of pixels', cx);
    want(Number.isFinite(cy), 'intrinsics.cy', 'a finite number of pixels', cy);
  }
  return issues;
}

/**
 * Settles the camera of an image. The default principal point is (w/2, h/2), as in the paper.
 * @throws E_RANGE with every bad number; E_CONFIG when the focal length is given twice.
 */
export function resolveIntrinsics(request: IntrinsicsRequest): Intrinsics {
  throwIssues('E_RANGE', 'resolveIntrinsics', problems(request));
  const { width, height, focalPx, fovDeg, intrinsics, exifFocalPx } = request;
  const given = [focalPx, fovDeg, intrinsics].filter((x) => x !== undefined).length;
  if (given > 1) {
    throw new MultiRoiError(
      'E_CONFIG',
      `resolveIntrinsics: expected one of focalPx, fovDeg and intrinsics, got ${given} of them`,
    );
  }
  if (intrinsics !== undefined) {
    const { fx, fy, cx, cy } = intrinsics;
    return { fx, fy, cx, cy, focalSource: 'given' };
  }
  const centred = (focal: number, focalSource: FocalSource): Intrinsics => ({
    fx: focal,
    fy: focal,
    cx: width / 2,
    cy: height / 2,
    focalSource,
  });
  if (focalPx !== undefined) return centred(focalPx, 'given');
  if (fovDeg !== undefined) {
    return centred(height / 2 / Math.tan((fovDeg * Math.PI) / 360), 'given');
  }
  if (exifFocalPx !== undefined && exifFocalPx !== null) return centred(exifFocalPx, 'exif');
  return centred(estimateFocalPx(request), 'estimate');
}

/** √(w²+h²): a 53° diagonal field of view, the field's convention when nothing is known. */
export function estimateFocalPx({ width, height }: ImageSize): number {
  return Math.sqrt(width * width + height * height);
}
