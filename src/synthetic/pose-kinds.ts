/**
 * @file What people do that captured poses are thin in: chairs, floors, knees, squats. Each kind takes a
 * drawn pose and replaces what defines the kind (legs, the root's tilt, sometimes arms); the rest of
 * the body stays as drawn, so that kinds vary as much as the source does.
 *
 * Angles are degrees in the sagittal plane. `lean` tips the trunk forward; `thigh` is the absolute
 * angle of the thigh forward of straight down; the hip must then flex by thigh + lean.
 */

import type { Rng } from '../base/index.ts';
import { composeAxisAngle } from './heading.ts';
import { DEGREE, JOINT } from './skeleton.ts';

/**
 * What a person does, as far as a drawn pose decides it: `floor` is sitting on it, `tumbling` any orientation at all.
 */
export type PoseKind =
  | 'upright'
  | 'bent'
  | 'crouching'
  | 'kneeling'
  | 'seated'
  | 'floor'
  | 'lying'
  | 'tumbling';

const TRUNK: readonly number[] = [JOINT.spine1, JOINT.spine2, JOINT.spine3, JOINT.neck, JOINT.head];
type Side = 'left' | 'right';
const SIDES: readonly Side[] = ['left', 'right'];
/** Rotations about y and z turn the other way on the right. */
const sign = (side: Side): number => (side === 'left' ? 1 : -1);

interface Leg {
  readonly thigh: number;
  /** Knee flexion. */
  readonly knee: number;
  /** Ankle: positive points the toes. */
  readonly ankle: number;
  /** The thigh's turn outward in the horizontal plane. */
  readonly outward?: number;
  /** Rotation about the thigh's own axis; positive swings the bent shin inward. */
  readonly twist?: number;
}

function about(axis: 0 | 1 | 2, degrees: number): Float64Array {
  const rotation = new Float64Array(3);
  rotation[axis] = degrees * DEGREE;
  return rotation;
}

function setJoint(pose: Float64Array, joint: number, ...rotations: readonly Float64Array[]): void {
  const out = pose.subarray(3 * joint, 3 * joint + 3);
  out.fill(0);
  for (const rotation of rotations) composeAxisAngle(out, rotation, out);
}

function setLeg(pose: Float64Array, side: Side, lean: number, leg: Leg): void {
  const [hip, knee, ankle] =
    side === 'left'
      ? [JOINT.leftHip, JOINT.leftKnee, JOINT.leftAnkle]
      : [JOINT.rightHip, JOINT.rightKnee, JOINT.rightAnkle];
  const s = sign(side);
  setJoint(
    pose,
    hip,
    about(1, s * (leg.outward ?? 0)),
    about(0, -(leg.thigh + lean)),
    about(1, s * (leg.twist ?? 0)),
  );
  setJoint(pose, knee, about(0, leg.knee));
  setJoint(pose, ankle, about(0, leg.ankle));
}

/** The arm hangs at `down` from the T-pose, swings `forward`, and bends at the elbow. */
function setArm(
  pose: Float64Array,
  side: Side,
  down: number,
  forward: number,
  elbow: number,
): void {
  const [shoulder, joint] =
    side === 'left'
      ? [JOINT.leftShoulder, JOINT.leftElbow]
      : [JOINT.rightShoulder, JOINT.rightElbow];
  const s = sign(side);
  setJoint(pose, shoulder, about(0, -forward), about(2, -s * down));
  setJoint(pose, joint, about(1, -s * elbow));
}

function setRoot(pose: Float64Array, ...rotations: readonly Float64Array[]): void {
  setJoint(pose, JOINT.pelvis, ...rotations);
}

const both = (leg: (side: Side) => Leg, pose: Float64Array, lean: number): void => {
  for (const side of SIDES) setLeg(pose, side, lean, leg(side));
};

function bent(pose: Float64Array, rng: Rng): void {
  const lean = rng.uniform(35, 105);
  const knee = rng.uniform(0, 50);
  setRoot(pose, about(0, lean), about(2, rng.normal(0, 8)));
  both(
    () => {
      const thigh = knee / 2 + rng.normal(0, 5);
      return { thigh, knee, ankle: thigh - knee, outward: rng.uniform(0, 12) };
    },
    pose,
    lean,
  );
}

function crouching(pose: Float64Array, rng: Rng): void {
  const lean = rng.uniform(5, 50);
  const depth = rng.uniform(50, 118);
  const shin = rng.uniform(10, 32);
  setRoot(pose, about(0, lean), about(2, rng.normal(0, 6)));
  both(
    () => {
      const thigh = depth + rng.normal(0, 8);
      return { thigh, knee: thigh + shin, ankle: -shin, outward: rng.uniform(0, 32) };
    },
    pose,
    lean,
  );
}

function kneeling(pose: Float64Array, rng: Rng): void {
  const lean = rng.normal(5, 12);
  const heels = rng.chance(0.35);
  const thigh = heels ? rng.uniform(42, 60) : rng.uniform(-8, 30);
  const standing = rng.chance(0.35) ? rng.pick(SIDES) : null;
  setRoot(pose, about(0, lean), about(2, rng.normal(0, 5)));
  both(
    (side) => {
      if (side === standing) {
        const front = rng.uniform(75, 100);
        return {
          thigh: front,
          knee: front + rng.normal(0, 8),
          ankle: 0,
          outward: rng.uniform(0, 25),
        };
      }
      return { thigh, knee: thigh + 90, ankle: rng.uniform(15, 50), outward: rng.uniform(0, 15) };
    },
    pose,
    lean,
  );
}

/** Hands towards the knees, a table or a phone. */
function handsInFront(pose: Float64Array, rng: Rng): void {
  for (const side of SIDES) {
    setArm(pose, side, rng.uniform(60, 80), rng.uniform(10, 65), rng.uniform(15, 105));
  }
}

function seated(pose: Float64Array, rng: Rng): void {
  const lean = rng.normal(2, 14);
  const outward = rng.uniform(0, 24);
  const crossed = rng.chance(0.15) ? rng.pick(SIDES) : null;
  setRoot(pose, about(0, lean), about(2, rng.normal(0, 5)));
  both(
    (side) => {
      if (side === crossed) {
        return { thigh: 104, knee: rng.uniform(75, 100), ankle: 10, outward: -8, twist: 8 };
      }
      const thigh = rng.uniform(78, 98);
      return {
        thigh,
        knee: rng.uniform(55, 112),
        ankle: rng.normal(0, 8),
        outward,
        twist: rng.normal(0, 8),
      };
    },
    pose,
    lean,
  );
  if (rng.chance(0.5)) handsInFront(pose, rng);
}

/** Hip, knee and heel over a floor the hip is on: thigh and shin are about as long, so the knee bends by twice the rise. */
function heelDown(rng: Rng, rise: number, outward: number): Leg {
  const knee = Math.max(0, 2 * rise + rng.normal(0, 4));
  return { thigh: 90 + rise, knee, ankle: rng.normal(5, 9), outward };
}

const FLOOR_LEGS: readonly ((rng: Rng, side: Side, chosen: Side) => Leg)[] = [
  // legs stretched out
  (rng) => heelDown(rng, rng.uniform(0, 18), rng.uniform(0, 30)),
  // knees drawn up
  (rng) => heelDown(rng, rng.uniform(42, 62), rng.uniform(0, 20)),
  // cross-legged
  (rng) => ({ thigh: rng.uniform(84, 98), knee: rng.uniform(105, 135), ankle: rng.uniform(5, 25), outward: rng.uniform(35, 55), twist: rng.uniform(55, 80) }),
  // both shins to one side
  (rng, side, chosen) => ({ thigh: rng.uniform(80, 95), knee: rng.uniform(85, 125), ankle: 20, outward: side === chosen ? 35 : -5, twist: side === chosen ? 70 : -60 }),
  // one leg out, one knee up
  (rng, side, chosen) => side === chosen
    ? heelDown(rng, rng.uniform(0, 15), rng.uniform(0, 25))
    : heelDown(rng, rng.uniform(42, 60), rng.uniform(0, 15)),
]; // oxfmt-ignore

function allFours(pose: Float64Array, rng: Rng): void {
  const lean = rng.uniform(72, 98);
  setRoot(pose, about(0, lean), about(2, rng.normal(0, 5)));
  both(
    () => {
      const thigh = rng.normal(0, 10);
      return { thigh, knee: thigh + 90, ankle: rng.uniform(10, 50), outward: rng.uniform(0, 8) };
    },
    pose,
    lean,
  );
  for (const side of SIDES) {
    const s = sign(side);
    const shoulder = side === 'left' ? JOINT.leftShoulder : JOINT.rightShoulder;
    const elbow = side === 'left' ? JOINT.leftElbow : JOINT.rightElbow;
    setJoint(pose, shoulder, about(1, -s * (lean + rng.normal(0, 8))), about(0, rng.normal(0, 10)));
    setJoint(pose, elbow, about(1, -s * rng.uniform(0, 25)));
  }
}

function floor(pose: Float64Array, rng: Rng): void {
  if (rng.chance(0.15)) {
    allFours(pose, rng);
    return;
  }
  const lean = rng.normal(-8, 18);
  const chosen = rng.pick(SIDES);
  const legs = rng.pick(FLOOR_LEGS);
  setRoot(pose, about(0, lean), about(2, rng.normal(0, 6)));
  both((side) => legs(rng, side, chosen), pose, lean);
  if (rng.chance(0.4)) handsInFront(pose, rng);
  // leaning back on the hands
  else if (lean < -8) for (const side of SIDES) setArm(pose, side, 70, rng.uniform(-60, -30), 5);
}

/** Spread in the frontal plane, where a floor would press them: hanging is +80, raised is −80. */
function armsFlat(pose: Float64Array, rng: Rng): void {
  for (const side of SIDES) {
    setArm(pose, side, rng.uniform(-75, 80), rng.normal(0, 8), 0);
    const elbow = side === 'left' ? JOINT.leftElbow : JOINT.rightElbow;
    setJoint(pose, elbow, about(2, sign(side) * rng.uniform(-10, 80)));
  }
}

/** On the back, the belly or a side: limbs keep to the floor or point away from it. */
function lying(pose: Float64Array, rng: Rng): void {
  // a trunk on a floor is straighter than one that stands
  for (const joint of TRUNK) for (let k = 0; k < 3; k++) pose[3 * joint + k] *= 0.5;
  const turn = about(1, rng.normal(0, 10));
  const way = rng.uniform();
  const bend = Math.max(0, rng.uniform(-50, 80));
  const leg = (thigh: number, knee: number): Leg => ({
    thigh,
    knee: Math.max(0, knee + rng.normal(0, 12)),
    ankle: rng.uniform(10, 40),
    outward: 0,
    twist: rng.normal(0, 10),
  });
  if (way < 0.5) {
    const reclined = rng.chance(0.15);
    const lean = reclined ? rng.uniform(-70, -35) : rng.uniform(-95, -82);
    setRoot(pose, about(0, lean), turn);
    // feet on the floor: the shin comes down as steeply as the thigh went up
    both(
      () => {
        const up = Math.max(0, bend + rng.normal(0, 10));
        return leg(90 + 0.8 * up, 1.6 * up);
      },
      pose,
      lean,
    );
    if (reclined || rng.chance(0.35)) handsInFront(pose, rng);
    else armsFlat(pose, rng);
  } else if (way < 0.72) {
    setRoot(pose, about(0, rng.uniform(84, 95)), turn);
    both(() => leg(rng.normal(-3, 4), bend), pose, 0);
    armsFlat(pose, rng);
  } else {
    setRoot(pose, about(2, rng.pick([-1, 1]) * rng.uniform(82, 95)), turn);
    both(() => leg(bend + rng.normal(0, 15), 1.1 * bend), pose, 0);
    for (const side of SIDES) setArm(pose, side, 60, rng.uniform(20, 100), rng.uniform(0, 100));
  }
}

function tumbling(pose: Float64Array, rng: Rng): void {
  setRoot(pose, about(2, rng.uniform(-180, 180)), about(0, rng.uniform(-90, 90)), pose.slice(0, 3));
}

/** Turns a drawn pose [24, 3] (heading removed) into one of a kind, in place. */
export function applyKind(kind: PoseKind, pose: Float64Array, rng: Rng): void {
  switch (kind) {
    case 'upright':
      return;
    case 'bent':
      bent(pose, rng);
      return;
    case 'crouching':
      crouching(pose, rng);
      return;
    case 'kneeling':
      kneeling(pose, rng);
      return;
    case 'seated':
      seated(pose, rng);
      return;
    case 'floor':
      floor(pose, rng);
      return;
    case 'lying':
      lying(pose, rng);
      return;
    case 'tumbling':
      tumbling(pose, rng);
      return;
  }
}
