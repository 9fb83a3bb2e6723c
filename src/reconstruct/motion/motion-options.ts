/** @file What a caller may choose of a motion, and what happens otherwise. */

import { throwIssues, type Issue, type Logger } from '../../base/index.ts';
import type { VideoRange } from '../../platform/index.ts';
import type { ReconstructOptions } from '../options.ts';
import type { SeenFrame } from './observation.ts';

/** Where what was seen is written down, so that a run that is stopped can go on. */
export interface ObservationLog {
  /** What an earlier run of the same video and options has seen, in its order. */
  past(): AsyncIterable<SeenFrame> | Iterable<SeenFrame>;
  /** Called once a frame that is new, in order. */
  add(frame: SeenFrame): Promise<void>;
  /** Everything so far, of this run as well, as often as it is asked for: a log that has it spares a long video's run the memory. */
  all?(): AsyncIterable<SeenFrame> | Iterable<SeenFrame>;
}

/** How far a motion has come. */
export interface MotionProgress {
  /** `look`: pictures are looked at; `fit`: people are laid on all of their frames at once. */
  readonly stage: 'look' | 'fit';
  /** Pictures, or people. */
  readonly done: number;
  /** Null where nobody can tell before the end. */
  readonly total: number | null;
}

/** What concerns every picture of a video as it does a photograph. */
export interface VideoReconstructOptions extends Pick<
  ReconstructOptions,
  | 'betas'
  | 'file'
  | 'focalPx'
  | 'fovDeg'
  | 'heightM'
  | 'intrinsics'
  | 'minSizePx'
  | 'mirror'
  | 'persons'
  | 'signal'
  | 'threshold'
> {}

/** What concerns one video. */
export interface VideoMotionOptions
  extends VideoRange, VideoReconstructOptions, Pick<ReconstructOptions, 'refine'> {
  /** How smooth poses and places are over time, 0–1: 0 leaves every frame as it is by itself; default 0.5. */
  readonly smooth?: number | undefined;
  /** Whether the camera does not move: only then feet that stand are held, and the floor is looked for; default false. */
  readonly staticCamera?: boolean | undefined;
  /** How often people are looked for everywhere, s; in between they are followed. Default 0.5; 0: in every frame, as without `refine`. */
  readonly searchS?: number | undefined;
  /** Told of how far it has come. */
  readonly onMotionProgress?: ((progress: MotionProgress) => void) | undefined;
  /** What makes it resumable. */
  readonly observations?: ObservationLog | undefined;
  /** Told what is odd about the video; default: what `load` was given. */
  readonly log?: Logger | undefined;
}

/** What is left out of `VideoMotionOptions`. */
export const MOTION_DEFAULTS: {
  readonly smooth: number;
  readonly staticCamera: boolean;
  readonly searchS: number;
} = { smooth: 0.5, staticCamera: false, searchS: 0.5 };

/** @throws E_RANGE with everything that cannot be meant. */
export function checkMotionOptions({ smooth, searchS }: VideoMotionOptions): void {
  const issues: Issue[] = [];
  if (smooth !== undefined && !(smooth >= 0 && smooth <= 1)) {
    issues.push({ path: 'smooth', message: `expected 0 to 1, got ${smooth}` });
  }
  if (searchS !== undefined && !(searchS >= 0 && Number.isFinite(searchS))) {
    issues.push({ path: 'searchS', message: `expected 0 s or more, got ${searchS}` });
  }
  throwIssues('E_RANGE', 'motion', issues);
}
