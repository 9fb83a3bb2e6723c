/**
 * @file People of whom only joints and key-points are made: what simulated looks are drawn of. Each is made when first
 * asked for and kept, because a look costs a tenth of a body. Body i of a seed is always the same.
 */

import { BETA_COUNT, JOINT_COUNT, POSE_SIZE, type BodyModel } from '../../body/index.ts';
import { Rng } from '../../base/index.ts';
import { LIMB_PARTS, MOVENET_PARTS } from '../../network/index.ts';
import {
  BarePersonSampler,
  findRecipe,
  type BarePerson,
  type PosePrior,
  type PoseSource,
  type Recipe,
} from '../../synthetic/index.ts';
import { facingOf } from './keypoint-errors.ts';
import { limbDirections, placeKeypoints, projectKeypoints } from './keypoint-places.ts';

const K = MOVENET_PARTS.scores;
/** A point that is not before the camera is projected as if it were so far from it, m. */
const NEAREST = 1e-3;

/** Recipes and how often each is drawn. */
const RECIPES: readonly (readonly [name: string, share: number])[] = [
  ['standard', 0.3],
  ['upright', 0.2],
  ['varied', 0.2],
  ['truncated', 0.08],
  ['tilted', 0.08],
  ['seated', 0.06],
  ['floor', 0.06],
  ['small', 0.02],
];

/** Where bodies of simulated people come from. */
export interface BodyOptions {
  readonly body: BodyModel;
  readonly prior: PosePrior;
  readonly poses: PoseSource;
  /** How many there are. */
  readonly bodies: number;
  readonly seed: number | string;
}

/** Rows by body. Pixels are those of its picture, from the principal point, which is the middle. */
export class SimulatedBodies {
  readonly count: number;
  /** [N, 72], as in a shard. */
  readonly pose: Float32Array;
  /** [N, 10]. */
  readonly betas: Float32Array;
  /** [N, 3]. */
  readonly translation: Float32Array;
  /** [N, 17, 2], px. */
  readonly keypoints: Float32Array;
  /** Which way limbs point [N, 10, 3]. */
  readonly limbs: Float32Array;
  /** [N, 24, 2], px. */
  readonly joints: Float32Array;
  /** [N, 3], where chests face. */
  readonly facing: Float32Array;
  /** Width, height and focal length [N, 3], px. */
  readonly pictures: Float32Array;
  readonly #made: Uint8Array;
  readonly #sampler: BarePersonSampler;
  readonly #recipes: readonly (readonly [recipe: Recipe, share: number])[];
  readonly #rng: Rng;
  readonly #places = new Float64Array(3 * K);
  readonly #rays = new Float64Array(2 * K);

  constructor({ body, prior, poses, bodies, seed }: BodyOptions) {
    this.count = bodies;
    this.pose = new Float32Array(bodies * POSE_SIZE);
    this.betas = new Float32Array(bodies * BETA_COUNT);
    this.translation = new Float32Array(bodies * 3);
    this.keypoints = new Float32Array(bodies * K * 2);
    this.limbs = new Float32Array(bodies * LIMB_PARTS.directions);
    this.joints = new Float32Array(bodies * JOINT_COUNT * 2);
    this.facing = new Float32Array(bodies * 3);
    this.pictures = new Float32Array(bodies * 3);
    this.#made = new Uint8Array(bodies);
    this.#sampler = new BarePersonSampler(body, prior, poses);
    this.#recipes = RECIPES.map(([name, share]) => [findRecipe(name), share]);
    this.#rng = new Rng(`bodies/${seed}`);
  }

  /** Makes body i, unless it was made before. */
  make(i: number): void {
    if (this.#made[i] === 1) return;
    const rng = this.#rng.fork(i);
    const person = this.#sampler.sample(this.#recipe(rng.uniform()), rng);
    this.pose.set(person.pose, i * POSE_SIZE);
    this.betas.set(person.betas, i * BETA_COUNT);
    this.translation.set(person.t, i * 3);
    this.pictures.set([person.width, person.height, person.focalPx], i * 3);
    this.facing.set(facingOf(person.frames), i * 3);
    this.#project(person, i);
    this.#made[i] = 1;
  }

  #project({ frames, t, focalPx }: BarePerson, i: number): void {
    placeKeypoints(frames, this.#places);
    const each = LIMB_PARTS.directions;
    limbDirections(this.#places, this.limbs.subarray(each * i, each * (i + 1)));
    projectKeypoints(this.#places, t, this.#rays);
    for (let k = 0; k < 2 * K; k++) this.keypoints[2 * K * i + k] = focalPx * this.#rays[k];
    for (let j = 0; j < JOINT_COUNT; j++) {
      const z = Math.max(frames[12 * j + 11] + t[2], NEAREST);
      const at = 2 * (JOINT_COUNT * i + j);
      this.joints[at] = (focalPx * (frames[12 * j + 3] + t[0])) / z;
      this.joints[at + 1] = (focalPx * (frames[12 * j + 7] + t[1])) / z;
    }
  }

  /** @param ticket 0 … 1. */
  #recipe(ticket: number): Recipe {
    let left = ticket;
    for (const [recipe, share] of this.#recipes) {
      left -= share;
      if (left < 0) return recipe;
    }
    return this.#recipes[0][0];
  }
}
