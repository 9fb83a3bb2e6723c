/**
 * @file People who are only joints, and what MoveNet would give of them: unlimited rows to train the light model's
 * lifting on, made while it trains. Person i of a seed is always the same.
 */

import type { BodyModel } from '../../body/index.ts';
import {
  baseRoi,
  boxInfos,
  PADDING,
  resolveIntrinsics,
  roisOf,
  type Roi,
  type RoiSet,
} from '../../camera/index.ts';
import { Rng } from '../../base/index.ts';
import { MOVENET_PARTS, MOVENET_WIDTH } from '../../network/index.ts';
import {
  BarePersonSampler,
  findRecipe,
  type BarePerson,
  type PosePrior,
  type PoseSource,
  type Recipe,
} from '../../synthetic/index.ts';
import type { BoxJitter, Shard } from '../../features/index.ts';
import { batchOf } from '../step/feature-batch.ts';
import type { FeatureSource } from '../step/feature-stepper.ts';
import { insideCrop, stanceOf, type KeypointErrors } from './keypoint-errors.ts';
import { MIRROR_KEYPOINT, projectKeypoints } from './keypoint-places.ts';

const K = MOVENET_PARTS.scores;
const JOINTS = 24;
/** Others whose errors are tried where one's own point lies on the other side of a region's edge. */
const TRIES = 6;

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

/**
 * How much worse photographs are than renders: errors are multiplied by a factor of each person, e to a Gaussian, and
 * scores fall with it.
 */
const WORSE = { mean: 0.2, sd: 0.35, scoreDrop: 0.7, scoreSd: 0.3 } as const;

export interface SimulationOptions {
  readonly body: BodyModel;
  readonly prior: PosePrior;
  readonly poses: PoseSource;
  readonly errors: KeypointErrors;
  readonly rois: RoiSet;
  readonly jitter: BoxJitter;
  readonly seed: number | string;
}

const logit = (p: number): number => Math.log(p / (1 - p));
const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

export class PeopleSimulator {
  readonly #options: SimulationOptions;
  readonly #sampler: BarePersonSampler;
  readonly #recipes: readonly (readonly [recipe: Recipe, share: number])[];
  readonly #rng: Rng;
  readonly #rays = new Float64Array(2 * K);
  readonly #joints = new Float64Array(2 * JOINTS);

  constructor(options: SimulationOptions) {
    this.#options = options;
    const { body, prior, poses, seed } = options;
    this.#sampler = new BarePersonSampler(body, prior, poses);
    this.#recipes = RECIPES.map(([name, share]) => [findRecipe(name), share]);
    this.#rng = new Rng(`simulated/${seed}`);
  }

  /** Rows of the given people, all with the first M regions; features are float32. */
  people(indices: ArrayLike<number>, M: number): Shard {
    const count = indices.length;
    const fields = {
      features: new Float32Array(count * M * MOVENET_WIDTH),
      boxes: new Float32Array(count * M * 3),
      centers: new Float32Array(count * M * 2),
      sizes: new Float32Array(count * M),
      focal: new Float32Array(count),
      pose: new Float32Array(count * 72),
      betas: new Float32Array(count * 10),
      translation: new Float32Array(count * 3),
      confidence: new Float32Array(count * JOINTS).fill(1),
    };
    const { rois: set, errors } = this.#options;
    for (let n = 0; n < count; n++) {
      const rng = this.#rng.fork(indices[n]);
      const person = this.#person(rng);
      const rois = roisOf(this.#base(person, rng), set, M);
      const { width, height, focalPx } = person;
      const intrinsics = resolveIntrinsics({ width, height, focalPx });
      projectKeypoints(person.frames, person.t, this.#rays);
      fields.boxes.set(boxInfos(rois, intrinsics), n * M * 3);
      rois.forEach(({ center: [x, y], size }, m) => {
        fields.centers[2 * (n * M + m)] = x - intrinsics.cx;
        fields.centers[2 * (n * M + m) + 1] = y - intrinsics.cy;
        fields.sizes[n * M + m] = size;
      });
      fields.focal[n] = focalPx;
      fields.pose.set(person.pose, n * 72);
      fields.betas.set(person.betas, n * 10);
      fields.translation.set(person.t, n * 3);
      const row = fields.features.subarray(n * M * MOVENET_WIDTH, (n + 1) * M * MOVENET_WIDTH);
      this.#see(person, rois, errors, rng, row);
    }
    return { count, M, D: MOVENET_WIDTH, fields };
  }

  /** @returns someone of whom at least two joints can be projected. */
  #person(rng: Rng): BarePerson {
    let ticket = rng.uniform();
    let [recipe] = this.#recipes[0];
    for (const [next, share] of this.#recipes) {
      recipe = next;
      ticket -= share;
      if (ticket < 0) break;
    }
    return this.#sampler.sample(recipe, rng);
  }

  /** RoI 0 as `Featuriser` has it: about the joints, of which those outside the picture may not count. */
  #base({ frames, t, width, height, focalPx }: BarePerson, rng: Rng): Roi {
    const { shiftSd, scale, insideOnly } = this.#options.jitter;
    const confidence = new Array<number>(JOINTS).fill(0);
    const inside = new Array<number>(JOINTS).fill(0);
    let seen = 0;
    for (let j = 0; j < JOINTS; j++) {
      const z = Math.max(frames[12 * j + 11] + t[2], 1e-3);
      const x = (focalPx * (frames[12 * j + 3] + t[0])) / z + width / 2;
      const y = (focalPx * (frames[12 * j + 7] + t[1])) / z + height / 2;
      this.#joints[2 * j] = x;
      this.#joints[2 * j + 1] = y;
      confidence[j] = 1;
      if (x >= 0 && x < width && y >= 0 && y < height) {
        inside[j] = 1;
        seen++;
      }
    }
    const onlyInside = rng.chance(insideOnly) && seen >= 2;
    const { center, size } = baseRoi(
      { points: this.#joints, confidence: onlyInside ? inside : confidence },
      { shape: 'square', padding: PADDING.joints },
    );
    const factor = Math.exp(rng.uniform(Math.log(scale[0]), Math.log(scale[1])));
    const moved = (value: number): number => value + size * rng.normal(0, shiftSd);
    return {
      center: [moved(center[0]), moved(center[1])],
      size: factor * size,
      width: factor * size,
    };
  }

  /** What MoveNet gives of each region [M, 68]. */
  #see(
    { width, height, focalPx }: BarePerson,
    rois: readonly Roi[],
    errors: KeypointErrors,
    rng: Rng,
    out: Float32Array,
  ): void {
    const rays = this.#rays;
    const b0 = rois[0].size;
    const px = (k: number, axis: number): number =>
      focalPx * rays[2 * k + axis] + (axis === 0 ? width : height) / 2;
    const stance = stanceOf(
      rays.map((ray) => focalPx * ray),
      b0,
    );
    const lender = errors.borrow(stance, rng);
    const worse = rng.normal(WORSE.mean, WORSE.sd);
    const factor = Math.exp(worse);
    const drop = WORSE.scoreDrop * worse + rng.normal(0, WORSE.scoreSd);
    for (let k = 0; k < K; k++) {
      const spares = Array.from({ length: TRIES }, () => errors.borrow(stance, rng));
      rois.forEach(({ center, size }, m) => {
        const place = (from: number, axis: 0 | 1): number => (px(from, axis) - center[axis]) / size;
        const pick = (row: number): { at: number; from: number; inside: boolean } => {
          const at = (row * errors.regions + m) * K + k;
          const from = errors.swapped[at] === 1 ? MIRROR_KEYPOINT[k] : k;
          const [x, y] = [px(from, 0), px(from, 1)];
          const inside =
            x >= 0 &&
            x < width &&
            y >= 0 &&
            y < height &&
            insideCrop(place(from, 0), place(from, 1));
          return { at, from, inside };
        };
        let chosen = pick(lender);
        for (let i = 0; i < TRIES && (errors.inside[chosen.at] === 1) !== chosen.inside; i++) {
          const next = pick(spares[i]);
          if ((errors.inside[next.at] === 1) === next.inside) chosen = next;
        }
        const { at, from } = chosen;
        const row = m * MOVENET_WIDTH;
        for (const axis of [0, 1] as const) {
          const length = axis === 0 ? width : height;
          const low = Math.max(-0.5, -center[axis] / size);
          const high = Math.min(0.5, (length - center[axis]) / size);
          const nearest = clamp(place(from, axis), Math.min(low, high), Math.max(low, high));
          const error = (errors.residuals[2 * at + axis] * factor * b0) / size;
          // MoveNet's cells lie in the crop
          out[row + 2 * k + axis] = clamp(nearest + error, -0.53, 0.53);
        }
        const score = clamp(errors.scores[at], 1e-3, 1 - 1e-3);
        out[row + 2 * K + k] = 1 / (1 + Math.exp(drop - logit(score)));
        out[row + 3 * K + k] = errors.spreads[at];
      });
    }
  }
}

/** Simulated people for `FeatureStepper`, by their index. */
export function simulatedSource(simulator: PeopleSimulator): FeatureSource {
  return {
    feeds: (people, config) => {
      const rows = Uint32Array.from(people, (_, i) => i);
      return batchOf(simulator.people(people, config.rois), rows, config);
    },
  };
}
