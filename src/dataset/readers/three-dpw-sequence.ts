/** @file What a sequence file of 3DPW holds, checked; nothing of the pickle is run. */

import { POSE_SIZE } from '../../body/index.ts';
import type { Intrinsics } from '../../camera/index.ts';
import { messageOf } from '../../base/index.ts';
import {
  float64Of,
  pickleArray,
  pickleText,
  unpickle,
  type PickleValue,
} from '../../format/index.ts';
import { Problems } from './problems.ts';

/** The longest sequence has some 2 300 frames and two people. */
const MAX_FRAMES = 100_000;
const MAX_PEOPLE = 64;
/** Metres, radians, pixels: none of them comes near, and squares of larger numbers may overflow. */
const MAX_NUMBER = 1e6;
/** How far the rows of a camera's rotation may be from orthonormal; the files are float64. */
const ROTATION_TOLERANCE = 1e-3;

/** One person of a sequence, F frames. */
export interface PersonTrack {
  readonly gender: 'male' | 'female';
  /** [F, 72], root in the world. */
  readonly poses: Float64Array;
  /** [10]. */
  readonly betas: Float64Array;
  /** [F, 3], metres. */
  readonly trans: Float64Array;
  /** Whether the camera of a frame is good for this person [F]. */
  readonly valid: Float64Array;
}

/** A sequence of 3DPW: F frames of one moving camera, and the people in them. */
export interface Sequence {
  readonly name: string;
  readonly frames: number;
  /** World to camera, row-major [F, 4, 4]. */
  readonly cameras: Float64Array;
  readonly intrinsics: Intrinsics;
  readonly tracks: readonly PersonTrack[];
}

/** Reads entries of the pickled dictionary; every problem is gathered. */
class Entries {
  readonly #map: ReadonlyMap<PickleValue, PickleValue>;
  readonly problems = new Problems();

  constructor(value: PickleValue) {
    this.#map = value instanceof Map ? value : new Map();
    if (!(value instanceof Map))
      this.problems.add('file', 'expected a dictionary, got another value');
  }

  list(name: string): readonly PickleValue[] {
    const value = this.#map.get(name);
    if (Array.isArray(value) && value.length <= MAX_PEOPLE) return value;
    const got = Array.isArray(value)
      ? `${value.length}`
      : value === undefined
        ? 'nothing'
        : 'another value';
    this.problems.add(name, `expected a list of at most ${MAX_PEOPLE} people, got ${got}`);
    return [];
  }

  text(name: string): string {
    const value = pickleText(this.#map.get(name));
    if (value !== undefined && /^[\w.-]{1,200}$/.test(value) && !value.includes('..')) return value;
    this.problems.add(name, 'expected the name of a sequence, got another value');
    return '';
  }

  /** The numbers of an array of a shape; a first axis of −1 may have any length. */
  array(path: string, value: PickleValue | undefined, shape: readonly number[]): Float64Array {
    const none = new Float64Array(0);
    try {
      const array = pickleArray(path, value);
      const data = float64Of(path, array);
      const [first, ...rest] = array.shape;
      const wanted = shape[0] === -1 ? [first, ...shape.slice(1)] : shape;
      if (wanted.join() !== [first, ...rest].join()) {
        this.problems.add(path, `expected [${wanted.join(', ')}], got [${array.shape.join(', ')}]`);
        return none;
      }
      const bad = data.findIndex((x) => !(Math.abs(x) < MAX_NUMBER));
      if (bad >= 0)
        this.problems.add(
          path,
          `expected numbers below ${MAX_NUMBER}, got ${data[bad]} (element ${bad})`,
        );
      return data;
    } catch (error) {
      this.problems.add(path, messageOf(error).replace(`${path}: `, ''));
      return none;
    }
  }

  get(name: string): PickleValue | undefined {
    return this.#map.get(name);
  }
}

function trackOf(entries: Entries, person: number, frames: number): PersonTrack {
  const item = (name: string): [string, PickleValue | undefined] => [
    `${name}[${person}]`,
    entries.list(name)[person],
  ];
  const letter = pickleText(entries.list('genders')[person]);
  if (letter !== 'm' && letter !== 'f') {
    entries.problems.add(`genders[${person}]`, 'expected m or f, got another value');
  }
  const betas = entries.array(...item('betas'), [-1]);
  if (betas.length < 10) {
    entries.problems.add(`betas[${person}]`, `expected 10 numbers or more, got ${betas.length}`);
  }
  return {
    gender: letter === 'm' ? 'male' : 'female',
    poses: entries.array(...item('poses'), [frames, POSE_SIZE]),
    betas: betas.slice(0, 10),
    trans: entries.array(...item('trans'), [frames, 3]),
    valid: entries.array(...item('campose_valid'), [frames]),
  };
}

/** Whether the upper left of a matrix [4, 4] is a rotation. */
function isRotation(m: Float64Array): boolean {
  const row = (i: number): Float64Array => m.subarray(4 * i, 4 * i + 3);
  const dot = (a: Float64Array, b: Float64Array): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const [x, y, z] = [row(0), row(1), row(2)];
  const gram = [dot(x, x) - 1, dot(y, y) - 1, dot(z, z) - 1, dot(x, y), dot(y, z), dot(z, x)];
  return gram.every((off) => Math.abs(off) < ROTATION_TOLERANCE);
}

/** The first frame that somebody is to be seen in and whose camera does not turn but bend; −1 for none. */
function bentFrame(cameras: Float64Array, tracks: readonly PersonTrack[]): number {
  for (let frame = 0; 16 * frame < cameras.length; frame++) {
    const used = tracks.some(({ valid }) => valid[frame] !== 0);
    if (used && !isRotation(cameras.subarray(16 * frame, 16 * frame + 16))) return frame;
  }
  return -1;
}

/** @throws E_FORMAT listing everything that is missing or malformed. */
export function readSequence(bytes: Uint8Array): Sequence {
  const entries = new Entries(unpickle(bytes));
  const name = entries.text('sequence');
  const cameras = entries.array('cam_poses', entries.get('cam_poses'), [-1, 4, 4]);
  const frames = cameras.length / 16;
  if (frames > MAX_FRAMES) {
    entries.problems.add('cam_poses', `expected at most ${MAX_FRAMES} frames, got ${frames}`);
  }
  const K = entries.array('cam_intrinsics', entries.get('cam_intrinsics'), [3, 3]);
  if (!(K[0] > 0 && K[4] > 0)) {
    entries.problems.add('cam_intrinsics', `expected positive focal lengths, got ${K[0]}, ${K[4]}`);
  }
  const people = entries.list('poses').length;
  const tracks = Array.from({ length: people }, (_, p) => trackOf(entries, p, frames));
  const bent = bentFrame(cameras, tracks);
  if (bent >= 0) {
    entries.problems.add('cam_poses', `expected a rotation and a translation (frame ${bent})`);
  }
  entries.problems.throwAll('parseThreeDpw');
  const intrinsics: Intrinsics = { fx: K[0], fy: K[4], cx: K[2], cy: K[5], focalSource: 'given' };
  return { name, frames, cameras, intrinsics, tracks };
}
