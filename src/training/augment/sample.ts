/**
 * @file From a record and its picture to what a network trains on: M crops, their RoIs and cameras, and every
 * target in their frames. The order is the reference's: box, zoom, mirror, RoIs, turn, warp, occluders,
 * colours.
 */

import {
  applyAffine,
  baseRoi,
  boxInfos,
  PADDING,
  resolveIntrinsics,
  ROI_ASPECT,
  roisOf,
  type Affine,
  type Intrinsics,
  type Roi,
  type RoiSet,
  type RoiShape,
} from '../../camera/index.ts';
import { warpCrop } from '../../imaging/index.ts';
import { inputSize, type NetworkConfig, type PresetOptions } from '../../network/index.ts';
import type { PixelImage } from '../../platform/index.ts';
import type { Rng } from '../../base/index.ts';
import { tightBox } from '../../dataset/index.ts';
import { SCALE_PX, type PersonRecord } from '../../dataset/index.ts';
import { SPIN24 } from '../../dataset/index.ts';
import { NO_AUGMENTATION, type Augmentation } from './augmentation.ts';
import { applyChannelGains } from './channel-gains.ts';
import { mirrorPicture, mirrorRecord } from './mirror.ts';
import { drawOccluders, occluderNoise } from './occluders.ts';
import type { NoiseTable } from '../../synthetic/index.ts';
import { turnRois, turnTruth } from './turn.ts';

/** What a sample is cut with: shape and size of the crops, regions, and the rules of the preset. */
export interface SampleOptions extends Pick<
  PresetOptions,
  'rotationCentre' | 'focal' | 'openposeWeight'
> {
  readonly shape: RoiShape;
  /** Of a crop, px. */
  readonly width: number;
  readonly height: number;
  readonly set: RoiSet;
  /** M, the first of the set. */
  readonly rois: number;
  /** What occluders are cut from; made when the first is drawn, and kept with the options. */
  readonly occluderNoise: () => NoiseTable;
}

/** The options a network trains with. */
export function sampleOptions(config: NetworkConfig, set: RoiSet): SampleOptions {
  const [height, width] = inputSize(config);
  const { rotationCentre, focal, openposeWeight, roiShape: shape, rois } = config;
  let noise: NoiseTable | undefined;
  return {
    rotationCentre,
    focal,
    openposeWeight,
    shape,
    width,
    height,
    set,
    rois,
    occluderNoise: () => (noise ??= occluderNoise()),
  };
}

/** One person as a network sees it; M regions. */
export interface Sample {
  readonly crops: readonly PixelImage[];
  /** In the mirrored and turned picture. */
  readonly rois: readonly Roi[];
  /** Of the picture. */
  readonly intrinsics: Intrinsics;
  /** Box information [M, 3]. */
  readonly boxes: Float32Array;
  /** Pixels of the mirrored picture → crop pixels, one a region. */
  readonly cropFromPicture: readonly Affine[];
  /** Pixels of the mirrored and turned picture → crop pixels, one a region. */
  readonly cropFromTurned: readonly Affine[];
  /** Joints of `paper49` in crop px, with confidence [M, 49, 3]. */
  readonly keypoints: Float32Array;
  /** [24, 4], metres and confidence. */
  readonly joints24: Float32Array | null;
  /** [72]. */
  readonly pose: Float32Array | null;
  /** [10]. */
  readonly betas: Float32Array | null;
}

/** RoI 0: around the visible joints, or the record's own box when none are known. */
export function baseRoiOf(record: PersonRecord, shape: RoiShape): Roi {
  const { keypoints24, center, scale } = record;
  const box = tightBox(keypoints24);
  if (box !== null) return baseRoi(box, { shape, padding: PADDING.joints });
  const size = SCALE_PX * scale;
  return { center, size, width: ROI_ASPECT[shape] * size };
}

/** OpenPose's 25 and the 24, as one [49, 3]; absent joints have confidence 0. */
function allKeypoints(
  { keypoints24, openpose25 }: PersonRecord,
  openposeWeight: number,
): Float32Array {
  const all = new Float32Array(3 * (SPIN24.first + SPIN24.count));
  if (openpose25 !== null) all.set(openpose25);
  for (let i = 2; i < 3 * SPIN24.first; i += 3) all[i] *= openposeWeight;
  if (keypoints24 !== null) all.set(keypoints24, 3 * SPIN24.first);
  return all;
}

function inCrop(keypoints: Float32Array, cropFromPicture: Affine): Float32Array {
  const out = Float32Array.from(keypoints);
  for (let i = 0; i < out.length; i += 3) {
    const [x, y] = applyAffine(cropFromPicture, keypoints[i], keypoints[i + 1]);
    out[i] = x;
    out[i + 1] = y;
  }
  return out;
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Box information of every RoI; with `annotated-for-roi0` the others never hear of the true focal length. */
function boxesOf(
  rois: readonly Roi[],
  intrinsics: Intrinsics,
  estimate: Intrinsics,
  focal: SampleOptions['focal'],
): Float32Array {
  if (focal === 'one') return boxInfos(rois, intrinsics);
  return concatenated([boxInfos(rois.slice(0, 1), intrinsics), boxInfos(rois.slice(1), estimate)]);
}

/**
 * Cuts one person out of its picture.
 * @param augmentation from `drawAugmentation`; without one the person is as the data set has it.
 * @param rng for the occluders, each crop its own.
 */
export function cutSample(
  record: PersonRecord,
  picture: PixelImage,
  options: SampleOptions,
  rng: Rng,
  augmentation: Augmentation = NO_AUGMENTATION,
): Sample {
  const { width, height, shape, rotationCentre } = options;
  const { flip, zoom, turnDeg, channelGains, occluders, roiSet } = augmentation;
  const tight = baseRoiOf(record, shape);
  const [x, y] = tight.center;
  const base: Roi = {
    center: [flip ? picture.width - 1 - x : x, y],
    size: tight.size * zoom,
    width: tight.width * zoom,
  };
  const person = flip ? mirrorRecord(record, picture.width) : record;
  const pixels = flip ? mirrorPicture(picture) : picture;

  const rois = roisOf(base, roiSet ?? options.set, options.rois);
  const turned = turnRois(rois, turnDeg, rotationCentre, options);
  const crops = turned.map(({ cropFromPicture }, m) => {
    const crop = warpCrop(pixels, cropFromPicture, width, height);
    if (occluders !== null) {
      drawOccluders(crop, occluders, rng.fork(`occluders/${m}`), options.occluderNoise());
    }
    applyChannelGains(crop, channelGains);
    return crop;
  });

  const keypoints = allKeypoints(person, options.openposeWeight);
  // what a file says of its lens is not asked: the benchmarks' numbers were made without
  const size = { width: picture.width, height: picture.height };
  const estimate = resolveIntrinsics(size);
  const intrinsics =
    person.focalPx === null ? estimate : resolveIntrinsics({ ...size, focalPx: person.focalPx });
  return {
    crops,
    rois,
    intrinsics,
    boxes: boxesOf(rois, intrinsics, estimate, options.focal),
    cropFromPicture: turned.map(({ cropFromPicture }) => cropFromPicture),
    cropFromTurned: turned.map(({ cropFromTurned }) => cropFromTurned),
    keypoints: concatenated(
      turned.map(({ cropFromPicture }) => inCrop(keypoints, cropFromPicture)),
    ),
    ...turnTruth(person, turnDeg),
    betas: person.betas,
  };
}
