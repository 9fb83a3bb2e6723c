/** @file The reader among the frames of a video: seek, play, pause, smoothing. */

import type { Clip } from '../state/state.ts';
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
  const bitmap = await context.devices.decode(frame.picture);
  if (bitmap === null) return;
  const now = store.state.clip;
  const stands =
    now?.id === id &&
    now.at === at &&
    now.frames[at] === frame &&
    now.smooth === smooth &&
    now.lockShape === lockShape;
  // something else was asked for while the picture was decoded
  if (!stands) return bitmap.close();
  context.update((state) =>
    frameShown(name, bitmap, result)(clipChanged(id, { shown: at })(state)),
  );
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

export function playOrPause(context: ActionContext): void {
  const { clip } = context.store.state;
  if (clip === null) return;
  if (clip.playing) context.update(clipChanged(clip.id, { playing: false }));
  else if (clip.frames.length >= 2) attempt(context, play(context, clip));
}

/** As fast as it was filmed; frames that come too late are left out. */
async function play(context: ActionContext, { id, at, frames, rate }: Clip): Promise<void> {
  const from = at >= frames.length - 1 ? 0 : at;
  const began = performance.now();
  context.update(clipChanged(id, { playing: true, following: false }));
  try {
    for (;;) {
      const { clip } = context.store.state;
      if (clip?.id !== id || !clip.playing) return;
      const index = from + Math.floor(((performance.now() - began) / 1000) * rate);
      if (index >= clip.frames.length) return;
      if (index !== clip.at || index === from) await seek(context, id, index);
      await context.devices.nextFrame();
    }
  } finally {
    context.update(clipChanged(id, { playing: false }));
  }
}
