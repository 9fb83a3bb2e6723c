/** @file Regions, quality, focal length, boxes: each asks the network again. */

import type { Box } from '../../src/camera/index.ts';
import type { Quality } from '../../src/reconstruct/index.ts';
import { clipChanged, refocused, set } from '../state/transitions.ts';
import type { ActionContext } from './context.ts';
import { reconstructPhoto } from './reconstruct-photo.ts';
import { reconstructClip } from './reconstruct-video.ts';

/** What is in hand, with what is chosen now. */
export async function reconstructAgain(context: ActionContext): Promise<void> {
  const { clip, live, photo } = context.store.state;
  // a camera reads what is chosen with every frame
  if (live !== null) return;
  const text = 'Reconstructing again';
  if (clip?.stored === true) return;
  if (clip !== null) {
    return await context.tasks.run(text, (task) => reconstructClip(context, task, clip.id));
  }
  if (typeof photo?.id !== 'number') return;
  await context.tasks.run(text, (task) => reconstructPhoto(context, task));
}

/** M. */
export function chooseRois(context: ActionContext, rois: number): Promise<void> {
  context.update(set({ rois }));
  return reconstructAgain(context);
}

export function chooseQuality(context: ActionContext, quality: Quality): Promise<void> {
  // what the quality stands for, until another is chosen
  context.update(set({ quality, mirror: null }));
  return reconstructAgain(context);
}

/** Whether bodies are laid on the key-points that are seen. */
export function chooseRefine(context: ActionContext, refine: boolean): Promise<void> {
  context.update(set({ refine }));
  return reconstructAgain(context);
}

/** Whether everybody is looked at in a mirror, too. */
export function chooseMirror(context: ActionContext, mirror: boolean): Promise<void> {
  context.update(set({ mirror }));
  return reconstructAgain(context);
}

/** The result under another focal length, at once and without the network. */
export function previewFocal(context: ActionContext, focalPx: number): void {
  context.update(refocused(focalPx));
}

/** The photograph's own again. */
export function clearFocal(context: ActionContext): Promise<void> {
  context.update(set({ focalPx: null }));
  return reconstructAgain(context);
}

/** @param boxes null: whoever is found. */
export function chooseBoxes(context: ActionContext, boxes: readonly Box[] | null): Promise<void> {
  context.update(set({ boxes, drawing: false }));
  return reconstructAgain(context);
}

/** Frames taken in a second of video; begins anew. */
export async function chooseRate(context: ActionContext, rate: number): Promise<void> {
  const { clip } = context.store.state;
  if (clip === null) return;
  context.update(clipChanged(clip.id, { rate }));
  await reconstructAgain(context);
}
