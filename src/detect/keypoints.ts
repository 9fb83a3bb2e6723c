/** @file What BlazePose says of regions of an image: is there a person, and where are the landmarks. */

import {
  applyAffine,
  baseRoi,
  composeAffine,
  cropTransform,
  invertAffine,
  rollAbout,
  type Box,
  type Roi,
} from '../camera/index.ts';
import { MultiRoiError, throwIfAborted } from '../base/index.ts';
import { sigmoid } from '../math/index.ts';
import { cropPlanes, UNIT, warpCrop } from '../imaging/index.ts';
import { BLAZEPOSE_SIDE, LANDMARK_COUNT, LANDMARK_STRIDE } from '../network/index.ts';
import type { PixelImage, Session } from '../platform/index.ts';
import { dims } from '../base/index.ts';

/** Landmarks of one person. */
export interface Keypoints {
  /** [33, 2] image pixels; in the order of `LANDMARK`. */
  readonly points: Float64Array;
  /** [33] 0–1: inside the crop and not hidden. */
  readonly visibility: Float32Array;
  /** [33] 0–1: inside the crop. */
  readonly inside: Float32Array;
  /** 0–1: whether the crop holds a person at all. */
  readonly presence: number;
}

/** Crops in one run. */
const BATCH = 8;

/** The square crop for a person's box: BlazePose was trained with a quarter of room around people. */
export function keypointRoi(box: Box): Roi {
  return baseRoi(box, { shape: 'square', padding: 1.25 });
}

/** A square of an image, and how far its content is turned about its centre before it is looked at, clockwise. */
export interface KeypointRoi extends Roi {
  readonly turnRad?: number;
}

/**
 * Landmarks of each region, in order; in pixels of the image however it was turned.
 * @param session of `blazepose-*.onnx`.
 */
export async function findKeypoints(
  session: Session,
  image: PixelImage,
  rois: readonly KeypointRoi[],
  signal?: AbortSignal,
): Promise<Keypoints[]> {
  const found: Keypoints[] = [];
  for (let start = 0; start < rois.length; start += BATCH) {
    throwIfAborted('findKeypoints', signal);
    const batch = rois.slice(start, start + BATCH);
    const data = new Float32Array(batch.length * 3 * BLAZEPOSE_SIDE * BLAZEPOSE_SIDE);
    const transforms = batch.map(({ turnRad = 0, ...roi }) =>
      composeAffine(
        cropTransform(roi, BLAZEPOSE_SIDE, BLAZEPOSE_SIDE),
        rollAbout(...roi.center, turnRad),
      ),
    );
    const crops = transforms.map((transform) =>
      warpCrop(image, transform, BLAZEPOSE_SIDE, BLAZEPOSE_SIDE),
    );
    cropPlanes(crops, UNIT, data);
    const images = {
      type: 'float32',
      shape: [batch.length, 3, BLAZEPOSE_SIDE, BLAZEPOSE_SIDE],
      data,
    } as const;
    const { landmarks, presence } = await session.run({ images }, ['landmarks', 'presence']);
    const { L } = dims('findKeypoints', landmarks.shape, '[N, L, 5]', { N: batch.length });
    const values = landmarks.data;
    const flags = presence.data;
    if (!(values instanceof Float32Array && flags instanceof Float32Array) || L < LANDMARK_COUNT) {
      throw new MultiRoiError(
        'E_SHAPE',
        `findKeypoints: expected float32 landmarks [N, 33 or more, 5], got ${landmarks.type} [${landmarks.shape.join(', ')}]`,
      );
    }
    for (const [n, transform] of transforms.entries()) {
      const imageFromCrop = invertAffine(transform);
      const points = new Float64Array(2 * LANDMARK_COUNT);
      const visibility = new Float32Array(LANDMARK_COUNT);
      const inside = new Float32Array(LANDMARK_COUNT);
      for (let k = 0; k < LANDMARK_COUNT; k++) {
        const at = (n * L + k) * LANDMARK_STRIDE;
        points.set(applyAffine(imageFromCrop, values[at], values[at + 1]), 2 * k);
        visibility[k] = sigmoid(values[at + 3]);
        inside[k] = sigmoid(values[at + 4]);
      }
      found.push({ points, visibility, inside, presence: flags[n] });
    }
  }
  return found;
}
