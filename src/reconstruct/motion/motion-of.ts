/** @file A motion out of everything that was seen of a video. */

import type { BodyModel } from '../../body/index.ts';
import type { Intrinsics } from '../../camera/index.ts';
import { throwIfAborted } from '../../base/index.ts';
import {
  MOTION_SCHEMA_VERSION,
  type Mat3,
  type ModelInfo,
  type Motion,
  type MotionTrack,
  type MotionVideo,
} from '../../result/index.ts';
import type { TrackCollector } from './collect-tracks.ts';
import { worldOf } from './world.ts';
import { layTrack, type LayOptions } from './lay-track.ts';

/** What a motion speaks of. */
export interface MotionScene {
  readonly video: MotionVideo;
  readonly model: ModelInfo;
  readonly body: BodyModel;
  readonly intrinsics: Intrinsics;
}

/** How people are laid, and who is told. */
export interface MotionOfOptions extends LayOptions {
  /** People done, people in all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Lays everybody. @throws E_ABORT; what reading again throws. */
export async function motionOf(
  collected: TrackCollector,
  { video, model, body, intrinsics }: MotionScene,
  { onProgress, signal, ...lay }: MotionOfOptions,
): Promise<Motion> {
  const { fx, fy, cx, cy } = intrinsics;
  const K: Mat3 = [
    [fx, 0, cx],
    [0, fy, cy],
    [0, 0, 1],
  ];
  const total = collected.count(video.fps);
  const tracks: MotionTrack[] = [];
  for await (const track of collected.tracks(video.fps)) {
    throwIfAborted('motion', signal);
    tracks.push(layTrack(track, body, K, lay));
    onProgress?.(tracks.length, total);
  }
  const world = lay.staticCamera ? worldOf(tracks, body) : undefined;
  return {
    schemaVersion: MOTION_SCHEMA_VERSION,
    video,
    model,
    camera: { K, static: lay.staticCamera, ...(world !== undefined && { world }) },
    tracks,
    cuts: collected.cuts,
    smoothed: lay.smooth > 0,
  };
}
