/**
 * @file Lays one person on their key-points: turns of the 24 joints and the pelvis's place are moved until the projected skeleton
 * lies on what was observed and its limbs point where BlazePose sees them point, as far as the observations are believed and the
 * network's prediction lets it. Shape is left alone: 2D key-points do not tell it.
 */

import type { BodyModel } from '../../body/index.ts';
import type { Intrinsics } from '../../camera/index.ts';
import { BONES, type ObservedBones, type ObservedKeypoints } from '../../inference/index.ts';
import { MOVENET_KEYPOINTS } from '../../network/index.ts';
import { matmul3, rotmatFromAxisAngle } from '../../math/index.ts';
import { KEYPOINTS } from './keypoints.ts';
import { Kinematics } from './kinematics.ts';
import { keypointSigmas } from './landmark-noise.ts';
import {
  minimise,
  type Block,
  type LeastSquares,
  type Linearisation,
  type Minimum,
} from './least-squares.ts';

/** Pose, shape and where the pelvis stands, in a view. */
export interface PlacedPose {
  /** [24, 3, 3] row-major, the root in axes of the view. */
  readonly rotmats: ArrayLike<number>;
  /** [10]. */
  readonly betas: ArrayLike<number>;
  /** m. */
  readonly pelvis: readonly number[];
}

/** What is seen of somebody in a view. */
export interface Observation {
  /** In pixels of the view. */
  readonly keypoints: ObservedKeypoints;
  /** In axes of the view; absent when nobody looked. */
  readonly bones?: ObservedBones | undefined;
}

/** A pose that was laid on key-points, and where its pelvis is, axes of the view. */
export interface FittedPose {
  readonly rotmats: Float32Array;
  /** m. */
  readonly pelvis: readonly number[];
  /** Mean distance of the confident key-points from the skeleton's, px of the view; null without any. */
  readonly beforePx: number | null;
  readonly afterPx: number | null;
}

/** A view with square pixels. */
type Pinhole = Pick<Intrinsics, 'fx' | 'cx' | 'cy'>;

/** Turns of 24 joints (axis-angle), the pelvis's steps across in sides of the region, and the logarithm of its depth's factor. */
const TURNS = 72;
const UNKNOWNS: number = TURNS + 3;
const K: number = KEYPOINTS.length;

/** Root mean square of each component of the network's error by joint, rad; left and right alike. */
// oxfmt-ignore
export const TURN_SD: readonly number[] = [
  0.2, 0.26, 0.26, 0.1, 0.22, 0.22, 0.1, 0.22, 0.22, 0.09, 0.05, 0.05,
  0.15, 0.08, 0.08, 0.29, 0.39, 0.39, 0.33, 0.33, 0.31, 0.31, 0.05, 0.05,
];
/** Of its place: across in sides of the region, in depth as a share of it. */
export const PLACE_SD = { across: 0.2, depth: 0.2 } as const;
/** Residuals of this many σ are outliers (Geman and McClure); 3 costs 1 mm on real frames, 16 as much on people seen badly. */
export const OUTLIER = 5;
/** σ of a bone's direction, each axis of the unit vector, for somebody who is surely there, and where its outliers begin; the network has seen it, too. */
const BONE = { sigma: 0.6, outlier: 2 } as const;
/** Key-points of `BONES`. */
export const BONE_ENDS: readonly (readonly [from: number, to: number])[] = BONES.map(
  ({ from, to }) => [MOVENET_KEYPOINTS.indexOf(from), MOVENET_KEYPOINTS.indexOf(to)],
);
const STEPS = 25;
/** Nearer to the camera's plane than this nothing is projected, m. */
const NEAREST = 0.05;
/** A score from which a key-point is reported as confident. */
const CONFIDENT = 0.4;

const PRECISION: Float64Array = Float64Array.from({ length: UNKNOWNS }, (_, i) => {
  if (i < TURNS) return 1 / TURN_SD[Math.floor(i / 3)] ** 2;
  return 1 / (i < TURNS + 2 ? PLACE_SD.across : PLACE_SD.depth) ** 2;
});

/** One attempt: from which pose, and how it ended. */
interface Attempt {
  readonly from: PlacedPose;
  readonly end: Minimum;
}

/** Fits people of one body, one after the other; buffers are made once. */
export class Fitter {
  readonly #body: BodyModel;
  readonly #kinematics: Kinematics;

  constructor(body: BodyModel) {
    this.#body = body;
    this.#kinematics = new Kinematics(body, KEYPOINTS);
  }

  /**
   * @param sidePx side of the region that spans the person.
   * @returns never farther from the observation, weighed by its confidence, than `person`; `person` itself where nothing is
   * finite or in front of the camera.
   */
  fit(person: PlacedPose, observed: Observation, sidePx: number, view: Pinhole): FittedPose {
    this.#kinematics.shape(this.#body, person.betas);
    const blocks = blocksOf(observed, sidePx);
    const problem = { blocks, precision: PRECISION, steps: STEPS };
    const still = new Float64Array(UNKNOWNS);
    const at = this.#linearise(person, observed, sidePx, view);
    const end = minimise(at, problem, still);
    let best: Attempt = { from: person, end };
    if (Number.isFinite(end.cost) && isMissed(at(still).residuals, observed.keypoints)) {
      best = this.#secondStart(best, problem, observed, sidePx, view);
    }
    const before = this.#distancePx(person, still, observed, sidePx, view);
    const after = this.#distancePx(best.from, best.end.unknowns, observed, sidePx, view);
    return {
      // the pose in hand is the last one measured
      rotmats: this.#kinematics.rotations,
      pelvis: placeOf(best.from, best.end.unknowns, sidePx / view.fx),
      beforePx: before,
      afterPx: after,
    };
  }

  /**
   * Where the prediction misses points that are sure, its trunk may face the wrong way: other trunks are tried, with the joints
   * free to follow, and the best is kept if it is much better.
   */
  #secondStart(
    first: Attempt,
    problem: LeastSquares,
    observed: Observation,
    sidePx: number,
    view: Pinhole,
  ): Attempt {
    const { from: person } = first;
    let best = first;
    let least = first.end.cost;
    for (const root of this.#roots(person, observed.keypoints)) {
      const from = { ...person, rotmats: withRoot(person.rotmats, root) };
      const at = this.#linearise(from, observed, sidePx, view);
      const free = { ...problem, precision: FREE_PRECISION, steps: FREE_STEPS };
      const roughly = minimise(at, free, new Float64Array(UNKNOWNS));
      const end = minimise(at, { ...problem, precision: TURNED_PRECISION }, roughly.unknowns);
      const cost = end.cost + SECOND.penalty;
      if (cost < least) [best, least] = [{ from, end }, cost];
    }
    return best;
  }

  /** The predicted root and the one that faces the other way, each also rolled until the trunk lies as the observed one. */
  #roots(person: PlacedPose, observed: ObservedKeypoints): ArrayLike<number>[] {
    const own: ArrayLike<number> = Array.from({ length: 9 }, (_, i) => person.rotmats[i]);
    const [dx, dy] = trunkOf(observed.points, 2);
    const still = new Float64Array(TURNS);
    return [own, matmul3(own, rotmatFromAxisAngle([0, Math.PI, 0]))].flatMap((facing) => {
      this.#kinematics.pose(withRoot(person.rotmats, facing), still);
      const [ax, ay] = trunkOf(this.#kinematics.points, 3);
      const roll = Math.atan2(dy, dx) - Math.atan2(ay, ax);
      const isTurned = Math.abs(Math.sin(roll / 2)) > SECOND.leastRoll;
      return isTurned ? [facing, matmul3(rotmatFromAxisAngle([0, 0, roll]), facing)] : [facing];
    });
  }

  /** Residuals of key-points in sides of the region, then of bones, and their slopes. */
  #linearise(
    person: PlacedPose,
    { keypoints: { points: seen }, bones }: Observation,
    sidePx: number,
    { fx, cx, cy }: Pinhole,
  ): (unknowns: Float64Array) => Linearisation {
    const kinematics = this.#kinematics;
    const span = sidePx / fx;
    const count = 2 * K + (bones === undefined ? 0 : 3 * BONE_ENDS.length);
    return (unknowns) => {
      kinematics.pose(person.rotmats, unknowns);
      const { points } = kinematics;
      const t = placeOf(person, unknowns, span);
      const residuals = new Float64Array(count);
      for (let k = 0; k < K; k++) {
        const depth = points[3 * k + 2] + t[2];
        if (!(depth > NEAREST))
          return { residuals: residuals.fill(NaN), jacobian: () => residuals };
        const [u, v] = [(seen[2 * k] - cx) / fx, (seen[2 * k + 1] - cy) / fx];
        residuals[2 * k] = ((points[3 * k] + t[0]) / depth - u) / span;
        residuals[2 * k + 1] = ((points[3 * k + 1] + t[1]) / depth - v) / span;
      }
      if (bones !== undefined) {
        for (const [n, ends] of BONE_ENDS.entries()) {
          const { unit } = along(points, ends);
          for (let axis = 0; axis < 3; axis++) {
            residuals[2 * K + 3 * n + axis] = unit[axis] - bones.directions[3 * n + axis];
          }
        }
      }
      return { residuals, jacobian: () => this.#jacobian(unknowns, t, span, count) };
    };
  }

  #jacobian(
    unknowns: Float64Array,
    t: readonly number[],
    span: number,
    count: number,
  ): Float64Array {
    this.#kinematics.differentiate(unknowns);
    const rows = new Float64Array(count * UNKNOWNS);
    for (let k = 0; k < K; k++) this.#keypointSlopes(k, t, span, rows);
    for (let n = 0; 2 * K + 3 * n < count; n++) this.#boneSlopes(n, rows);
    return rows;
  }

  #keypointSlopes(k: number, t: readonly number[], span: number, rows: Float64Array): void {
    const { points, slopes } = this.#kinematics;
    const depth = points[3 * k + 2] + t[2];
    const scale = 1 / (depth * span);
    for (let axis = 0; axis < 2; axis++) {
      const tangent = (points[3 * k + axis] + t[axis]) / depth;
      const row = (2 * k + axis) * UNKNOWNS;
      const lateral = (3 * k + axis) * TURNS;
      const away = (3 * k + 2) * TURNS;
      for (let i = 0; i < TURNS; i++) {
        rows[row + i] = scale * (slopes[lateral + i] - tangent * slopes[away + i]);
      }
      rows[row + TURNS + axis] = scale * span * t[2];
      rows[row + TURNS + 2] = scale * (t[axis] - tangent * t[2]);
    }
  }

  /** A unit vector moves by what is across it of how its ends move, over their distance. */
  #boneSlopes(n: number, rows: Float64Array): void {
    const { points, slopes } = this.#kinematics;
    const [from, to] = BONE_ENDS[n];
    const { unit, length } = along(points, BONE_ENDS[n]);
    const [ends, starts] = [3 * to * TURNS, 3 * from * TURNS];
    for (let i = 0; i < TURNS; i++) {
      const x = slopes[ends + i] - slopes[starts + i];
      const y = slopes[ends + TURNS + i] - slopes[starts + TURNS + i];
      const z = slopes[ends + 2 * TURNS + i] - slopes[starts + 2 * TURNS + i];
      const stretch = x * unit[0] + y * unit[1] + z * unit[2];
      const row = (2 * K + 3 * n) * UNKNOWNS + i;
      rows[row] = (x - stretch * unit[0]) / length;
      rows[row + UNKNOWNS] = (y - stretch * unit[1]) / length;
      rows[row + 2 * UNKNOWNS] = (z - stretch * unit[2]) / length;
    }
  }

  /** Mean distance of the confident key-points, px; leaves the pose in `#kinematics`. */
  #distancePx(
    person: PlacedPose,
    unknowns: Float64Array,
    { keypoints }: Observation,
    sidePx: number,
    view: Pinhole,
  ): number | null {
    const { residuals } = this.#linearise(person, { keypoints }, sidePx, view)(unknowns);
    const sure = Array.from(KEYPOINTS.keys()).filter((k) => keypoints.scores[k] >= CONFIDENT);
    const sum = sure.reduce((all, k) => all + distanceOf(residuals, k), 0);
    return sure.length === 0 || !Number.isFinite(sum) ? null : (sidePx * sum) / sure.length;
  }
}

const SECOND = {
  /** Mean distance from which the prediction has missed, in sides of the region, and the mean score that makes it believable. */
  missed: 0.05,
  score: 0.5,
  /** How much better another trunk has to be: twice the logarithm of how seldom the network is that wrong. */
  penalty: 12,
  /** Sine of half the roll below which there is no other trunk. */
  leastRoll: 0.2,
} as const;
const FREE_STEPS = 15;
/** The trunk may turn anywhere; the joints are held as before. */
const FREE_PRECISION: Float64Array = PRECISION.map((value, i) => {
  if (i < 3) return 1 / 1.5 ** 2;
  return i < TURNS ? value : 1 / 5 ** 2;
});
const TURNED_PRECISION: Float64Array = PRECISION.map((value, i) => (i < 3 ? 1 / 0.8 ** 2 : value));
const FIRST_OF_BODY = 5;
const [SHOULDERS, HIPS] = [5, 11];

/** What is fitted, in the order of the residuals. */
function blocksOf({ keypoints, bones }: Observation, sidePx: number): Block[] {
  const sigmas = Array.from(keypointSigmas(keypoints, KEYPOINTS, sidePx));
  const points = sigmas.map((scale): Block => ({ length: 2, scale, outlier: OUTLIER }));
  if (bones === undefined) return points;
  const scale = bones.presence > 0 ? BONE.sigma / Math.sqrt(bones.presence) : Infinity;
  return [...points, ...BONE_ENDS.map((): Block => ({ length: 3, scale, outlier: BONE.outlier }))];
}

/** From one key-point of [K, 3] to another. */
function along(
  points: ArrayLike<number>,
  [from, to]: readonly [number, number],
): { readonly unit: readonly number[]; readonly length: number } {
  const way = [0, 1, 2].map((axis) => points[3 * to + axis] - points[3 * from + axis]);
  const length = Math.hypot(...way);
  return { unit: way.map((value) => value / length), length };
}

const distanceOf = (residuals: Float64Array, k: number): number =>
  Math.hypot(residuals[2 * k], residuals[2 * k + 1]);

/** Whether points that are sure lie far from the prediction's. */
function isMissed(residuals: Float64Array, { scores }: ObservedKeypoints): boolean {
  let [mass, sum, score] = [0, 0, 0];
  for (let k = FIRST_OF_BODY; k < K; k++) {
    const weight = scores[k] ** 2;
    // points that nobody sees may be no numbers
    if (!(weight > 0)) continue;
    mass += weight;
    sum += weight * distanceOf(residuals, k);
    score += scores[k] / (K - FIRST_OF_BODY);
  }
  return score > SECOND.score && sum / mass > SECOND.missed;
}

/** From the hips to the shoulders, in the first two coordinates of points [K, stride]. */
function trunkOf(points: ArrayLike<number>, stride: 2 | 3): [number, number] {
  const along = (axis: 0 | 1): number => {
    const middle = (k: number): number =>
      points[stride * k + axis] + points[stride * (k + 1) + axis];
    return (middle(SHOULDERS) - middle(HIPS)) / 2;
  };
  return [along(0), along(1)];
}

function withRoot(rotmats: ArrayLike<number>, root: ArrayLike<number>): Float64Array {
  const out = Float64Array.from(rotmats);
  out.set(root);
  return out;
}

/** Where the pelvis stands, m. */
function placeOf({ pelvis }: PlacedPose, unknowns: Float64Array, span: number): number[] {
  const [x, y, z] = pelvis;
  const depth = z * Math.exp(unknowns[TURNS + 2]);
  const across = depth * span;
  return [
    (x / z) * depth + unknowns[TURNS] * across,
    (y / z) * depth + unknowns[TURNS + 1] * across,
    depth,
  ];
}
