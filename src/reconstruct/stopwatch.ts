/** @file Milliseconds by stage. A stage entered again adds to itself. */

import type { Stage, Timings } from '../result/index.ts';

/** Milliseconds by stage, added up over people. */
export class Stopwatch {
  readonly #ms: Timings = {};

  /** Runs `work` on the account of a stage, also when it throws. */
  async measure<T>(stage: Stage, work: () => T | Promise<T>): Promise<T> {
    const startMs = performance.now();
    try {
      return await work();
    } finally {
      this.#ms[stage] = (this.#ms[stage] ?? 0) + performance.now() - startMs;
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
