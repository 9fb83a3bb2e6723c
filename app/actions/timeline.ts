/** @file The reader among the frames of a video: seek, play, pause, smoothing. */

import { trimOf, type Clip, type ClipFrame } from '../state/state.ts';
import { clipChanged, frameShown } from '../state/transitions.ts';
import { attempt, type ActionContext } from './context.ts';

/** Shows a frame: one is made at a time, and the last one asked for is what stays. */
export async function seek(context: ActionContext, id: number, index: number): Promise<void> {
  const { clip } = context.store.state;
  if (clip?.id !== id) return;
  const at = Math.max(0, Math.min(clip.frames.length - 1, index));
  context.update(clipChanged(id, { at }));
  const shown = context.showing.then(() => showFrame(context, id));
  // whoever asked for this frame gets its error; the next frame is no part of it
  context.showing = shown.catch(() => undefined);
  await shown;
}

async function showFrame({ store, ...context }: ActionContext, id: number): Promise<void> {
  const { clip, body } = store.state;
  const frame = clip?.frames[clip.at];
  if (clip?.id !== id || frame === undefined || body === null) return;
  const { at, name, smooth, lockShape } = clip;
  const result = context.smoothed.at(clip, at, body);
  const bitmap = await pictureOf(context, clip, frame);
  const now = store.state.clip;
  const stands =
    now?.id === id &&
    now.at === at &&
    now.frames[at] === frame &&
    now.smooth === smooth &&
    now.lockShape === lockShape;
  // something else was asked for while the picture was decoded
  if (!stands) return bitmap?.close();
  context.update((state) =>
    frameShown(name, bitmap, result)(clipChanged(id, { shown: at })(state)),
  );
}

/** What the screen shows of a frame; null where there is no picture of it. */
async function pictureOf(
  { devices }: Pick<ActionContext, 'devices'>,
  { video }: Clip,
  { picture, timeS }: ClipFrame,
): Promise<ImageBitmap | null> {
  if (picture !== null) return devices.decode(picture);
  if (video === null || timeS > video.durationS) return null;
  return video.frameAt(timeS, new AbortController().signal);
}

/** Shows a frame that the reader chose: the work goes on unseen. */
async function choose(context: ActionContext, clip: Clip, index: number): Promise<void> {
  context.update(clipChanged(clip.id, { following: false }));
  await seek(context, clip.id, index);
}

/** To a frame. */
export function scrub(context: ActionContext, index: number): void {
  const { clip } = context.store.state;
  if (clip === null) return;
  context.update(clipChanged(clip.id, { playing: false }));
  attempt(context, choose(context, clip, index));
}

/** A frame on, or back. */
export function step(context: ActionContext, by: number): void {
  const { clip } = context.store.state;
  if (clip !== null) scrub(context, clip.at + by);
}

/** Smoothing and locked shape act at once, on all frames. */
export function chooseSmoothing(
  context: ActionContext,
  choice: { readonly smooth?: boolean; readonly lockShape?: boolean },
): void {
  const { clip } = context.store.state;
  if (clip === null) return;
  context.update(clipChanged(clip.id, { ...choice, shown: null }));
  if (clip.frames.length > 0) attempt(context, choose(context, clip, clip.at));
}

/** Marks the frame in hand as the first or the last that is played and exported; null: all of them are. */
export function trim({ store, update }: ActionContext, end: 'first' | 'last' | null): void {
  const { clip } = store.state;
  if (clip === null) return;
  if (end === null) return update(clipChanged(clip.id, { trim: null }));
  const [first, last] = trimOf(clip);
  const { at } = clip;
  const marks: [number, number] =
    end === 'first' ? [at, Math.max(at, last)] : [Math.min(first, at), at];
  update(clipChanged(clip.id, { trim: marks }));
}

export function playOrPause(context: ActionContext): void {
  const { clip } = context.store.state;
  if (clip === null) return;
  if (clip.playing) context.update(clipChanged(clip.id, { playing: false }));
  else if (clip.frames.length >= 2) attempt(context, play(context, clip));
}

/** As fast as it was filmed; frames that come too late are left out. */
async function play(context: ActionContext, { id, at, ...clipThen }: Clip): Promise<void> {
  const { rate } = clipThen;
  const [first, last] = trimOf(clipThen);
  const from = at >= last || at < first ? first : at;
  const began = performance.now();
  context.update(clipChanged(id, { playing: true, following: false }));
  try {
    for (;;) {
      const { clip } = context.store.state;
      if (clip?.id !== id || !clip.playing) return;
      const index = from + Math.floor(((performance.now() - began) / 1000) * rate);
      const [, end] = trimOf(clip);
      if (index !== clip.at || index === from) await seek(context, id, Math.min(index, end));
      // however late it is: it ends where it is to end
      if (index > end) return;
      await context.devices.nextFrame();
    }
  } finally {
    context.update(clipChanged(id, { playing: false }));
  }
}
