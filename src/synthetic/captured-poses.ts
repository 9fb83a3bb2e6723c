/** @file Captured poses as a source: an npz of axis-angle poses in a y-up world, split by clip. */

import { POSE_SIZE } from '../body/index.ts';
import { throwFormat } from '../base/index.ts';
import { float64Of, int32Of, readNpz, stringsOf, type NdArray } from '../format/index.ts';
import { Rng } from '../base/index.ts';
import { sizeOf } from '../base/index.ts';
import type { PoseSource } from './pose-source.ts';

/** `heldout` is about a tenth of the clips and never meets training. */
export type PoseSplit = 'train' | 'heldout' | 'all';

/** Poses of a motion capture, of one split. */
export interface CapturedPoses extends PoseSource {
  readonly count: number;
  /** Pose `i` of the split, axis-angle [24, 3], radians, world y up; a copy. */
  pose(i: number): Float64Array;
}

const HELD_OUT_FRACTION = 0.1;
/** More poses than any public capture holds; a file that claims more is damaged. */
const MAX_POSES = 20_000_000;
/** `pose_i16` stores radians as int16 in units of π / 32767. */
const INT16_UNIT = Math.PI / 32767;

/** Whether a clip is kept from training: a function of its name alone, so that it never changes sides. */
export function isHeldOutClip(name: string): boolean {
  return new Rng(`clip/${name}`).uniform() < HELD_OUT_FRACTION;
}

function poseArray(arrays: ReadonlyMap<string, NdArray>): { data: Float64Array; unit: number } {
  const name = ['pose_i16', 'pose', 'poses'].find((key) => arrays.has(key));
  const array = name === undefined ? undefined : arrays.get(name);
  if (array === undefined)
    return throwFormat(
      'captured poses',
      'an array pose_i16, pose or poses',
      [...arrays.keys()].join(', '),
    );
  const [count, ...rest] = array.shape;
  const width = sizeOf(rest);
  if (array.shape.length < 2 || width !== POSE_SIZE) {
    throwFormat('captured poses', '[N, 24, 3] or [N, 72]', `[${array.shape.join(', ')}]`);
  }
  if (count < 1 || count > MAX_POSES)
    throwFormat('captured poses', `1 … ${MAX_POSES} poses`, `${count}`);
  const data = float64Of('captured poses', array);
  if (!data.every((value) => Number.isFinite(value)))
    throwFormat('captured poses', 'finite numbers', 'NaN or infinity');
  return { data, unit: name === 'pose_i16' ? INT16_UNIT : 1 };
}

/** The indices of the poses on one side of the split. */
function indicesOf(
  arrays: ReadonlyMap<string, NdArray>,
  count: number,
  split: PoseSplit,
): Uint32Array {
  const all = Uint32Array.from({ length: count }, (_, i) => i);
  if (split === 'all') return all;
  const clips = arrays.get('clip');
  const names = arrays.get('clip_names');
  if (clips === undefined || names === undefined) {
    return throwFormat(
      'captured poses',
      'arrays clip and clip_names to split by',
      'none; sample all poses instead',
    );
  }
  const clip = int32Of('captured poses: clip', clips);
  const heldOut = stringsOf('captured poses: clip_names', names).map(isHeldOutClip);
  if (clip.length !== count) throwFormat('captured poses', `clip [${count}]`, `[${clip.length}]`);
  if (clip.some((c) => c < 0 || c >= heldOut.length))
    throwFormat('captured poses', 'clip below the count of names', 'above');
  return all.filter((i) => heldOut[clip[i]] === (split === 'heldout'));
}

/**
 * Reads captured poses: `pose_i16` [N, 24, 3] (int16 · π/32767) or `pose`/`poses` [N, 72], with `clip`
 * [N] and `clip_names` where a split is asked for.
 * @throws E_FORMAT when an array is missing or malformed, or the split is empty.
 */
export function parseCapturedPoses(bytes: Uint8Array, split: PoseSplit): CapturedPoses {
  const arrays = readNpz(bytes);
  const { data, unit } = poseArray(arrays);
  const width = POSE_SIZE;
  const indices = indicesOf(arrays, data.length / width, split);
  if (indices.length === 0) throwFormat('captured poses', `poses in the split ${split}`, 'none');
  const copy = (i: number, out: Float64Array): Float64Array => {
    const from = indices[i] * width;
    for (let k = 0; k < width; k++) out[k] = data[from + k] * unit;
    return out;
  };
  return {
    count: indices.length,
    pose: (i) => copy(i, new Float64Array(width)),
    draw: (rng, out) => {
      copy(rng.int(indices.length), out);
    },
  };
}
