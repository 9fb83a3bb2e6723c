/** @file Scores a network on cached features of people whose truth is known: the field's errors and the camera's. */

import { jointSet, type BodyModel, type RotmatPose } from '../../body/index.ts';
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
import { MultiRoiError } from '../../base/index.ts';
import {
  bonesOfLimbs,
  Heads,
  meanWithMirrored,
  mirrorRois,
  observedOf,
  splitLimbs,
} from '../../inference/index.ts';
import { Fitter, refine } from '../../reconstruct/index.ts';
import type { Prediction } from '../../network/index.ts';
import type { Runtime, SessionOptions, Weights } from '../../platform/index.ts';
import { rowOf, type Shard } from '../../features/index.ts';
import { meanOf, procrustesDistances, rootAlignedDistances } from '../metrics.ts';
import { PersonScorer } from './person-scorer.ts';

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

/** Errors of the full camera (Eq. 12), or of the refined translation where there is one. */
export interface CameraScore {
  /** Distance between predicted and true `t`, and its part along the optical axis over the true depth. */
  readonly translationMm: number;
  readonly depthRatio: number;
  readonly consistency: Consistency;
}

/** Errors of `LIMB_JOINTS`. */
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

/** A network and how its predictions are made before they are scored. */
export interface ScoreOptions {
  readonly runtime: Runtime;
  readonly session?: SessionOptions;
  readonly config: NetworkConfig;
  readonly weights: Weights;
  readonly body: BodyModel;
  /** Whether predictions are refined before they are scored (`ReconstructOptions.refine`). */
  readonly refine?: boolean;
  /** Features and box information of the same people's mirrored crops; their predictions enter the mean. */
  readonly mirrored?: Shard;
}

/** Scores every person of a shard through the first `config.rois` regions. */
export async function scoreShard(shard: Shard, options: ScoreOptions): Promise<PersonScore[]> {
  const { config, body, mirrored } = options;
  const own = await predictShard(shard, options);
  const again = mirrored === undefined ? [] : await predictShard(mirrored, options);
  const bare = own.map((one, i) => (again.length === 0 ? one : meanWithMirrored(one, again[i])));
  const predictions = options.refine === true ? refineShard(shard, bare, options) : bare;
  const scorer = shardScorer(body);
  return predictions.map((prediction, i) => scorePrediction(scorer, shard, i, prediction, config));
}

/** What a network predicts for every person of a shard through the first `config.rois` regions. */
export async function predictShard(
  shard: Shard,
  { runtime, session = {}, config, weights }: Omit<ScoreOptions, 'body'>,
): Promise<Prediction[]> {
  const M = config.rois;
  const heads = new Heads(runtime, session, config, weights);
  try {
    const features = firstFeatures(shard, M);
    const boxes = firstRegions(shard, shard.fields.boxes, 3, M, Float32Array);
    return await heads.run(features, boxes, shard.count);
  } finally {
    await heads.dispose();
  }
}

/** The predictions laid on the key-points that the encoder saw. @throws E_CONFIG for an encoder that sees others. */
function refineShard(
  shard: Shard,
  predictions: readonly Prediction[],
  { config, body, mirrored }: Pick<ScoreOptions, 'config' | 'body' | 'mirrored'>,
): Prediction[] {
  if (config.poseEncoder !== 'movenet') {
    throw new MultiRoiError(
      'E_CONFIG',
      `scoreShard: expected features of movenet for refinement, got those of ${config.poseEncoder}`,
    );
  }
  const M = config.rois;
  const shards = mirrored === undefined ? [shard] : [shard, mirrored];
  const features = shards.map((each) => firstFeatures(each, M));
  const fitter = new Fitter(body);
  return predictions.map((prediction, person) => {
    const { rois, intrinsics } = roisOfShard(shard, person, M);
    const view = viewOf(intrinsics);
    const seenOf = features.map((all) => {
      const row = all.subarray(person * M * shard.D, (person + 1) * M * shard.D);
      return config.limbs ? splitLimbs(row) : { keypoints: row, limbs: undefined };
    });
    const looks = seenOf.map(({ keypoints }, look) => ({
      features: keypoints,
      rois: look === 0 ? rois : mirrorRois(rois),
      mirrored: look > 0,
    }));
    const [{ limbs }] = seenOf;
    const bones = limbs === undefined ? undefined : bonesOfLimbs(limbs, view);
    const seen = { rois, view, prediction, observed: observedOf(looks, view), bones };
    return refine(fitter, seen, body, config.fullCamera);
  });
}

/** The features of everybody's first M regions [N, M, D]. */
function firstFeatures(shard: Shard, M: number): Float32Array {
  return float32FromFloat16(firstRegions(shard, shard.fields.features, shard.D, M, Uint16Array));
}

/** A field [N, M', each] without the regions after the first M. */
function firstRegions<A extends Float32Array | Uint16Array>(
  shard: Shard,
  all: A,
  each: number,
  M: number,
  create: new (length: number) => A,
): A {
  if (M === shard.M) return all;
  const out = new create(shard.count * M * each);
  for (let i = 0; i < shard.count; i++) {
    out.set(all.subarray(i * shard.M * each, (i * shard.M + M) * each), i * M * each);
  }
  return out;
}

/** Scores predictions on the body that people of shards are posed with, by the body's own joints. */
export function shardScorer(body: BodyModel): PersonScorer {
  const { names } = jointSet('smpl24');
  return new PersonScorer({
    body,
    truthBodies: { neutral: body },
    joints: { set: 'smpl24', scored: names, root: names[0] },
  });
}

/** A person's true pose. */
export function truePose(shard: Shard, person: number): RotmatPose {
  const pose = rowOf(shard, 'pose', person);
  const rotmats = new Float32Array(3 * pose.length);
  for (let i = 0; i < pose.length; i += 3) {
    rotmats.set(rotmatFromAxisAngle(pose.subarray(i, i + 3)), 3 * i);
  }
  return { rotmats, betas: rowOf(shard, 'betas', person) };
}

function scorePrediction(
  scorer: PersonScorer,
  shard: Shard,
  person: number,
  prediction: Prediction,
  config: NetworkConfig,
): PersonScore {
  const predicted = scorer.predicted(prediction);
  const truth = scorer.truth('neutral', truePose(shard, person));
  const { joints, aligned } = scorer.distances(predicted, truth);
  return {
    mpjpeMm: 1000 * meanOf(joints),
    paMpjpeMm: 1000 * meanOf(aligned),
    pveMm: 1000 * meanOf(scorer.vertexDistances(predicted, truth)),
    limbs: scoreLimbs(
      pickPoints(predicted.scored, LIMB_JOINTS),
      pickPoints(truth.scored, LIMB_JOINTS),
    ),
    camera: scoreCamera(shard, person, prediction, config),
  };
}

function scoreCamera(
  shard: Shard,
  person: number,
  { cameras, refinement }: Prediction,
  config: NetworkConfig,
): CameraScore | null {
  if (!hasPlace(cameras)) return null;
  const full = fullCameraOf(shard, config, person, cameras);
  const { t } = refinement ?? full;
  const truth = rowOf(shard, 'translation', person);
  const offset = t.map((x, axis) => x - truth[axis]);
  return {
    translationMm: 1000 * Math.hypot(...offset),
    depthRatio: Math.abs(offset[2]) / truth[2],
    consistency: full.consistency,
  };
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
