/**
 * @file People over the frames of a video: poses and places without the jitter of single photographs, one shape
 * for one person. Frames are results whose `id`s say who is who (`Tracker`).
 */

import { JOINT_COUNT, type BodyModel } from '../body/index.ts';
import { exp, log } from '../base/index.ts';
import {
  halfwayAxisAngle,
  oneEuroRotation,
  oneEuroVector,
  type OneEuro,
  type OneEuroOptions,
} from '../math/index.ts';
import { withBody } from '../result/index.ts';
import { withShape } from '../result/index.ts';
import type { Person, Reconstruction } from '../result/index.ts';
import { vec3At } from '../math/index.ts';
import { pelvisOf } from '../result/index.ts';

/** A frame's result and when it was seen (s). */
export interface Frame {
  /** Seconds from anywhere; rising from frame to frame. */
  readonly timeS: number;
  readonly result: Reconstruction;
}

/** One-euro filters of everything that moves. */
export interface SmoothingOptions {
  /** Of each of the 24 rotations; speeds in rad/s. */
  readonly rotation: OneEuroOptions;
  /** Of the pelvis's direction (x/z, y/z); speeds in 1/s. A box says well where somebody is in the image. */
  readonly direction: OneEuroOptions;
  /** Of ln z of the pelvis; speeds in 1/s. Depth is what single photographs know least. */
  readonly depth: OneEuroOptions;
}

/** By eye and by the jitter of people who stand still; for 5 to 60 frames a second. */
export const SMOOTHING_DEFAULTS: SmoothingOptions = {
  rotation: { minCutoffHz: 1, speedGain: 0.7 },
  direction: { minCutoffHz: 1.5, speedGain: 20 },
  depth: { minCutoffHz: 0.4, speedGain: 2 },
};

/** What is done to people over the frames of a video. */
export interface MotionOptions {
  /** Null: nobody is smoothed. */
  readonly smoothing: SmoothingOptions | null;
  /** Whether a person keeps one shape: the robust mean of all their frames. */
  readonly lockShape: boolean;
}

/** What moves of a person: 24 axis-angles, and the pelvis as its direction and ln z. */
interface Motion {
  readonly turns: readonly ArrayLike<number>[];
  /** x/z and y/z. */
  readonly direction: readonly number[];
  readonly depth: readonly number[];
}

function motionOf(
  { body: { globalOrient, bodyPose, betas }, camera }: Person,
  body: BodyModel,
): Motion {
  const [x, y, z] = pelvisOf(body, betas).map((value, k) => value + camera.t[k]);
  const turns = [globalOrient, ...bodyPose];
  // nobody is seen behind the camera; a file may say so, and then their place is left alone
  if (!(z > 0)) return { turns, direction: [], depth: [] };
  return { turns, direction: [x / z, y / z], depth: [log(z)] };
}

function withMotion(person: Person, { turns, direction, depth }: Motion, body: BodyModel): Person {
  const [globalOrient, ...bodyPose] = turns.map((turn) => vec3At(turn, 0));
  const edit = { globalOrient, bodyPose };
  if (direction.length === 0 || depth.length === 0) return withBody(person, edit, body);
  const z = exp(depth[0]);
  const pelvis = [direction[0] * z, direction[1] * z, z];
  const rest = pelvisOf(body, person.body.betas);
  const t = vec3At(
    pelvis.map((value, k) => value - rest[k]),
    0,
  );
  return withBody({ ...person, camera: { ...person.camera, t } }, edit, body);
}

/** The filters of one person. */
interface PersonFilter {
  readonly turns: readonly OneEuro[];
  readonly direction: OneEuro;
  readonly depth: OneEuro;
}

function filterOf({ rotation, direction, depth }: SmoothingOptions): PersonFilter {
  return {
    turns: Array.from({ length: JOINT_COUNT }, () => oneEuroRotation(rotation)),
    direction: oneEuroVector(direction),
    depth: oneEuroVector(depth),
  };
}

/** Everyone's filters. Whoever was not in the last frame starts anew. */
class Crowd {
  readonly #options: SmoothingOptions;
  #filters = new Map<number, PersonFilter>();

  constructor(options: SmoothingOptions) {
    this.#options = options;
  }

  /** By the ids of people. */
  next(motions: ReadonlyMap<number, Motion>, timeS: number): Map<number, Motion> {
    const filters = new Map<number, PersonFilter>();
    const steady = new Map<number, Motion>();
    for (const [id, { turns, direction, depth }] of motions) {
      const filter = this.#filters.get(id) ?? filterOf(this.#options);
      // a place that is not one has no neighbours
      if (direction.length > 0) filters.set(id, filter);
      steady.set(id, {
        turns: turns.map((turn, j) => filter.turns[j].next(turn, timeS)),
        direction: direction.length > 0 ? filter.direction.next(direction, timeS) : [],
        depth: depth.length > 0 ? filter.depth.next(depth, timeS) : [],
      });
    }
    this.#filters = filters;
    return steady;
  }
}

function motionsOf({ people }: Reconstruction, body: BodyModel): Map<number, Motion> {
  return new Map(people.map((person) => [person.id, motionOf(person, body)]));
}

function withMotions(
  result: Reconstruction,
  motions: ReadonlyMap<number, Motion>,
  body: BodyModel,
): Reconstruction {
  const people = result.people.map((person) =>
    withMotion(person, motions.get(person.id) ?? motionOf(person, body), body),
  );
  return { ...result, people };
}

/**
 * Smooths people frame by frame, as a camera shows them; what moves is late by what the filters say. Needs `id`s of a
 * `Tracker`.
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { MotionFilter, parseResult, readBody } from 'multiroi';
 * import { nodePlatform } from 'multiroi/node';
 *
 * const result = parseResult(await readFile('photo.json', 'utf8'));
 * const filter = new MotionFilter(await readBody(nodePlatform.files, result.model.body));
 * for (const timeS of [0, 0.04, 0.08]) {
 *   const { people } = filter.next({ timeS, result });
 *   console.log(people.length);
 * }
 * ```
 */
export class MotionFilter {
  readonly #body: BodyModel;
  readonly #crowd: Crowd;

  /** @param body that results speak of. */
  constructor(body: BodyModel, options: SmoothingOptions = SMOOTHING_DEFAULTS) {
    this.#body = body;
    this.#crowd = new Crowd(options);
  }

  /**
   * The frame after those before it. Whoever was not in the last frame starts anew.
   * @throws E_CONFIG when the result speaks of another body.
   */
  next({ timeS, result }: Frame): Reconstruction {
    const steady = this.#crowd.next(motionsOf(result, this.#body), timeS);
    return withMotions(result, steady, this.#body);
  }
}

function halfway(a: Motion, b: Motion): Motion {
  const mean = (p: readonly number[], q: readonly number[]): number[] =>
    p.map((x, k) => (x + q[k]) / 2);
  return {
    turns: a.turns.map((turn, j) => halfwayAxisAngle(turn, b.turns[j])),
    direction: mean(a.direction, b.direction),
    depth: mean(a.depth, b.depth),
  };
}

/** Filters forwards and backwards in time and takes what lies half-way: lateness one way is haste the other. */
function smoothBothWays(
  frames: readonly Frame[],
  body: BodyModel,
  options: SmoothingOptions,
): Reconstruction[] {
  const motions = frames.map(({ result }) => motionsOf(result, body));
  const [forth, back] = [new Crowd(options), new Crowd(options)];
  const ahead = motions.map((motion, i) => forth.next(motion, frames[i].timeS));
  const behind = motions
    .map((_, i) => i)
    .toReversed()
    .map((i) => back.next(motions[i], -frames[i].timeS))
    .toReversed();
  return frames.map(({ result }, i) => {
    const both = [...ahead[i]].map(([id, motion]): [number, Motion] => {
      const other = behind[i].get(id);
      return [id, other === undefined ? motion : halfway(motion, other)];
    });
    return withMotions(result, new Map(both), body);
  });
}

/** The mean of the middle half: what lies far out on either side has no say. */
export function middleMean(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const cut = Math.floor(sorted.length / 4);
  const middle = sorted.slice(cut, sorted.length - cut);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/** One shape for each person: per coefficient, the interquartile mean over the frames. */
export function lockedShapes(results: readonly Reconstruction[]): Map<number, number[]> {
  const seen = new Map<number, (readonly number[])[]>();
  for (const { id, body } of results.flatMap(({ people }) => people)) {
    const shapes = seen.get(id);
    if (shapes === undefined) seen.set(id, [body.betas]);
    else shapes.push(body.betas);
  }
  return new Map(
    [...seen].map(([id, shapes]) => [
      id,
      shapes[0].map((_, s) => middleMean(shapes.map((betas) => betas[s]))),
    ]),
  );
}

/** Everyone with the shape that is known of them, as large in the image as before (`withShape`). */
export function withShapes(
  result: Reconstruction,
  shapes: ReadonlyMap<number, number[]>,
  body: BodyModel,
): Reconstruction {
  const people = result.people.map((person) =>
    withShape(person, { betas: shapes.get(person.id) }, body),
  );
  return { ...result, people };
}

/**
 * All frames of a video, smoothed without being late. With nothing to do the results are the ones that were given.
 * @param frames in their order, with `id`s of a `Tracker`.
 * @throws E_CONFIG when they speak of another body.
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { parseResult, readBody, smoothFrames, SMOOTHING_DEFAULTS } from 'multiroi';
 * import { nodePlatform } from 'multiroi/node';
 *
 * const result = parseResult(await readFile('photo.json', 'utf8'));
 * const body = await readBody(nodePlatform.files, result.model.body);
 * const frames = [0, 0.04, 0.08].map((timeS) => ({ timeS, result }));
 * const smooth = smoothFrames(frames, body, { smoothing: SMOOTHING_DEFAULTS, lockShape: true });
 * console.log(smooth.length); // 3
 * ```
 */
export function smoothFrames(
  frames: readonly Frame[],
  body: BodyModel,
  { smoothing, lockShape }: MotionOptions,
): Reconstruction[] {
  const results = frames.map(({ result }) => result);
  const shapes = lockShape ? lockedShapes(results) : null;
  // shape first: a body of another size stands elsewhere, and that is what is to be steady
  const shaped = frames.map(({ timeS, result }) => ({
    timeS,
    result: shapes === null ? result : withShapes(result, shapes, body),
  }));
  if (smoothing === null) return shaped.map(({ result }) => result);
  return smoothBothWays(shaped, body, smoothing);
}
