/** @file A motion expressed on another body: poses carry over, betas are fitted once a track, the pelvis stays where it was. */

import { createPoser, fitShape, POSE_SIZE, type BodyModel } from '../body/index.ts';
import { vec3At } from '../math/index.ts';
import {
  pelvisOf,
  placeJoints,
  type Motion,
  type MotionFrame,
  type MotionTrack,
} from '../result/index.ts';
import { requireBody } from './require-body.ts';

/** @throws E_CONFIG when the motion does not speak of `source`. */
export function retargetMotion(motion: Motion, source: BodyModel, target: BodyModel): Motion {
  requireBody('retargetMotion', motion, source);
  const { K } = motion.camera;
  const pinhole = { K, focalPx: K[0][0], focalSource: 'given', convention: 'opencv' } as const;
  const poser = createPoser(target);
  const joints = new Float32Array(POSE_SIZE);
  const changed = (track: MotionTrack): MotionTrack => {
    const { betas } = fitShape(source, target, track.betas);
    const [a, b] = [pelvisOf(source, track.betas), pelvisOf(target, betas)];
    const frames = track.frames.map((frame): MotionFrame => {
      const { globalOrient, bodyPose } = frame;
      const t = vec3At(
        frame.t.map((x, k) => x + a[k] - b[k]),
        0,
      );
      poser.poseJoints({ globalOrient, bodyPose: bodyPose.flat(), betas }, joints);
      const { smpl24 } = placeJoints({ ...pinhole, t }, joints).joints2d;
      return { ...frame, t, joints2d: { smpl24 } };
    });
    return { ...track, betas, frames };
  };
  return {
    ...motion,
    model: { ...motion.model, body: target.id },
    tracks: motion.tracks.map(changed),
  };
}
