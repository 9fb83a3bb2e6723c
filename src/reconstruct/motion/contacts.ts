/** @file When a foot stands: it hardly moves. For a camera that does not move. */

import { jointSet, type BodyModel } from '../../body/index.ts';
import { Kinematics } from '../refine/kinematics.ts';
import type { TrackFrame } from './fit/layout.ts';
import type { PoseSequence } from './fit/pose-sequence.ts';
import type { StandingFeet } from './fit/standing-term.ts';

/** When a foot counts as standing. */
export interface ContactRule {
  /** Slower than this a foot begins to stand, m/s … */
  readonly begins: number;
  /** … and faster than this it does not any more. */
  readonly ends: number;
  /** Speeds are taken over so long on either side, s. */
  readonly reachS: number;
  /** Who stands shorter than this does not, s. */
  readonly leastS: number;
  /** Of what is said about depth, which one camera hardly sees. */
  readonly depthShare: number;
}

/** Near the best F₁ on made motion (.80; .83 for slower ends), and surer of what it says than those above it: a foot that is held wrongly costs more. */
export const CONTACT_RULE: ContactRule = {
  begins: 0.25,
  ends: 0.45,
  reachS: 0.08,
  leastS: 0.1,
  depthShare: 0.3,
};
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
  rule: ContactRule = CONTACT_RULE,
): StandingFeet {
  const places = anklesOf(poses, body, betas);
  const seconds = frames.map((frame) => frame.seconds);
  const feet = [0, 1].map((f) => {
    const speeds = speedsOf(places, f, seconds, rule);
    return withoutShort(hysteresis(speeds, rule), seconds, rule);
  });
  return { leftFoot: feet[0], rightFoot: feet[1] };
}

/** m/s [T], by central differences over `reachS`. */
function speedsOf(
  places: Float64Array,
  foot: number,
  seconds: readonly number[],
  { reachS, depthShare }: ContactRule,
): number[] {
  const T = seconds.length;
  return seconds.map((now, t) => {
    let [from, to] = [t, t];
    while (from > 0 && now - seconds[from] < reachS) from--;
    while (to < T - 1 && seconds[to] - now < reachS) to++;
    if (to === from) return Infinity;
    let square = 0;
    for (let k = 0; k < 3; k++) {
      const moved = places[6 * to + 3 * foot + k] - places[6 * from + 3 * foot + k];
      square += (k === 2 ? depthShare * moved : moved) ** 2;
    }
    return Math.sqrt(square) / (seconds[to] - seconds[from]);
  });
}

function hysteresis(speeds: readonly number[], { begins, ends }: ContactRule): boolean[] {
  let stands = false;
  return speeds.map((speed) => (stands = speed < (stands ? ends : begins)));
}

function withoutShort(
  stands: boolean[],
  seconds: readonly number[],
  { leastS }: ContactRule,
): boolean[] {
  const out = [...stands];
  for (let from = 0; from < out.length;) {
    let to = from;
    while (to < out.length && out[to] === out[from]) to++;
    if (out[from] && seconds[to - 1] - seconds[from] < leastS) out.fill(false, from, to);
    from = to;
  }
  return out;
}
