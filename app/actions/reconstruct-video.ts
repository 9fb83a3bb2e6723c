/**
 * @file A clip's frames reconstructed one after the other, people followed. Pixels are not kept: a small JPEG of
 * every frame is, up to a cap. Stopping keeps what is done.
 */

import { Tracker } from '../../src/video/index.ts';
import type { Clip } from '../state/state.ts';
import { clipChanged, frameShown, reported, set } from '../state/transitions.ts';
import type { ActionContext } from './context.ts';
import { networkBody, predictFrame } from './predict.ts';
import type { Task } from './tasks.ts';
import { seek } from './timeline.ts';

/** A minute at 30 frames a second; results are a few kB each. */
const MOST_FRAMES = 1800;
const MOST_PICTURE_BYTES = 96 * 1024 * 1024;

function clipOf({ store }: ActionContext, id: number): Clip | null {
  return store.state.clip?.id === id ? store.state.clip : null;
}

/** From the first frame on. */
export async function reconstructClip(
  context: ActionContext,
  task: Task,
  id: number,
): Promise<void> {
  context.smoothed.forget();
  const run = (clipOf(context, id)?.run ?? 0) + 1;
  const afresh = {
    run,
    frames: [],
    at: 0,
    shown: null,
    following: true,
    playing: false,
    trim: null,
  };
  task.update(clipChanged(id, { ...afresh, progress: { done: 0, total: 0, leftS: NaN } }));
  let ended: string | null;
  try {
    ended = await eachFrame(context, task, id);
  } finally {
    // also when another task has taken over: it may leave the clip where it is
    const clip = clipOf(context, id);
    if (clip?.run === run) {
      context.update(clipChanged(id, { progress: null, shown: null }));
      await seek(context, id, clip.following ? 0 : clip.at);
    }
  }
  const count = clipOf(context, id)?.frames.length ?? 0;
  const hint = ended ?? context.store.state.notice;
  const text = `${count} ${count === 1 ? 'frame' : 'frames'}`;
  task.update(reported({ kind: 'idle', text, ...(hint !== null && { hint }) }));
  task.update(set({ notice: null }));
}

/** @returns why it ended before the video did, or null. */
async function eachFrame(context: ActionContext, task: Task, id: number): Promise<string | null> {
  const { devices } = context;
  const clip = clipOf(context, id);
  const video = clip?.video ?? null;
  if (clip === null || video === null) return null;
  const { name, rate } = clip;
  const wanted = Math.max(1, Math.floor(video.durationS * rate));
  const total = Math.min(MOST_FRAMES, wanted);
  const tracker = new Tracker();
  const began = performance.now();
  let bytes = 0;
  for (let i = 0; i < total; i++) {
    const done = performance.now() - began;
    const leftS = i === 0 ? NaN : (done / i / 1000) * (total - i);
    task.update(clipChanged(id, { progress: { done: i, total, leftS } }));
    const text = 'Reconstructing the video';
    task.update(reported({ kind: 'busy', text, share: i / total }));
    const timeS = i / rate;
    const taken = await video.frameAt(timeS, task.signal);
    if (i === 0) await showFirst(context, task, name, taken);
    const { bitmap, result } = await predictFrame(context, name, taken, i > 0, task.signal);
    const picture = await devices.smallJpeg(bitmap);
    bytes += picture.size;
    const tracked = tracker.next(result, timeS);
    const now = clipOf(context, id);
    const frames = [...(now?.frames ?? []), { timeS, result: tracked, picture }];
    if (now?.following === true) {
      const shown = { frames, at: i, shown: i };
      task.update(
        (state) => frameShown(name, bitmap, tracked)(clipChanged(id, shown)(state)),
        bitmap,
      );
    } else {
      bitmap.close();
      task.update(clipChanged(id, { frames }));
    }
    if (bytes > MOST_PICTURE_BYTES) return `its pictures fill ${MOST_PICTURE_BYTES >> 20} MB`;
  }
  return total < wanted ? `the first ${MOST_FRAMES} frames; take fewer in a second` : null;
}

/** The first frame is on the stage while networks are loaded for it; the body is asked for meanwhile. */
async function showFirst(
  context: ActionContext,
  task: Task,
  name: string,
  frame: ImageBitmap,
): Promise<void> {
  const bitmap = await context.devices.copy(frame);
  const photo = { name, bitmap, id: null };
  task.update(set({ photo, original: null, result: null }), bitmap);
  await networkBody(context, task);
}
