/** @file The tracks of a motion as VRM animations: one a track, for any avatar that has VRM's humanoid. */

import { createPosedBody, createPoser, type BodyModel } from '../body/index.ts';
import { writeVrma, type JointClip } from '../format/index.ts';
import { applyRigid, type Rigid } from '../math/index.ts';
import type { Motion, MotionTrack } from '../result/index.ts';
import { clipOf, fileFromCam, fromZero } from './clip.ts';
import { requireBody } from './require-body.ts';
import { rigOf } from './rig.ts';

const VERTICAL = 1;

const lowest = (points: ArrayLike<number>): number => {
  let least = Infinity;
  for (let i = VERTICAL; i < points.length; i += 3) least = Math.min(least, points[i]);
  return least;
};

/** How far down feet are for most of the time: a foot that is wrong now and then is lower. */
const STANDING = 0.05;

/** The height of the ground under a track of whose floor nothing is known (m): where its lowest joints are, and the sole below. */
function groundOf(
  { frames, betas }: MotionTrack,
  body: BodyModel,
  placement: Rigid<'gl', 'cam'>,
  soleM: number,
): number {
  const poser = createPoser(body);
  const joints = new Float32Array(3 * body.jointCount);
  const heights = frames.map(({ globalOrient, bodyPose, t }) => {
    poser.poseJoints({ globalOrient, bodyPose: bodyPose.flat(), betas }, joints);
    for (let i = 0; i < joints.length; i++) joints[i] += t[i % 3];
    applyRigid(placement, joints, joints);
    return lowest(joints);
  });
  const sorted = heights.toSorted((a, b) => a - b);
  return sorted[Math.floor(STANDING * (sorted.length - 1))] - soleM;
}

function movedBy(clip: JointClip, origin: readonly number[]): JointClip {
  return { ...clip, places: clip.places.map((x, i) => x - origin[i % 3]) };
}

/**
 * One track as `.vrma`. It begins above the origin and at 0 s: avatars act where they stand. How far that is from where the person
 * was is `origin` in the hips' extras (m, the axes of the motion's other files). Where the motion knows no floor, the one that
 * the person's feet stand on is taken.
 * @throws E_CONFIG when the motion speaks of another body.
 */
export async function trackVrma(
  motion: Motion,
  track: MotionTrack,
  body: BodyModel,
): Promise<Uint8Array<ArrayBuffer>> {
  requireBody('trackVrma', motion, body);
  const rest = createPosedBody(body);
  createPoser(body).rest(track.betas, rest);
  const floor = lowest(rest.vertices);
  const placement = fileFromCam(motion.camera, 'world');
  const rig = rigOf(body, track.betas, 'vrm');
  const clip = clipOf(track, body, rig, placement);
  const ground =
    motion.camera.world === undefined
      ? groundOf(track, body, placement, lowest(rest.joints) - floor)
      : 0;
  const origin = [clip.places[0], ground, clip.places[2]];
  return writeVrma({
    ...rig,
    hipsHeightM: rest.joints[VERTICAL] - floor,
    clip: movedBy(fromZero(clip), origin),
    extras: { origin, id: track.id },
  });
}
