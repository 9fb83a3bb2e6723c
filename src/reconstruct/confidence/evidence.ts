/**
 * @file What is known at run time that may tell how wrong an answer of `light` is: whether the encoder believes in the
 * person, whether the regions agree, and whether the mesh agrees with the encoder's own landmarks. Pipeline and
 * calibration compute it here, from the same arrays, in the view that the person was looked at in.
 */

import {
  combineFull,
  localCameras,
  project,
  type FullCameraRule,
  type Intrinsics,
  type Roi,
} from '../../camera/index.ts';
import { landmarkAt, presenceAt, worldLandmarkAt } from '../../inference/index.ts';
import { JOINT_LANDMARK, LANDMARK } from '../../network/index.ts';
import { JOINT_COUNT, jointSet } from '../../body/index.ts';
import type { Prediction } from '../../network/index.ts';

/** What an answer was made of, and the answer. */
export interface EvidenceInput {
  /** What the pose encoder predicted of each region [M, 1465]. */
  readonly features: Float32Array;
  /** [M], pixels of the view. */
  readonly rois: readonly Roi[];
  /** Of the view, fx = fy. */
  readonly intrinsics: Intrinsics;
  readonly fullCamera: FullCameraRule;
  readonly prediction: Prediction;
  /** The 24 posed joints [24, 3] in axes of the view, without t, m. */
  readonly joints: Float32Array;
}

/** Of a person, in this order; what is positive without bound is a logarithm. */
export const PERSON_EVIDENCE = [
  'presence',
  'lowestPresence',
  'consistencyX',
  'consistencyY',
  'consistencyS',
  'visibility',
  'inside',
  'landmarkSpread',
  'worldSpread',
  'reprojection',
  'worldResidual',
  'boxPx',
  'boxAngle',
  'upright',
  'foreshortened',
  'facing',
  'bend',
  'shape',
] as const;

/** Of a joint, beside what is known of the person; 0 where the encoder has no such landmark. */
export const JOINT_EVIDENCE = [
  'visibility',
  'inside',
  'landmarkSpread',
  'worldSpread',
  'reprojection',
  'worldResidual',
  'depthOffset',
] as const;

/** What is known of an answer, as the numbers that calibrations are functions of. */
export interface Evidence {
  /** In order of `PERSON_EVIDENCE`. */
  readonly person: Float64Array;
  /** [24, 7] in order of `JOINT_EVIDENCE`. */
  readonly joints: Float64Array;
}

const JOINT_NAMES = jointSet('smpl24').names;
const LANDMARKS = JOINT_NAMES.map((name) => JOINT_LANDMARK[name] ?? -1);
const at = (name: string): number => JOINT_NAMES.indexOf(name);
const [PELVIS, NECK, LEFT_HIP, RIGHT_HIP] = ['pelvis', 'neck', 'left_hip', 'right_hip'].map(at);
/** Judged for the person as a whole: what both name alike. */
const LIMBS = ['hip', 'knee', 'ankle', 'shoulder', 'elbow', 'wrist'].flatMap((name) => [
  at(`left_${name}`),
  at(`right_${name}`),
]);

/** What is nearest to certainty that a flag of 0 … 1 or a logit can say. */
const SURE = 8;
const logit = (p: number): number => clamp(Math.log(p / (1 - p)));
const clamp = (x: number): number => (x > SURE ? SURE : x >= -SURE ? x : -SURE);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
/** Distances below the first are all alike, beyond the second too. */
const log = (distance: number, floor: number, most: number): number =>
  Math.log(floor + Math.min(Number.isFinite(distance) ? distance : most, most));

type Numbers = readonly number[];
const minus = (a: Numbers, b: Numbers): number[] => a.map((x, k) => x - b[k]);
const norm = (a: Numbers): number => Math.hypot(...a);
const middle = (points: readonly Numbers[]): number[] =>
  points[0].map((_, k) => mean(points.map((point) => point[k])));
/** Root mean square distance from the middle. */
const spreadOf = (points: readonly Numbers[]): number => {
  const centre = middle(points);
  return Math.sqrt(mean(points.map((point) => norm(minus(point, centre)) ** 2)));
};

/** One landmark as each region saw it. */
interface Observations {
  /** [M, 2], px of the view. */
  readonly pixels: readonly Numbers[];
  /** [M, 3], from the middle of the region's hips, m. */
  readonly world: readonly Numbers[];
  readonly visibility: number;
  readonly inside: number;
}

/** What the regions say of a landmark. */
function observationsOf({ features, rois }: EvidenceInput, landmark: number): Observations {
  const pixels: number[][] = [];
  const world: number[][] = [];
  const flags: [number, number][] = [];
  rois.forEach(({ center, size }, m) => {
    const { x, y, visibility, inside } = landmarkAt(features, m, landmark);
    pixels.push([center[0] + x * size, center[1] + y * size]);
    flags.push([clamp(visibility), clamp(inside)]);
    const place = (l: number): number[] => worldLandmarkAt(features, m, l);
    world.push(minus(place(landmark), middle([place(LANDMARK.leftHip), place(LANDMARK.rightHip)])));
  });
  return {
    pixels,
    world,
    visibility: mean(flags.map(([seen]) => seen)),
    inside: mean(flags.map(([, inside]) => inside)),
  };
}

/** How one joint agrees with its landmark. */
interface Agreement {
  readonly visibility: number;
  readonly inside: number;
  /** Over the regions, in b. */
  readonly landmarkSpread: number;
  /** Over the regions, m. */
  readonly worldSpread: number;
  /** Between the projected joint and the landmark, in b. */
  readonly reprojection: number;
  /** Between the joint and the world landmark, both from the middle of the hips, m. */
  readonly worldResidual: number;
}

function agreementOf(
  input: EvidenceInput,
  landmark: number,
  joint: Numbers,
  pixel: Numbers,
): Agreement {
  const { pixels, world, visibility, inside } = observationsOf(input, landmark);
  const b = input.rois[0].size;
  return {
    visibility,
    inside,
    landmarkSpread: spreadOf(pixels) / b,
    worldSpread: spreadOf(world),
    reprojection: norm(minus(pixel, middle(pixels))) / b,
    worldResidual: norm(minus(joint, middle(world))),
  };
}

/** Logarithms of an agreement's distances, in order of `JOINT_EVIDENCE`. */
function asEvidence(of: Agreement): number[] {
  return [
    of.visibility,
    of.inside,
    log(of.landmarkSpread, 0.002, 1),
    log(of.worldSpread, 0.002, 1),
    log(of.reprojection, 0.005, 1),
    log(of.worldResidual, 0.01, 2),
  ];
}

/** Angle of the rotation [3, 3] that begins at `from`, rad. */
function angleAt(rotmats: Float32Array, from: number): number {
  const trace = rotmats[from] + rotmats[from + 4] + rotmats[from + 8];
  return Math.acos(Math.min(1, Math.max(-1, (trace - 1) / 2)));
}

/** How the body lies in the view, and how far it is from standing. */
function postureOf({ prediction: { rotmats, betas } }: EvidenceInput, trunk: Numbers): number[] {
  const length = Math.max(norm(trunk), 1e-6);
  const angles = Array.from({ length: JOINT_COUNT - 1 }, (_, j) => angleAt(rotmats, 9 * (j + 1)));
  return [
    // y points down
    -trunk[1] / length,
    Math.abs(trunk[2]) / length,
    // the body's front, +z, seen from the camera
    -rotmats[8],
    Math.sqrt(mean(angles.map((angle) => angle * angle))),
    Math.min(norm(Array.from(betas)), 10),
  ];
}

/**
 * Everything that is known; finite for whatever finite answer.
 * @throws E_NUMERIC when a region's camera has no scale: such a person has no place.
 */
export function evidenceOf(input: EvidenceInput): Evidence {
  const { features, rois, intrinsics, prediction, fullCamera } = input;
  const locals = localCameras(prediction.cameras);
  const { t, consistency } = combineFull(locals, rois, intrinsics, fullCamera);
  const pixels = project(input.joints, intrinsics, t);
  const joint = (j: number): number[] => [...input.joints.subarray(3 * j, 3 * j + 3)];
  const hips = middle([joint(LEFT_HIP), joint(RIGHT_HIP)]);
  const agreements = LANDMARKS.map((landmark, j) => {
    const pixel = [pixels[2 * j], pixels[2 * j + 1]];
    return landmark < 0 ? null : agreementOf(input, landmark, minus(joint(j), hips), pixel);
  });
  const limbs = LIMBS.flatMap((j) => agreements[j] ?? []);
  const overall = (of: (limb: Agreement) => number): number => mean(limbs.map(of));
  const presences = rois.map((_, m) => logit(presenceAt(features, m)));
  const pelvisZ = joint(PELVIS)[2];
  return {
    person: Float64Array.of(
      mean(presences),
      Math.min(...presences),
      log(consistency.x, 0.001, 5),
      log(consistency.y, 0.001, 5),
      log(consistency.s, 0.001, 5),
      ...asEvidence({
        visibility: overall((limb) => limb.visibility),
        inside: overall((limb) => limb.inside),
        landmarkSpread: overall((limb) => limb.landmarkSpread),
        worldSpread: overall((limb) => limb.worldSpread),
        reprojection: overall((limb) => limb.reprojection),
        worldResidual: overall((limb) => limb.worldResidual),
      }),
      log(rois[0].size, 1, 1e5),
      log(rois[0].size / intrinsics.fx, 0.01, 100),
      ...postureOf(input, minus(joint(NECK), joint(PELVIS))),
    ),
    joints: Float64Array.from(
      agreements.flatMap((agreement, j) => [
        ...(agreement === null ? [0, 0, 0, 0, 0, 0] : asEvidence(agreement)),
        log(Math.abs(joint(j)[2] - pelvisZ), 0.05, 2),
      ]),
    ),
  };
}
