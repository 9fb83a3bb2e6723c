/** @file Scores a network on cached features of people whose truth is known: the field's errors and the camera's. */

import {
  JOINT_COUNT,
  POSE_SIZE,
  ROTMATS_SIZE,
  createPosedBody,
  createPoser,
  type BodyModel,
  type PosedBody,
  type Poser,
} from '../../body/index.ts';
import {
  combineFull,
  viewOf,
  type Consistency,
  type Intrinsics,
  type LocalCamera,
  type Roi,
} from '../../camera/index.ts';
import { float32FromFloat16 } from '../../format/index.ts';
import { rotmatFromAxisAngle } from '../../math/index.ts';
import type { NetworkConfig } from '../../network/index.ts';
import { Heads, meanWithMirrored } from '../../inference/index.ts';
import { refineAll, Refiner } from '../../reconstruct/index.ts';
import type { Prediction } from '../../network/index.ts';
import type { Runtime, SessionOptions, Weights } from '../../platform/index.ts';
import type { Shard } from '../../features/index.ts';
import { meanOf, procrustesDistances, rootAlignedDistances } from '../metrics.ts';

/** Hips, knees, ankles, shoulders, elbows and wrists among the 24 joints of SMPL; the hips come first. */
export const LIMB_JOINTS: readonly number[] = [1, 2, 4, 5, 7, 8, 16, 17, 18, 19, 20, 21];

/** Errors of one person; joints are the 24 of SMPL, aligned at the pelvis, unless it says otherwise. */
export interface PersonScore {
  readonly mpjpeMm: number;
  readonly paMpjpeMm: number;
  readonly pveMm: number;
  /** Of `LIMB_JOINTS` alone, aligned at the middle of the hips; what pose encoders are compared on. */
  readonly limbs: LimbScore;
  /** Null where a region's camera looks at the person from behind: no scale, no distance. */
  readonly camera: CameraScore | null;
}

export interface CameraScore {
  /** Distance between predicted and true `t`, and its part along the optical axis over the true depth. */
  readonly translationMm: number;
  readonly depthRatio: number;
  readonly consistency: Consistency;
}

export interface LimbScore {
  readonly mpjpeMm: number;
  readonly paMpjpeMm: number;
}

/** @param predicted and `truth` are `LIMB_JOINTS` [12, 3], in metres. */
export function scoreLimbs(predicted: readonly number[], truth: readonly number[]): LimbScore {
  const hips = (points: readonly number[]): number[] =>
    [0, 1, 2].map((axis) => (points[axis] + points[3 + axis]) / 2);
  return {
    mpjpeMm: 1000 * meanOf(rootAlignedDistances(predicted, hips(predicted), truth, hips(truth))),
    paMpjpeMm: 1000 * meanOf(procrustesDistances(predicted, truth)),
  };
}

/** Points [K, 3] by index, flat. */
export function pickPoints(points: ArrayLike<number>, indices: readonly number[]): number[] {
  return indices.flatMap((i) => [points[3 * i], points[3 * i + 1], points[3 * i + 2]]);
}

export interface ScoreOptions {
  readonly runtime: Runtime;
  readonly session?: SessionOptions;
  readonly config: NetworkConfig;
  readonly weights: Weights;
  readonly body: BodyModel;
  /** Whether bare are refined before they are scored (`ReconstructOptions.refine`). */
  readonly refine?: boolean;
  /** Features and box information of the same people's mirrored looks; their bare enter the mean. */
  readonly mirrored?: Shard;
}

/** Scores every person of a shard through the first `config.rois` regions. */
export async function scoreShard(shard: Shard, options: ScoreOptions): Promise<PersonScore[]> {
  const { runtime, config, body, mirrored, refine = false } = options;
  const own = await predictShard(shard, options);
  const again = mirrored === undefined ? [] : await predictShard(mirrored, options);
  const bare = own.map((one, i) => (again.length === 0 ? one : meanWithMirrored(one, again[i])));
  const predictions = refine ? await refineShard(shard, bare, { runtime, config, body }) : bare;
  const scorer = new Scorer(shard, config, body);
  return predictions.map((regression, i) => scorer.score(i, regression));
}

/** What a network says of every person of a shard through the first `config.rois` regions. */
export async function predictShard(
  shard: Shard,
  { runtime, session = {}, config, weights }: Omit<ScoreOptions, 'body'>,
): Promise<Prediction[]> {
  const M = config.rois;
  const heads = new Heads(runtime, session, config, weights);
  try {
    const features = float32FromFloat16(firstRegions(shard, 'features', shard.D, M) as Uint16Array);
    const boxes = firstRegions(shard, 'boxes', 3, M) as Float32Array;
    return await heads.run(features, boxes, shard.count);
  } finally {
    await heads.dispose();
  }
}

/** The bare refined against what the encoder saw of the same regions. */
async function refineShard(
  shard: Shard,
  predictions: readonly Prediction[],
  { runtime, config, body }: Pick<ScoreOptions, 'runtime' | 'config' | 'body'>,
): Promise<Prediction[]> {
  const M = config.rois;
  const views = predictions.map((_, person) => {
    const { rois, intrinsics } = roisOfShard(shard, person, M);
    return { rois, view: viewOf(intrinsics) };
  });
  const features = float32FromFloat16(firstRegions(shard, 'features', shard.D, M) as Uint16Array);
  const refiner = new Refiner(runtime, body);
  try {
    return await refineAll(refiner, { views, features, predictions }, body, config.fullCamera);
  } finally {
    await refiner.dispose();
  }
}

/** A field [N, M', each] without the regions after the first M. */
function firstRegions(
  shard: Shard,
  name: 'features' | 'boxes',
  each: number,
  M: number,
): Float32Array | Uint16Array {
  const all = shard.fields[name];
  if (M === shard.M) return all;
  const out =
    all instanceof Uint16Array
      ? new Uint16Array(shard.count * M * each)
      : new Float32Array(shard.count * M * each);
  for (let i = 0; i < shard.count; i++) {
    out.set(all.subarray(i * shard.M * each, (i * shard.M + M) * each), i * M * each);
  }
  return out;
}

class Scorer {
  readonly #shard: Shard;
  readonly #config: NetworkConfig;
  readonly #poser: Poser;
  readonly #ours: PosedBody;
  readonly #theirs: PosedBody;

  constructor(shard: Shard, config: NetworkConfig, body: BodyModel) {
    this.#shard = shard;
    this.#config = config;
    this.#poser = createPoser(body);
    this.#ours = createPosedBody(body);
    this.#theirs = createPosedBody(body);
  }

  score(person: number, prediction: Prediction): PersonScore {
    const { rotmats, betas } = prediction;
    const { fields } = this.#shard;
    const row = (name: 'pose' | 'betas', length: number): Float32Array =>
      (fields[name] as Float32Array).subarray(person * length, (person + 1) * length);
    const truth = row('pose', POSE_SIZE);
    const trueRotmats = Float32Array.from({ length: JOINT_COUNT }, (_, j) => j).reduce((all, j) => {
      all.set(rotmatFromAxisAngle(truth.subarray(3 * j, 3 * j + 3)), 9 * j);
      return all;
    }, new Float32Array(ROTMATS_SIZE));
    this.#poser.pose({ rotmats, betas }, this.#ours);
    this.#poser.pose({ rotmats: trueRotmats, betas: row('betas', 10) }, this.#theirs);
    const ours = this.#ours;
    const theirs = this.#theirs;
    const roots = [ours.joints.subarray(0, 3), theirs.joints.subarray(0, 3)] as const;
    return {
      mpjpeMm: 1000 * meanOf(rootAlignedDistances(ours.joints, roots[0], theirs.joints, roots[1])),
      paMpjpeMm: 1000 * meanOf(procrustesDistances(ours.joints, theirs.joints)),
      pveMm:
        1000 * meanOf(rootAlignedDistances(ours.vertices, roots[0], theirs.vertices, roots[1])),
      limbs: scoreLimbs(
        pickPoints(ours.joints, LIMB_JOINTS),
        pickPoints(theirs.joints, LIMB_JOINTS),
      ),
      camera: this.#scoreCamera(person, prediction),
    };
  }

  #scoreCamera(person: number, { cameras, refinement }: Prediction): CameraScore | null {
    if (!hasPlace(cameras)) return null;
    const full = fullCameraOf(this.#shard, this.#config, person, cameras);
    const { t } = refinement ?? full;
    const truth = (this.#shard.fields.translation as Float32Array).subarray(3 * person);
    const offset = t.map((x, axis) => x - truth[axis]);
    return {
      translationMm: 1000 * Math.hypot(...offset),
      depthRatio: Math.abs(offset[2]) / truth[2],
      consistency: full.consistency,
    };
  }
}

/** Whether every local camera [M, 3] has a scale; without one there is no distance. */
export function hasPlace(cameras: Float32Array): boolean {
  for (let m = 0; m < cameras.length; m += 3) if (!(cameras[m] > 0)) return false;
  return true;
}

/** A person's first regions, whose centres are stored from the principal point, and the pinhole about it. */
export function roisOfShard(
  { M: stored, fields }: Shard,
  person: number,
  M: number,
): { readonly rois: readonly Roi[]; readonly intrinsics: Intrinsics } {
  const focal = fields.focal[person];
  const rois = Array.from({ length: M }, (_, m): Roi => {
    const at = person * stored + m;
    const size = fields.sizes[at];
    return { center: [fields.centers[2 * at], fields.centers[2 * at + 1]], size, width: size };
  });
  return { rois, intrinsics: { fx: focal, fy: focal, cx: 0, cy: 0, focalSource: 'given' } };
}

/** The full camera that a person's regions imply. */
export function fullCameraOf(
  shard: Shard,
  { rois: M, fullCamera }: NetworkConfig,
  person: number,
  cameras: Float32Array,
): ReturnType<typeof combineFull> {
  const locals = Array.from({ length: M }, (_, m): LocalCamera => ({
    scale: cameras[3 * m],
    tx: cameras[3 * m + 1],
    ty: cameras[3 * m + 2],
  }));
  const { rois, intrinsics } = roisOfShard(shard, person, M);
  return combineFull(locals, rois, intrinsics, fullCamera);
}
