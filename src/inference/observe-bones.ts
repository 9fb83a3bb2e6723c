/**
 * @file Which way limbs point, by BlazePose's world landmarks: key-points do not tell which end of a limb is nearer. BlazePose looks
 * at a crop as it was trained on: about the hips, as wide as the key-points reach, rolled until the trunk stands; and at its mirror
 * image, where its errors differ.
 */

import {
  applyAffineToPoints,
  camFromView,
  uprightRoll,
  viewOf,
  type Intrinsics,
  type Roi,
  type View,
} from '../camera/index.ts';
import { throwIfAborted } from '../base/index.ts';
import { rotate3 } from '../math/index.ts';
import { LANDMARK, MOVENET_KEYPOINTS } from '../network/index.ts';
import type { PixelImage, Session } from '../platform/index.ts';
import { runWorld, WORLD_FORMAT } from './blazepose.ts';
import { CropCutter, cropLength } from './crops.ts';
import { mirrorPlanes } from './mirror.ts';
import type { ObservedKeypoints } from './observed.ts';

/** Which way a person's limbs point. */
export interface ObservedBones {
  /** Unit vectors of `BONES` [10, 3]: x right, y down, z away, axes of the image's camera. */
  readonly directions: Float64Array;
  /** 0–1: whether the crop shows a person. */
  readonly presence: number;
}

/** Whose limbs are looked at. */
export interface Observed {
  /** In pixels of the image. */
  readonly keypoints: ObservedKeypoints;
  readonly intrinsics: Intrinsics;
  /** Side of the region that spans the person, px of the image. */
  readonly sidePx: number;
}

type Limb = keyof typeof LANDMARK & (typeof MOVENET_KEYPOINTS)[number];

interface Bone {
  readonly from: Limb;
  readonly to: Limb;
  /**
   * What BlazePose's directions lack in z: it sees elbows and knees too near, ankles and shoulders too far. Mean over both its sizes
   * on 300 rendered people, standard deviations .25 (trunk, legs) to .45 (arms); on real frames with 3D truth the signs are the
   * same and the amounts larger. Forearms differ from set to set.
   */
  readonly bias: number;
}

/** Both sides' upper arms, forearms, thighs, shins and flanks. */
export const BONES: readonly Bone[] = [
  { from: 'leftShoulder', to: 'leftElbow', bias: 0.12 },
  { from: 'rightShoulder', to: 'rightElbow', bias: 0.12 },
  { from: 'leftElbow', to: 'leftWrist', bias: 0 },
  { from: 'rightElbow', to: 'rightWrist', bias: 0 },
  { from: 'leftHip', to: 'leftKnee', bias: 0.07 },
  { from: 'rightHip', to: 'rightKnee', bias: 0.07 },
  { from: 'leftKnee', to: 'leftAnkle', bias: -0.1 },
  { from: 'rightKnee', to: 'rightAnkle', bias: -0.1 },
  { from: 'leftHip', to: 'leftShoulder', bias: -0.07 },
  { from: 'rightHip', to: 'rightShoulder', bias: -0.07 },
];

/** A key-point shows how far a person reaches from this score on. */
const SEEN = 0.2;
/** Side of the crop in distances from the hips to the farthest key-point, as BlazePose's own crops have it. */
const RADII = 2.5;
/** Least such distance, in sides of the region. */
const LEAST_RADIUS = 0.25;

/** A limb that points at the camera still points somewhere in the picture. */
const MOST_DEPTH = 0.98;

/** Middle of two points of [K, 2]. */
const middle = (points: ArrayLike<number>, a: number): [number, number] => [
  (points[2 * a] + points[2 * a + 2]) / 2,
  (points[2 * a + 1] + points[2 * a + 3]) / 2,
];
/** Bones come in pairs. */
const otherSide = (bone: number): number => bone ^ 1;
const at = (name: Limb): number => MOVENET_KEYPOINTS.indexOf(name);
const [SHOULDERS, HIPS] = [at('leftShoulder'), at('leftHip')];

/** The crop in which the person stands as BlazePose is used to. */
function uprightCrop({ keypoints, intrinsics, sidePx }: Observed): { view: View; roi: Roi } {
  const level = viewOf(intrinsics);
  const flat = applyAffineToPoints(level.viewFromImage, keypoints.points);
  const hips = middle(flat, HIPS);
  const distances = Array.from(keypoints.scores, (score, k) =>
    score > SEEN ? Math.hypot(flat[2 * k] - hips[0], flat[2 * k + 1] - hips[1]) : 0,
  );
  const size = RADII * Math.max(LEAST_RADIUS * sidePx, ...distances);
  const view = viewOf(intrinsics, uprightRoll(hips, middle(flat, SHOULDERS)));
  const [x, y] = middle(applyAffineToPoints(view.viewFromImage, keypoints.points), HIPS);
  return { view, roi: { center: [x, y], size, width: size } };
}

/** Directions of bones [10, 3] in axes of the crop, or of what its mirror image shows, brought back: x and sides change. */
function directionsOf(world: Float32Array, mirrored: boolean): Float64Array {
  const out = new Float64Array(3 * BONES.length);
  for (const [n, { from, to, bias }] of BONES.entries()) {
    const [a, b] = [3 * LANDMARK[from], 3 * LANDMARK[to]];
    const [x, y, z] = [0, 1, 2].map((axis) => world[b + axis] - world[a + axis]);
    if (mirrored) out.set(leaned(-x, y, z, bias), 3 * otherSide(n));
    else out.set(leaned(x, y, z, bias), 3 * n);
  }
  return out;
}

/** The unit vector of a direction with something added to its z; what lies across follows. */
function leaned(x: number, y: number, z: number, bias: number): [number, number, number] {
  const across = Math.hypot(x, y);
  const depth = z / (Math.hypot(across, z) || 1) + bias;
  const leant = Math.min(MOST_DEPTH, Math.max(-MOST_DEPTH, depth));
  const share = Math.sqrt(1 - leant * leant) / (across || 1);
  return [share * x, share * y, leant];
}

/** Mean directions of two looks, each as much as it shows a person, turned to axes of the image's camera. */
function meanOf(looks: readonly ObservedBones[], view: View): ObservedBones {
  const camera = camFromView(view);
  const directions = new Float64Array(3 * BONES.length);
  for (let i = 0; i < directions.length; i += 3) {
    const sum = [0, 1, 2].map((axis) =>
      looks.reduce((all, look) => all + look.presence * look.directions[i + axis], 0),
    );
    const length = Math.hypot(...sum) || 1;
    directions.set(
      rotate3(
        camera,
        sum.map((value) => value / length),
      ),
      i,
    );
  }
  const presence = looks.reduce((all, look) => all + look.presence, 0) / looks.length;
  return { directions, presence };
}

/** @param session of `blazepose-*.onnx`. */
export async function observeBones(
  session: Session,
  image: PixelImage,
  people: readonly Observed[],
  signal?: AbortSignal,
): Promise<ObservedBones[]> {
  const cutter = new CropCutter(WORLD_FORMAT);
  const planes = new Float32Array(cropLength(WORLD_FORMAT));
  const bones: ObservedBones[] = [];
  for (const person of people) {
    throwIfAborted('observeBones', signal);
    const { view, roi } = uprightCrop(person);
    cutter.cut(image, view, [roi], planes);
    const looks: ObservedBones[] = [];
    for (const mirrored of [false, true]) {
      if (mirrored) mirrorPlanes(planes, WORLD_FORMAT);
      const { world, presence } = await runWorld(session, planes);
      looks.push({ directions: directionsOf(world, mirrored), presence });
    }
    bones.push(meanOf(looks, view));
  }
  return bones;
}
