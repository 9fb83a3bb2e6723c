/**
 * @file Where COCO's key-points lie on SMPL's skeleton. A key-point is not the joint of its name: annotators put hips outside the
 * joints and the nose before the head. Each is a mix of joints and an offset that turns with one of them.
 *
 * CONTRIBUTOR NOTES. Mixes and offsets by robust least squares on 600 synthetic people of eight recipes (the other half scored
 * the fit): where MoveNet Thunder puts its confident key-points, both sides together.
 */

import { jointSet } from '../../body/index.ts';

/** Where a key-point lies on a posed skeleton: a mix of joints, and an offset that turns with one of them. */
export interface ModelledKeypoint {
  /** Joints of `smpl24` and their weights, which add up to 1. */
  readonly mix: readonly (readonly [joint: number, weight: number])[];
  /** The joint whose frame the offset turns with. */
  readonly frame: number;
  /** m. */
  readonly offset: readonly [number, number, number];
  /** How much it counts beside others of the same confidence. */
  readonly weight: number;
}

interface Definition {
  readonly mix: Readonly<Record<string, number>>;
  readonly frame: string;
  readonly offset: readonly [number, number, number];
  readonly weight?: number;
}

/** Of the left side and of the middle; the right side mirrors the left. */
const LEFT: Readonly<Record<string, Definition>> = {
  nose: { mix: { head: 1 }, frame: 'head', offset: [0, 0.016, 0.115] },
  eye: { mix: { head: 1 }, frame: 'head', offset: [0.03, 0.045, 0.092] },
  ear: { mix: { head: 1 }, frame: 'head', offset: [0.075, 0.024, 0.006] },
  shoulder: {
    mix: { left_shoulder: 0.87, left_collar: 0.14, neck: -0.02, left_elbow: 0.01 },
    frame: 'spine3',
    offset: [0.008, 0.026, -0.01],
  },
  elbow: {
    mix: { left_elbow: 0.82, left_shoulder: 0.03, left_wrist: 0.15 },
    frame: 'left_elbow',
    offset: [-0.037, 0.005, 0.004],
  },
  wrist: {
    mix: { left_wrist: 0.75, left_elbow: 0.03, left_hand: 0.22 },
    frame: 'left_wrist',
    offset: [0.001, 0.002, 0.001],
  },
  hip: {
    mix: { left_hip: 0.42, right_hip: 0.02, spine1: 0.52, left_knee: 0.04 },
    frame: 'pelvis',
    offset: [0.052, -0.022, 0.02],
  },
  knee: {
    mix: { left_knee: 0.96, left_hip: -0.01, left_ankle: 0.05 },
    frame: 'left_knee',
    offset: [0, 0.023, 0.002],
  },
  ankle: {
    mix: { left_ankle: 0.76, left_knee: 0.03, left_foot: 0.21 },
    frame: 'left_ankle',
    offset: [0.006, 0.008, -0.032],
  },
};
/** Four of them say what one says: where the head is. */
const FACE_WEIGHT = 0.2;

const SMPL = jointSet('smpl24');
const otherSide = (joint: number): number => SMPL.flip[joint];

function modelled(name: string): ModelledKeypoint {
  const part = name.replace(/^(left|right)_/, '');
  const { mix, frame, offset } = LEFT[part];
  const right = name.startsWith('right_');
  const joint = (of: string): number =>
    right ? otherSide(SMPL.names.indexOf(of)) : SMPL.names.indexOf(of);
  const [x, y, z] = offset;
  return {
    mix: Object.entries(mix).map(([of, weight]) => [joint(of), weight] as const),
    frame: joint(frame),
    offset: [right ? -x : x, y, z],
    weight: part === 'eye' || part === 'ear' ? FACE_WEIGHT : 1,
  };
}

/** In the order of `MOVENET_KEYPOINTS`, which is COCO's. */
export const KEYPOINTS: readonly ModelledKeypoint[] = jointSet('coco17').names.map(modelled);
