/** @file One person's errors: the prediction as the pipeline gives it, beside the truth of a record, under a protocol. */

import type { BodyModel } from '../../body/index.ts';
import type { Consistency } from '../../camera/index.ts';
import type { PersonRecord } from '../../dataset/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import type { Person } from '../../result/index.ts';
import { Figures, type Figure, type Points } from '../report/figures.ts';
import { meanOf, procrustesDistances, rootAlignedDistances } from '../metrics.ts';
import type { Protocol } from '../protocols.ts';
import { spinPlaces, type EvaluationRow } from './rows.ts';

/** Bodies that pose the truth. */
export interface TruthBodies {
  readonly neutral?: BodyModel | undefined;
  readonly male?: BodyModel | undefined;
  readonly female?: BodyModel | undefined;
}

/** Errors of one person. */
export interface ScoredPerson {
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

export interface CameraError {
  /** Between the predicted and the true root in the camera's frame. */
  readonly rootMm: number;
  /** Of its depth, over the true depth. */
  readonly depthRatio: number;
}

/** A person in a frame of a video; points about the root [K, 3], metres, to a micrometre. */
export interface Track {
  readonly track: string;
  readonly frame: number;
  readonly predicted: readonly number[];
  readonly truth: readonly number[];
}

export interface ScorerOptions {
  readonly protocol: Protocol;
  /** Of the predictions. */
  readonly body: BodyModel;
  readonly truthBodies: TruthBodies;
  /** Also score against annotated joints where there are any. */
  readonly mocap: boolean;
}

export class Scorer {
  readonly #options: ScorerOptions;
  readonly #predicted: Figures;
  readonly #truth: { readonly [K in keyof TruthBodies]: Figures | undefined };

  constructor(options: ScorerOptions) {
    const { protocol, body, truthBodies } = options;
    const figures = (model: BodyModel | undefined): Figures | undefined =>
      model === undefined ? undefined : new Figures(model, protocol.joints);
    this.#options = options;
    this.#predicted = new Figures(body, protocol.joints);
    this.#truth = {
      neutral: figures(truthBodies.neutral),
      male: figures(truthBodies.male),
      female: figures(truthBodies.female),
    };
  }

  /** The prediction; its buffers hold until the next call. */
  predicted({ body: { globalOrient, bodyPose, betas } }: Person): Figure {
    return this.#predicted.of(globalOrient, bodyPose.flat(), betas);
  }

  /** The true mesh; its buffers hold until the next call for a body of the same kind. */
  trueMesh({ pose, betas, gender }: PersonRecord): Figure {
    const { truthBody } = this.#options.protocol;
    const which = truthBody === 'neutral' ? 'neutral' : gender === 'female' ? 'female' : 'male';
    const figures = this.#truth[which];
    if (pose === null || betas === null || figures === undefined) {
      throw new MultiRoiError(
        'E_CONFIG',
        `Scorer: expected a true pose and the ${which} body, got none`,
      );
    }
    return figures.of(pose.subarray(0, 3), pose.subarray(3), betas);
  }

  /** Annotated joints of a record; null when one is missing. */
  trueJoints({ joints24 }: PersonRecord): Points | null {
    const { scored, root } = this.#options.protocol.joints;
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
   * @throws E_NUMERIC for a prediction whose joints lie on one line, E_CONFIG without the truth's body.
   */
  score(person: Person, { id, record, name }: EvaluationRow, placed = true): ScoredPerson {
    const { protocol, mocap } = this.#options;
    const predicted = this.predicted(person);
    const mesh = protocol.truth === 'mesh' ? this.trueMesh(record) : null;
    const truth: Points | null = mesh ?? this.trueJoints(record);
    if (truth === null) {
      throw new MultiRoiError('E_CONFIG', `Scorer: expected true joints, got none (${id})`);
    }
    const jointsMm = [
      ...rootAlignedDistances(predicted.scored, predicted.root, truth.scored, truth.root),
    ].map(inMm);
    const captured = mocap && mesh !== null ? this.trueJoints(record) : null;
    return {
      id,
      image: record.image,
      stratum: record.stratum ?? null,
      action: name.action,
      sequence: name.sequence,
      mpjpeMm: meanOf(jointsMm),
      paMpjpeMm: inMm(meanOf(procrustesDistances(predicted.scored, truth.scored))),
      pveMm:
        protocol.vertices && mesh !== null
          ? inMm(
              meanOf(
                rootAlignedDistances(predicted.vertices, predicted.root, mesh.vertices, mesh.root),
              ),
            )
          : null,
      jointsMm,
      mocap: captured === null ? null : errorsOf(predicted, captured),
      camera: mesh === null || !placed ? null : cameraError(person, predicted, record, mesh),
      consistency: placed ? person.consistency : null,
      track: protocol.video ? trackOf(predicted, truth, record, name) : null,
    };
  }
}

const inMm = (metres: number): number => 1000 * metres;

function errorsOf(predicted: Points, truth: Points): { mpjpeMm: number; paMpjpeMm: number } {
  const aligned = rootAlignedDistances(predicted.scored, predicted.root, truth.scored, truth.root);
  return {
    mpjpeMm: inMm(meanOf(aligned)),
    paMpjpeMm: inMm(meanOf(procrustesDistances(predicted.scored, truth.scored))),
  };
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
