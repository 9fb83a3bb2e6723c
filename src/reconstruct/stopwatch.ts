/** @file Milliseconds by stage. A stage entered again adds to itself. */

import type { Stage, Timings } from '../result/index.ts';

/** Told of a stage that is over; a stage may be entered again. Times are those of `performance.now()`, ms. */
export type OnStage = (stage: Stage, startMs: number, endMs: number) => void;

/** Milliseconds by stage, added up over people. */
export class Stopwatch {
  readonly #ms: Timings = {};
  readonly #onStage: OnStage | undefined;

  constructor(onStage?: OnStage) {
    this.#onStage = onStage;
  }

  /** Runs `work` on the account of a stage, also when it throws. */
  async measure<T>(stage: Stage, work: () => T | Promise<T>): Promise<T> {
    const startMs = performance.now();
    try {
      return await work();
    } finally {
      const endMs = performance.now();
      this.#ms[stage] = (this.#ms[stage] ?? 0) + endMs - startMs;
      this.#onStage?.(stage, startMs, endMs);
    }
  }

  /** What was measured so far, to the microsecond. */
  timings(): Timings {
    const rounded = Object.entries(this.#ms).map(([stage, ms]) => [
      stage,
      Math.round(ms * 1000) / 1000,
    ]);
    return Object.fromEntries(rounded) as Timings;
  }
}
