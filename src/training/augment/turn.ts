/**
 * @file Turning a person in the picture plane. With r the angle, R = [[cos r, sin r], [−sin r, cos r]] acts on
 * pixels, on metres (x right, y down both) and, extended by z, on the root's rotation.
 */

import { cropTransform, type Affine, type Roi } from '../../camera/index.ts';
import type { In, Maps } from '../../base/index.ts';
import { axisAngleFromRotmat, matmul3, rotmatFromAxisAngle } from '../../math/index.ts';
import type { PresetOptions } from '../../network/index.ts';
import type { PersonRecord } from '../../dataset/index.ts';

/** One RoI of a turned picture. */
export interface TurnedRoi {
  /** In pixels of the turned picture; what box information and cameras are made of. */
  readonly roi: In<'imgPx', Roi>;
  /** From pixels of the picture as it is. */
  readonly cropFromPicture: Maps<'cropPx', 'imgPx', Affine>;
  /** From pixels of the turned picture: where a projection by the RoI's camera lies in the crop. */
  readonly cropFromTurned: Maps<'cropPx', 'imgPx', Affine>;
}

/**
 * Where the RoIs of a turned person lie.
 *
 * `base-roi` turns the whole picture about the base centre c_0: the RoIs stand at C_m = c_0 + o_m of the
 * turned picture, whose pixels come from c_0 + Rᵀ o_m, and one full camera serves all. `each-roi` turns
 * every crop about its own centre as the released code does; the full cameras then differ by
 * (I − R)(c_m − c_n) pixels. Without a turn the two are the same.
 */
export function turnRois(
  rois: readonly Roi[],
  turnDeg: number,
  rotationCentre: PresetOptions['rotationCentre'],
  { width, height }: { readonly width: number; readonly height: number },
): TurnedRoi[] {
  const r = (turnDeg * Math.PI) / 180;
  const [cos, sin] = [Math.cos(r), Math.sin(r)];
  const [x0, y0] = rois[0].center;
  return rois.map((roi) => {
    const dx = roi.center[0] - x0;
    const dy = roi.center[1] - y0;
    const center: Roi['center'] =
      rotationCentre === 'each-roi' || turnDeg === 0
        ? roi.center
        : [x0 + cos * dx - sin * dy, y0 + sin * dx + cos * dy];
    return {
      roi,
      cropFromPicture: cropTransform({ ...roi, center }, width, height, turnDeg),
      cropFromTurned: cropTransform(roi, width, height),
    };
  });
}

/** What is known of a person in three dimensions, turned with the picture. Pixels are left to the crops. */
export function turnTruth(
  { joints24, pose }: Pick<PersonRecord, 'joints24' | 'pose'>,
  turnDeg: number,
): Pick<PersonRecord, 'joints24' | 'pose'> {
  if (turnDeg === 0) return { joints24, pose };
  const r = (turnDeg * Math.PI) / 180;
  const [cos, sin] = [Math.cos(r), Math.sin(r)];
  const joints = joints24 === null ? null : Float32Array.from(joints24);
  for (let i = 0; joints !== null && i < joints.length; i += 4) {
    const [x, y] = [joints[i], joints[i + 1]];
    joints[i] = cos * x + sin * y;
    joints[i + 1] = cos * y - sin * x;
  }
  if (pose === null) return { joints24: joints, pose };
  const turned = Float32Array.from(pose);
  const R = [cos, sin, 0, -sin, cos, 0, 0, 0, 1];
  turned.set(axisAngleFromRotmat(matmul3(R, rotmatFromAxisAngle(pose.subarray(0, 3)))));
  return { joints24: joints, pose: turned };
}
