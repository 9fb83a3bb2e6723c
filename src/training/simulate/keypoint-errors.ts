/**
 * @file How MoveNet errs: everything it gave of people who were rendered, beside where their key-points are. A person
 * who is only simulated borrows the errors of a rendered one who stands and is turned alike, all regions together, so
 * that what regions share of an error, what scores know of it, limbs that are hidden and sides that are swapped
 * come as they occur.
 */

import { BETA_COUNT, createPoser, POSE_SIZE, type BodyModel } from '../../body/index.ts';
import { MultiRoiError, type Rng } from '../../base/index.ts';
import { float32FromFloat16 } from '../../format/index.ts';
import type { Vec3 } from '../../math/index.ts';
import {
  LIMB_PARTS,
  LIMB_WIDTH,
  MOVENET_FLIP,
  MOVENET_PARTS,
  MOVENET_WIDTH,
} from '../../network/index.ts';
import type { Shard } from '../../features/index.ts';
import { limbDirections, placeKeypoints, projectKeypoints } from './keypoint-places.ts';
import { LimbErrors } from './limb-errors.ts';

const K = MOVENET_PARTS.scores;
const [LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_HIP, RIGHT_HIP] = [5, 6, 11, 12];
/** Sides count as swapped when that halves the misses and the points are this far apart, in b. */
const SWAP_GAIN = 0.5;
const SWAP_DISTANCE = 0.04;
/** How often the surer of two lenders is taken: photographs are easier than renders. */
const SURER = 0.5;
/** Stances of fewer people lend nothing; their like borrow from those who face the same way, or from anybody. */
const LEAST_CLASS = 40;

/** Row of the chest (`spine3`) among the frames of the joints, whose third axis points out of it. */
const CHEST = 9;
/** A chest counts as turned up or down from here on, of 1. */
const STEEP = 0.75;
const SECTORS = 8;
const TURNS = SECTORS + 2;
const LEANS = 3;

/** Where a chest faces, camera axes. @param frames rows [R | p] of the joints [24, 12]. */
export function facingOf(frames: ArrayLike<number>): Vec3 {
  const at = 12 * CHEST + 2;
  return [frames[at], frames[at + 4], frames[at + 8]];
}

/**
 * How a person stands and is turned, 0 … 29: trunk up, aside or down in the picture; the chest to one of eight sides,
 * to the sky or to the ground. Whoever is seen from behind has no face, and scores that say so.
 * @param points [17, 2] of any unit.
 * @param facing see `facingOf`.
 */
export function stanceOf(points: ArrayLike<number>, [x, y, z]: Vec3): number {
  const middle = (a: number, b: number, axis: number): number =>
    (points[2 * a + axis] + points[2 * b + axis]) / 2;
  const up = [0, 1].map(
    (axis) => middle(LEFT_SHOULDER, RIGHT_SHOULDER, axis) - middle(LEFT_HIP, RIGHT_HIP, axis),
  );
  const tilt = -up[1] / (Math.hypot(up[0], up[1]) || 1);
  const lean = tilt > 0.75 ? 0 : tilt > -0.3 ? 1 : 2;
  if (Math.abs(y) > STEEP) return TURNS * lean + SECTORS + (y < 0 ? 0 : 1);
  const sector = Math.round((Math.atan2(x, -z) / (2 * Math.PI)) * SECTORS);
  return TURNS * lean + ((sector + SECTORS) % SECTORS);
}

/** Whether a point of a region's crop [−½, ½] lies in it. */
export function insideCrop(x: number, y: number): boolean {
  return Math.abs(x) <= 0.5 && Math.abs(y) <= 0.5;
}

/** Errors of rendered people; row i is one of them. */
export class KeypointErrors {
  /** M of the regions. */
  readonly regions: number;
  readonly count: number;
  /**
   * `[N, M, 17, 2]`: what MoveNet gave less where the point is, in b of region 0; for points outside of the region, less
   * the nearest place inside. Of swapped sides, less where the other's point is.
   */
  readonly residuals: Float32Array;
  /** [N, M, 17]. */
  readonly scores: Float32Array;
  /** [N, M, 17], sides of the crop. */
  readonly spreads: Float32Array;
  /** `[N, M, 17]`: 1 where the truth lies inside the region. */
  readonly inside: Uint8Array;
  /** `[N, M, 17]`: 1 where the sides are swapped. */
  readonly swapped: Uint8Array;
  /** Of limbs, where their directions stand behind the key-points. */
  readonly limbs: LimbErrors | null;
  /** Mean score of region 0 [N]. */
  readonly #sureness: Float32Array;
  readonly #classes: readonly Uint32Array[];

  /** @param shard rendered people with features of MoveNet. @throws E_SHAPE */
  constructor(shard: Shard, body: BodyModel) {
    const { count, M, D, fields } = shard;
    const hasLimbs = D === MOVENET_WIDTH + LIMB_WIDTH;
    if ((D !== MOVENET_WIDTH && !hasLimbs) || count === 0) {
      throw new MultiRoiError(
        'E_SHAPE',
        `KeypointErrors: expected people with ${MOVENET_WIDTH} numbers a region, or ${LIMB_WIDTH} of limbs more, got ${count} with ${D}`,
      );
    }
    this.count = count;
    this.regions = M;
    this.residuals = new Float32Array(count * M * K * 2);
    this.scores = new Float32Array(count * M * K);
    this.spreads = new Float32Array(count * M * K);
    this.inside = new Uint8Array(count * M * K);
    this.swapped = new Uint8Array(count * M * K);
    this.limbs = hasLimbs ? new LimbErrors(count) : null;
    this.#sureness = new Float32Array(count);
    const poser = createPoser(body);
    const frames = new Float64Array(12 * body.jointCount);
    const places = new Float64Array(3 * K);
    const directions = new Float32Array(LIMB_PARTS.directions);
    const points = new Float64Array(2 * K);
    const classes: number[][] = Array.from({ length: LEANS * TURNS }, () => []);
    for (let i = 0; i < count; i++) {
      const pose = fields.pose.subarray(POSE_SIZE * i, POSE_SIZE * (i + 1));
      const betas = fields.betas.subarray(BETA_COUNT * i, BETA_COUNT * (i + 1));
      poser.poseFrames(
        { globalOrient: pose.subarray(0, 3), bodyPose: pose.subarray(3), betas },
        frames,
      );
      placeKeypoints(frames, places);
      projectKeypoints(places, fields.translation.subarray(3 * i, 3 * (i + 1)), points);
      for (let k = 0; k < 2 * K; k++) points[k] *= fields.focal[i];
      classes[stanceOf(points, facingOf(frames))].push(i);
      const rows = float32FromFloat16(fields.features.subarray(i * M * D, (i + 1) * M * D));
      for (let m = 0; m < M; m++)
        this.#take(shard, i, m, points, rows.subarray(m * D, (m + 1) * D));
      if (this.limbs !== null) {
        limbDirections(places, directions);
        this.limbs.put(i, directions, rows.subarray(MOVENET_WIDTH, D));
      }
      const scores = this.scores.subarray(i * M * K, i * M * K + K);
      this.#sureness[i] = scores.reduce((sum, score) => sum + score, 0) / K;
    }
    const everybody = Uint32Array.from({ length: count }, (_, i) => i);
    this.#classes = classes.map((rows, stance) => {
      if (rows.length >= LEAST_CLASS) return Uint32Array.from(rows);
      const turned = classes.filter((_, other) => other % TURNS === stance % TURNS).flat();
      return turned.length < LEAST_CLASS ? everybody : Uint32Array.from(turned);
    });
  }

  /** Numbers of a region, lent to simulated people as the shard has them. */
  get width(): number {
    return MOVENET_WIDTH + (this.limbs === null ? 0 : LIMB_WIDTH);
  }

  /** Someone of a stance, the surer of two as often as not. */
  borrow(stance: number, rng: Rng): number {
    const rows = this.#classes[stance];
    const one = rows[rng.int(rows.length)];
    if (!rng.chance(SURER)) return one;
    const other = rows[rng.int(rows.length)];
    return this.#sureness[other] > this.#sureness[one] ? other : one;
  }

  #take({ M, fields }: Shard, i: number, m: number, points: Float64Array, row: Float32Array): void {
    const [cx, cy] = [0, 1].map((axis) => fields.centers[2 * (M * i + m) + axis]);
    const b = fields.sizes[M * i + m];
    const scale = b / fields.sizes[M * i];
    const truth = (k: number, axis: number): number =>
      (points[2 * k + axis] - (axis === 0 ? cx : cy)) / b;
    const nearest = (k: number, axis: number): number =>
      Math.min(0.5, Math.max(-0.5, truth(k, axis)));
    const miss = (k: number, from: number): number =>
      Math.hypot(row[2 * k] - nearest(from, 0), row[2 * k + 1] - nearest(from, 1));
    const at = (M * i + m) * K;
    for (let k = 0; k < K; k++) {
      const other = MOVENET_FLIP[k];
      const apart = Math.hypot(truth(k, 0) - truth(other, 0), truth(k, 1) - truth(other, 1));
      const swapped =
        apart * scale > SWAP_DISTANCE &&
        miss(k, other) + miss(other, k) < SWAP_GAIN * (miss(k, k) + miss(other, other));
      const from = swapped ? other : k;
      this.inside[at + k] = insideCrop(truth(from, 0), truth(from, 1)) ? 1 : 0;
      this.swapped[at + k] = swapped ? 1 : 0;
      this.residuals[2 * (at + k)] = scale * (row[2 * k] - nearest(from, 0));
      this.residuals[2 * (at + k) + 1] = scale * (row[2 * k + 1] - nearest(from, 1));
      this.scores[at + k] = row[2 * K + k];
      this.spreads[at + k] = row[3 * K + k];
    }
  }
}
