/** @file What is compared: the joints of a track, and a track through the filter of live use. */

import { frameResults } from '../../src/animation/index.ts';
import { createPoser, POSE_SIZE, type BodyModel } from '../../src/body/index.ts';
import type { Motion, MotionTrack, Reconstruction } from '../../src/result/index.ts';
import { MotionFilter } from '../../src/video/index.ts';
import type { Skeletons } from './score.ts';

/** Where joints of a track are. @param rows of `smpl24`. */
export function skeletonsOf(
  track: MotionTrack,
  frames: number,
  body: BodyModel,
  rows: readonly number[],
): Skeletons {
  const poser = createPoser(body);
  const own = new Float32Array(POSE_SIZE);
  const out = Array<Float64Array | null>(frames).fill(null);
  for (const { frame, globalOrient, bodyPose, t } of track.frames) {
    poser.poseJoints({ globalOrient, bodyPose: bodyPose.flat(), betas: track.betas }, own);
    out[frame] = Float64Array.from(
      rows.flatMap((j) => [0, 1, 2].map((k) => own[3 * j + k] + t[k])),
    );
  }
  return out;
}

/** Frame by frame, then the filter of live use, which knows nothing of what comes. */
export function filtered(motion: Motion, body: BodyModel): Motion {
  const resultAt = frameResults(motion, body);
  const filter = new MotionFilter(body);
  const results: Reconstruction[] = Array.from({ length: motion.video.frames }, (_, i) =>
    filter.next({ timeS: i / motion.video.fps, result: resultAt(i) }),
  );
  const tracks = motion.tracks.map((track) => ({
    ...track,
    frames: track.frames.map((frame) => {
      const person = results[frame.frame].people.find(({ id }) => id === track.id);
      if (person === undefined) return frame;
      const { globalOrient, bodyPose } = person.body;
      return { ...frame, globalOrient, bodyPose, t: person.camera.t };
    }),
  }));
  return { ...motion, tracks };
}
