/** @file A video of a request, in a thread: into a file, since decoders go back and forth in it, and away again. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { motionGlb } from '../animation/index.ts';
import type { OnProgress } from '../base/index.ts';
import { nodeVideos } from '../node/index.ts';
import type { MultiRoi } from '../reconstruct/index.ts';
import { motionText } from '../result/index.ts';
import { MOTION_FORMATS, type MotionTask, type Picture } from './messages.ts';

/** Pictures, then people; of a video that does not tell its length the total is what was done. */
const WHAT = { look: 'pictures', fit: 'people' } as const;

/** Makes a motion. @throws as `MultiRoi.motion`; E_ABORT. */
export async function makeMotion(
  hmr: MultiRoi,
  { bytes, format, maxPixels, options }: MotionTask,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Picture> {
  const folder = await mkdtemp(join(tmpdir(), 'multiroi-video-'));
  try {
    const path = join(folder, 'video');
    await writeFile(path, bytes);
    const { fps, fromS, toS } = options;
    const video = await nodeVideos.open(path, { fps, fromS, toS, maxPixels, signal });
    const run = hmr.motion(video, {
      ...options,
      signal,
      onMotionProgress: ({ stage, done, total }) => onProgress(done, total ?? done, WHAT[stage]),
    });
    const motion = await run.finish();
    const body =
      format === 'glb'
        ? (await motionGlb(motion, hmr.body)).bytes
        : new TextEncoder().encode(motionText(motion));
    const people = motion.tracks.length;
    return { kind: 'motion', contentType: MOTION_FORMATS[format], body, people };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
