/** @file The tracks of a motion as arrays for Python, under the names of AMASS. */

import { JOINT_COUNT, POSE_SIZE, type BodyModel } from '../body/index.ts';
import { writeNpz, type NdArray } from '../format/index.ts';
import { axisAngleFromRotmat } from '../math/index.ts';
import { pelvisOf, type Motion, type MotionFrame, type MotionTrack } from '../result/index.ts';
import { filePlace, fileFromCam, fileRotations } from './clip.ts';
import { requireBody } from './require-body.ts';

type Numbers = readonly number[];

const floats = (shape: Numbers, data: Numbers): NdArray => ({
  type: 'float32',
  shape,
  data: Float32Array.from(data),
});
const doubles = (shape: Numbers, data: Numbers): NdArray => ({
  type: 'float64',
  shape,
  data: Float64Array.from(data),
});

/** What AMASS calls the body's kind. */
function genderOf(bodyId: string): string {
  const [gender = 'neutral'] = /\b(female|male)\b/.exec(bodyId) ?? [];
  return gender;
}

type Arrays = Record<string, NdArray>;

/** The body as the camera saw it, and with y up. */
function bodyArrays({ camera }: Motion, { frames, betas }: MotionTrack, body: BodyModel): Arrays {
  const T = frames.length;
  const placement = fileFromCam(camera, 'world');
  const pelvis = pelvisOf(body, betas);
  const poses = (rootOf: (frame: MotionFrame) => Iterable<number>): NdArray =>
    floats(
      [T, POSE_SIZE],
      frames.flatMap((frame) => [...rootOf(frame), ...frame.bodyPose.flat()]),
    );
  const places = (of: (frame: MotionFrame) => Iterable<number>): NdArray =>
    floats(
      [T, 3],
      frames.flatMap((frame) => [...of(frame)]),
    );
  return {
    poses: poses(({ globalOrient }) => globalOrient),
    trans: places(({ t }) => t),
    betas: floats([betas.length], betas),
    poses_world: poses((frame) =>
      axisAngleFromRotmat(fileRotations(frame, placement).subarray(0, 9)),
    ),
    trans_world: places((frame) =>
      filePlace(frame, pelvis, placement).map((x, k) => x - pelvis[k]),
    ),
  };
}

function contactsArray({ leftFoot, rightFoot }: NonNullable<MotionTrack['contacts']>): NdArray {
  const data = Uint8Array.from(leftFoot.flatMap((left, i) => [left, rightFoot[i]].map(Number)));
  return { type: 'bool', shape: [leftFoot.length, 2], data };
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
  const { frames, contacts } = track;
  const T = frames.length;
  return writeNpz({
    ...bodyArrays(motion, track, body),
    gender: { type: 'string', shape: [], data: [genderOf(model.body)] },
    mocap_framerate: doubles([], [video.fps]),
    fps: doubles([], [video.fps]),
    frame: { type: 'int32', shape: [T], data: Int32Array.from(frames, ({ frame }) => frame) },
    seconds: doubles(
      [T],
      frames.map(({ seconds }) => seconds),
    ),
    score: floats(
      [T],
      frames.map(({ score }) => score),
    ),
    K: floats([3, 3], camera.K.flat()),
    joints2d: floats(
      [T, JOINT_COUNT, 2],
      frames.flatMap(({ joints2d }) => joints2d.smpl24.flat()),
    ),
    ...(contacts !== undefined && { contacts: contactsArray(contacts) }),
  });
}
