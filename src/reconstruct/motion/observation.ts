/**
 * @file What is kept of a picture once it was looked at: a kilobyte a person, whatever the picture's size, so that videos of any length
 * can be fitted as a whole, and a run that was stopped goes on from what was written down.
 */

import { JOINT_COUNT, POSE_SIZE } from '../../body/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import { BONES, type ObservedBones, type ObservedKeypoints } from '../../inference/index.ts';
import { MOVENET_KEYPOINTS } from '../../network/index.ts';
import type { Person, ResultExpectedError } from '../../result/index.ts';
import type { PersonLook } from '../looks.ts';

const K: number = MOVENET_KEYPOINTS.length;

type Part =
  | 'score'
  | 'box'
  | 'sidePx'
  | 'betas'
  | 'laid'
  | 'bare'
  | 'points'
  | 'scores'
  | 'spreadPx'
  | 'bones'
  | 'presence'
  | 'error'
  | 'jointErrors'
  | 'betaErrors';

/** The numbers of one person in one frame, by what they are; what is not known is NaN. */
const LENGTHS: Readonly<Record<Part, number>> = {
  score: 1,
  box: 4,
  sidePx: 1,
  betas: 10,
  /** t, m, and 24 axis-angles: as laid on key-points by itself … */
  laid: 3 + POSE_SIZE,
  /** … and as the network predicted it. */
  bare: 3 + POSE_SIZE,
  points: 2 * K,
  scores: K,
  spreadPx: K,
  bones: 3 * BONES.length,
  presence: 1,
  error: 3,
  jointErrors: JOINT_COUNT,
  betaErrors: 10,
};

const OFFSETS: Readonly<Record<Part, number>> = (() => {
  let at = 0;
  const entries = Object.entries(LENGTHS).map(([part, length]) => {
    at += length;
    return [part, at - length];
  });
  return Object.fromEntries(entries) as Record<Part, number>;
})();
/** Numbers of a record. */
export const RECORD_LENGTH: number = Object.values(LENGTHS).reduce((a, b) => a + b, 0);

/** Everything that is kept of one person in one frame, [`RECORD_LENGTH`]. */
export type SightRecord = Float32Array;

/** Part of a record; a view of it. */
export function partOf(record: SightRecord, part: Part): Float32Array {
  return record.subarray(OFFSETS[part], OFFSETS[part] + LENGTHS[part]);
}

/** Somebody who was seen in a frame. */
export interface PersonInFrame {
  readonly record: SightRecord;
  /** By `appearanceOf`, thousandths [432]; null when no clothes were seen. */
  readonly clothes: Uint16Array | null;
}

/** A frame that was looked at. */
export interface SeenFrame {
  /** 0-based. */
  readonly index: number;
  readonly seconds: number;
  /** Whether it begins another shot. */
  readonly isCut: boolean;
  /** Whether people were looked for everywhere, rather than where they had been. */
  readonly isSearched: boolean;
  readonly people: readonly PersonInFrame[];
}

function poseParts({ camera, body }: Person): number[] {
  return [...camera.t, ...body.globalOrient, ...body.bodyPose.flat()];
}

/** The record of a person of a frame's result. */
export function sightRecordOf(person: Person, look: PersonLook): SightRecord {
  const record = new Float32Array(RECORD_LENGTH).fill(Number.NaN);
  const set = (part: Part, values: ArrayLike<number>): void => {
    record.set(values, OFFSETS[part]);
  };
  set('score', [person.score]);
  set('box', person.box);
  set('sidePx', [look.sidePx]);
  set('betas', person.body.betas);
  set('laid', poseParts(person));
  set('bare', poseParts(look.bare()));
  const { observed, bones } = look;
  if (observed !== null) {
    set('points', observed.points);
    set('scores', observed.scores);
    set('spreadPx', observed.spreadPx);
  }
  if (bones !== null) {
    set('bones', bones.directions);
    set('presence', [bones.presence]);
  }
  const { expectedError } = person;
  if (expectedError) {
    const { meanMm, rangeMm, jointsMm, betasSd } = expectedError;
    set('error', [meanMm, ...rangeMm]);
    set('jointErrors', jointsMm.smpl24);
    if (betasSd !== undefined) set('betaErrors', betasSd);
  }
  return record;
}

/** A record from outside. @throws E_FORMAT for one of another length. */
export function checkRecord(record: Float32Array): SightRecord {
  if (record.length === RECORD_LENGTH) return record;
  throw new MultiRoiError(
    'E_FORMAT',
    `motion: expected a record of ${RECORD_LENGTH} numbers, got ${record.length}`,
  );
}

/** The key-points of a record; null when nobody looked. */
export function keypointsOf(record: SightRecord): ObservedKeypoints | null {
  const scores = partOf(record, 'scores');
  if (Number.isNaN(scores[0])) return null;
  return {
    points: Float64Array.from(partOf(record, 'points')),
    scores,
    spreadPx: partOf(record, 'spreadPx'),
  };
}

/** Which way limbs point; null when nobody looked. */
export function bonesOf(record: SightRecord): ObservedBones | null {
  const [presence] = partOf(record, 'presence');
  if (Number.isNaN(presence)) return null;
  return { directions: Float64Array.from(partOf(record, 'bones')), presence };
}

const hundredths = (value: number): number => Math.round(100 * value) / 100;

/** How wrong the person is expected to be; null where nobody can say. */
export function expectedErrorOf(record: SightRecord): ResultExpectedError | null {
  const [mean, low, high] = Array.from(partOf(record, 'error'), hundredths);
  if (Number.isNaN(mean)) return null;
  const betasSd = Array.from(partOf(record, 'betaErrors'), hundredths);
  return {
    meanMm: mean,
    rangeMm: [low, high],
    jointsMm: { smpl24: Array.from(partOf(record, 'jointErrors'), hundredths) },
    ...(!Number.isNaN(betasSd[0]) && { betasSd }),
  };
}
