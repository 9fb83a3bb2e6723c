import { expect, test, vi } from 'vitest';
import { INITIAL_STATE } from '../state/state.ts';
import { createStore } from '../state/store.ts';
import { set } from '../state/transitions.ts';
import { Tasks, type Task } from './tasks.ts';

const setup = () => {
  const { store, update } = createStore(INITIAL_STATE);
  return { store, tasks: new Tasks(update) };
};

test('a task that another one has replaced changes nothing, and what it brings is closed', async () => {
  const { store, tasks } = setup();
  let old: Task | undefined;
  let resume: (() => void) | undefined;
  const first = tasks.run('first', async (task) => {
    old = task;
    await new Promise<void>((settle) => (resume = settle));
    task.update(set({ rois: 1 }), owned);
  });
  const owned = { close: vi.fn() };
  const second = tasks.run('second', async (task) => {
    await Promise.resolve();
    task.update(set({ rois: 2 }));
  });
  expect(old?.signal.aborted).toBe(true);
  await second;
  resume?.();
  await first;
  old?.report({ kind: 'busy', text: 'late' });
  expect(store.state.rois).toBe(2);
  expect(owned.close).toHaveBeenCalledOnce();
  expect(store.state.status).toEqual({ kind: 'idle', text: '' });
});

test('stopped by the reader: nothing more changes, and the status is that it stopped', async () => {
  const { store, tasks } = setup();
  const running = tasks.run('long', async (task) => {
    // as fetch does: an error of the browser's own
    await new Promise((_, fail) => {
      task.signal.addEventListener('abort', () => fail(new DOMException('gone', 'AbortError')));
    });
    task.update(set({ rois: 1 }));
  });
  expect(store.state.status).toEqual({ kind: 'busy', text: 'long' });
  tasks.cancel();
  await running;
  expect(store.state.status).toEqual({ kind: 'idle', text: 'Stopped' });
  expect(store.state.rois).toBe(INITIAL_STATE.rois);
});

test('what goes wrong is the status; the error of a replaced task is not', async () => {
  const { store, tasks } = setup();
  let fail: ((error: Error) => void) | undefined;
  const first = tasks.run('first', () => new Promise((_, reject) => (fail = reject)));
  const second = tasks.run('second', () => Promise.reject(new Error('second is broken')));
  await second;
  expect(store.state.status).toEqual({ kind: 'error', text: 'second is broken' });
  fail?.(new Error('first is broken'));
  await first;
  expect(store.state.status.text).toBe('second is broken');
});
