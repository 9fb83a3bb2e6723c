/** @file What was seen of a clip, kept in a file: fits are compared on the same observations. */

import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type MultiRoi, nodePlatform, ObservationFile } from '../../src/node/index.ts';
import type { VideoMotionOptions } from '../../src/reconstruct/index.ts';
import type { Motion } from '../../src/result/index.ts';

/** The motion of a clip; pictures that were looked at before are not looked at again. */
export async function motionOfClip(
  hmr: Pick<MultiRoi, 'model' | 'motion'>,
  path: string,
  cache: string,
  options: VideoMotionOptions,
): Promise<Motion> {
  mkdirSync(cache, { recursive: true });
  const { focalPx, intrinsics, toS, persons } = options;
  const key = JSON.stringify([hmr.model, focalPx, intrinsics, toS, persons]);
  const observations = await ObservationFile.open(
    join(cache, `${basename(path)}.jsonl`),
    key,
    true,
  );
  try {
    const video = await nodePlatform.videos.open(path, { toS });
    return await hmr.motion(video, { ...options, observations }).finish();
  } finally {
    await observations.close();
  }
}
