/**
 * @file One person of a picture → one row of a shard: regions about the true joints, crops, the frozen encoder. The
 * box is jittered, because at run time it comes from a detector and not from the truth.
 */

import { JOINT_COUNT } from '../body/index.ts';
import {
  applyAffineToPoints,
  baseRoi,
  boxInfos,
  camFromView,
  PADDING,
  roisOf,
  viewOf,
  type Intrinsics,
  type Roi,
  type RoiSet,
  type View,
} from '../camera/index.ts';
import { float16FromFloat32 } from '../format/index.ts';
import {
  axisAngleFromRotmat,
  matmul3,
  rotate3,
  rotmatFromAxisAngle,
  transpose3,
} from '../math/index.ts';
import {
  CropCutter,
  cropLength,
  mirrorBoxes,
  mirrorPlanes,
  limbsInView,
  mirrorLimbs,
  mirrorRois,
  observeBones,
  observedOf,
  withLimbs,
  type CropEncoder,
} from '../inference/index.ts';
import type { PixelImage, Session } from '../platform/index.ts';
import type { Rng } from '../base/index.ts';
import type { PersonRow } from './shard.ts';

/** How far a run-time box strays from that of the true joints, as fractions of its size. */
export interface BoxJitter {
  /** Standard deviation of the centre. */
  readonly shiftSd: number;
  /** Range of the factor on the size, drawn log-uniformly. */
  readonly scale: readonly [low: number, high: number];
  /** Chance that joints outside the picture do not widen the box: nobody may have guessed them. */
  readonly insideOnly: number;
}

/** Boxes as the true joints give them. */
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

/** RoI 0 in the view of the joints that can be projected; of those inside the picture alone, if there are two. */
function boxedJoints(
  { width, height }: PixelImage,
  points: Float32Array,
  { viewFromImage }: View,
  insideOnly: boolean,
): Roi {
  const finite = Array.from(
    { length: JOINT_COUNT },
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
  const inView = applyAffineToPoints(viewFromImage, points);
  return baseRoi({ points: inView, confidence }, { shape: 'square', padding: PADDING.joints });
}

/** One draw of a jitter, for every view alike. */
interface BoxShift {
  readonly factor: number;
  readonly shift: readonly [number, number];
  readonly insideOnly: boolean;
}

function drawShift({ shiftSd, scale, insideOnly }: BoxJitter, rng: Rng): BoxShift {
  const inside = rng.chance(insideOnly);
  const factor = Math.exp(rng.uniform(Math.log(scale[0]), Math.log(scale[1])));
  return {
    factor,
    shift: [rng.normal(0, shiftSd), rng.normal(0, shiftSd)],
    insideOnly: inside,
  };
}

function shifted({ center: [x, y], size, width }: Roi, { factor, shift }: BoxShift): Roi {
  const center = [x + size * shift[0], y + size * shift[1]] as const;
  return { center, size: factor * size, width: factor * width };
}

/** The roll, radians, that puts the person in a square of an image upright; see `findRolls`. */
export type RollFinder = (image: PixelImage, roi: Roi) => Promise<number>;

/** What else is looked at, or otherwise. */
export interface LookOptions {
  /** For rows of people in the view that is rolled until they stand; absent: as they are. */
  readonly findRoll?: RollFinder | undefined;
  /** Features and box information are those of the mirrored look (`ReconstructOptions.mirror`), all else is as without it. */
  readonly mirrored?: boolean | undefined;
  /** Of `blazepose-*.onnx`: limb directions stand behind the key-points, which the encoder must give. */
  readonly limbs?: Session | undefined;
}

/** Makes rows with one encoder and one set of regions. */
export class Featuriser {
  readonly #encoder: CropEncoder;
  readonly #set: RoiSet;
  readonly #look: LookOptions;
  readonly #cutter: CropCutter;
  readonly #planes: Float32Array;

  constructor(encoder: CropEncoder, set: RoiSet, look: LookOptions = {}) {
    this.#encoder = encoder;
    this.#set = set;
    this.#look = look;
    this.#cutter = new CropCutter(encoder.format);
    this.#planes = new Float32Array(set.scales.length * cropLength(encoder.format));
  }

  /**
   * The truth of the row is in the frame of the view.
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
    const shift = drawShift(jitter, rng);
    const baseOf = (view: View): Roi =>
      shifted(boxedJoints(image, person.joints2d, view, shift.insideOnly), shift);
    const level = viewOf(intrinsics);
    const roll = (await this.#look.findRoll?.(image, baseOf(level))) ?? 0;
    const view = viewOf(intrinsics, roll);
    const rois = roisOf(baseOf(view), this.#set);
    const looked = this.#look.mirrored === true ? mirrorRois(rois) : rois;
    this.#cutter.cut(image, view, looked, this.#planes);
    const boxes = boxInfos(looked, view.intrinsics);
    if (this.#look.mirrored === true) {
      mirrorPlanes(this.#planes, this.#encoder.format);
      mirrorBoxes(boxes);
    }
    const features = await this.#seen(image, intrinsics, view, looked);
    const { fx, cx, cy } = view.intrinsics;
    return {
      features: float16FromFloat32(features),
      boxes,
      centers: Float32Array.from(rois.flatMap(({ center: [x, y] }) => [x - cx, y - cy])),
      sizes: Float32Array.from(rois, ({ size }) => size),
      focal: Float32Array.of(fx),
      pose: poseInView(person.pose, view),
      betas: person.betas,
      translation: Float32Array.from(translationInView(person.t, view)),
      confidence: Float32Array.from({ length: JOINT_COUNT }, (_, j) =>
        Number.isFinite(person.joints2d[2 * j]) ? 1 : 0,
      ),
    };
  }

  /** What the encoder gives of the regions in `#planes`, and of the limbs where they are asked for. */
  async #seen(
    image: PixelImage,
    intrinsics: Intrinsics,
    view: View,
    rois: readonly Roi[],
  ): Promise<Float32Array> {
    const features = await this.#encoder.encode(this.#planes, 1);
    const { limbs: session, mirrored = false } = this.#look;
    if (session === undefined) return features;
    const keypoints = observedOf([{ features, rois, mirrored }], view);
    const person = { keypoints, intrinsics, sidePx: rois[0].size };
    const [bones] = await observeBones(session, image, [person]);
    const limbs = limbsInView(bones, view);
    return withLimbs(features, mirrored ? mirrorLimbs(limbs) : limbs);
  }
}

/** The pose with its root in axes of the view. */
function poseInView(pose: Float32Array, view: View): Float32Array {
  if (view.rollRad === 0) return pose;
  const turned = pose.slice();
  const root = matmul3(transpose3(camFromView(view)), rotmatFromAxisAngle(pose.subarray(0, 3)));
  turned.set(axisAngleFromRotmat(root));
  return turned;
}

/** A translation of the camera's frame in that of the view. */
function translationInView(t: TruePerson['t'], view: View): Float64Array {
  return rotate3(transpose3(camFromView(view)), t);
}
