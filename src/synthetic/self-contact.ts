/**
 * @file How deep limbs run into the body, by capsules along the bones: cheap enough to reject a drawn
 * pose before its 13 380 vertices are computed.
 */

import { POSE_SIZE, type Poser } from '../body/index.ts';
import { JOINT } from './skeleton.ts';

interface Capsule {
  readonly from: number;
  readonly to: number;
  /** Metres; below flesh on purpose, since skin touches skin in life. */
  readonly radius: number;
}

const TRUNK: readonly Capsule[] = [
  { from: JOINT.pelvis, to: JOINT.spine3, radius: 0.1 },
  { from: JOINT.spine3, to: JOINT.neck, radius: 0.1 },
  { from: JOINT.neck, to: JOINT.head, radius: 0.07 },
  { from: JOINT.head, to: JOINT.head, radius: 0.09 },
];
const FOREARMS: readonly Capsule[] = [
  { from: JOINT.leftElbow, to: JOINT.leftHand, radius: 0.035 },
  { from: JOINT.rightElbow, to: JOINT.rightHand, radius: 0.035 },
];
const THIGHS: readonly Capsule[] = [
  { from: JOINT.leftHip, to: JOINT.leftKnee, radius: 0.055 },
  { from: JOINT.rightHip, to: JOINT.rightKnee, radius: 0.055 },
];
const SHINS: readonly Capsule[] = [
  { from: JOINT.leftKnee, to: JOINT.leftFoot, radius: 0.045 },
  { from: JOINT.rightKnee, to: JOINT.rightFoot, radius: 0.045 },
];

function pairs(a: readonly Capsule[], b: readonly Capsule[]): (readonly [Capsule, Capsule])[] {
  return a.flatMap((x) => b.map((y) => [x, y] as const));
}

/** Limbs that may not cross; neighbours along the skeleton are left out, they always overlap. */
const PAIRS: readonly (readonly [Capsule, Capsule])[] = [
  ...pairs(FOREARMS, [...TRUNK, ...THIGHS, ...SHINS]),
  ...pairs(SHINS, TRUNK),
  [FOREARMS[0], FOREARMS[1]],
  [SHINS[0], SHINS[1]],
  [THIGHS[0], SHINS[1]],
  [THIGHS[1], SHINS[0]],
];

/** Squared distance of segments p1 + s d1, p2 + t d2, s, t in [0, 1] (Ericson 2005, §5.1.9). */
function segmentDistanceSquared(joints: Float32Array, a: Capsule, b: Capsule): number {
  const at = (j: number, axis: number): number => joints[3 * j + axis];
  let [d11, d22, d12, d1r, d2r] = [1e-12, 1e-12, 0, 0, 0];
  for (let k = 0; k < 3; k++) {
    const d1 = at(a.to, k) - at(a.from, k);
    const d2 = at(b.to, k) - at(b.from, k);
    const r = at(a.from, k) - at(b.from, k);
    d11 += d1 * d1;
    d22 += d2 * d2;
    d12 += d1 * d2;
    d1r += d1 * r;
    d2r += d2 * r;
  }
  const clamp = (x: number): number => Math.min(1, Math.max(0, x));
  const determinant = d11 * d22 - d12 * d12;
  let s = determinant > 1e-12 ? clamp((d12 * d2r - d1r * d22) / determinant) : 0;
  const t = clamp((d12 * s + d2r) / d22);
  s = clamp((d12 * t - d1r) / d11);
  let sum = 0;
  for (let k = 0; k < 3; k++) {
    const p = at(a.from, k) + s * (at(a.to, k) - at(a.from, k));
    const q = at(b.from, k) + t * (at(b.to, k) - at(b.from, k));
    sum += (p - q) * (p - q);
  }
  return sum;
}

/** How deep limbs run into the body, by capsules along the bones. */
export interface SelfContact {
  /** Sum over limb pairs of the depth by which their capsules overlap, metres; 0 for a free pose. */
  depth(pose: Float64Array): number;
}

/** @param shapeCount betas of the poser's model; the mean body stands for all. */
export function createSelfContact(poser: Poser, shapeCount: number): SelfContact {
  const joints = new Float32Array(POSE_SIZE);
  const betas = new Float64Array(shapeCount);
  return {
    depth: (pose) => {
      const [globalOrient, bodyPose] = [pose.subarray(0, 3), pose.subarray(3)];
      poser.poseJoints({ globalOrient, bodyPose, betas }, joints);
      let depth = 0;
      for (const [a, b] of PAIRS) {
        const gap = Math.sqrt(segmentDistanceSquared(joints, a, b)) - a.radius - b.radius;
        if (gap < 0) depth -= gap;
      }
      return depth;
    },
  };
}
