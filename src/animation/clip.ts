/** @file A track as rotations over time on a rig, in the axes of a file. */

import type { BodyModel } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';
import type { JointClip, Visibility } from '../format/index.ts';
import {
  matmul3,
  quatWxyzFromRotmat,
  rotate3,
  rotmatFromAxisAngle,
  slerpQuatWxyz,
  type Rigid,
} from '../math/index.ts';
import {
  pelvisOf,
  type MotionCamera,
  type MotionFrame,
  type MotionTrack,
} from '../result/index.ts';
import { rigRotations, type Rig } from './rig.ts';

/**
 * Whose axes a file is in: `world`: y up, the floor at y = 0, where the motion knows of a floor; else, and with `camera`, the
 * camera's turned so that y is up and it looks along −z.
 */
export type MotionSpace = 'world' | 'camera';
/** Both. */
export const MOTION_SPACES: readonly MotionSpace[] = ['world', 'camera'];

/** From the camera's frame to a file's. */
export function fileFromCam({ world }: MotionCamera, space: MotionSpace): Rigid<'gl', 'cam'> {
  if (space === 'world' && world !== undefined) {
    return {
      rotation: Float64Array.from(world.rotation.flat()),
      translation: Float64Array.of(0, -world.floorY, 0),
    };
  }
  return {
    rotation: Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1),
    translation: new Float64Array(3),
  };
}

/** SMPL's local rotations of a frame [J, 9], the root in the file's frame. */
export function fileRotations(
  { globalOrient, bodyPose }: Pick<MotionFrame, 'globalOrient' | 'bodyPose'>,
  { rotation }: Rigid<'gl', 'cam'>,
): Float64Array {
  const rotmats = new Float64Array(9 * (1 + bodyPose.length));
  [globalOrient, ...bodyPose].forEach((turn, j) =>
    rotmatFromAxisAngle(turn, rotmats.subarray(9 * j, 9 * j + 9)),
  );
  const root = rotmats.subarray(0, 9);
  matmul3(rotation, root, root);
  return rotmats;
}

/** Where the pelvis stands in the file's frame [3], m. */
export function filePlace(
  { t }: Pick<MotionFrame, 't'>,
  pelvis: readonly number[],
  { rotation, translation }: Rigid<'gl', 'cam'>,
): Float64Array {
  return rotate3(
    rotation,
    pelvis.map((x, k) => x + t[k]),
  ).map((x, k) => x + translation[k]);
}

/** q and −q are one rotation; of the two the one nearer to the sample before, so that files can be interpolated by numbers. */
function keepSigns(turns: Float64Array, stride: number): void {
  for (let i = stride; i < turns.length; i += 4) {
    let dot = 0;
    for (let k = 0; k < 4; k++) dot += turns[i + k] * turns[i + k - stride];
    if (dot >= 0) continue;
    for (let k = 0; k < 4; k++) turns[i + k] = -turns[i + k];
  }
}

/** A track on a rig: one sample a frame in which the person was seen. */
export function clipOf(
  { frames, betas }: MotionTrack,
  body: BodyModel,
  rig: Rig,
  placement: Rigid<'gl', 'cam'>,
): JointClip {
  const J = rig.names.length;
  const pelvis = pelvisOf(body, betas);
  const turns = new Float64Array(frames.length * J * 4);
  const places = new Float64Array(frames.length * 3);
  frames.forEach((frame, i) => {
    const rotmats = rigRotations(rig, fileRotations(frame, placement));
    for (let j = 0; j < J; j++) {
      const at = 4 * (i * J + j);
      quatWxyzFromRotmat(rotmats.subarray(9 * j, 9 * j + 9), turns.subarray(at, at + 4));
    }
    places.set(filePlace(frame, pelvis, placement), 3 * i);
  });
  keepSigns(turns, 4 * J);
  return { seconds: Float64Array.from(frames, ({ seconds }) => seconds), turns, places };
}

/** The clip with its first sample at 0 s. */
export function fromZero(clip: JointClip): JointClip {
  return { ...clip, seconds: clip.seconds.map((time) => time - clip.seconds[0]) };
}

/** A day at 30 frames a second. */
const MOST_SAMPLES = 2_600_000;
/** Samples this near a grid's time, in its steps, are taken as they are. */
const ON_TIME = 1e-2;

/**
 * The clip at even steps of time from its first sample to its last: rotations along the shorter arc, places along the line, also
 * through the stretches in which nobody was seen.
 * @throws E_RANGE for more samples than any video has.
 */
export function resampled(clip: JointClip, fps: number): JointClip {
  const { seconds, turns, places } = clip;
  const [first, last] = [seconds[0], seconds[seconds.length - 1]];
  const count = Math.round((last - first) * fps) + 1;
  if (!(count <= MOST_SAMPLES)) {
    throw new MultiRoiError(
      'E_RANGE',
      `resampled: expected at most ${MOST_SAMPLES} frames, got ${count} (${first} … ${last} s at ${fps} a second)`,
    );
  }
  const stride = turns.length / seconds.length;
  const out = {
    seconds: Float64Array.from({ length: count }, (_, i) => first + i / fps),
    turns: new Float64Array(count * stride),
    places: new Float64Array(count * 3),
  };
  let from = 0;
  out.seconds.forEach((time, i) => {
    while (from < seconds.length - 1 && seconds[from + 1] <= time + ON_TIME / fps) from++;
    const to = Math.min(from + 1, seconds.length - 1);
    const late = (time - seconds[from]) * fps;
    const share = late < ON_TIME || to === from ? 0 : late / fps / (seconds[to] - seconds[from]);
    for (let k = 0; k < stride; k += 4) {
      const sample = (at: number): Float64Array =>
        turns.subarray(at * stride + k, at * stride + k + 4);
      const own = out.turns.subarray(i * stride + k, i * stride + k + 4);
      if (share === 0) own.set(sample(from));
      else slerpQuatWxyz(sample(from), sample(to), share, own);
    }
    for (let k = 0; k < 3; k++) {
      out.places[3 * i + k] = (1 - share) * places[3 * from + k] + share * places[3 * to + k];
    }
  });
  keepSigns(out.turns, stride);
  return out;
}

/** Programs hold times as float32: who comes exactly at a frame's time might come after it. */
const EARLY_FRAMES = 0.25;

/**
 * When a track appears and disappears, in order of time. A person is there for as long as a frame lasts, a quarter of it early,
 * and is not there before the first frame, in gaps and after the last.
 */
export function shownOf({ frames, gaps }: MotionTrack, fps: number): Visibility[] {
  const early = EARLY_FRAMES / fps;
  const lasting = 1 / fps - early;
  const [{ seconds: first }] = frames;
  const changes: Visibility[] =
    first > 0
      ? [
          { seconds: 0, shown: false },
          { seconds: Math.max(first - early, first / 2), shown: true },
        ]
      : [{ seconds: 0, shown: true }];
  let gap = 0;
  frames.forEach(({ frame, seconds }, i) => {
    const next = frames[i + 1];
    if (next === undefined) {
      changes.push({ seconds: seconds + lasting, shown: false });
      return;
    }
    while (gap < gaps.length && gaps[gap][0] <= frame) gap++;
    if (gap >= gaps.length || gaps[gap][1] >= next.frame) return;
    // not before one is gone, where the rate varies
    const away = next.seconds - seconds;
    changes.push(
      { seconds: seconds + Math.min(lasting, away / 2), shown: false },
      { seconds: next.seconds - Math.min(early, away / 4), shown: true },
    );
  });
  return changes;
}
