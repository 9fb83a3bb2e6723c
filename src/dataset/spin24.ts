/**
 * @file The 24 joints of the SPIN convention, which every data set is brought to: the last 24 of joint
 * set `paper49`. Orders of other sources are lists of the same names, so that no index is written twice.
 */

import { jointSet } from '../body/index.ts';
import { MultiRoiError } from '../base/index.ts';

const ALL = jointSet('paper49');
/** OpenPose's joints stand before them. */
const FIRST = 25;

/** The bones of a drawing: each joint hangs on the next one towards the pelvis. */
const HANGS_ON: Readonly<Record<string, string>> = {
  right_ankle: 'right_knee',
  right_knee: 'right_hip',
  right_hip: 'pelvis',
  left_hip: 'pelvis',
  left_knee: 'left_hip',
  left_ankle: 'left_knee',
  right_wrist: 'right_elbow',
  right_elbow: 'right_shoulder',
  right_shoulder: 'thorax',
  left_shoulder: 'thorax',
  left_elbow: 'left_shoulder',
  left_wrist: 'left_elbow',
  neck: 'thorax',
  head_top: 'neck',
  thorax: 'spine',
  spine: 'pelvis',
  jaw: 'neck',
  head: 'neck',
  nose: 'neck',
  left_eye: 'nose',
  right_eye: 'nose',
  left_ear: 'left_eye',
  right_ear: 'right_eye',
};

const SPIN24_NAMES = ALL.names.slice(FIRST);

/** The 24 joints of SPIN's files as a skeleton: the last of `paper49`. */
export const SPIN24: {
  readonly names: readonly string[];
  /** The first of them in `paper49`. */
  readonly first: number;
  readonly count: number;
  /** `flipped[i] = joints[flip[i]]`. */
  readonly flip: readonly number[];
  /** For drawing; −1 for the pelvis. */
  readonly parents: readonly number[];
} = {
  names: SPIN24_NAMES,
  first: FIRST,
  count: SPIN24_NAMES.length,
  flip: ALL.flip.slice(FIRST).map((i) => i - FIRST),
  parents: SPIN24_NAMES.map((name) => SPIN24_NAMES.indexOf(HANGS_ON[name] ?? '')),
};

/** Joint orders that data sets come in. */
export type JointLayout = 'coco17' | 'mpii16' | 'h36m17' | 'h36m32';

/** Human3.6M's motion-capture skeleton: the rows that are joints of the 17. */
const H36M_ROWS: Readonly<Record<number, string>> = {
  1: 'right_hip',
  2: 'right_knee',
  3: 'right_ankle',
  6: 'left_hip',
  7: 'left_knee',
  8: 'left_ankle',
  11: 'pelvis',
  12: 'spine',
  14: 'jaw',
  15: 'head',
  17: 'left_shoulder',
  18: 'left_elbow',
  19: 'left_wrist',
  24: 'neck',
  25: 'right_shoulder',
  26: 'right_elbow',
  27: 'right_wrist',
};

/** Names row by row; null for what the 24 lack. */
const LAYOUTS: Readonly<Record<JointLayout, readonly (string | null)[]>> = {
  coco17: jointSet('coco17').names,
  // oxfmt-ignore
  mpii16: [
    'right_ankle', 'right_knee', 'right_hip', 'left_hip', 'left_knee', 'left_ankle',
    'pelvis', 'thorax', 'neck', 'head_top',
    'right_wrist', 'right_elbow', 'right_shoulder', 'left_shoulder', 'left_elbow', 'left_wrist',
  ],
  // also what SPIN keeps of MPI-INF-3DHP's 28
  h36m17: jointSet('h36m17').names,
  h36m32: Array.from({ length: 32 }, (_, row) => H36M_ROWS[row] ?? null),
};

/** For every row of a layout its place among the 24, −1 for none. */
export function spin24Map(layout: JointLayout): readonly number[] {
  return LAYOUTS[layout].map((name) => (name === null ? -1 : SPIN24_NAMES.indexOf(name)));
}

/**
 * Joints of a layout [J, width] as the 24 [24, width]; rows nobody fills are zeros, which is confidence 0.
 * @throws E_SHAPE
 */
export function spin24From(
  layout: JointLayout,
  rows: ArrayLike<number>,
  width: number,
): Float32Array {
  const map = spin24Map(layout);
  if (rows.length !== map.length * width) {
    throw new MultiRoiError(
      'E_SHAPE',
      `spin24From: expected [${map.length}, ${width}] for ${layout}, got ${rows.length} numbers`,
    );
  }
  const out = new Float32Array(SPIN24.count * width);
  map.forEach((to, from) => {
    if (to < 0) return;
    for (let axis = 0; axis < width; axis++) out[to * width + axis] = rows[from * width + axis];
  });
  return out;
}
