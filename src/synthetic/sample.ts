/** @file What the synthesiser returns. */

import type { In } from '../base/index.ts';
import type { Intrinsics, Translation } from '../camera/index.ts';
import type { PixelImage } from '../platform/index.ts';
import type { PoseKind } from './pose-kinds.ts';

/** Ground truth of one person in a synthetic picture: plain data; `poseInCamera` gives the vertices. */
export interface SyntheticPerson {
  readonly kind: PoseKind;
  /** Axis-angle [72], radians; `globalOrient` is R_cam←body. */
  readonly pose: Float32Array;
  /** [10]. */
  readonly betas: Float32Array;
  /** Translation of the model's origin, metres. */
  readonly t: Translation;
  /** The 24 SMPL joints [24, 3], metres, `t` included. */
  readonly joints3d: In<'cam', Float32Array>;
  /** [24, 2], px; NaN behind the camera. */
  readonly joints2d: In<'imgPx', Float32Array>;
  /** `VISIBILITY` of each joint [24]. */
  readonly visibility: Uint8Array;
  /** Pixels that show the person. */
  readonly pixels: number;
}

/** A synthetic picture with everything that is true of it. */
export interface SyntheticSample {
  /** The picture before encoding. Its buffer belongs to the synthesiser and holds until the next call. */
  readonly image: PixelImage;
  readonly intrinsics: Intrinsics;
  /** The person the picture is about first, then others who can be seen. */
  readonly people: readonly SyntheticPerson[];
  /** Share of the first person's pixels in the frame that nothing else hides, 0–1. */
  readonly unhidden: number;
  /** Mean difference of grey levels across the first person's outline before the sensor, 0–255. */
  readonly contrast: number;
  /** The world's up in camera axes, a unit vector. */
  readonly up: In<'cam', readonly [number, number, number]>;
  /** Of the camera over the floor; below 0 when the floor is above it. */
  readonly cameraHeightM: number;
  /** For whoever writes the picture as JPEG. */
  readonly jpegQuality: number;
}
