/** @file The tracks of a motion as BVH: even steps of time, no gaps, the names and the rest pose of a choice of skeletons. */

import type { BodyModel } from '../body/index.ts';
import { writeBvh } from '../format/index.ts';
import type { EulerOrder } from '../math/index.ts';
import type { Motion, MotionTrack } from '../result/index.ts';
import { clipOf, fileFromCam, resampled, type MotionSpace } from './clip.ts';
import type { BoneNaming } from './humanoid.ts';
import { requireBody } from './require-body.ts';
import { rigOf } from './rig.ts';

/** How a BVH is to be written. */
export interface BvhOptions {
  /** Default `smpl`: the body's own rest pose. The others rest in the T-pose of those skeletons. */
  readonly bones?: BoneNaming;
  /** Default `ZXY`. */
  readonly order?: EulerOrder;
  /** Default `world`. */
  readonly space?: MotionSpace;
}

/**
 * One track, centimetres, y up. Stretches in which the person was not seen are bridged, because BVH knows no others.
 * @throws E_CONFIG when the motion speaks of another body.
 * @example
 * ```ts
 * import { readFile, writeFile } from 'node:fs/promises';
 * import { parseMotion, readBody, trackBvh } from 'multiroi';
 * import { nodePlatform } from 'multiroi/node';
 *
 * const motion = parseMotion(await readFile('clip.motion.json', 'utf8'));
 * const body = await readBody(nodePlatform.files, motion.model.body);
 * for (const track of motion.tracks) {
 *   await writeFile(`${track.id}.bvh`, trackBvh(motion, track, body, { bones: 'mixamo' }));
 * }
 * ```
 */
export function trackBvh(
  motion: Motion,
  track: MotionTrack,
  body: BodyModel,
  { bones = 'smpl', order = 'ZXY', space = 'world' }: BvhOptions = {},
): string {
  requireBody('trackBvh', motion, body);
  const { fps } = motion.video;
  const rig = rigOf(body, track.betas, bones);
  const clip = clipOf(track, body, rig, fileFromCam(motion.camera, space));
  return writeBvh({ skeleton: rig, clip: resampled(clip, fps), fps, order });
}
