/** @file When a foot stands: it hardly moves. For a camera that does not move. */

import { jointSet, type BodyModel } from '../../body/index.ts';
import { Kinematics } from '../refine/kinematics.ts';
import type { TrackFrame } from './fit/layout.ts';
import type { PoseSequence } from './fit/pose-sequence.ts';
import type { StandingFeet } from './fit/standing-term.ts';

/** Slower than `begins` a foot begins to stand, faster than `ends` it does not any more, m/s. */
const SPEED = { begins: 0.25, ends: 0.45 } as const;
/** Speeds are taken over so long on either side, s. */
const REACH_S = 0.08;
/** Who stands shorter than this does not, s. */
const LEAST_S = 0.1;
/** Of what is said about depth, which one camera hardly sees. */
const DEPTH_SHARE = 0.3;
const STILL = new Float64Array(72);
const [LEFT, RIGHT] = ['left_ankle', 'right_ankle'].map((name) =>
  jointSet('smpl24').names.indexOf(name),
);

/** Where both ankles are [T, 2, 3], m. */
function anklesOf(poses: PoseSequence, body: BodyModel, betas: ArrayLike<number>): Float64Array {
  const kinematics = new Kinematics(body, []);
  kinematics.shape(body, betas);
  const out = new Float64Array(6 * poses.length);
  for (let t = 0; t < poses.length; t++) {
    kinematics.pose(poses.rotationsAt(t), STILL);
    for (const [f, joint] of [LEFT, RIGHT].entries()) {
      for (let k = 0; k < 3; k++) {
        out[6 * t + 3 * f + k] = kinematics.joints[3 * joint + k] + poses.places[3 * t + k];
      }
    }
  }
  return out;
}

/** Whether each foot stands, a frame at a time. */
export function standingFeet(
  poses: PoseSequence,
  frames: readonly TrackFrame[],
  body: BodyModel,
  betas: ArrayLike<number>,
): StandingFeet {
  const places = anklesOf(poses, body, betas);
  const seconds = frames.map((frame) => frame.seconds);
  const feet = [0, 1].map((f) => {
    const speeds = speedsOf(places, f, seconds);
    return withoutShort(hysteresis(speeds), seconds);
  });
  return { leftFoot: feet[0], rightFoot: feet[1] };
}

/** m/s [T], by central differences over `REACH_S`. */
function speedsOf(places: Float64Array, foot: number, seconds: readonly number[]): number[] {
  const T = seconds.length;
  return seconds.map((now, t) => {
    let [from, to] = [t, t];
    while (from > 0 && now - seconds[from] < REACH_S) from--;
    while (to < T - 1 && seconds[to] - now < REACH_S) to++;
    if (to === from) return Infinity;
    let square = 0;
    for (let k = 0; k < 3; k++) {
      const moved = places[6 * to + 3 * foot + k] - places[6 * from + 3 * foot + k];
      square += (k === 2 ? DEPTH_SHARE * moved : moved) ** 2;
    }
    return Math.sqrt(square) / (seconds[to] - seconds[from]);
  });
}

function hysteresis(speeds: readonly number[]): boolean[] {
  let stands = false;
  return speeds.map((speed) => (stands = speed < (stands ? SPEED.ends : SPEED.begins)));
}

function withoutShort(stands: boolean[], seconds: readonly number[]): boolean[] {
  const out = [...stands];
  for (let from = 0; from < out.length;) {
    let to = from;
    while (to < out.length && out[to] === out[from]) to++;
    if (out[from] && seconds[to - 1] - seconds[from] < LEAST_S) out.fill(false, from, to);
    from = to;
  }
  return out;
}
