/**
 * @file Captured clips as motions with truth: people of random shapes who stand on a floor before a camera that does not move, and what
 * would be seen of them. Captures tell poses ten times a second: splines make thirty of them, and where people are follows from the foot
 * that they stand on, which stays.
 */

import { BETA_COUNT, POSE_SIZE, type BodyModel } from '../../src/body/index.ts';
import { Rng } from '../../src/base/index.ts';
import { float64Of, int32Of, readNpz, stringsOf } from '../../src/format/index.ts';
import { BONES } from '../../src/inference/index.ts';
import {
  axisAngleFromRotmat,
  matmul3,
  rotate3,
  rotmatFromAxisAngle,
  vec3At,
} from '../../src/math/index.ts';
import {
  BONE_ENDS,
  type CollectedTrack,
  Fitter,
  KEYPOINTS,
  keypointSigma,
  Kinematics,
  partOf,
  PoseSequence,
  RECORD_LENGTH,
  TURN_SD,
} from '../../src/reconstruct/index.ts';
import { pelvisOf, type Mat3 } from '../../src/result/index.ts';
import { isHeldOutClip } from '../../src/synthetic/index.ts';

const CAPTURED_FPS = 10;
/** Frames a second of what is made. */
export const MADE_FPS = 30;
const STILL = new Float64Array(POSE_SIZE);
const [LEFT_ANKLE, RIGHT_ANKLE] = [7, 8];
/** The other foot is stood on when its ankle is so much lower, m. */
const LOWER = 0.02;
const SIZE = { width: 1280, height: 720, focalPx: 1100 } as const;
/** The camera of all. */
export const MADE_K: Mat3 = [
  [SIZE.focalPx, 0, SIZE.width / 2],
  [0, SIZE.focalPx, SIZE.height / 2],
  [0, 0, 1],
];

/** Somebody's true motion, axes of the camera. */
export interface MadeMotion {
  readonly name: string;
  readonly betas: Float64Array;
  readonly seconds: readonly number[];
  readonly poses: PoseSequence;
}

/** The longest clips of one side of the split. @param bytes of the npz: `pose_i16` [N, 24, 3], `clip` [N], `clip_names`. */
export function madeMotions(
  bytes: Uint8Array,
  body: BodyModel,
  { heldOut, clips, seconds }: { heldOut: boolean; clips: number; seconds: number },
): MadeMotion[] {
  const arrays = readNpz(bytes);
  const of = (name: string) => {
    const array = arrays.get(name);
    if (array === undefined) throw new Error(`captured poses: no ${name}`);
    return array;
  };
  const poses = float64Of('poses', of('pose_i16')).map((x) => (x * Math.PI) / 32767);
  const clip = int32Of('clip', of('clip'));
  const wanted = Math.round(CAPTURED_FPS * seconds) + 1;
  return stringsOf('names', of('clip_names'))
    .map((name, c) => ({ name, first: clip.indexOf(c), count: clip.filter((x) => x === c).length }))
    .filter(({ name, count }) => isHeldOutClip(name) === heldOut && count >= wanted)
    .slice(0, clips)
    .map(({ name, first, count }) => {
      const rng = new Rng(`made motion/${name}`);
      const from = first + rng.int(count - wanted + 1);
      const rows = poses.subarray(POSE_SIZE * from, POSE_SIZE * (from + wanted));
      return motionOf(name, rows, body, rng);
    });
}

/** Quaternions [24, 4] of a row. */
function quaternions(row: ArrayLike<number>): Float64Array {
  const out = new Float64Array(96);
  for (let j = 0; j < 24; j++) {
    const [x, y, z] = vec3At(row, 3 * j);
    const angle = Math.hypot(x, y, z);
    const s = angle > 1e-9 ? Math.sin(angle / 2) / angle : 0.5;
    out.set([Math.cos(angle / 2), s * x, s * y, s * z], 4 * j);
  }
  return out;
}

const rotmatOf = (q: ArrayLike<number>): Float64Array => {
  const norm = Math.hypot(q[1], q[2], q[3]);
  const angle = 2 * Math.atan2(norm, q[0]);
  const k = norm > 1e-9 ? angle / norm : 2;
  return Float64Array.from(rotmatFromAxisAngle([k * q[1], k * q[2], k * q[3]]));
};

/** Catmull and Rom's spline through quaternions, made unit again. */
function between(rows: readonly Float64Array[], at: number): Float64Array {
  const i = Math.min(rows.length - 2, Math.floor(at));
  const u = at - i;
  const of = (n: number): Float64Array => rows[Math.min(rows.length - 1, Math.max(0, n))];
  const four = [of(i - 1), of(i), of(i + 1), of(i + 2)];
  const weights = [
    (-u + 2 * u * u - u ** 3) / 2,
    (2 - 5 * u * u + 3 * u ** 3) / 2,
    (u + 4 * u * u - 3 * u ** 3) / 2,
    (u ** 3 - u * u) / 2,
  ];
  const out = new Float64Array(216);
  for (let j = 0; j < 24; j++) {
    const base = four[1].subarray(4 * j, 4 * j + 4);
    const q = [0, 0, 0, 0];
    for (const [n, row] of four.entries()) {
      const own = row.subarray(4 * j, 4 * j + 4);
      const sign = own.reduce((sum, x, k) => sum + x * base[k], 0) < 0 ? -1 : 1;
      for (let k = 0; k < 4; k++) q[k] += sign * weights[n] * own[k];
    }
    const length = Math.hypot(...q);
    out.set(rotmatOf(q.map((x) => x / length)), 9 * j);
  }
  return out;
}

function motionOf(name: string, rows: Float64Array, body: BodyModel, rng: Rng): MadeMotion {
  const betas = Float64Array.from({ length: BETA_COUNT }, () => rng.normal(0, 0.8));
  const captured = Array.from({ length: rows.length / POSE_SIZE }, (_, i) =>
    quaternions(rows.subarray(POSE_SIZE * i, POSE_SIZE * (i + 1))),
  );
  const count = Math.floor(((captured.length - 1) * MADE_FPS) / CAPTURED_FPS) + 1;
  const kinematics = new Kinematics(body, []);
  kinematics.shape(body, betas);
  // y of the world is up, and the camera looks a little down on who it looks at
  const camFromWorld = matmul3(
    matmul3(rotmatFromAxisAngle([-0.12, 0, 0]), rotmatFromAxisAngle([Math.PI, 0, 0])),
    rotmatFromAxisAngle([0, rng.uniform(0, 2 * Math.PI), 0]),
  );
  const poses = new PoseSequence(count);
  const world = new Float64Array(3 * count);
  let stood = -1;
  const before = new Float64Array(6);
  for (let t = 0; t < count; t++) {
    const rotations = between(captured, (t * CAPTURED_FPS) / MADE_FPS);
    kinematics.pose(rotations, STILL);
    const ankles = [LEFT_ANKLE, RIGHT_ANKLE].flatMap((j) => [
      ...kinematics.joints.subarray(3 * j, 3 * j + 3),
    ]);
    const lower = ankles[1] < ankles[4] ? 0 : 1;
    if (stood < 0) stood = lower;
    for (let k = 0; k < 3 && t > 0; k += 2) {
      world[3 * t + k] = world[3 * t - 3 + k] + before[3 * stood + k] - ankles[3 * stood + k];
    }
    world[3 * t + 1] = -Math.min(ankles[1], ankles[4]);
    if (ankles[3 * lower + 1] < ankles[3 * stood + 1] - LOWER) stood = lower;
    before.set(ankles);
    rotations.set(matmul3(camFromWorld, rotations.subarray(0, 9)));
    poses.rotationsAt(t).set(rotations);
  }
  // the middle of the way is on the axis of the camera
  const middle = [0, 1, 2].map((k) => {
    const all = Array.from({ length: count }, (_, t) => world[3 * t + k]);
    return (Math.min(...all) + Math.max(...all)) / 2;
  });
  const span = Math.max(...world.map((x, i) => (i % 3 === 1 ? 0 : Math.abs(x - middle[i % 3]))));
  const awayM = Math.max(4, 2.5 + 2 * span) + rng.uniform(0, 1);
  for (let t = 0; t < count; t++) {
    const about = vec3At(
      [0, 1, 2].map((k) => world[3 * t + k] - middle[k]),
      0,
    );
    const [x, y, z] = rotate3(camFromWorld, about);
    poses.places.set([x, y, z + awayM], 3 * t);
  }
  const seconds = Array.from({ length: count }, (_, t) => t / MADE_FPS);
  return { name, betas, seconds, poses };
}

/** Errors that stay for a while and change smoothly, and errors of each frame, of unit variance together. */
class Drifting {
  readonly #slow: Float64Array;
  /** What moves the slow ones. */
  readonly #driver: Float64Array;
  readonly #rng: Rng;
  readonly #keep: number;
  readonly #share: number;

  constructor(count: number, rng: Rng, { keptS, share }: ErrorsInTime) {
    this.#rng = rng;
    this.#keep = Math.exp(-1 / (MADE_FPS * keptS));
    this.#share = share;
    this.#slow = new Float64Array(count);
    this.#driver = Float64Array.from({ length: count }, () => rng.normal());
    // until nobody can tell when they began
    for (let i = 0; i < 5 * MADE_FPS * keptS; i++) this.next();
  }

  next(): Float64Array {
    const a = this.#keep;
    const fresh = Math.sqrt(1 - a ** 2);
    // of two filters, one behind the other, to unit variance
    const gain = (1 - a ** 2) / Math.sqrt(1 + a ** 2);
    const [slow, white] = [Math.sqrt(this.#share), Math.sqrt(1 - this.#share)];
    return this.#slow.map((x, i) => {
      this.#driver[i] = a * this.#driver[i] + fresh * this.#rng.normal();
      this.#slow[i] = a * x + gain * this.#driver[i];
      return slow * this.#slow[i] + white * this.#rng.normal();
    });
  }
}

/** How long errors stay, s, and their share of the variance. */
export interface ErrorsInTime {
  readonly keptS: number;
  readonly share: number;
}

/** Scores of photographs' key-points, roughly, and the relative error of a single look's depth. */
const SCORE = { mean: 0.7, sd: 0.17 } as const;
const DEPTH_SD = 0.08;
const BONE_SD = 0.3;

/** What would be seen: key-points as wrong as their scores say, limbs and predictions as wrong as the networks' are. */
export function sightingsOf(
  { name, betas, seconds, poses }: MadeMotion,
  body: BodyModel,
  errors: ErrorsInTime,
): CollectedTrack {
  const rng = new Rng(`looks/${name}`);
  const drift = (of: string, count: number): Drifting => new Drifting(count, rng.fork(of), errors);
  const K = KEYPOINTS.length;
  const noise = {
    points: drift('points', 2 * K),
    scores: drift('scores', K),
    bones: drift('bones', 3 * BONES.length),
    turns: drift('turns', POSE_SIZE),
    depth: drift('depth', 1),
  };
  const kinematics = new Kinematics(body, KEYPOINTS);
  const fitter = new Fitter(body);
  const mean = new Float64Array(BETA_COUNT);
  const rest = pelvisOf(body, [...mean]);
  const view = { fx: SIZE.focalPx, cx: SIZE.width / 2, cy: SIZE.height / 2 };
  const sightings = seconds.map((now, t) => {
    const rotations = poses.rotationsAt(t);
    const place = poses.places.subarray(3 * t, 3 * t + 3);
    kinematics.shape(body, betas);
    kinematics.pose(rotations, STILL);
    const { points } = kinematics;
    const pixels = Float64Array.from({ length: 2 * K }, (_, i) => {
      const [k, axis] = [i >> 1, i % 2];
      const depth = points[3 * k + 2] + place[2];
      return (view.fx * (points[3 * k + axis] + place[axis])) / depth + (axis ? view.cy : view.cx);
    });
    const of = (axis: number): Float64Array => pixels.filter((_, i) => i % 2 === axis);
    const box = [Math.min(...of(0)), Math.min(...of(1)), Math.max(...of(0)), Math.max(...of(1))];
    const sidePx = 1.2 * Math.max(box[2] - box[0], box[3] - box[1]);
    const scores = Float32Array.from(noise.scores.next(), (x) =>
      Math.min(0.95, Math.max(0.05, SCORE.mean + SCORE.sd * x)),
    );
    const off = noise.points.next();
    const seen = pixels.map((x, i) => x + off[i] * sidePx * keypointSigma(scores[i >> 1], 0));
    const offBones = noise.bones.next();
    const directions = Float64Array.from(
      BONE_ENDS.flatMap(([a, b], n) => {
        const way = [0, 1, 2].map((k) => points[3 * b + k] - points[3 * a + k]);
        const noisy = way.map((x, k) => x / Math.hypot(...way) + BONE_SD * offBones[3 * n + k]);
        return noisy.map((x) => x / Math.hypot(...noisy));
      }),
    );
    const offTurns = noise.turns.next().map((x, i) => x * TURN_SD[Math.floor(i / 3)]);
    const guess = new Float64Array(216);
    for (let j = 0; j < 24; j++) {
      const own = rotations.subarray(9 * j, 9 * j + 9);
      const more = rotmatFromAxisAngle(vec3At(offTurns, 3 * j));
      guess.set(matmul3(own, more), 9 * j);
    }
    const far = Math.exp(DEPTH_SD * noise.depth.next()[0]);
    const pelvis = Array.from(place, (x) => x * far);
    const keypoints = { points: seen, scores, spreadPx: new Float32Array(K) };
    const bones = { directions, presence: 1 };
    const laid = fitter.fit(
      { rotmats: guess, betas: mean, pelvis },
      { keypoints, bones },
      sidePx,
      view,
    );
    const record = new Float32Array(RECORD_LENGTH).fill(Number.NaN);
    const pose = (rotmats: ArrayLike<number>, at: readonly number[]): number[] => [
      ...at.map((x, k) => x - rest[k]),
      ...Array.from({ length: 24 }, (_, j) => [
        ...axisAngleFromRotmat(Array.from({ length: 9 }, (_unused, k) => rotmats[9 * j + k])),
      ]).flat(),
    ];
    partOf(record, 'score').set([0.9]);
    partOf(record, 'box').set(box);
    partOf(record, 'sidePx').set([sidePx]);
    partOf(record, 'betas').set(mean);
    partOf(record, 'bare').set(pose(guess, pelvis));
    partOf(record, 'laid').set(pose(laid.rotmats, laid.pelvis));
    partOf(record, 'points').set(seen);
    partOf(record, 'scores').set(scores);
    partOf(record, 'spreadPx').fill(0);
    partOf(record, 'bones').set(directions);
    partOf(record, 'presence').set([1]);
    return { index: t, seconds: now, record };
  });
  return { id: 0, sightings };
}
