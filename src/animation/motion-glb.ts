/** @file A motion as one animated GLB: a skin a track, one animation for all of them, and the camera. */

import { bodyParts, createPosedBody, createPoser, type BodyModel } from '../body/index.ts';
import { writeGlb, type GlbPerson } from '../format/index.ts';
import { personColour } from '../imaging/index.ts';
import {
  correctivesLostMm,
  skinnedBody,
  suitTints,
  type Glb,
  type Motion,
  type MotionTrack,
} from '../result/index.ts';
import { clipOf, fileFromCam, shownOf, type MotionSpace } from './clip.ts';
import { requireBody } from './require-body.ts';
import { rigOf } from './rig.ts';

/** Frames of a track whose vertices are compared with the skinned ones. */
const LOOKED_AT = 8;

/** See `Glb.lostMm`; of some frames, spread over the track. */
function trackLostMm({ frames, betas }: MotionTrack, body: BodyModel): number {
  const poser = createPoser(body);
  const posed = createPosedBody(body);
  const step = Math.max(1, Math.floor(frames.length / LOOKED_AT));
  return frames
    .filter((_, i) => i % step === 0)
    .reduce((most, { globalOrient, bodyPose }) => {
      const pose = { globalOrient, bodyPose: bodyPose.flat(), betas };
      poser.pose(pose, posed);
      return Math.max(most, correctivesLostMm(pose, posed.vertices, body));
    }, 0);
}

/**
 * Everyone of a motion, moving, as one `.glb`. Times are those of the video. Whoever is not in sight is scaled to nothing.
 * @throws E_CONFIG when the motion speaks of another body.
 */
export async function motionGlb(
  motion: Motion,
  body: BodyModel,
  space: MotionSpace = 'world',
): Promise<Glb> {
  requireBody('motionGlb', motion, body);
  const { camera, video, tracks } = motion;
  const placement = fileFromCam(camera, space);
  const parts = bodyParts(body);
  const loses = body.poseDirs !== undefined;
  let lostMm = 0;
  const people = tracks.map((track): GlbPerson => {
    const { id, first, last, betas, gaps, frames } = track;
    const colour = personColour(id);
    const [r, g, b] = colour;
    const [{ globalOrient, bodyPose, t }] = frames;
    if (loses) lostMm = Math.max(lostMm, trackLostMm(track, body));
    return {
      name: `person ${id}`,
      color: [r / 255, g / 255, b / 255],
      tints: suitTints(parts, colour),
      faces: body.faces,
      t,
      body: skinnedBody({ globalOrient, bodyPose, betas }, body),
      clip: {
        ...clipOf(track, body, rigOf(body, betas, 'smpl'), placement),
        visibility: shownOf(track, video.fps),
      },
      extras: { id, first, last, gaps, betas },
    };
  });
  const { width, height } = video;
  const K = camera.K.flat();
  const bytes = await writeGlb({ people, width, height, K, fileFromCam: placement });
  return { bytes, lostMm: loses ? lostMm : null };
}
