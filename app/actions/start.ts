/** @file The engine's beginning, and what it runs on. */

import type { WebProvider } from '../../src/web/index.ts';
import { busy, reported, set } from '../state/transitions.ts';
import { ask, type ActionContext } from './context.ts';
import { reconstructPhoto } from './reconstruct-photo.ts';

/** Starts the engine; photographs that are opened meanwhile wait for it. */
export function start(context: ActionContext, provider: WebProvider | 'auto'): Promise<void> {
  const { devices, engine, tasks, update } = context;
  context.undecided = provider === 'auto';
  // its progress goes on after its answer: files are fetched when they are needed
  const onProgress = (done: number, total: number): void => loading(context, done, total);
  context.started = engine
    .call('start', { assets: devices.folder('./'), provider }, { onProgress })
    .then((info) => update(set({ info })));
  return tasks.run('Starting', async (task) => {
    await context.started;
    const text = 'Ready: drop a photograph, or take a sample';
    task.update(reported({ kind: 'idle', text }));
    prepare(context, true);
  });
}

/**
 * Has the networks made ready before they are asked for: at the beginning those of an earlier visit, and all of them once a reader is
 * about to choose something.
 */
export function prepare(context: ActionContext, onlyKept = false): void {
  const { rois, quality } = context.store.state;
  ask(context, 'prepare', { rois, quality, onlyKept }).catch(() => {
    // whoever needs them asks again, and is told what is wrong
  });
}

function loading({ store, update }: ActionContext, done: number, total: number): void {
  if (store.state.status.kind !== 'busy' || done >= total) return;
  const mb = (bytes: number): string => (bytes / 1e6).toFixed(1);
  update(busy(`Loading networks, ${mb(done)} of ${mb(total)} MB`, done / total));
}

/**
 * The provider that the reader chose. The engine changes it even when the task is stopped meanwhile, so the
 * answer is taken in any case.
 */
export function chooseProvider(context: ActionContext, provider: WebProvider): Promise<void> {
  return context.tasks.run('Changing the provider', async (task) => {
    const info = await ask(context, 'use', provider);
    context.undecided = false;
    context.update(set({ info }));
    await reconstructPhoto(context, task);
  });
}
