/** @file A stored motion as a clip: played, trimmed and exported like one that was reconstructed here. */

import { frameResults } from '../../src/animation/index.ts';
import type { Motion } from '../../src/result/index.ts';
import type { Clip } from '../state/state.ts';
import { clipTaken, reported, set } from '../state/transitions.ts';
import { ask, type ActionContext } from './context.ts';
import type { Task } from './tasks.ts';
import { seek } from './timeline.ts';

/** Three minutes at 30 frames a second; more is not kept at once. */
const MOST_FRAMES = 5400;

/** @param video the one that it is of, where it was given along. */
export async function showMotion(
  context: ActionContext,
  task: Task,
  name: string,
  motion: Motion,
  video: Blob | null,
): Promise<void> {
  const body = await ask(context, 'body', motion.model.body, { signal: task.signal });
  const resultOf = frameResults(motion, body);
  const { fps, frames: all } = motion.video;
  const count = Math.min(all, MOST_FRAMES);
  const frames = Array.from({ length: count }, (_, i) => ({
    timeS: i / fps,
    result: resultOf(i),
    picture: null,
  }));
  const { devices } = context;
  const opened = video === null ? null : await devices.openVideo(video, task.signal);
  const clip: Clip = {
    id: ++context.clips,
    name: name.replace(/\.motion\.json$|\.json$/i, ''),
    video: opened,
    stored: true,
    frames,
    run: 0,
    rate: fps,
    at: 0,
    shown: null,
    following: false,
    playing: false,
    trim: null,
    smooth: false,
    lockShape: false,
    progress: null,
  };
  context.smoothed.forget();
  task.update(clipTaken(clip), ...(opened === null ? [] : [opened]));
  task.update(set({ body }));
  await seek(context, clip.id, 0);
  const people = motion.tracks.length === 1 ? '1 person' : `${motion.tracks.length} people`;
  const text = `${people} in ${count} frames`;
  const hint = count < all ? `the first ${count} of ${all} frames` : undefined;
  task.update(reported({ kind: 'idle', text, ...(hint !== undefined && { hint }) }));
}
