/**
 * @file The frozen benchmark `synthetic-v1`: seven kinds of people, 300 pictures each, with fixed seeds and poses
 * from clips that training never meets. It never changes: recipes stand here by value, `fingerprints` of every
 * picture are committed, and whatever would give other pixels is `synthetic-v2`.
 */

import { createPoser } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import { atan2 } from '../base/index.ts';
import { VISIBILITY } from '../dataset/index.ts';
import type { SynthesisAssets } from './assets.ts';
import type { PoseKind } from './pose-kinds.ts';
import type { Range, Recipe } from './recipe.ts';
import type { SyntheticSample } from './sample.ts';
import { createSelfContact, type SelfContact } from './self-contact.ts';
import { DEGREE, JOINT } from './skeleton.ts';
import { createSynthesiser } from './synthesiser.ts';

/** What a drawn picture must be like to count; what is not given is free. Ranges hold both their ends. */
export interface Acceptance {
  /** Share of the person's pixels that nothing hides. */
  readonly unhidden?: Range;
  /** Joints of 24 inside the frame. */
  readonly jointsInside?: Range;
  /** Degrees from the world's vertical to the trunk, pelvis to neck. */
  readonly trunkTilt?: Range;
  /** Degrees from the picture's vertical to the trunk as it appears. */
  readonly imageTilt?: Range;
  /** Of the pelvis above the lowest joint, metres. */
  readonly hipHeight?: Range;
}

/** One kind of people of a benchmark: where they are drawn from, and which draws count. */
export interface Stratum {
  readonly name: string;
  readonly count: number;
  readonly recipe: Recipe;
  readonly accept: Acceptance;
}

/** A frozen set of synthetic pictures, as the recipe that makes it anew, to the bit. */
export interface SyntheticBenchmark {
  readonly name: string;
  /** Asset that poses and their limits come from. */
  readonly prior: string;
  /** Asset with the fingerprint of every picture. */
  readonly fingerprints: string;
  readonly strata: readonly Stratum[];
}

/** Of every picture: the camera is over the floor, the person stands out, limbs stay out of the body. */
const LOWEST_CAMERA_M = 0.4;
const LEAST_CONTRAST = 14;
const DEEPEST_SELF_CONTACT_M = 0.05;
/** Joints of whoever sits, kneels or lies are no higher over the lowest joint than this, metres. */
const SEAT_M = 0.2;
const REST_M = 0.2;
const TRUNK_M = 0.2;
/** Draws of one picture; the last is kept if none was accepted, and that has not happened. */
const ATTEMPTS = 64;
const PEOPLE_PER_STRATUM = 300;

const V1: Omit<Recipe, 'name'> = {
  kinds: {
    upright: 0.56,
    bent: 0.06,
    crouching: 0.07,
    kneeling: 0.06,
    seated: 0.1,
    floor: 0.06,
    lying: 0.06,
    tumbling: 0.03,
  },
  limbMixing: 0.35,
  imageSizes: [
    [640, 480],
    [480, 640],
    [576, 432],
    [432, 576],
    [512, 512],
    [640, 360],
  ],
  focal: [0.55, 2.6],
  pitch: [-30, 45],
  rollSd: 4,
  anyRoll: 0,
  extent: [0.42, 0.97],
  cut: 0,
  cutExtent: [1, 1.9],
  jointsInside: 24,
  occluders: 0,
  companions: 0,
  panoramas: 0.3,
};

function v1(name: string, recipe: Partial<Recipe>, accept: Acceptance): Stratum {
  return {
    name,
    count: PEOPLE_PER_STRATUM,
    recipe: { ...V1, ...recipe, name: `synthetic-v1/${name}` },
    accept: { jointsInside: [22, 24], ...accept },
  };
}

/** Seven strata of 300 people each, in poses of clips that no training meets (docs/evaluation.md). */
export const SYNTHETIC_V1: SyntheticBenchmark = {
  name: 'synthetic-v1',
  prior: 'synthetic/pose-prior-heldout.safetensors',
  fingerprints: 'synthetic/synthetic-v1.json',
  strata: [
    v1('upright', { kinds: { upright: 1 } }, { trunkTilt: [0, 35], hipHeight: [0.7, 2] }),
    v1('seated', { kinds: { seated: 1 } }, { unhidden: [0.6, 1] }),
    v1('floor', { kinds: { floor: 0.4, lying: 0.35, kneeling: 0.15, crouching: 0.1 } }, {}),
    v1(
      'tilted',
      { kinds: { upright: 0.8, tumbling: 0.2 }, anyRoll: 0.8, rollSd: 40 },
      { imageTilt: [30, 180] },
    ),
    v1('occluded', { occluders: 1, companions: 0.4 }, { unhidden: [0.35, 0.85] }),
    v1('truncated', { cut: 1, cutExtent: [1.1, 2.2], jointsInside: 8 }, { jointsInside: [10, 20] }),
    v1('small', { extent: [0.14, 0.3] }, {}),
  ],
};

/** Of every benchmark that `findSyntheticBenchmark` knows. */
export const BENCHMARK_NAMES: readonly string[] = [SYNTHETIC_V1.name];

/** @throws E_CONFIG for an unknown name. */
export function findSyntheticBenchmark(name: string): SyntheticBenchmark {
  if (name === SYNTHETIC_V1.name) return SYNTHETIC_V1;
  throw new MultiRoiError(
    'E_CONFIG',
    `benchmark: expected one of ${BENCHMARK_NAMES.join(', ')}, got "${name}"`,
  );
}

/** One picture of a benchmark, by its place in the whole: strata one after the other. */
export interface BenchmarkPlace {
  readonly stratum: Stratum;
  /** Within the stratum. */
  readonly index: number;
}

/** Pictures in all strata. */
export function benchmarkSize({ strata }: SyntheticBenchmark): number {
  return strata.reduce((sum, { count }) => sum + count, 0);
}

/** @throws E_RANGE beyond the last picture. */
export function benchmarkPlace({ name, strata }: SyntheticBenchmark, i: number): BenchmarkPlace {
  let index = i;
  for (const stratum of strata) {
    if (index < stratum.count) return { stratum, index };
    index -= stratum.count;
  }
  throw new MultiRoiError('E_RANGE', `${name}: expected a picture below ${i - index}, got ${i}`);
}

/** Makes pictures of one benchmark, each until a draw is one that counts. */
export interface BenchmarkMaker {
  /** @returns a sample whose image buffer is overwritten by the next call; its people are the subject alone. */
  make(place: BenchmarkPlace): SyntheticSample;
}

/** @param assets with the benchmark's own prior. */
export function createBenchmarkMaker(assets: SynthesisAssets): BenchmarkMaker {
  const synthesiser = createSynthesiser(assets);
  const contact = createSelfContact(createPoser(assets.body), assets.body.shapeCount);
  return {
    make: ({ stratum: { recipe, accept }, index }) => {
      for (let attempt = 0; ; attempt++) {
        const sample = synthesiser.synthesise(recipe, attempt, index);
        if (attempt + 1 < ATTEMPTS && !accepts(sample, accept, contact)) continue;
        return { ...sample, people: sample.people.slice(0, 1) };
      }
    },
  };
}

function within(value: number, range: Range | undefined): boolean {
  return range === undefined || (value >= range[0] && value <= range[1]);
}

/** Heights of joints over the lowest of them [24], metres; angles of the trunk in degrees. */
interface Posture {
  readonly height: Float64Array;
  readonly trunkTilt: number;
  readonly imageTilt: number;
}

function postureOf({ people, up }: SyntheticSample): Posture {
  const [{ joints3d, joints2d }] = people;
  const height = Float64Array.from(
    { length: joints3d.length / 3 },
    (_, j) => up[0] * joints3d[3 * j] + up[1] * joints3d[3 * j + 1] + up[2] * joints3d[3 * j + 2],
  );
  const lowest = height.reduce((low, value) => Math.min(low, value), Infinity);
  const along = (points: Float32Array, width: number): number[] =>
    Array.from(
      { length: width },
      (_, k) => points[width * JOINT.neck + k] - points[width * JOINT.pelvis + k],
    );
  const [tx, ty, tz] = along(joints3d, 3);
  const [x, y] = along(joints2d, 2);
  const rise = height[JOINT.neck] - height[JOINT.pelvis];
  const level = Math.sqrt(Math.max(0, tx * tx + ty * ty + tz * tz - rise * rise));
  return {
    height: height.map((value) => value - lowest),
    trunkTilt: atan2(level, rise) / DEGREE,
    imageTilt: atan2(Math.abs(x), -y) / DEGREE,
  };
}

/** Whoever sits or lies on a floor touches it with what carries the weight. */
function restsOnFloor(kind: PoseKind, { height, trunkTilt }: Posture): boolean {
  const down = (limit: number, ...joints: number[]): boolean =>
    joints.every((joint) => height[joint] <= limit);
  if (kind === 'lying') {
    return down(TRUNK_M, JOINT.pelvis) && (trunkTilt < 75 || down(TRUNK_M, JOINT.spine3));
  }
  if (kind !== 'floor' || down(SEAT_M, JOINT.pelvis)) return true;
  // on hands and knees
  return (
    trunkTilt > 50 &&
    down(REST_M, JOINT.leftWrist, JOINT.rightWrist, JOINT.leftKnee, JOINT.rightKnee)
  );
}

function accepts(sample: SyntheticSample, accept: Acceptance, contact: SelfContact): boolean {
  const { people, unhidden, cameraHeightM, contrast } = sample;
  const [{ kind, pose, visibility }] = people;
  if (cameraHeightM < LOWEST_CAMERA_M || contrast < LEAST_CONTRAST) return false;
  if (contact.depth(Float64Array.from(pose)) > DEEPEST_SELF_CONTACT_M) return false;
  const posture = postureOf(sample);
  const inside = visibility.filter((state) => state !== VISIBILITY.outside).length;
  return (
    restsOnFloor(kind, posture) &&
    within(unhidden, accept.unhidden) &&
    within(inside, accept.jointsInside) &&
    within(posture.trunkTilt, accept.trunkTilt) &&
    within(posture.imageTilt, accept.imageTilt) &&
    within(posture.height[JOINT.pelvis], accept.hipHeight)
  );
}
