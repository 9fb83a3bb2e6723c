/**
 * @file People who walk about before a camera, as a detector would see them: boxes, key-points and colours of clothes with their
 * errors, and the truth. Stick figures in space, projected; nothing is rendered. What stands in front hides what is behind, point by
 * point; who is hidden is found seldom, in part, or with the key-points of whoever hides them.
 */

import type { Box } from '../../src/camera/index.ts';
import { Rng } from '../../src/base/index.ts';
import type { IdentifiedBox } from '../../src/evaluation/index.ts';
import { addColours, APPEARANCE_SIZE, type SightedBox } from '../../src/video/index.ts';

/** Where somebody is at a time: [s, x to the right, z away from the camera], m; between, on a straight line. */
export type Waypoint = readonly [s: number, x: number, z: number];

export interface Walker {
  readonly heightM: number;
  /** Of the trunk and of the legs, 0–255. */
  readonly colours: readonly [readonly number[], readonly number[]];
  /** Present from the first to the last. */
  readonly path: readonly Waypoint[];
}

/** Something upright that stands about: the image's columns, and how far away it is. */
export interface Pillar {
  readonly x0: number;
  readonly x1: number;
  readonly z: number;
}

export interface Scene {
  readonly name: string;
  readonly kind: string;
  readonly fps: number;
  readonly seconds: number;
  readonly walkers: readonly Walker[];
  readonly pillars: readonly Pillar[];
  /** The camera's turn to the right, rad/s. */
  readonly panRadS: number;
  /** Of errors and failures: 1 is usual. */
  readonly noise: number;
}

export interface SceneFrame {
  readonly timeS: number;
  readonly truth: readonly IdentifiedBox[];
  readonly seen: readonly SightedBox[];
}

const WIDTH = 1280;
const HEIGHT = 720;
const FOCAL = 1000;
const CAMERA_M = 1.6;

/** COCO's key-points as (side, height, forward) in statures; the left side is positive. */
// oxfmt-ignore
const FIGURE: readonly (readonly [number, number, number])[] = [
  [0, 0.935, 0.06], [0.018, 0.95, 0.05], [-0.018, 0.95, 0.05], [0.04, 0.94, 0], [-0.04, 0.94, 0],
  [0.105, 0.82, 0], [-0.105, 0.82, 0], [0.13, 0.63, 0], [-0.13, 0.63, 0], [0.14, 0.48, 0.02], [-0.14, 0.48, 0.02],
  [0.055, 0.53, 0], [-0.055, 0.53, 0], [0.06, 0.285, 0.01], [-0.06, 0.285, 0.01], [0.06, 0.04, -0.01], [-0.06, 0.04, -0.01],
];
/** What a body fills around its skeleton: from, to, radius in statures; −1 and −2 are the middles of shoulders and hips. */
const FLESH: readonly (readonly [from: number, to: number, radius: number])[] = [
  [-1, -2, 0.11],
  [0, 0, 0.065],
  [5, 7, 0.035],
  [7, 9, 0.03],
  [6, 8, 0.035],
  [8, 10, 0.03],
  [11, 13, 0.05],
  [13, 15, 0.035],
  [12, 14, 0.05],
  [14, 16, 0.035],
];
/** How far hands, feet, hair and clothes reach, in statures. */
const REACH = 0.05;
/** Swing of legs and arms at full pace, rad; steps a second. */
const SWING = 0.45;
const STEPS_HZ = 0.95;

type Pixel = readonly [u: number, v: number];

/** A walker in one frame. */
interface Placed {
  readonly walker: number;
  readonly z: number;
  /** px of a metre there. */
  readonly scale: number;
  readonly statureM: number;
  readonly points: readonly Pixel[];
  /** By key-point; null where nothing is in front. */
  readonly hiddenBy: readonly (number | 'pillar' | 'frame' | null)[];
  readonly box: Box;
}

/** Gaussian numbers that stay alike from frame to frame. */
class Slow {
  readonly #rng: Rng;
  readonly #keep: number;
  #value: number;

  constructor(rng: Rng, keep: number) {
    this.#rng = rng;
    this.#keep = keep;
    this.#value = rng.normal();
  }

  next(): number {
    this.#value = this.#keep * this.#value + Math.sqrt(1 - this.#keep ** 2) * this.#rng.normal();
    return this.#value;
  }
}

function along(
  path: readonly Waypoint[],
  s: number,
): { x: number; z: number; dx: number; dz: number } | null {
  const after = path.findIndex(([at]) => at > s);
  if (after <= 0) return null;
  const [[s0, x0, z0], [s1, x1, z1]] = [path[after - 1], path[after]];
  const part = (s - s0) / (s1 - s0);
  return {
    x: x0 + part * (x1 - x0),
    z: z0 + part * (z1 - z0),
    dx: (x1 - x0) / (s1 - s0),
    dz: (z1 - z0) / (s1 - s0),
  };
}

function figure({ heightM, path }: Walker, s: number, turn: number, phase: number) {
  const place = along(path, s);
  if (place === null) return null;
  const { dx, dz } = place;
  const pace = Math.hypot(dx, dz);
  // who stands looks at the camera
  const heading = pace > 0.1 ? Math.atan2(dx, dz) : Math.PI;
  const swing = SWING * Math.min(1, pace / 1.3) * Math.sin(2 * Math.PI * STEPS_HZ * s + phase);
  const [c, si] = [Math.cos(heading), Math.sin(heading)];
  const [ct, st] = [Math.cos(turn), Math.sin(turn)];
  const points = FIGURE.map(([side, up, ahead], k): Pixel => {
    const isLeg = k >= 13;
    const isArm = k >= 7 && k <= 10;
    const sign = (k % 2 === 1 ? 1 : -1) * (isLeg ? 1 : -1);
    const top = isLeg ? 0.53 : 0.82;
    const forward = isLeg || isArm ? ahead + (top - up) * Math.sin(sign * swing) : ahead;
    // the left side of somebody who walks away from the camera is on the left
    const [lateral, depth] = [-side * c + forward * si, side * si + forward * c];
    const [x, z] = [place.x + heightM * lateral, place.z + heightM * depth];
    const [u, w] = [ct * x - st * z, st * x + ct * z];
    return [WIDTH / 2 + (FOCAL * u) / w, HEIGHT / 2 + 20 + (FOCAL * (CAMERA_M - heightM * up)) / w];
  });
  const z = st * place.x + ct * place.z;
  return { points, z, scale: FOCAL / z };
}

function insideFlesh(points: readonly Pixel[], sizePx: number, [u, v]: Pixel): boolean {
  const middle = (k: number): Pixel =>
    k >= 0
      ? points[k]
      : k === -1
        ? [(points[5][0] + points[6][0]) / 2, (points[5][1] + points[6][1]) / 2]
        : [(points[11][0] + points[12][0]) / 2, (points[11][1] + points[12][1]) / 2];
  return FLESH.some(([from, to, radius]) => {
    const [[ax, ay], [bx, by]] = [middle(from), middle(to)];
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const part = length === 0 ? 0 : ((u - ax) * (bx - ax) + (v - ay) * (by - ay)) / length;
    const at = Math.min(1, Math.max(0, part));
    return Math.hypot(u - ax - at * (bx - ax), v - ay - at * (by - ay)) < radius * sizePx;
  });
}

function boundsOf(points: readonly Pixel[], pad: number): Box {
  const [xs, ys] = [points.map(([u]) => u), points.map(([, v]) => v)];
  const within = (x: number, side: number): number => Math.min(side - 0.5, Math.max(-0.5, x));
  return {
    x0: within(Math.min(...xs) - pad, WIDTH),
    y0: within(Math.min(...ys) - pad, HEIGHT),
    x1: within(Math.max(...xs) + pad, WIDTH),
    y1: within(Math.max(...ys) + pad, HEIGHT),
  };
}

function place(scene: Scene, s: number, phases: readonly number[]): Placed[] {
  const bare = scene.walkers.flatMap((walker, w) => {
    const found = figure(walker, s, scene.panRadS * s, phases[w]);
    return found === null || found.z < 1 ? [] : [{ walker: w, statureM: walker.heightM, ...found }];
  });
  return bare.map((own): Placed => {
    const nearer = bare.filter(({ z }) => z < own.z);
    const hiddenBy = own.points.map(([u, v]): Placed['hiddenBy'][number] => {
      if (u < 0 || v < 0 || u >= WIDTH || v >= HEIGHT) return 'frame';
      if (scene.pillars.some(({ x0, x1, z }) => z < own.z && u >= x0 && u <= x1)) return 'pillar';
      const front = nearer.find((other) =>
        insideFlesh(other.points, other.statureM * other.scale, [u, v]),
      );
      return front?.walker ?? null;
    });
    const box = boundsOf(own.points, REACH * own.statureM * own.scale);
    return { ...own, hiddenBy, box };
  });
}

/** What of an error of a detector stays from frame to frame. */
interface Errors {
  readonly miss: Slow;
  readonly sides: readonly Slow[];
  readonly points: readonly (readonly [Slow, Slow])[];
  readonly light: Slow;
}

/** Key-points seen below this share are not to be found. */
const IGNORED = 0.3;
/** Share of seen key-points from which somebody is found with a probability. */
const FOUND: readonly (readonly [seen: number, probability: number])[] = [
  [0.7, 0.985],
  [0.5, 0.88],
  [0.3, 0.45],
  [0.15, 0.08],
  [0, 0.005],
];

function shareSeen({ hiddenBy }: Placed): number {
  return hiddenBy.filter((by) => by === null).length / hiddenBy.length;
}

/** The distribution function of Gaussian numbers, by a logistic curve. */
const rank = (z: number): number => 1 / (1 + Math.exp(-1.702 * z));

/** One person as a detector says, or null. */
function look(
  own: Placed,
  all: ReadonlyMap<number, Placed>,
  scene: Scene,
  errors: Errors,
  rng: Rng,
): SightedBox | null {
  const seen = shareSeen(own);
  const probability = FOUND.find(([least]) => seen >= least)?.[1] ?? 0;
  if (rank(errors.miss.next()) > 1 - scene.noise * (1 - probability)) return null;
  const size = own.statureM * own.scale;
  const keypoints = own.points.map(([u, v], k): [number, number, number] => {
    const by = own.hiddenBy[k];
    const [ex, ey] = errors.points[k].map((error) => error.next());
    const sure = by === null;
    // hidden points are often seen on whoever hides them
    const from = typeof by === 'number' && rng.chance(0.5) ? all.get(by)?.points[k] : undefined;
    const spread = scene.noise * size * (sure ? 0.012 : 0.045);
    const score = sure
      ? rng.uniform(0.55, 0.95)
      : rng.uniform(0.05, from === undefined ? 0.4 : 0.7);
    return [(from?.[0] ?? u) + spread * ex, (from?.[1] ?? v) + spread * ey, score];
  });
  const visible = own.points.filter((_, k) => own.hiddenBy[k] === null);
  const part = seen < 0.85 && visible.length > 4 && rng.chance(0.6);
  const box = part ? boundsOf(visible, REACH * size) : own.box;
  const [w, h] = [box.x1 - box.x0, box.y1 - box.y0];
  const [a, b, c, d] = errors.sides.map((error) => 0.02 * scene.noise * error.next());
  return {
    box: { x0: box.x0 + a * w, y0: box.y0 + b * h, x1: box.x1 + c * w, y1: box.y1 + d * h },
    score: Math.min(0.98, 0.45 + 0.5 * seen * rng.uniform(0.8, 1)),
    keypoints,
    appearance: clothes(own, scene, keypoints, errors, rng),
  };
}

/** Colours of trunk and thighs; where somebody or something is in front, theirs. */
function clothes(
  { walker, hiddenBy }: Placed,
  { walkers, noise }: Scene,
  keypoints: readonly (readonly [number, number, number])[],
  errors: Errors,
  rng: Rng,
): Float64Array {
  const out = new Float64Array(APPEARANCE_SIZE);
  const light = 1 + 0.05 * noise * errors.light.next();
  for (const [part, corners] of [
    [0, [5, 6, 11, 12]],
    [1, [11, 12, 13, 14]],
  ] as const) {
    if (corners.some((k) => keypoints[k][2] < 0.3)) continue;
    const colours: number[] = [];
    for (let i = 0; i < 90; i++) {
      const by = hiddenBy[rng.pick(corners)];
      const base =
        by === 'pillar'
          ? [110, 105, 100]
          : walkers[typeof by === 'number' ? by : walker].colours[part];
      // folds, and pixels that are not clothes
      const fold = rng.uniform(0.45, 1.15) * light;
      const other = rng.chance(0.1);
      for (const channel of base) {
        const value = other ? rng.uniform(0, 255) : fold * channel + rng.normal(0, 12);
        colours.push(Math.min(255, Math.max(0, value)));
      }
    }
    const half = APPEARANCE_SIZE / 2;
    const own = out.subarray(part * half, (part + 1) * half);
    addColours(colours, own);
    const sum = own.reduce((total, x) => total + x, 0);
    for (let i = 0; i < half; i++) own[i] /= sum;
  }
  return out;
}

function overlap(a: Box, b: Box): number {
  const w = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0);
  const h = Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0);
  const shared = Math.max(0, w) * Math.max(0, h);
  const area = ({ x0, y0, x1, y1 }: Box): number => (x1 - x0) * (y1 - y0);
  return shared / (area(a) + area(b) - shared);
}

/** Somebody who is not there. */
function ghost(rng: Rng): SightedBox {
  const height = rng.uniform(60, 300);
  const [x, y] = [rng.uniform(0, WIDTH - 100), rng.uniform(100, HEIGHT - height)];
  const keypoints = FIGURE.map(([side, up]): [number, number, number] => [
    x + height * (0.2 + side) + rng.normal(0, 0.05 * height),
    y + height * (1 - up) + rng.normal(0, 0.05 * height),
    rng.uniform(0.1, 0.5),
  ]);
  const appearance = new Float64Array(APPEARANCE_SIZE);
  return {
    box: { x0: x, y0: y, x1: x + 0.4 * height, y1: y + height },
    score: 0.35,
    keypoints,
    appearance,
  };
}

/** Plays a scene. */
export function* play(scene: Scene, seed: string): Generator<SceneFrame> {
  const rng = new Rng(`walkers/${scene.name}/${seed}`);
  const keep = (tauS: number): number => Math.exp(-1 / (scene.fps * tauS));
  const errors = scene.walkers.map((_, w): Errors => {
    const own = rng.fork(`walker/${w}`);
    const slow = (tauS: number): Slow => new Slow(own, keep(tauS));
    return {
      miss: slow(0.1),
      sides: [slow(0.15), slow(0.15), slow(0.15), slow(0.15)],
      points: FIGURE.map(() => [slow(0.1), slow(0.1)] as const),
      light: slow(1),
    };
  });
  const phases = scene.walkers.map(() => rng.uniform(0, 2 * Math.PI));
  for (let i = 0; i < scene.fps * scene.seconds; i++) {
    const timeS = i / scene.fps;
    const placed = place(scene, timeS, phases);
    const all = new Map(placed.map((each) => [each.walker, each]));
    const found = placed.flatMap((each) => {
      const sight = look(each, all, scene, errors[each.walker], rng);
      return sight === null ? [] : [{ ...sight, z: each.z }];
    });
    // of two boxes that are nearly one a detector keeps the nearer
    const kept = found.filter(
      (a) => !found.some((b) => b.z < a.z && overlap(a.box, b.box) > 0.7 && rng.chance(0.8)),
    );
    const seen: SightedBox[] = kept.map(({ box, score, keypoints, appearance }) => ({
      box,
      score,
      keypoints,
      appearance,
    }));
    if (rng.chance(0.01 * scene.noise)) seen.push(ghost(rng));
    const truth = placed.map((each): IdentifiedBox => {
      return { id: each.walker, box: each.box, ignored: shareSeen(each) < IGNORED };
    });
    yield { timeS, truth, seen: rng.chance(0.5) ? seen : seen.toReversed() };
  }
}
