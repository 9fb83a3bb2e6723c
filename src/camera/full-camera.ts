/**
 * @file Local cameras and the full camera (Nie et al. 2024, §3.2, Eq. 7–14). A local camera C_m = (s, tx, ty)
 * is weak perspective inside RoI m; the full camera is the translation t of the body in the frame of
 * the whole image's pinhole. b is the height of the RoI; (c_x, c_y) its centre from the principal point.
 */

import { MultiRoiError } from '../base/index.ts';
import type { In } from '../base/index.ts';
import type { Intrinsics } from './intrinsics.ts';
import type { Roi } from './roi.ts';

/** Weak perspective of one RoI: the RoI's height b shows 2/scale metres, tx and ty are metres. */
export interface LocalCamera {
  readonly scale: number;
  readonly tx: number;
  readonly ty: number;
}

/** Local cameras [M, 3], as the network predicts them, one by one. */
export function localCameras(values: ArrayLike<number>): LocalCamera[] {
  return Array.from({ length: values.length / 3 }, (_, m) => ({
    scale: values[3 * m],
    tx: values[3 * m + 1],
    ty: values[3 * m + 2],
  }));
}

/** Metres in the camera frame. */
export type Translation = In<'cam', readonly [number, number, number]>;

/** How far the full cameras implied by the RoIs disagree (Eq. 14 as residuals). */
export interface Consistency {
  /** Standard deviation of X_m over the RoIs, metres. */
  readonly x: number;
  /** Standard deviation of Y_m over the RoIs, metres. */
  readonly y: number;
  /** Standard deviation of b_m·s_m over its mean. */
  readonly s: number;
}

/** One camera of a person for the whole image, made of the local cameras of the regions. */
export interface FullCamera {
  /** Where the model's origin stands, metres. */
  readonly t: Translation;
  readonly consistency: Consistency;
}

/** `mean`: over the RoIs (preset `paper`); `roi0`: the box's own camera (preset `official`). */
export type FullCameraRule = 'mean' | 'roi0';

/** X_m, Y_m and b_m·s_m: the three quantities that Eq. 14 wants equal for all RoIs. */
interface Implied {
  readonly x: number;
  readonly y: number;
  readonly bs: number;
}

function implied(who: string, local: LocalCamera, roi: Roi, { cx, cy }: Intrinsics): Implied {
  const { scale, tx, ty } = local;
  const bs = roi.size * scale; // Eq. 7: pixels that the two metres about the body span
  if (!(bs > 0) || ![bs, tx, ty].every(Number.isFinite)) {
    throw new MultiRoiError(
      'E_NUMERIC',
      `${who}: expected a finite local camera with a positive scale, got (${scale}, ${tx}, ${ty}) for b = ${roi.size}`,
    );
  }
  return {
    x: tx + (2 * (roi.center[0] - cx)) / bs, // Eq. 10
    y: ty + (2 * (roi.center[1] - cy)) / bs, // Eq. 11
    bs,
  };
}

function oneFocal(who: string, { fx, fy }: Intrinsics): number {
  if (fx === fy) return fx;
  throw new MultiRoiError(
    'E_RANGE',
    `${who}: expected fx = fy, got ${fx} and ${fy}; choose RoIs in viewOf(intrinsics)`,
  );
}

/**
 * The full camera of one local camera (Eq. 12).
 * @throws E_NUMERIC unless the scale is positive and all is finite.
 */
export function fullFromLocal(local: LocalCamera, roi: Roi, intrinsics: Intrinsics): Translation {
  const focal = oneFocal('fullFromLocal', intrinsics);
  const { x, y, bs } = implied('fullFromLocal', local, roi, intrinsics);
  return [x, y, (2 * focal) / bs]; // Eq. 8
}

/**
 * The local camera of a RoI that agrees with a full camera: Eq. 12 solved for C_m.
 * @throws E_NUMERIC unless the body is in front of the camera.
 */
export function localFromFull(
  [x, y, z]: Translation,
  roi: Roi,
  intrinsics: Intrinsics,
): LocalCamera {
  const focal = oneFocal('localFromFull', intrinsics);
  if (!(z > 0) || ![x, y, z].every(Number.isFinite)) {
    throw new MultiRoiError(
      'E_NUMERIC',
      `localFromFull: expected a body in front of the camera, got t = [${x}, ${y}, ${z}]`,
    );
  }
  return {
    scale: (2 * focal) / (roi.size * z), // Eq. 7
    tx: x - ((roi.center[0] - intrinsics.cx) * z) / focal, // Eq. 9, and so along y
    ty: y - ((roi.center[1] - intrinsics.cy) * z) / focal,
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, v) => sum + v, 0) / values.length;

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((v) => (v - centre) ** 2)));
}

/**
 * One full camera from the local cameras of all RoIs, and how well they agree.
 * `mean`: t = (mean X_m, mean Y_m, 2f / mean b_m·s_m).
 * @throws E_SHAPE unless there are as many cameras as RoIs; E_NUMERIC for a degenerate camera.
 */
export function combineFull(
  locals: readonly LocalCamera[],
  rois: readonly Roi[],
  intrinsics: Intrinsics,
  rule: FullCameraRule = 'mean',
): FullCamera {
  if (locals.length !== rois.length || rois.length === 0) {
    throw new MultiRoiError(
      'E_SHAPE',
      `combineFull: expected one local camera per RoI, got ${locals.length} for ${rois.length} RoIs`,
    );
  }
  const focal = oneFocal('combineFull', intrinsics);
  // Eq. 12 for one region, Eq. 13 for another, and so on
  const each = locals.map((local, m) => implied('combineFull', local, rois[m], intrinsics));
  const xs = each.map(({ x }) => x);
  const ys = each.map(({ y }) => y);
  const sizes = each.map(({ bs }) => bs);
  const t: Translation =
    rule === 'roi0'
      ? [xs[0], ys[0], (2 * focal) / sizes[0]]
      : [mean(xs), mean(ys), (2 * focal) / mean(sizes)];
  return {
    t,
    consistency: { x: deviation(xs), y: deviation(ys), s: deviation(sizes) / mean(sizes) },
  };
}
