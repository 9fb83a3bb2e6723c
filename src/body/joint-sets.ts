/**
 * @file The joint sets, each defined once and by name; the only place that knows an order.
 * A joint names the landmark that gives its position. Plain keys are the 24 joints of the skeleton and
 * points of the surface; `lsp/`, `mpii/`, `extra/` are the regressed points of SMPL's J_regressor_extra
 * (the last being its spine, jaw and head in the manner of Human3.6M), `h36m/` those of J_regressor_h36m.
 */

import { MultiRoiError } from '../base/index.ts';

/**
 * `smpl24`: the skeleton. `lsp14`: what 3DPW and Human3.6M are scored on. `h36m17`: Human3.6M by SPIN's regressor.
 * `coco17`: COCO's key-points. `paper49`: SPIN's 49, on which the method is trained.
 */
export type JointSetId = 'smpl24' | 'lsp14' | 'h36m17' | 'coco17' | 'paper49';

/**
 * Points of a body by name, in one order. `jointSet` finds a set, `regressJoints` says where its points are on a
 * posed body.
 */
export interface JointSet {
  readonly id: JointSetId;
  /** Unique within the set. */
  readonly names: readonly string[];
  /** Key in `BodyModel.landmarks` of every joint. */
  readonly landmarks: readonly string[];
  /** Index of each joint's parent, −1 for the root; only for sets that are a skeleton. */
  readonly parents?: readonly number[];
  /** Where each joint is found after left and right change places: `flipped[i] = joints[flip[i]]`. */
  readonly flip: readonly number[];
}

/** Name, landmark when it has another name, parent when the set is a skeleton. */
interface Joint {
  readonly name: string;
  readonly landmark?: string;
  readonly parent?: string;
}

/** The same joint on the other side of the body. */
function mirrored(name: string): string {
  return name.replace(/left|right/, (side) => (side === 'left' ? 'right' : 'left'));
}

function defineSet(id: JointSetId, joints: readonly Joint[]): JointSet {
  const names = joints.map((joint) => joint.name);
  const at = (name: string): number => {
    const index = names.indexOf(name);
    if (index < 0 || index !== names.lastIndexOf(name)) {
      throw new MultiRoiError('E_INTERNAL', `internal: joint set ${id} has no single "${name}"`);
    }
    return index;
  };
  const set = {
    id,
    names,
    landmarks: joints.map((joint) => joint.landmark ?? joint.name),
    flip: names.map((name) => at(mirrored(name))),
  };
  if (!joints.some((joint) => joint.parent !== undefined)) return set;
  return {
    ...set,
    parents: joints.map((joint) => (joint.parent === undefined ? -1 : at(joint.parent))),
  };
}

/** SMPL's kinematic tree, in its order. */
const SMPL24 = defineSet('smpl24', [
  { name: 'pelvis' },
  { name: 'left_hip', parent: 'pelvis' },
  { name: 'right_hip', parent: 'pelvis' },
  { name: 'spine1', parent: 'pelvis' },
  { name: 'left_knee', parent: 'left_hip' },
  { name: 'right_knee', parent: 'right_hip' },
  { name: 'spine2', parent: 'spine1' },
  { name: 'left_ankle', parent: 'left_knee' },
  { name: 'right_ankle', parent: 'right_knee' },
  { name: 'spine3', parent: 'spine2' },
  { name: 'left_foot', parent: 'left_ankle' },
  { name: 'right_foot', parent: 'right_ankle' },
  { name: 'neck', parent: 'spine3' },
  { name: 'left_collar', parent: 'spine3' },
  { name: 'right_collar', parent: 'spine3' },
  { name: 'head', parent: 'neck' },
  { name: 'left_shoulder', parent: 'left_collar' },
  { name: 'right_shoulder', parent: 'right_collar' },
  { name: 'left_elbow', parent: 'left_shoulder' },
  { name: 'right_elbow', parent: 'right_shoulder' },
  { name: 'left_wrist', parent: 'left_elbow' },
  { name: 'right_wrist', parent: 'right_elbow' },
  { name: 'left_hand', parent: 'left_wrist' },
  { name: 'right_hand', parent: 'right_wrist' },
]);

const h36m = (name: string, parent?: string): Joint => ({
  name,
  landmark: `h36m/${name}`,
  ...(parent !== undefined && { parent }),
});

/** Human3.6M's 17 joints in the row order of SPIN's J_regressor_h36m (left leg first). */
const H36M17 = defineSet('h36m17', [
  h36m('pelvis'),
  h36m('left_hip', 'pelvis'),
  h36m('left_knee', 'left_hip'),
  h36m('left_ankle', 'left_knee'),
  h36m('right_hip', 'pelvis'),
  h36m('right_knee', 'right_hip'),
  h36m('right_ankle', 'right_knee'),
  h36m('spine', 'pelvis'),
  h36m('neck', 'spine'),
  h36m('jaw', 'neck'),
  h36m('head', 'jaw'),
  h36m('left_shoulder', 'neck'),
  h36m('left_elbow', 'left_shoulder'),
  h36m('left_wrist', 'left_elbow'),
  h36m('right_shoulder', 'neck'),
  h36m('right_elbow', 'right_shoulder'),
  h36m('right_wrist', 'right_elbow'),
]);

/** The limbs of the LSP order, shared by the evaluation joints and the second half of `paper49`. */
const LSP_LIMBS = [
  'right_ankle',
  'right_knee',
  'right_hip',
  'left_hip',
  'left_knee',
  'left_ankle',
  'right_wrist',
  'right_elbow',
  'right_shoulder',
  'left_shoulder',
  'left_elbow',
  'left_wrist',
] as const;

/** The 14 joints that 3DPW and Human3.6M are scored on: rows of the Human3.6M regressor in LSP order. */
const LSP14 = defineSet(
  'lsp14',
  [...LSP_LIMBS, 'neck', 'head'].map((name) => h36m(name)),
);

const COCO17 = defineSet(
  'coco17',
  [
    'nose',
    ...['eye', 'ear', 'shoulder', 'elbow', 'wrist', 'hip', 'knee', 'ankle'].flatMap((part) => [
      `left_${part}`,
      `right_${part}`,
    ]),
  ].map((name) => ({ name })),
);

/** A joint of OpenPose's BODY_25; prefixed, because half of them come again in the second 24. */
const openPose = (name: string, landmark = name): Joint => ({ name: `openpose_${name}`, landmark });
const limb = (side: 'left' | 'right', ...parts: readonly string[]): Joint[] =>
  parts.map((part) => openPose(`${side}_${part}`));

/**
 * The paper's 49, in the order of SPIN: OpenPose's 25, then the 24 of the ground-truth superset. Hips, neck and
 * all that follows in the second part are regressed points; the first part uses the skeleton's.
 */
const PAPER49 = defineSet('paper49', [
  openPose('nose'),
  openPose('neck'),
  ...limb('right', 'shoulder', 'elbow', 'wrist'),
  ...limb('left', 'shoulder', 'elbow', 'wrist'),
  openPose('mid_hip', 'pelvis'),
  ...limb('right', 'hip', 'knee', 'ankle'),
  ...limb('left', 'hip', 'knee', 'ankle'),
  ...['right_eye', 'left_eye', 'right_ear', 'left_ear'].map((name) => openPose(name)),
  ...limb('left', 'big_toe', 'small_toe', 'heel'),
  ...limb('right', 'big_toe', 'small_toe', 'heel'),
  ...LSP_LIMBS.map((name) => (name.endsWith('hip') ? { name, landmark: `lsp/${name}` } : { name })),
  { name: 'neck', landmark: 'lsp/neck' },
  { name: 'head_top', landmark: 'lsp/head_top' },
  { name: 'pelvis', landmark: 'mpii/pelvis' },
  { name: 'thorax', landmark: 'mpii/thorax' },
  { name: 'spine', landmark: 'extra/spine' },
  { name: 'jaw', landmark: 'extra/jaw' },
  { name: 'head', landmark: 'extra/head' },
  ...['nose', 'left_eye', 'right_eye', 'left_ear', 'right_ear'].map((name) => ({ name })),
]);

const SETS: Readonly<Record<JointSetId, JointSet>> = {
  smpl24: SMPL24,
  lsp14: LSP14,
  h36m17: H36M17,
  coco17: COCO17,
  paper49: PAPER49,
};

/** The names that {@link jointSet} knows. */
export const JOINT_SET_IDS: readonly JointSetId[] = Object.keys(SETS) as JointSetId[];

/**
 * A joint set by name.
 * @example
 * ```ts
 * import { jointSet } from 'multiroi';
 *
 * const { names, parents = [] } = jointSet('smpl24');
 * const elbow = names.indexOf('left_elbow');
 * console.log(names[parents[elbow] ?? 0]); // left_shoulder
 * ```
 */
export function jointSet(id: JointSetId): JointSet {
  return SETS[id];
}
