/** @file The people of the photograph in hand, with what is chosen now. */

import { busy, reported, resultShown, set } from '../state/transitions.ts';
import { ask, type ActionContext } from './context.ts';
import { networkBody, predict } from './predict.ts';
import type { Task } from './tasks.ts';

export async function reconstructPhoto(context: ActionContext, task: Task): Promise<void> {
  const { photo } = context.store.state;
  if (typeof photo?.id !== 'number') return;
  task.update(busy('Finding people'));
  await networkBody(context, task);
  const result = await predict(context, photo.id, task.signal, (done, total) => {
    const text = `Reconstructing person ${done} of ${total}`;
    task.report({ kind: 'busy', text, share: done / total });
  });
  task.update(resultShown(result));
  await calibrate(context, task);
}

/** The first time, and where there is a choice: the faster provider of those that agree. */
async function calibrate(context: ActionContext, task: Task): Promise<void> {
  const { info, status } = context.store.state;
  if (!context.undecided || info?.providers.includes('webgpu') !== true) return;
  context.undecided = false;
  task.update(busy('Comparing WebGPU and WASM'));
  // taken in any case: the engine changes over even when nobody waits any more
  const better = await ask(context, 'calibrate', null);
  context.update(set({ info: better }));
  task.update(reported(status));
}
