/** @file One person's errors: the prediction as the pipeline gives it, beside the truth of a record, under a protocol. */

import type { Consistency } from '../../camera/index.ts';
import type { PersonRecord } from '../../dataset/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import type { Person } from '../../result/index.ts';
import type { Figure, Points } from '../report/figures.ts';
import { meanOf } from '../metrics.ts';
import type { Protocol } from '../protocols.ts';
import type { PersonDistances, PersonScorer } from './person-scorer.ts';
import { spinPlaces, type EvaluationRow } from './rows.ts';

/** Errors of one person. */
export interface ScoredPerson {
  /** See `SampleRow.id`. */
  readonly id: string;
  readonly image: string;
  readonly stratum: string | null;
  readonly action: string | null;
  readonly sequence: string;
  readonly mpjpeMm: number;
  readonly paMpjpeMm: number;
  readonly pveMm: number | null;
  /** About the root, one a joint of the protocol. */
  readonly jointsMm: readonly number[];
  /** Against annotated joints, where the truth is a mesh and the network's preset asks for both. */
  readonly mocap: { readonly mpjpeMm: number; readonly paMpjpeMm: number } | null;
  /** Of the full camera, where the truth has a focal length and a translation. */
  readonly camera: CameraError | null;
  /** Null, as `camera`, for a person whose local cameras have no scale. */
  readonly consistency: Consistency | null;
  /** For accelerations; null where the protocol has no videos. */
  readonly track: Track | null;
}

/** How far a person was put from where they stand. */
export interface CameraError {
  /** Between the predicted and the true root in the camera's frame. */
  readonly rootMm: number;
  /** Of its depth, over the true depth. */
  readonly depthRatio: number;
}

/** A person in a frame of a video; points about the root [K, 3], metres, to a micrometre. */
export interface Track {
  /** The same for the frames of one person in one video. */
  readonly track: string;
  readonly frame: number;
  readonly predicted: readonly number[];
  readonly truth: readonly number[];
}

/** What is scored under which rules. */
export interface RecordScoring {
  /** Poses predictions and truths for `protocol.joints`. */
  readonly scorer: PersonScorer;
  readonly protocol: Protocol;
  /** Also score against annotated joints where there are any. */
  readonly mocap: boolean;
}

/** The predicted mesh; its vertices hold until the next call. */
export function predictedFigure(
  { scorer }: Pick<RecordScoring, 'scorer'>,
  { body: { globalOrient, bodyPose, betas } }: Person,
): Figure {
  return scorer.predicted({ globalOrient, bodyPose: bodyPose.flat(), betas });
}

/**
 * The true mesh; its vertices hold until the next call for a body of the same kind.
 * @throws E_CONFIG without pose, betas or the body that the protocol poses the truth with.
 */
export function trueMesh(
  { scorer, protocol }: Pick<RecordScoring, 'scorer' | 'protocol'>,
  { pose, betas, gender }: PersonRecord,
): Figure {
  const kind =
    protocol.truthBody === 'neutral' ? 'neutral' : gender === 'female' ? 'female' : 'male';
  const known =
    pose === null || betas === null
      ? null
      : { globalOrient: pose.subarray(0, 3), bodyPose: pose.subarray(3), betas };
  return scorer.truth(kind, known);
}

/** Annotated joints of a record, metres, camera axes; null when one is missing. */
export function annotatedJoints(
  { joints: { scored, root } }: Protocol,
  { joints24 }: PersonRecord,
): Points | null {
  const places = spinPlaces([...scored, root]);
  if (joints24 === null || places.some((j) => !(joints24[4 * j + 3] > 0))) return null;
  const points = Float64Array.from(
    { length: 3 * places.length },
    (_, i) => joints24[4 * places[Math.floor(i / 3)] + (i % 3)],
  );
  return { scored: points.slice(0, -3), root: points.slice(-3) };
}

/**
 * @param placed whether the camera of the prediction means anything.
 * @throws E_NUMERIC for a prediction whose joints lie on one line, E_CONFIG without the truth or its body.
 */
export function scoreRecord(
  scoring: RecordScoring,
  person: Person,
  { id, record, name }: EvaluationRow,
  placed = true,
): ScoredPerson {
  const { scorer, protocol, mocap } = scoring;
  const predicted = predictedFigure(scoring, person);
  const mesh = protocol.truth === 'mesh' ? trueMesh(scoring, record) : null;
  const truth: Points | null = mesh ?? annotatedJoints(protocol, record);
  if (truth === null) {
    throw new MultiRoiError('E_CONFIG', `scoreRecord: expected true joints, got none (${id})`);
  }
  const { joints, aligned } = scorer.distances(predicted, truth);
  const jointsMm = Array.from(joints, inMm);
  const captured = mocap && mesh !== null ? annotatedJoints(protocol, record) : null;
  return {
    id,
    image: record.image,
    stratum: record.stratum ?? null,
    action: name.action,
    sequence: name.sequence,
    mpjpeMm: meanOf(jointsMm),
    paMpjpeMm: inMm(meanOf(aligned)),
    pveMm:
      protocol.vertices && mesh !== null
        ? inMm(meanOf(scorer.vertexDistances(predicted, mesh)))
        : null,
    jointsMm,
    mocap: captured === null ? null : errorsMm(scorer.distances(predicted, captured)),
    camera: mesh === null || !placed ? null : cameraError(person, predicted, record, mesh),
    consistency: placed ? person.consistency : null,
    track: protocol.video ? trackOf(predicted, truth, record, name) : null,
  };
}

const inMm = (metres: number): number => 1000 * metres;

function errorsMm({ joints, aligned }: PersonDistances): { mpjpeMm: number; paMpjpeMm: number } {
  return { mpjpeMm: inMm(meanOf(joints)), paMpjpeMm: inMm(meanOf(aligned)) };
}

/** A depth means something beside the focal length it was found with, and no other. */
function cameraError(
  { camera }: Person,
  predicted: Points,
  { translation, focalPx }: PersonRecord,
  truth: Points,
): CameraError | null {
  if (translation === null || camera.focalPx !== focalPx) return null;
  const off = [0, 1, 2].map(
    (k) => predicted.root[k] + camera.t[k] - (truth.root[k] + translation[k]),
  );
  return {
    rootMm: inMm(Math.hypot(...off)),
    depthRatio: Math.abs(off[2]) / (truth.root[2] + translation[2]),
  };
}

function trackOf(
  predicted: Points,
  truth: Points,
  { gender, betas }: PersonRecord,
  { video, frame }: EvaluationRow['name'],
): Track | null {
  if (frame === null) return null;
  const aboutRoot = ({ scored, root }: Points): number[] =>
    [...scored].map((x, i) => Math.round(1e6 * (x - root[i % 3])) / 1e6);
  // benchmarks fit one shape to each person of a video
  const who = betas === null ? '' : [...betas].join();
  return {
    track: `${video}|${gender ?? ''}|${who}`,
    frame,
    predicted: aboutRoot(predicted),
    truth: aboutRoot(truth),
  };
}
