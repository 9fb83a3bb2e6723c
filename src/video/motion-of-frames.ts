/** @file Frames of a video as one motion: a track for each number that a `Tracker` gave. */

import type { BodyModel } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import {
  MOTION_SCHEMA_VERSION,
  type Motion,
  type MotionFrame,
  type MotionTrack,
  type Person,
} from '../result/index.ts';
import { lockedShapes, withShapes, type Frame } from './smoothing.ts';

/** What is known of the video. */
export interface FramesSource {
  /** Its name. */
  readonly file: string;
  /** Frames looked at in a second. */
  readonly fps: number;
  /** Whether the frames have been smoothed; default false. */
  readonly smoothed?: boolean | undefined;
}

function frameOf(person: Person, frame: number, seconds: number): MotionFrame {
  const { score, box, body, camera, joints2d, expectedError = null } = person;
  const { smpl24, observed } = joints2d;
  return {
    frame,
    seconds,
    score,
    box,
    globalOrient: body.globalOrient,
    bodyPose: body.bodyPose,
    t: camera.t,
    joints2d: { smpl24 },
    ...(observed !== undefined && { observed }),
    expectedError,
  };
}

/** Where somebody is missing between two frames that have them. */
function gapsOf(frames: readonly MotionFrame[]): [number, number][] {
  return frames.flatMap(({ frame }, i): [number, number][] => {
    const before = i === 0 ? frame - 1 : frames[i - 1].frame;
    return frame - before > 1 ? [[before + 1, frame - 1]] : [];
  });
}

/**
 * Frames as a motion, for `writeMotion`, `toAnimationClip` and their like. Everybody has one shape: the interquartile mean of
 * their frames', as large in the image as before. The camera is the first frame's.
 * @param frames in their order, with `id`s of a `Tracker`; `timeS` counts from the first.
 * @throws E_CONFIG for no frames, for frames of different sizes, and for results of another body.
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { motionOfFrames, motionText, parseResult, readBody } from 'multiroi';
 * import { nodePlatform } from 'multiroi/node';
 *
 * const result = parseResult(await readFile('photo.json', 'utf8'));
 * const body = await readBody(nodePlatform.files, result.model.body);
 * const frames = [0, 0.1].map((timeS) => ({ timeS, result }));
 * const motion = motionOfFrames(frames, body, { file: 'clip.mp4', fps: 10 });
 * console.log(motion.tracks.length, motionText(motion).length > 0); // 1 true
 * ```
 */
export function motionOfFrames(
  frames: readonly Frame[],
  body: BodyModel,
  { file, fps, smoothed = false }: FramesSource,
): Motion {
  const refuse = (wanted: string, got: string): MultiRoiError =>
    new MultiRoiError('E_CONFIG', `motionOfFrames: expected ${wanted}, got ${got}`);
  if (frames.length === 0) throw refuse('one frame or more', 'none');
  const [{ result: first, timeS: began }] = frames;
  const { width, height } = first.image;
  const other = frames.find(
    ({ result: { image } }) => image.width !== width || image.height !== height,
  );
  if (other !== undefined) {
    const { image } = other.result;
    throw refuse(`frames of ${width}×${height}`, `one of ${image.width}×${image.height}`);
  }
  const shapes = lockedShapes(frames.map(({ result }) => result));
  const tracks = new Map<number, { betas: number[]; frames: MotionFrame[] }>();
  frames.forEach(({ result, timeS }, i) => {
    for (const person of withShapes(result, shapes, body).people) {
      const track = tracks.get(person.id) ?? { betas: person.body.betas, frames: [] };
      track.frames.push(frameOf(person, i, timeS - began));
      tracks.set(person.id, track);
    }
  });
  const K = frames.flatMap(({ result }) => result.people)[0]?.camera.K ?? [
    [Math.hypot(width, height), 0, (width - 1) / 2],
    [0, Math.hypot(width, height), (height - 1) / 2],
    [0, 0, 1],
  ];
  return {
    schemaVersion: MOTION_SCHEMA_VERSION,
    video: { file, width, height, fps, frames: frames.length },
    model: first.model,
    camera: { K, static: false },
    tracks: [...tracks].map(([id, { betas, frames: seen }]): MotionTrack => ({
      id,
      first: seen[0].frame,
      last: seen[seen.length - 1].frame,
      betas,
      frames: seen,
      gaps: gapsOf(seen),
    })),
    cuts: [],
    smoothed,
  };
}
