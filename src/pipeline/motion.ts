/**
 * @file People over the frames of a video: poses and places without the jitter of single photographs, one shape
 * for one person. Frames are results whose `id`s say who is who (`Tracker`).
 */

import type { BodyModel } from '../body/index.ts';
import { exp, log } from '../elementary.ts';
import {
  oneEuroRotation,
  oneEuroVector,
  type OneEuro,
  type OneEuroOptions,
} from '../math/index.ts';
import { withBody } from './edit.ts';
import { withShape } from './known-shape.ts';
import type { Person, Reconstruction, Vec3 } from './result.ts';
import { pelvisOf } from './retarget.ts';

/** A frame's result and when it was seen (s). */
export interface Frame {
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

export interface MotionOptions {
  /** Null: nobody is smoothed. */
  readonly smoothing: SmoothingOptions | null;
  /** Whether a person keeps one shape: the robust mean of all their frames. */
  readonly lockShape: boolean;
}

/** The filters of one person. */
interface PersonFilter {
  readonly joints: readonly OneEuro[];
  readonly direction: OneEuro;
  readonly depth: OneEuro;
}

function filterOf({ rotation, direction, depth }: SmoothingOptions): PersonFilter {
  return {
    joints: Array.from({ length: 24 }, () => oneEuroRotation(rotation)),
    direction: oneEuroVector(direction),
    depth: oneEuroVector(depth),
  };
}

/** Smooths people frame by frame, as they come: of a camera, or of a file. */
export class MotionFilter {
  readonly #body: BodyModel;
  readonly #options: SmoothingOptions;
  #people = new Map<number, PersonFilter>();

  /** @param body that results speak of. */
  constructor(body: BodyModel, options: SmoothingOptions = SMOOTHING_DEFAULTS) {
    this.#body = body;
    this.#options = options;
  }

  /**
   * The frame after those before it. Whoever was not in the last frame starts anew.
   * @throws E_CONFIG when the result speaks of another body.
   */
  next({ timeS, result }: Frame): Reconstruction {
    const filters = new Map<number, PersonFilter>();
    const people = result.people.map((person) => {
      const filter = this.#people.get(person.id) ?? filterOf(this.#options);
      filters.set(person.id, filter);
      return smoothed(person, timeS, filter, this.#body);
    });
    this.#people = filters;
    return { ...result, people };
  }
}

function smoothed(person: Person, timeS: number, filter: PersonFilter, body: BodyModel): Person {
  const { globalOrient, bodyPose, betas } = person.body;
  const [root, ...others] = [globalOrient, ...bodyPose].map(
    (rotation, j) => filter.joints[j].next(rotation, timeS) as Vec3,
  );
  const rest = pelvisOf(body, betas);
  const [x, y, z] = person.camera.t.map((value, k) => value + rest[k]);
  const edit = { globalOrient: root, bodyPose: others };
  // nobody is seen behind the camera; a file may say so, and then their place is left alone
  if (!(z > 0)) return withBody(person, edit, body);
  const [u, v] = filter.direction.next([x / z, y / z], timeS);
  const [depth] = filter.depth.next([log(z)], timeS).map(exp);
  const pelvis = [u * depth, v * depth, depth];
  const t = pelvis.map((value, k) => value - rest[k]) as Vec3;
  return withBody({ ...person, camera: { ...person.camera, t } }, edit, body);
}

/** The mean of the middle half: what lies far out on either side has no say. */
function middleMean(values: readonly number[]): number {
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
 * All frames of a video. With nothing to do the results are the ones that were given.
 * @param frames in their order.
 */
export function smoothFrames(
  frames: readonly Frame[],
  body: BodyModel,
  { smoothing, lockShape }: MotionOptions,
): Reconstruction[] {
  const results = frames.map(({ result }) => result);
  const shapes = lockShape ? lockedShapes(results) : null;
  const filter = smoothing === null ? null : new MotionFilter(body, smoothing);
  return frames.map(({ timeS, result }) => {
    // shape first: a body of another size stands elsewhere, and that is what is to be steady
    const shaped = shapes === null ? result : withShapes(result, shapes, body);
    return filter === null ? shaped : filter.next({ timeS, result: shaped });
  });
}
