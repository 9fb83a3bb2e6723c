/** @file What takes time, one thing at a time: a later task stops the one before it and bars its late answers. */

import { MultiRoiError } from '../../src/base/index.ts';
import type { State, Status } from '../state/state.ts';
import type { Transition, Update } from '../state/store.ts';
import { busy, failed, reported, set } from '../state/transitions.ts';

export interface Task {
  /** Aborted when it is stopped or another task begins. */
  readonly signal: AbortSignal;
  /**
   * Changes the state.
   * @param owned is closed if the change is refused.
   * @throws E_ABORT, changing nothing, once the task is stopped or another one has begun.
   */
  update(transition: Transition<State>, ...owned: readonly { close(): void }[]): void;
  /** Reports how far it is, as long as anybody wants to know. */
  report(status: Status): void;
  /** Whether no other task has begun. */
  isNewest(): boolean;
}

export class Tasks {
  readonly #update: Update<State>;
  /** Counts tasks; the state belongs to the newest. */
  #generation = 0;
  #running: AbortController | null = null;

  constructor(update: Update<State>) {
    this.#update = update;
  }

  /** Runs a task in place of the one that runs; what goes wrong with it becomes the status. */
  async run(text: string, work: (task: Task) => Promise<void>): Promise<void> {
    this.#running?.abort();
    const controller = new AbortController();
    const generation = ++this.#generation;
    const isNewest = (): boolean => generation === this.#generation;
    const { signal } = controller;
    this.#running = controller;
    const task: Task = {
      signal,
      isNewest,
      update: (transition, ...owned) => {
        if (isNewest() && !signal.aborted) return this.#update(transition);
        for (const each of owned) each.close();
        throw new MultiRoiError('E_ABORT', 'task: stopped on request');
      },
      report: (status) => {
        if (isNewest() && !signal.aborted) this.#update(reported(status));
      },
    };
    this.#update(busy(text));
    try {
      await work(task);
    } catch (error) {
      // the browser's own calls reject in their own words when they are aborted
      const stopped = new MultiRoiError('E_ABORT', 'task: stopped on request', { cause: error });
      if (isNewest()) this.#update(failed(signal.aborted ? stopped : error));
    } finally {
      if (isNewest()) {
        this.#running = null;
        this.#update((state) =>
          state.status.kind === 'busy' ? set({ status: { kind: 'idle', text: '' } })(state) : state,
        );
      }
    }
  }

  cancel(): void {
    this.#running?.abort();
  }
}
