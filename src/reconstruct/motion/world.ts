/**
 * @file Up and the floor for a camera that does not move: people who stand are upright on average, and feet that stand are on one plane.
 * Uprightness says which way up is to some degrees; the plane corrects that as far as feet stand apart from each other.
 */

import { createPoser, jointSet, POSE_SIZE, type BodyModel } from '../../body/index.ts';
import { vec3At, type Vec3 } from '../../math/index.ts';
import type { MotionTrack, MotionWorld } from '../../result/index.ts';

/** How far people are from upright, rad, and standing feet from the floor, m. */
const LEANING = 0.12;
const FOOTING = 0.15;
/** Seconds of standing that make the floor believable, and how far feet and people may stray before it is not. */
const BELIEF = { seconds: 2, strayM: 0.1, leanRad: 0.4 } as const;
const NAMES = jointSet('smpl24').names;
const ANKLES: readonly number[] = ['left_ankle', 'right_ankle'].map((name) => NAMES.indexOf(name));
const NECK: number = NAMES.indexOf('neck');

/** A foot that stands for a while. */
interface Footing {
  /** Where its sole is, camera axes, m. */
  readonly at: Vec3;
  readonly seconds: number;
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: readonly number[], b: readonly number[]): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
function unit(v: readonly number[]): Vec3 {
  const length = Math.sqrt(dot(v, v));
  return [v[0] / length, v[1] / length, v[2] / length];
}

/** How far the sole is below the ankle of the body at rest, m. */
function ankleHeight({ template, jointTemplate }: BodyModel): number {
  let lowest = Infinity;
  for (let i = 1; i < template.length; i += 3) lowest = Math.min(lowest, template[i]);
  return jointTemplate[3 * ANKLES[0] + 1] - lowest;
}

/** Joints of every frame of a track [T][72], camera axes, m. */
function placedJoints({ frames, betas }: MotionTrack, body: BodyModel): Float64Array[] {
  const poser = createPoser(body);
  const out = new Float32Array(POSE_SIZE);
  return frames.map(({ globalOrient, bodyPose, t }) => {
    poser.poseJoints({ globalOrient, bodyPose: bodyPose.flat(), betas }, out);
    return Float64Array.from(out, (x, i) => x + t[i % 3]);
  });
}

interface Standing {
  readonly footings: Footing[];
  /** From the ankles to the neck, unit vectors of frames in which a foot stands. */
  readonly spines: Vec3[];
}

function standingOf(track: MotionTrack, body: BodyModel, into: Standing): void {
  const { contacts, frames } = track;
  if (contacts === undefined) return;
  const joints = placedJoints(track, body);
  const at = (i: number, joint: number): Vec3 => vec3At(joints[i], 3 * joint);
  for (let i = 0; i < frames.length; i++) {
    if (!contacts.leftFoot[i] && !contacts.rightFoot[i]) continue;
    const [a, b] = ANKLES.map((joint) => at(i, joint));
    into.spines.push(unit(at(i, NECK).map((x, k) => x - (a[k] + b[k]) / 2)));
  }
  for (const [f, stands] of [contacts.leftFoot, contacts.rightFoot].entries()) {
    for (let from = 0; from < stands.length; from++) {
      if (!stands[from]) continue;
      let to = from;
      while (to + 1 < stands.length && stands[to + 1]) to++;
      const [first, last] = [at(from, ANKLES[f]), at(to, ANKLES[f])];
      const seconds = frames[to].seconds - frames[from].seconds;
      into.footings.push({
        at: [(first[0] + last[0]) / 2, (first[1] + last[1]) / 2, (first[2] + last[2]) / 2],
        seconds,
      });
      from = to;
    }
  }
}

/** Of each component the median, made a unit vector: who bends down does not count. */
function middleDirection(directions: readonly Vec3[]): Vec3 {
  const middle = [0, 1, 2].map((k) => {
    const sorted = directions.map((direction) => direction[k]).toSorted((a, b) => a - b);
    return sorted[sorted.length >> 1];
  });
  return unit(middle);
}

/**
 * Up and the floor, where feet were seen to stand; undefined where none was. `confidence` falls with short standing, feet that are not on one
 * plane, and people who are not upright.
 */
export function worldOf(tracks: readonly MotionTrack[], body: BodyModel): MotionWorld | undefined {
  const standing: Standing = { footings: [], spines: [] };
  for (const track of tracks) standingOf(track, body, standing);
  const { footings, spines } = standing;
  const seconds = footings.reduce((sum, footing) => sum + footing.seconds, 0);
  if (!(seconds > 0) || spines.length === 0) return undefined;
  const upright = middleDirection(spines);
  const centre = vec3At(
    [0, 1, 2].map(
      (k) => footings.reduce((sum, { at, seconds: s }) => sum + s * at[k], 0) / seconds,
    ),
    0,
  );
  const up = levelled(upright, footings, centre);
  const strays = footings.map(({ at, seconds: s }) => {
    return (
      s *
      dot(
        up,
        at.map((x, k) => x - centre[k]),
      ) **
        2
    );
  });
  const strayM = Math.sqrt(strays.reduce((a, b) => a + b, 0) / seconds);
  const leanRad = Math.acos(Math.min(1, middleOf(spines.map((spine) => dot(spine, up)))));
  const confidence =
    (1 - Math.exp(-seconds / BELIEF.seconds)) *
    Math.exp(-((strayM / BELIEF.strayM) ** 2) - (leanRad / BELIEF.leanRad) ** 2);
  return {
    rotation: worldFromUp(up),
    floorY: dot(up, centre) - ankleHeight(body),
    confidence: Math.round(1000 * confidence) / 1000,
  };
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** The normal of the plane that feet stand on, held near to where people point. */
function levelled(upright: Vec3, footings: readonly Footing[], centre: Vec3): Vec3 {
  const aside = unit(cross(Math.abs(upright[0]) < 0.8 ? [1, 0, 0] : [0, 0, 1], upright));
  const ahead = cross(upright, aside);
  // up = upright + a aside + b ahead; normal equations of [a, b]
  let [aa, ab, bb] = [1 / LEANING ** 2, 0, 1 / LEANING ** 2];
  let [ra, rb] = [0, 0];
  for (const { at, seconds } of footings) {
    const off = at.map((x, k) => x - centre[k]);
    const [a, b, c] = [dot(off, aside), dot(off, ahead), dot(off, upright)];
    // a second of standing says as much as a look that is not like the others
    const weight = Math.min(1, seconds) / FOOTING ** 2;
    aa += weight * a * a;
    ab += weight * a * b;
    bb += weight * b * b;
    ra -= weight * a * c;
    rb -= weight * b * c;
  }
  const det = aa * bb - ab * ab;
  const [a, b] = [(bb * ra - ab * rb) / det, (aa * rb - ab * ra) / det];
  return unit(upright.map((x, k) => x + a * aside[k] + b * ahead[k]));
}

/** Rows of worldFromCam: y up, and the camera looks along −z as far as it looks level. */
function worldFromUp(up: Vec3): MotionWorld['rotation'] {
  const level = (way: Vec3): Vec3 =>
    vec3At(
      way.map((x, k) => x - dot(way, up) * up[k]),
      0,
    );
  const forward = level([0, 0, 1]);
  // who looks straight down or up has the picture's upper edge ahead
  const z = unit((dot(forward, forward) > 1e-6 ? forward : level([0, -1, 0])).map((x) => -x));
  return [cross(up, z), up, z];
}
