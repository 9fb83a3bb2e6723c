/** @file What the processes of the fuzzer say to each other, and the limits that both know. */

import type { Fault } from './target.ts';

/** What an input may take at most. */
export const LIMITS = { ms: 1_000, mb: 512 } as const;
export interface Range {
  readonly from: number;
  readonly to: number;
  /** Whether every input is announced before it is run: the parent looks for one that kills. */
  readonly announce: boolean;
}

export interface Found extends Fault {
  readonly input: number;
  /** Base64 of the input, made small where the fault is an error. */
  readonly bytes: string;
}

export interface Progress {
  /** All inputs below it have been run. */
  readonly next: number;
  /** Of the slowest input: processor time where the clock had gone on meanwhile. */
  readonly slowestMs: number;
  /** Most memory of the process so far. */
  readonly peakMb: number;
  /** Processor time since the last word. */
  readonly seconds: number;
  readonly found: readonly Found[];
}
