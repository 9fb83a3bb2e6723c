/**
 * @file One person of a picture → one row of a shard: regions about the true joints, crops, the frozen encoder. The
 * box is jittered, because at run time it comes from a detector and not from the truth.
 */

import {
  baseRoi,
  boxInfos,
  PADDING,
  roisOf,
  viewOf,
  type Intrinsics,
  type Roi,
  type RoiSet,
} from '../../camera/index.ts';
import { float16FromFloat32 } from '../../format/index.ts';
import { CropCutter, cropLength, type CropEncoder } from '../../pipeline/index.ts';
import type { PixelImage } from '../../platform.ts';
import type { Rng } from '../../rng.ts';
import type { PersonRow } from './feature-shard.ts';

/** How far a run-time box strays from that of the true joints, as fractions of its size. */
export interface BoxJitter {
  /** Standard deviation of the centre. */
  readonly shiftSd: number;
  /** Range of the factor on the size, drawn log-uniformly. */
  readonly scale: readonly [low: number, high: number];
  /** Chance that joints outside the picture do not widen the box: nobody may have guessed them. */
  readonly insideOnly: number;
}

export const NO_JITTER: BoxJitter = { shiftSd: 0, scale: [1, 1], insideOnly: 0 };

/** The truth about one person. */
export interface TruePerson {
  /** Axis-angle [72], camera frame at the root. */
  readonly pose: Float32Array;
  /** [10]. */
  readonly betas: Float32Array;
  /** Translation of the model's origin, m. */
  readonly t: readonly [number, number, number];
  /** The 24 SMPL joints [24, 2], px. */
  readonly joints2d: Float32Array;
}

/** RoI 0 of the joints that can be projected; of those inside the picture alone, if there are two. */
function boxedJoints(
  { width, height }: PixelImage,
  points: Float32Array,
  insideOnly: boolean,
): Roi {
  const finite = Array.from(
    { length: 24 },
    (_, j) => Number.isFinite(points[2 * j]) && Number.isFinite(points[2 * j + 1]),
  );
  const inside = finite.map(
    (ahead, j) =>
      ahead &&
      points[2 * j] >= 0 &&
      points[2 * j] < width &&
      points[2 * j + 1] >= 0 &&
      points[2 * j + 1] < height,
  );
  const enough = inside.filter(Boolean).length >= 2;
  const confidence = (insideOnly && enough ? inside : finite).map(Number);
  return baseRoi({ points, confidence }, { shape: 'square', padding: PADDING.joints });
}

function jittered(
  { center: [x, y], size, width }: Roi,
  { shiftSd, scale }: BoxJitter,
  rng: Rng,
): Roi {
  const factor = Math.exp(rng.uniform(Math.log(scale[0]), Math.log(scale[1])));
  const center = [x + size * rng.normal(0, shiftSd), y + size * rng.normal(0, shiftSd)] as const;
  return { center, size: factor * size, width: factor * width };
}

/** Makes rows with one encoder and one set of regions. */
export class Featuriser {
  readonly #encoder: CropEncoder;
  readonly #set: RoiSet;
  readonly #cutter: CropCutter;
  readonly #planes: Float32Array;

  constructor(encoder: CropEncoder, set: RoiSet) {
    this.#encoder = encoder;
    this.#set = set;
    this.#cutter = new CropCutter(encoder.format);
    this.#planes = new Float32Array(set.scales.length * cropLength(encoder.format));
  }

  /**
   * @param rng draws the jitter.
   * @throws E_RANGE when no joint can be projected.
   */
  async row(
    image: PixelImage,
    intrinsics: Intrinsics,
    person: TruePerson,
    jitter: BoxJitter,
    rng: Rng,
  ): Promise<PersonRow> {
    const view = viewOf(intrinsics);
    const tight = boxedJoints(image, person.joints2d, rng.chance(jitter.insideOnly));
    const rois = roisOf(jittered(tight, jitter, rng), this.#set);
    this.#cutter.cut(image, view, rois, this.#planes);
    const features = await this.#encoder.encode(this.#planes, 1);
    const { fx, cx, cy } = view.intrinsics;
    return {
      features: float16FromFloat32(features),
      boxes: boxInfos(rois, view.intrinsics),
      centers: Float32Array.from(rois.flatMap(({ center: [x, y] }) => [x - cx, y - cy])),
      sizes: Float32Array.from(rois, ({ size }) => size),
      focal: Float32Array.of(fx),
      pose: person.pose,
      betas: person.betas,
      translation: Float32Array.from(person.t),
      confidence: Float32Array.from({ length: 24 }, (_, j) =>
        Number.isFinite(person.joints2d[2 * j]) ? 1 : 0,
      ),
    };
  }
}
