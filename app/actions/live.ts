/** @file The device's camera, frame after frame: always the newest one. */

import { MultiRoiError } from '../../src/base/index.ts';
import { MotionFilter, Tracker } from '../../src/video/index.ts';
import type { State } from '../state/state.ts';
import { frameShown, liveTaken, reported, set } from '../state/transitions.ts';
import type { ActionContext, Camera } from './context.ts';
import { networkBody, predictFrame } from './predict.ts';
import type { Task } from './tasks.ts';

/** How fast the shown rate follows. */
const RATE_WEIGHT = 0.25;

/** Starts the camera, or stops it. What was in hand stays until the camera has been opened. */
export async function toggleLive(context: ActionContext): Promise<void> {
  const { store, tasks, devices, update } = context;
  if (store.state.live !== null) return tasks.cancel();
  const lost = workOf(store.state);
  if (lost !== null && !devices.confirm(`${lost} will be gone. Look through the camera?`)) return;
  await tasks.run('Opening the camera', async (task) => {
    const camera = await devices.openCamera(1280);
    try {
      task.update(liveTaken);
      await watch(context, task, camera);
    } finally {
      camera.close();
      // its last frame stays; a live view after this one is no business of this one
      if (store.state.live !== null && task.isNewest()) update(set({ live: null }));
    }
  });
}

/** What a reader would miss; null for nothing that could not be had again by opening a file. */
function workOf({ clip, result, original }: State): string | null {
  if (clip !== null && !clip.stored && clip.frames.length > 0) return 'The reconstructed video';
  return result === original ? null : 'What was changed by hand';
}

async function watch(context: ActionContext, task: Task, camera: Camera): Promise<void> {
  const filter = new MotionFilter(await networkBody(context, task));
  const tracker = new Tracker();
  task.update(reported({ kind: 'idle', text: 'Live' }));
  let last = performance.now();
  // while a frame is worked on the camera goes on; the next one is what it shows then
  for (let follows = false; ; follows = true) {
    if (!camera.active) {
      throw new MultiRoiError('E_IO', 'camera: expected a picture, got a camera that went away');
    }
    const timeS = performance.now() / 1000;
    const taken = await camera.grab();
    const frame = await predictFrame(context, 'camera', taken, follows, task.signal);
    const result = filter.next({ timeS, result: tracker.next(frame.result, timeS) });
    const now = performance.now();
    const rate = 1000 / (now - last);
    last = now;
    task.update((state) => {
      const shown = state.live?.framesPerSecond ?? rate;
      const live = { framesPerSecond: shown + RATE_WEIGHT * (rate - shown) };
      return { ...frameShown('camera', frame.bitmap, result)(state), live };
    }, frame.bitmap);
  }
}
