/** @file One person over a video: one shape, and the poses and places that all frames together speak for. */

import { createPoser, POSE_SIZE, type BodyModel } from '../../body/index.ts';
import { vec3At, type Vec3 } from '../../math/index.ts';
import {
  pelvisOf,
  placeJoints,
  statureM,
  type Mat3,
  type MotionFrame,
  type MotionTrack,
} from '../../result/index.ts';
import { middleMean } from '../../video/index.ts';
import type { CollectedTrack, TrackSighting } from './collect-tracks.ts';
import { standingFeet } from './contacts.ts';
import { BoneTerm } from './fit/bone-term.ts';
import { KeypointTerm } from './fit/keypoint-term.ts';
import type { FitTerm, Pinhole, TrackFrame } from './fit/layout.ts';
import { PoseSequence } from './fit/pose-sequence.ts';
import { PredictionTerm } from './fit/prediction-term.ts';
import { StandingTerm } from './fit/standing-term.ts';
import { fitTrack } from './fit/track-fitter.ts';
import { VelocityTerm } from './fit/velocity-term.ts';
import { bonesOf, expectedErrorOf, keypointsOf, partOf } from './observation.ts';

/** How a track is laid. */
export interface LayOptions {
  /** 0–1. */
  readonly smooth: number;
  readonly staticCamera: boolean;
}

/** What velocities change by in a second at `smooth` 0.5, and how many times as much at 0. */
const RATES = { turn: 12, place: 3, range: 100 } as const;

/** A track, laid on its frames. */
export function layTrack(
  track: CollectedTrack,
  body: BodyModel,
  K: Mat3,
  { smooth, staticCamera }: LayOptions,
): MotionTrack {
  const { sightings } = track;
  const betas = shapeOf(sightings);
  const laid = sequenceOf(sightings, 'laid', betas, body);
  if (smooth === 0 || sightings.length < 3) return trackOf(track, body, K, betas, laid);
  const camera: Pinhole = { fx: K[0][0], fy: K[1][1], cx: K[0][2], cy: K[1][2] };
  const frames = sightings.map(({ seconds, record }): TrackFrame => ({
    seconds,
    observed: keypointsOf(record),
    bones: bonesOf(record),
    sidePx: partOf(record, 'sidePx')[0],
  }));
  const looser = RATES.range ** (0.5 - smooth);
  const rates = { turn: RATES.turn * looser, place: RATES.place * looser };
  const terms: FitTerm[] = [
    new KeypointTerm(body, betas, frames, camera),
    new BoneTerm(body, betas, frames),
    new PredictionTerm(sequenceOf(sightings, 'bare', betas, body), frames, camera.fx),
    new VelocityTerm(frames, rates),
  ];
  const smoothed = fitTrack(frames, laid, terms);
  if (!staticCamera) return trackOf(track, body, K, betas, smoothed);
  const contacts = standingFeet(smoothed, frames, body, betas);
  const held = fitTrack(frames, smoothed, [
    ...terms,
    new StandingTerm(body, betas, frames, contacts),
  ]);
  return { ...trackOf(track, body, K, betas, held), contacts };
}

/** One shape: of each coefficient the mean of the middle half. */
function shapeOf(sightings: readonly TrackSighting[]): number[] {
  const all = sightings.map(({ record }) => partOf(record, 'betas'));
  return Array.from(all[0], (_, s) => middleMean(all.map((betas) => betas[s])));
}

/** Poses as they were seen, where a person of this shape is as large in the picture. */
function sequenceOf(
  sightings: readonly TrackSighting[],
  part: 'laid' | 'bare',
  betas: readonly number[],
  body: BodyModel,
): PoseSequence {
  const sequence = new PoseSequence(sightings.length);
  const heightM = statureM(body, betas);
  for (const [i, { record }] of sightings.entries()) {
    const numbers = partOf(record, part);
    const own = Array.from(partOf(record, 'betas'));
    const ratio = heightM / statureM(body, own);
    const pelvis = pelvisOf(body, own).map((x, k) => ratio * (x + numbers[k]));
    const turns = Array.from({ length: POSE_SIZE / 3 }, (_, j) => vec3At(numbers, 3 + 3 * j));
    sequence.set(i, turns, pelvis);
  }
  return sequence;
}

function trackOf(
  { id, sightings }: CollectedTrack,
  body: BodyModel,
  K: Mat3,
  betas: number[],
  poses: PoseSequence,
): MotionTrack {
  const poser = createPoser(body);
  const joints = new Float32Array(POSE_SIZE);
  const rest = pelvisOf(body, betas);
  const frames = sightings.map(({ index, seconds, record }, i): MotionFrame => {
    const [globalOrient, ...bodyPose] = poses.turnsAt(i).map((turn) => vec3At(turn, 0));
    const t = rest.map((x, k) => poses.places[3 * i + k] - x) as unknown as Vec3;
    poser.poseJoints({ globalOrient, bodyPose: bodyPose.flat(), betas }, joints);
    const pinhole = { K, t, focalPx: K[0][0], focalSource: 'given', convention: 'opencv' } as const;
    const seen = keypointsOf(record);
    const [x0, y0, x1, y1] = partOf(record, 'box');
    return {
      frame: index,
      seconds,
      score: partOf(record, 'score')[0],
      box: [x0, y0, x1, y1],
      globalOrient,
      bodyPose,
      t,
      joints2d: placeJoints(pinhole, joints).joints2d,
      ...(seen !== null && {
        observed: {
          coco17: Array.from(seen.scores, (score, k) => [
            seen.points[2 * k],
            seen.points[2 * k + 1],
            score,
          ]),
        },
      }),
      expectedError: expectedErrorOf(record),
    };
  });
  const [first, last] = [frames[0].frame, frames[frames.length - 1].frame];
  return { id, first, last, betas, frames, gaps: gapsOf(frames) };
}

function gapsOf(frames: readonly MotionFrame[]): [number, number][] {
  return frames.slice(1).flatMap(({ frame }, i): [number, number][] => {
    const before = frames[i].frame;
    return frame > before + 1 ? [[before + 1, frame - 1]] : [];
  });
}
