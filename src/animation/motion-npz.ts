/** @file The tracks of a motion as arrays for Python, under the names of AMASS. */

import { POSE_SIZE, type BodyModel } from '../body/index.ts';
import { writeNpz, type NdArray } from '../format/index.ts';
import { axisAngleFromRotmat } from '../math/index.ts';
import { pelvisOf, type Motion, type MotionTrack } from '../result/index.ts';
import { filePlace, fileFromCam, fileRotations } from './clip.ts';
import { requireBody } from './require-body.ts';

const floats = (shape: readonly number[], data: readonly number[]): NdArray => ({
  type: 'float32',
  shape,
  data: Float32Array.from(data),
});
const scalar = (value: number): NdArray => ({
  type: 'float64',
  shape: [],
  data: Float64Array.of(value),
});

/** What AMASS calls the body's kind. */
function genderOf(bodyId: string): string {
  const [gender = 'neutral'] = /\b(female|male)\b/.exec(bodyId) ?? [];
  return gender;
}

/**
 * One track, T frames in which the person was seen: poses [T, 72], trans [T, 3] and joints2d [T, 24, 2] as the camera K [3, 3] saw
 * them; poses_world, trans_world the same with y up, on the floor where one is known; betas [10], gender, mocap_framerate, fps, frame [T],
 * seconds [T], score [T]; contacts [T, 2] of the left and right foot where they are known.
 * @throws E_CONFIG when the motion speaks of another body.
 */
export function trackNpz(
  motion: Motion,
  track: MotionTrack,
  body: BodyModel,
): Uint8Array<ArrayBuffer> {
  requireBody('trackNpz', motion, body);
  const { camera, video, model } = motion;
  const { frames, betas, contacts } = track;
  const T = frames.length;
  const placement = fileFromCam(camera, 'world');
  const pelvis = pelvisOf(body, betas);
  const tail = frames.map(({ bodyPose }) => bodyPose.flat());
  const rootWorld = frames.map((frame) => [
    ...axisAngleFromRotmat(fileRotations(frame, placement).subarray(0, 9)),
  ]);
  return writeNpz({
    poses: floats(
      [T, POSE_SIZE],
      frames.flatMap(({ globalOrient }, i) => [...globalOrient, ...tail[i]]),
    ),
    trans: floats(
      [T, 3],
      frames.flatMap(({ t }) => t),
    ),
    betas: floats([betas.length], betas),
    gender: { type: 'string', shape: [], data: [genderOf(model.body)] },
    mocap_framerate: scalar(video.fps),
    fps: scalar(video.fps),
    frame: {
      type: 'int32',
      shape: [T],
      data: Int32Array.from(frames, ({ frame }) => frame),
    },
    seconds: {
      type: 'float64',
      shape: [T],
      data: Float64Array.from(frames, ({ seconds }) => seconds),
    },
    score: floats(
      [T],
      frames.map(({ score }) => score),
    ),
    K: floats([3, 3], camera.K.flat()),
    joints2d: floats(
      [T, 24, 2],
      frames.flatMap(({ joints2d }) => joints2d.smpl24.flat()),
    ),
    poses_world: floats(
      [T, POSE_SIZE],
      rootWorld.flatMap((root, i) => [...root, ...tail[i]]),
    ),
    trans_world: floats(
      [T, 3],
      frames.flatMap((frame) =>
        [...filePlace(frame, pelvis, placement)].map((x, k) => x - pelvis[k]),
      ),
    ),
    ...(contacts !== undefined && {
      contacts: {
        type: 'bool',
        shape: [T, 2],
        data: Uint8Array.from(
          contacts.leftFoot.flatMap((left, i) => [left, contacts.rightFoot[i]].map(Number)),
        ),
      },
    }),
  });
}
