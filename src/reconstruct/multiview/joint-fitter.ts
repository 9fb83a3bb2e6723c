/**
 * @file Lays one body on its key-points in all views at once: turns of the joints, where it stands, and, because cameras
 * that know how far they are apart know how large people are, its shape. Each view's own answer for the place stays as a
 * residual: across cameras it is what L_cam (Eq. 15–16) is across regions.
 */

import { BETA_COUNT, type BodyModel } from '../../body/index.ts';
import {
  matmul3,
  nearestRotation,
  rotate3,
  rotmatFromAxisAngle,
  transpose3,
  type Vec3,
} from '../../math/index.ts';
import { pelvisOf } from '../../result/index.ts';
import { OUTLIER, PLACE_SD, TURN_SD } from '../refine/fitter.ts';
import { KEYPOINTS } from '../refine/keypoints.ts';
import { Kinematics } from '../refine/kinematics.ts';
import { keypointSigmas } from '../refine/landmark-noise.ts';
import { minimise, type Linearisation, type Minimum } from '../refine/least-squares.ts';
import { inCamera, rayOfPixel } from './rig.ts';
import { sightingsOf, type SeenPerson } from './seen-person.ts';
import { triangulate } from './triangulate.ts';

/** One person in the world. */
export interface JointlyFitted {
  /** [24, 9] row-major, the root in world axes. */
  readonly rotmats: Float32Array;
  /** [10]. */
  readonly betas: readonly number[];
  /** m. */
  readonly pelvis: Vec3;
  /** Where the body has COCO's key-points [17, 3], m. */
  readonly keypoints: Float64Array;
}

const TURNS = 72;
/** Turns, the pelvis's steps (m), and what is added to betas. */
const UNKNOWNS: number = TURNS + 3 + BETA_COUNT;
const K: number = KEYPOINTS.length;
/** The place is held by the views, hardly by where the fit begins, m. */
const START_SD = 2;
/** Betas have unit variance, and networks hardly know them. */
const BETA_SD = 1;
const STEPS = 40;
/** Nearer to a camera's plane than this nothing is projected, m. */
const NEAREST = 0.05;

const PRECISION: Float64Array = Float64Array.from({ length: UNKNOWNS }, (_, i) => {
  if (i < TURNS) return 1 / TURN_SD[Math.floor(i / 3)] ** 2;
  return 1 / (i < TURNS + 3 ? START_SD : BETA_SD) ** 2;
});

interface Start {
  readonly rotmats: Float64Array;
  readonly betas: readonly number[];
  readonly pelvis: Vec3;
}

/** What one view contributes. */
interface ViewTerm {
  readonly seen: SeenPerson;
  /** The region's side over the focal length. */
  readonly span: number;
  /** Key-points as rays (x, y) [17, 2]. */
  readonly rays: Float64Array;
  /** The pelvis as the view has it, camera axes, m. */
  readonly pelvis: Vec3;
}

export class JointFitter {
  readonly #body: BodyModel;
  readonly #kinematics: Kinematics;

  constructor(body: BodyModel) {
    this.#body = body;
    this.#kinematics = new Kinematics(body, KEYPOINTS);
  }

  /** @param group the same person in each view that has them, one or more. */
  fit(group: readonly SeenPerson[]): JointlyFitted {
    const views = group.map((seen) => termOf(seen, this.#body));
    const scales = Float64Array.from([
      ...views.flatMap(({ seen }) => [...sigmasOf(seen)]),
      // across and depth of each view's own place are a pair of their own
      ...views.flatMap(() => [PLACE_SD.across, PLACE_SD.depth]),
    ]);
    const blocks = Array.from(scales, (scale) => ({ length: 2, scale, outlier: OUTLIER }));
    const problem = { blocks, precision: PRECISION, steps: STEPS };
    let best: { start: Start; end: Minimum } | undefined;
    for (const start of this.#starts(group)) {
      const end = minimise(this.#linearise(start, views), problem, new Float64Array(UNKNOWNS));
      if (best === undefined || end.cost < best.end.cost) best = { start, end };
    }
    const { start, end } = best as { start: Start; end: Minimum };
    this.#place(start, end.unknowns);
    const pelvis = pelvisAt(start, end.unknowns);
    return {
      rotmats: this.#kinematics.rotations,
      betas: betasAt(start, end.unknowns),
      pelvis,
      keypoints: this.#kinematics.points.map((x, i) => x + pelvis[i % 3]),
    };
  }

  /** Each view's own answer, and the mean of all: single views err in depth, each in another direction. */
  #starts(group: readonly SeenPerson[]): Start[] {
    const poses = group.map(worldPose);
    const mean = Float64Array.from(
      poses[0].map((_, i) => poses.reduce((sum, pose) => sum + pose[i], 0) / poses.length),
    );
    for (let j = 0; j < mean.length; j += 9) {
      mean.set(nearestRotation(mean.subarray(j, j + 9)), j);
    }
    const betas = Array.from(
      { length: BETA_COUNT },
      (_, s) => group.reduce((sum, { person }) => sum + person.body.betas[s], 0) / group.length,
    );
    return [mean, ...poses].map((rotmats) => {
      this.#kinematics.shape(this.#body, betas);
      this.#kinematics.pose(rotmats, new Float64Array(TURNS));
      return { rotmats, betas, pelvis: this.#stand(group) };
    });
  }

  /** Where the pose in hand has to stand for its key-points to be where rays meet; without such, where the first view says. */
  #stand(group: readonly SeenPerson[]): Vec3 {
    const { points } = this.#kinematics;
    const sum = [0, 0, 0];
    let mass = 0;
    for (let k = 0; k < K; k++) {
      const sightings = sightingsOf(group, k);
      const point = sightings.length < 2 ? null : triangulate(sightings);
      if (point === null) continue;
      const weight = Math.min(...group.map(({ points: seen }) => seen[k][2]));
      mass += weight;
      for (let axis = 0; axis < 3; axis++)
        sum[axis] += weight * (point[axis] - points[3 * k + axis]);
    }
    if (mass > 0) return [sum[0] / mass, sum[1] / mass, sum[2] / mass];
    const [{ camera }] = group;
    const own = termOf(group[0], this.#body).pelvis.map((x, axis) => x - camera.t[axis]);
    const [x, y, z] = rotate3(transpose3(camera.R.flat()), own);
    return [x, y, z];
  }

  #place(start: Start, unknowns: Float64Array): void {
    this.#kinematics.shape(this.#body, betasAt(start, unknowns));
    this.#kinematics.pose(start.rotmats, unknowns);
  }

  #linearise(start: Start, views: readonly ViewTerm[]): (unknowns: Float64Array) => Linearisation {
    return (unknowns) => {
      this.#place(start, unknowns);
      const residuals = this.#residuals(views, pelvisAt(start, unknowns));
      return { residuals, jacobian: () => this.#jacobian(start, unknowns, views) };
    };
  }

  /** [2 V (K + 2)]: key-points of each view in sides of its region, then each view's place across and in depth. */
  #residuals(views: readonly ViewTerm[], pelvis: Vec3): Float64Array {
    const { points } = this.#kinematics;
    const out = new Float64Array(2 * views.length * (K + 2));
    views.forEach(({ seen: { camera }, span, rays, pelvis: own }, v) => {
      for (let k = 0; k < K; k++) {
        const world = [0, 1, 2].map((axis) => points[3 * k + axis] + pelvis[axis]);
        const [x, y, z] = inCamera(camera, world);
        const at = 2 * (v * K + k);
        out[at] = z > NEAREST ? (x / z - rays[2 * k]) / span : NaN;
        out[at + 1] = z > NEAREST ? (y / z - rays[2 * k + 1]) / span : NaN;
      }
      const [x, y, z] = inCamera(camera, pelvis);
      const at = 2 * (views.length * K + 2 * v);
      out[at] = (x / z - own[0] / own[2]) / span;
      out[at + 1] = (y / z - own[1] / own[2]) / span;
      out[at + 2] = z > NEAREST ? Math.log(z / own[2]) : NaN;
    });
    // a point that nobody sees has no ray, and no say
    return out.map((value, i) => (Number.isNaN(rayAt(views, i)) ? 0 : value));
  }

  /** [2 V (K + 2), U]. */
  #jacobian(start: Start, unknowns: Float64Array, views: readonly ViewTerm[]): Float64Array {
    const rows = new Float64Array(2 * views.length * (K + 2) * UNKNOWNS);
    const pelvis = pelvisAt(start, unknowns);
    const moves = this.#moves(start, unknowns);
    const { points } = this.#kinematics;
    views.forEach(({ seen: { camera }, span }, v) => {
      const R = camera.R.flat();
      for (let k = 0; k < K; k++) {
        const world = [0, 1, 2].map((axis) => points[3 * k + axis] + pelvis[axis]);
        const slopes = projectionSlopes(R, inCamera(camera, world), span);
        for (let axis = 0; axis < 2; axis++) {
          const row = (2 * (v * K + k) + axis) * UNKNOWNS;
          for (let i = 0; i < UNKNOWNS; i++) {
            let sum = 0;
            for (let c = 0; c < 3; c++) {
              sum += slopes[3 * axis + c] * moves[(3 * k + c) * UNKNOWNS + i];
            }
            rows[row + i] = sum;
          }
        }
      }
      const place = inCamera(camera, pelvis);
      const slopes = projectionSlopes(R, place, span);
      const row = 2 * (views.length * K + 2 * v) * UNKNOWNS + TURNS;
      for (let c = 0; c < 3; c++) {
        rows[row + c] = slopes[c];
        rows[row + UNKNOWNS + c] = slopes[3 + c];
        rows[row + 2 * UNKNOWNS + c] = R[6 + c] / place[2];
      }
    });
    return rows;
  }

  /** ∂(points in the world)/∂unknowns [K, 3, U]; leaves the pose in hand. */
  #moves(start: Start, unknowns: Float64Array): Float64Array {
    const kinematics = this.#kinematics;
    const moves = new Float64Array(3 * K * UNKNOWNS);
    const here = kinematics.points.slice();
    const betas = betasAt(start, unknowns);
    for (let s = 0; s < BETA_COUNT; s++) {
      // points are linear in betas: a whole step is their slope
      kinematics.shape(
        this.#body,
        betas.map((beta, i) => beta + (i === s ? 1 : 0)),
      );
      kinematics.pose(start.rotmats, unknowns);
      for (let row = 0; row < 3 * K; row++) {
        moves[row * UNKNOWNS + TURNS + 3 + s] = kinematics.points[row] - here[row];
      }
    }
    this.#place(start, unknowns);
    kinematics.differentiate(unknowns);
    for (let row = 0; row < 3 * K; row++) {
      for (let i = 0; i < TURNS; i++)
        moves[row * UNKNOWNS + i] = kinematics.slopes[row * TURNS + i];
      moves[row * UNKNOWNS + TURNS + (row % 3)] = 1;
    }
    return moves;
  }
}

/** ∂(x/z, y/z)/∂(world) [2, 3], in spans. */
function projectionSlopes(R: readonly number[], [x, y, z]: Vec3, span: number): number[] {
  return [x / z, y / z].flatMap((tangent, axis) =>
    [0, 1, 2].map((c) => (R[3 * axis + c] - tangent * R[6 + c]) / (z * span)),
  );
}

const betasAt = ({ betas }: Start, unknowns: Float64Array): number[] =>
  betas.map((beta, s) => beta + unknowns[TURNS + 3 + s]);

const pelvisAt = ({ pelvis }: Start, unknowns: Float64Array): Vec3 => [
  pelvis[0] + unknowns[TURNS],
  pelvis[1] + unknowns[TURNS + 1],
  pelvis[2] + unknowns[TURNS + 2],
];

/** The ray that residual i belongs to; 0 for those of places. */
function rayAt(views: readonly ViewTerm[], i: number): number {
  const v = Math.floor(i / (2 * K));
  return v < views.length ? views[v].rays[i % (2 * K)] : 0;
}

/** [17]; Infinity where there is no score. */
function sigmasOf({ points, sizePx }: SeenPerson): Float64Array {
  const observed = {
    points: Float64Array.from(points.flatMap(([x, y]) => [x, y])),
    scores: Float32Array.from(points, ([, , score]) => score),
    spreadPx: new Float32Array(points.length),
  };
  return keypointSigmas(observed, KEYPOINTS, sizePx);
}

function termOf(seen: SeenPerson, body: BodyModel): ViewTerm {
  const { camera, person, points, sizePx } = seen;
  const rays = points.flatMap(([x, y]) => rayOfPixel(camera, x, y).slice(0, 2));
  const rest = pelvisOf(body, person.body.betas);
  const [x, y, z] = rest.map((value, axis) => value + person.camera.t[axis]);
  return {
    seen,
    span: sizePx / camera.K[0][0],
    rays: Float64Array.from(rays),
    pelvis: [x, y, z],
  };
}

/** A view's pose [24, 9], the root in world axes. */
function worldPose({ camera, person: { body } }: SeenPerson): Float64Array {
  const own = [body.globalOrient, ...body.bodyPose].map((turn) => rotmatFromAxisAngle(turn));
  const root = matmul3(transpose3(camera.R.flat()), own[0]);
  return Float64Array.from([root, ...own.slice(1)].flatMap((rotmat) => [...rotmat]));
}
