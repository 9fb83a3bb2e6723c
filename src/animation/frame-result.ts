/** @file One frame of a motion as the result of a photograph, for everything that draws or edits those. */

import { createPoser, POSE_SIZE, type BodyModel } from '../body/index.ts';
import {
  placeJoints,
  SCHEMA_VERSION,
  type Motion,
  type MotionFrame,
  type MotionTrack,
  type Person,
  type Reconstruction,
} from '../result/index.ts';
import { requireBody } from './require-body.ts';

/** Makes people of frames of tracks. Regions and local cameras are not kept in motions: people come without. */
export function framePerson(
  { model, camera }: Motion,
  body: BodyModel,
): (track: MotionTrack, frame: MotionFrame) => Person {
  const poser = createPoser(body);
  const joints = new Float32Array(POSE_SIZE);
  return ({ id, betas }, frame) => {
    const { globalOrient, bodyPose, t, score, box, observed, expectedError } = frame;
    const own = { K: camera.K, t, focalPx: camera.K[0][0] };
    const pinhole = { ...own, focalSource: 'given', convention: 'opencv' } as const;
    poser.poseJoints({ globalOrient, bodyPose: bodyPose.flat(), betas }, joints);
    const { joints3d, joints2d } = placeJoints(pinhole, joints);
    return {
      id,
      score,
      box,
      rois: [],
      localCameras: [],
      camera: pinhole,
      body: { model: model.body, globalOrient, bodyPose, betas },
      joints3d,
      joints2d: { ...joints2d, ...(observed !== undefined && { observed }) },
      consistency: { x: 0, y: 0, s: 0 },
      expectedError,
    };
  };
}

/**
 * The people of a motion by frame.
 * @throws E_CONFIG when the motion speaks of another body.
 */
export function frameResults(motion: Motion, body: BodyModel): (frame: number) => Reconstruction {
  requireBody('frameResults', motion, body);
  const { video, model, tracks } = motion;
  const byFrame = new Map<number, { track: MotionTrack; frame: MotionFrame }[]>();
  for (const track of tracks) {
    for (const frame of track.frames) {
      const known = byFrame.get(frame.frame);
      if (known === undefined) byFrame.set(frame.frame, [{ track, frame }]);
      else known.push({ track, frame });
    }
  }
  const personOf = framePerson(motion, body);
  const { file, width, height } = video;
  return (index) => ({
    schemaVersion: SCHEMA_VERSION,
    image: { file, width, height },
    model,
    people: (byFrame.get(index) ?? []).map(({ track, frame }) => personOf(track, frame)),
    timings: {},
  });
}
