/**
 * @file Biovision's BVH: a skeleton and Euler angles over even steps of time, as text. Lengths have no unit; everybody takes them
 * for centimetres. Angles are in degrees, in the order in which a joint's channels are named:
 * `CHANNELS 3 Zrotation Xrotation Yrotation` is R = R_z R_x R_y (Meredith and Maddock 2001).
 */

import { checkLength, MultiRoiError } from '../base/index.ts';
import {
  eulerFromRotmat,
  nearestEuler,
  rotmatFromQuatWxyz,
  type EulerOrder,
} from '../math/index.ts';
import type { JointClip } from './glb-animation.ts';

/** Joints as they rest. */
export interface BvhSkeleton {
  /** [J], without white space. */
  readonly names: readonly string[];
  /** −1 for the root, which comes first; parents precede their children. */
  readonly parents: readonly number[];
  /** Where joints rest, relative to their parents [J, 3], m; of the root it is not written, its place is in the frames. */
  readonly offsets: ArrayLike<number>;
}

/** What a file holds. */
export interface Bvh {
  readonly skeleton: BvhSkeleton;
  /** One sample a frame, at even steps. */
  readonly clip: JointClip;
  readonly fps: number;
  readonly order: EulerOrder;
}

const CM = 100;
const DEG = 180 / Math.PI;
/** A tenth of a micrometre, and less than that at the end of a limb. */
const DIGITS = 5;

/** `-0.00000` is a difference without a meaning. */
const decimal = (value: number): string => (Math.abs(value) < 5e-6 ? 0 : value).toFixed(DIGITS);

/** Joints in the order of the text: each followed by all that hangs from it. */
function depthFirst(parents: readonly number[], joint = 0): number[] {
  const children = parents.flatMap((parent, j) => (parent === joint ? [j] : []));
  return [joint, ...children.flatMap((child) => depthFirst(parents, child))];
}

function hierarchy({ names, parents, offsets }: BvhSkeleton, order: EulerOrder): string[] {
  const rotations = order
    .split('')
    .map((axis) => `${axis}rotation`)
    .join(' ');
  const offset = (j: number, share = 1): string =>
    [0, 1, 2].map((k) => decimal(CM * share * offsets[3 * j + k])).join(' ');
  const lines = (j: number, indent: string): string[] => {
    const inner = `${indent}\t`;
    const children = parents.flatMap((parent, child) => (parent === j ? [child] : []));
    const isRoot = parents[j] < 0;
    const tip = [
      `${inner}End Site`,
      `${inner}{`,
      `${inner}\tOFFSET ${offset(j, 0.5)}`,
      `${inner}}`,
    ];
    return [
      `${indent}${isRoot ? 'ROOT' : 'JOINT'} ${names[j]}`,
      `${indent}{`,
      `${inner}OFFSET ${isRoot ? [0, 0, 0].map(decimal).join(' ') : offset(j)}`,
      isRoot
        ? `${inner}CHANNELS 6 Xposition Yposition Zposition ${rotations}`
        : `${inner}CHANNELS 3 ${rotations}`,
      ...(children.length > 0 ? children.flatMap((child) => lines(child, inner)) : tip),
      `${indent}}`,
    ];
  };
  return lines(0, '');
}

/** Angles [T, J, 3], degrees, each joint's without jumps. */
function angles({ turns, seconds }: JointClip, J: number, order: EulerOrder): Float64Array {
  const out = new Float64Array(seconds.length * J * 3);
  const before = new Float64Array(3);
  for (let j = 0; j < J; j++) {
    before.fill(0);
    for (let i = 0; i < seconds.length; i++) {
      const at = i * J + j;
      const rotmat = rotmatFromQuatWxyz(turns.subarray(4 * at, 4 * at + 4));
      nearestEuler(eulerFromRotmat(rotmat, order), before, before);
      for (let k = 0; k < 3; k++) out[3 * at + k] = DEG * before[k];
    }
  }
  return out;
}

/**
 * Writes a skeleton in motion, centimetres.
 * @throws E_SHAPE for arrays that do not fit one another, E_RANGE for no frames, a rate of none, or names that a reader would split.
 */
export function writeBvh({ skeleton, clip, fps, order }: Bvh): string {
  const { names, parents, offsets } = skeleton;
  const [J, T] = [names.length, clip.seconds.length];
  checkLength('writeBvh: parents', parents.length, [J]);
  checkLength('writeBvh: offsets', offsets.length, [J, 3]);
  checkLength('writeBvh: turns', clip.turns.length, [T, J, 4]);
  checkLength('writeBvh: places', clip.places.length, [T, 3]);
  if (!(T > 0 && fps > 0 && Number.isFinite(fps))) {
    throw new MultiRoiError('E_RANGE', `writeBvh: expected frames and a rate, got ${T} at ${fps}`);
  }
  const split = names.find((name) => !/^\S+$/.test(name));
  if (split !== undefined) {
    throw new MultiRoiError('E_RANGE', `writeBvh: expected names without spaces, got "${split}"`);
  }
  const inOrder = depthFirst(parents);
  const turned = angles(clip, J, order);
  const lines = [
    'HIERARCHY',
    ...hierarchy(skeleton, order),
    'MOTION',
    `Frames: ${T}`,
    `Frame Time: ${(1 / fps).toFixed(8)}`,
  ];
  for (let i = 0; i < T; i++) {
    const place = [0, 1, 2].map((k) => decimal(CM * clip.places[3 * i + k]));
    const joints = inOrder.flatMap((j) =>
      [0, 1, 2].map((k) => decimal(turned[3 * (i * J + j) + k])),
    );
    lines.push([...place, ...joints].join(' '));
  }
  return `${lines.join('\n')}\n`;
}
