/** @file A video takes the place of what was in hand, once it can be read. */

import { clipTaken } from '../state/transitions.ts';
import type { ActionContext } from './context.ts';
import { reconstructClip } from './reconstruct-video.ts';

const FRAMES_PER_SECOND = 10;

export function openVideo(context: ActionContext, name: string, file: Blob): Promise<void> {
  return context.tasks.run(`Opening ${name}`, async (task) => {
    const video = await context.devices.openVideo(file, task.signal);
    const clip = {
      id: ++context.clips,
      name,
      video,
      run: 0,
      frames: [],
      rate: FRAMES_PER_SECOND,
      at: 0,
      shown: null,
      following: true,
      playing: false,
      stored: false,
      trim: null,
      smooth: true,
      lockShape: true,
      progress: null,
    };
    task.update(clipTaken(clip), video);
    await reconstructClip(context, task, clip.id);
  });
}
