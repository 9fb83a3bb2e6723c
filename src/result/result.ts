/**
 * @file The answer for one photograph: what `reconstruct` returns and what `<stem>.json` holds.
 * Pixels are those of the upright image with integer centres; the camera frame is OpenCV's
 * (x right, y down, z forward), metres; rotations are axis-angles in radians.
 */

import type { Vec2, Vec3 } from '../math/index.ts';
import type { FocalSource, FullCameraRule } from '../camera/index.ts';
import type { ModelName, PresetName } from '../network/index.ts';

/**
 * The version of the layout; it changes with any incompatible change of `Reconstruction`. A key that may be
 * absent can be added within a version: files without it stay what they are.
 */
export const SCHEMA_VERSION = 2;

/**
 * What takes time between a file and its results, in the order of the work. `decode` is the image's; `heads` are fusion and
 * regression. `render` and `write` come after the result and are known to callers only.
 */
export const STAGES = [
  'decode',
  'detect',
  'crop',
  'encode',
  'heads',
  'refine',
  'body',
  'render',
  'write',
] as const;
/** One of {@link STAGES}. */
export type Stage = (typeof STAGES)[number];
/** Milliseconds by stage; stages that did not run are absent. */
export type Timings = Partial<Record<Stage, number>>;

/** Rows of a matrix. */
export type Mat3 = [Vec3, Vec3, Vec3];

/** The photograph that the result is about, upright. */
export interface ImageInfo {
  /** As the caller named it. */
  file: string;
  /** Pixels, as the height. */
  width: number;
  height: number;
}

/** What made the result. */
export interface ModelInfo {
  name: ModelName;
  preset: PresetName;
  /** SHA-256 of the weights file, hexadecimal. */
  weights: string;
  /** Id of the body that people are expressed on. */
  body: string;
  /** M. */
  rois: number;
  fullCamera: FullCameraRule;
}

/** A region of interest: what one crop was cut from, in pixels of the image. */
export interface ResultRoi {
  /** Pixel centres. */
  center: Vec2;
  /** b, the height in pixels. */
  size: number;
  /** Pixels. */
  width: number;
}

/** Weak perspective of one RoI, of the body that the network was trained with, and the full-image translation that it alone implies (Eq. 12). */
export interface ResultLocalCamera {
  /** s: the region's height b shows 2/s metres. */
  scale: number;
  /** Metres, as ty. */
  tx: number;
  ty: number;
  /** Where this region alone puts the model's origin, metres. */
  full: Vec3;
}

/** The pinhole of the image, `uv = K (X + t)`. */
export interface ResultCamera {
  /** Rows of K. */
  K: Mat3;
  /** Where the body model's origin stands, metres. */
  t: Vec3;
  /** fx. */
  focalPx: number;
  focalSource: FocalSource;
  /** x right, y down, z forward; pixels at whole coordinates. */
  convention: 'opencv';
}

/** 24 × 3 + 10 numbers: with the camera, enough to draw the person again. */
export interface ResultBody {
  /** Id of the body. */
  model: string;
  /** R_cam←body as axis-angle. */
  globalOrient: Vec3;
  /** [23, 3]. */
  bodyPose: Vec3[];
  /** [10]. */
  betas: number[];
  /** Present when the network spoke of another body, and this one was fitted to what it predicted. */
  retargeted?: Retargeted;
}

/** How well one body stands in for another. */
export interface Retargeted {
  /** The body that the network spoke of. */
  from: string;
  /** Root mean square difference of the two bodies' sizes (limbs, trunk, stature, span, girth), mm. */
  sizesMm: number;
  /** Mean distance of their 24 posed joints, the pelvis in one place, mm. */
  jointsMm: number;
}

/**
 * Mean errors that were seen where the evidence was alike, on synthetic people (docs/confidence.md). Distances of joints with
 * the pelvis in one place, of the body that the network was trained with; where the person stands is not in it.
 */
export interface ResultExpectedError {
  /** Of the mean over the 24 joints, mm. */
  meanMm: number;
  /** The range that holds four of five such errors, mm. */
  rangeMm: [low: number, high: number];
  /** Of each joint [24], mm; 0 for the pelvis. */
  jointsMm: { smpl24: number[] };
  /**
   * Of each beta [10]: how far the truth strays from what was predicted, root mean square. Betas have unit variance: 1
   * means that nothing is known of this one. Results of older versions have none.
   */
  betasSd?: number[];
}

/**
 * How far the body's points lay from the landmarks that the pose encoder was confident of, mean in px of the view; null
 * when it was confident of none. Local cameras, consistency and expected error stay those of the network's answer.
 */
export interface ResultRefinement {
  beforePx: number | null;
  afterPx: number | null;
}

/** Key-points that were seen, [17][x, y, score]: pixels of the image and 0–1, in COCO's order. */
export interface ObservedJoints {
  coco17: [x: number, y: number, score: number][];
}

/** Why a person is to be believed less. */
export const CONFIDENCE_REASONS = [
  'cut',
  'hidden',
  'regions disagree',
  'landmarks unsure',
] as const;
/** One of {@link CONFIDENCE_REASONS}. */
export type ConfidenceReason = (typeof CONFIDENCE_REASONS)[number];
/** From the most to the least believable; `PersonConfidence.expectedMm` says in millimetres what a level means. */
export const CONFIDENCE_LEVELS = ['good', 'rough', 'guess'] as const;

/** How much a body that was laid on key-points is to be believed, as real people were seen to be wrong (docs/confidence.md). */
export interface PersonConfidence {
  level: (typeof CONFIDENCE_LEVELS)[number];
  reasons: ConfidenceReason[];
  /** Mean distance of limb joints after the best similarity, of real people at this level, mm. */
  expectedMm: number;
  /** How far the body's place in the picture may be off, px. */
  placePx: number;
}

/** One person: box, regions, cameras, body. Pixels of the upright image, metres in the camera's axes, radians. */
export interface Person {
  /** 0-based, by falling score. */
  id: number;
  /** Of the detection, 0–1. */
  score: number;
  /** What was detected, or given; pixel centres. */
  box: [x0: number, y0: number, x1: number, y1: number];
  /**
   * The roll of the view in which the person was looked at, radians: its content is the image's turned clockwise about
   * the principal point. Absent when it is 0. Regions are upright squares of the view, local cameras are in its axes;
   * everything else is in the image's.
   */
  rollRad?: number;
  /** [M]; RoI 0 is the person's own box, padded; centres in pixels of the image. */
  rois: ResultRoi[];
  /** [M]. */
  localCameras: ResultLocalCamera[];
  camera: ResultCamera;
  body: ResultBody;
  /** [24, 3], camera frame, t included. */
  joints3d: { smpl24: Vec3[] };
  /**
   * Pixels of the image [24, 2]; NaN, in files null, for a joint that is not in front of the camera. `observed`: the key-points
   * that the body was laid on.
   */
  joints2d: { smpl24: Vec2[]; observed?: ObservedJoints };
  /** Of bodies laid on key-points. */
  confidence?: PersonConfidence;
  /** How far the RoIs' full cameras disagree: metres, metres, a fraction. Small is trustworthy; one RoI has nothing to disagree with, and says 0. */
  consistency: { x: number; y: number; s: number };
  /**
   * How wrong the joints are expected to be, by what is known at run time; null for weights that nobody has calibrated and for a
   * body that was changed after the network spoke. Results of older versions have none.
   */
  expectedError?: ResultExpectedError | null;
  /** Present when pose and shape are means with those of a mirrored look (`ReconstructOptions.mirror`). */
  mirrored?: true;
  /** Present when pose, shape and t were refined (`ReconstructOptions.refine`). */
  refined?: ResultRefinement;
  /** Fusion weights w_mn (Eq. 4) [M, M], when they were asked for: row m is what region m takes from each region n; rows sum to 1. */
  fusion?: number[][];
}

/** Someone who was found, and of whom the network's answer says too little to be a `Person`. */
export interface LostPerson {
  /** No camera could be made: nobody knows where they stand. */
  status: 'unplaced';
  /** Of the detection, 0–1. */
  score: number;
  /** What was detected, or given; pixel centres. */
  box: [x0: number, y0: number, x1: number, y1: number];
  /** In the grammar of errors. */
  reason: string;
}

/** Everything known about the people of one photograph. */
export interface Reconstruction {
  /** 2 since `joints2d.observed`; files of version 1 are read as well. */
  schemaVersion: 1 | typeof SCHEMA_VERSION;
  image: ImageInfo;
  model: ModelInfo;
  people: Person[];
  /** Who was found and is not among `people`, best first; absent when that is nobody. */
  lost?: LostPerson[];
  /** What is odd about the image file and the boxes that were given, a clause each; absent for nothing. */
  warnings?: string[];
  timings: Timings;
}
