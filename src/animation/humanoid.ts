/**
 * @file The humanoids that others animate: which bone of Mixamo's and VRM's skeletons each of SMPL's joints is, and which way
 * it lies in the T-pose that those begin with. SMPL's own rest pose is another: arms droop, legs stand apart, feet turn out.
 */

import { jointSet } from '../body/index.ts';
import type { Vec3 } from '../math/index.ts';

/** Whose names bones have. */
export type BoneNaming = 'smpl' | 'mixamo' | 'vrm';
/** All of them. */
export const BONE_NAMINGS: readonly BoneNaming[] = ['smpl', 'mixamo', 'vrm'];

/**
 * How a bone lies in the T-pose.
 * - `along`: it points that way, towards `child`.
 * - `heading`: seen from above it points that way; how it slopes is its own.
 * - `parent`: it has no direction of its own, and is turned as the bone above it.
 * - `own`: as it rests; there is no one way that spines, collars and heads lie.
 */
export type Aim =
  | { readonly kind: 'along' | 'heading'; readonly way: Vec3; readonly child: string }
  | { readonly kind: 'parent' }
  | { readonly kind: 'own' };

/** One joint under the names that others give it. */
export interface HumanoidBone {
  /** Of joint set `smpl24`. */
  readonly smpl: string;
  /** Without the prefix `mixamorig:`. */
  readonly mixamo: string;
  /** `VRMHumanBoneName` of VRM 1.0. */
  readonly vrm: string;
  /** In axes of the rest pose: y up, facing +z, left is +x. */
  readonly aim: Aim;
}

const OWN: Aim = { kind: 'own' };
const bone = (smpl: string, mixamo: string, vrm: string, aim: Aim = OWN): HumanoidBone => ({
  smpl,
  mixamo,
  vrm,
  aim,
});

function limbs(side: 'left' | 'right'): HumanoidBone[] {
  const Side = side === 'left' ? 'Left' : 'Right';
  const out: Vec3 = [side === 'left' ? 1 : -1, 0, 0];
  const along = (way: Vec3, child: string): Aim => ({
    kind: 'along',
    way,
    child: `${side}_${child}`,
  });
  const of = (joint: string, mixamo: string, vrm: string, aim: Aim = OWN): HumanoidBone =>
    bone(`${side}_${joint}`, `${Side}${mixamo}`, `${side}${vrm}`, aim);
  return [
    of('hip', 'UpLeg', 'UpperLeg', along([0, -1, 0], 'knee')),
    of('knee', 'Leg', 'LowerLeg', along([0, -1, 0], 'ankle')),
    of('ankle', 'Foot', 'Foot', { kind: 'heading', way: [0, 0, 1], child: `${side}_foot` }),
    of('foot', 'ToeBase', 'Toes', { kind: 'parent' }),
    of('collar', 'Shoulder', 'Shoulder'),
    of('shoulder', 'Arm', 'UpperArm', along(out, 'elbow')),
    of('elbow', 'ForeArm', 'LowerArm', along(out, 'wrist')),
    of('wrist', 'Hand', 'Hand', along(out, 'hand')),
    // SMPL's hand is the middle knuckle
    of('hand', 'HandMiddle1', 'MiddleProximal', { kind: 'parent' }),
  ];
}

const BONES: readonly HumanoidBone[] = [
  bone('pelvis', 'Hips', 'hips'),
  bone('spine1', 'Spine', 'spine'),
  bone('spine2', 'Spine1', 'chest'),
  bone('spine3', 'Spine2', 'upperChest'),
  bone('neck', 'Neck', 'neck'),
  bone('head', 'Head', 'head'),
  ...limbs('left'),
  ...limbs('right'),
];

/** Every joint's bone, in the order of joint set `smpl24`. */
export const HUMANOID: readonly HumanoidBone[] = jointSet('smpl24').names.map((name) => {
  const [found] = BONES.filter(({ smpl }) => smpl === name);
  return found;
});
