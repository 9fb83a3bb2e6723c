/** @file Synthetic pictures made by several threads, delivered in order: the bytes do not depend on how many. */

import { availableParallelism } from 'node:os';
import type { PoseSplit, Recipe, SyntheticSample } from '../../synthetic/index.ts';
import type { Fingerprint } from './fingerprint.ts';
import { inOrder, startWorker } from '../../node/index.ts';

/** What every thread needs to know. */
export interface SynthesisTask {
  readonly recipe: Recipe;
  /** With the recipe and an index it decides a picture to the bit. */
  readonly seed: number | string;
  /** Captured poses to draw from instead of the prior. */
  readonly poses?: { readonly file: string; readonly split: PoseSplit } | undefined;
}

/** Which pictures of a recipe, and how many threads make them. */
export interface SynthesisOptions extends SynthesisTask {
  /** The first index. Default 0. */
  readonly start?: number;
  /** Pictures. */
  readonly count: number;
  /** Threads; default: one a core. */
  readonly threads?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A picture of a recipe, and which one it is. */
export interface IndexedSample {
  readonly index: number;
  /** Its picture is the receiver's own. */
  readonly sample: SyntheticSample;
}

/** Pictures a thread may be ahead of the consumer; each is about a megabyte. */
const AHEAD = 4;

/**
 * Makes pictures `start … start + count − 1` of a recipe in worker threads and yields them in order. Leaving the loop
 * stops the threads.
 * @throws whatever making a picture throws; E_RUNTIME for a thread that ends by itself; E_ABORT.
 * @example
 * ```ts
 * import { findRecipe, synthesiseInThreads } from 'multiroi/train';
 *
 * const task = { recipe: findRecipe('seated'), seed: 'mine', count: 2, threads: 1 };
 * for await (const { index, sample } of synthesiseInThreads(task)) {
 *   const { image, people } = sample;
 *   console.log(`${index}: ${image.width}×${image.height}, people: ${people.length}`);
 * }
 * ```
 */
export function synthesiseInThreads({
  start = 0,
  count,
  threads = availableParallelism(),
  signal,
  ...task
}: SynthesisOptions): AsyncGenerator<IndexedSample> {
  return inOrder<IndexedSample>({
    who: 'synthesise',
    start,
    end: start + count,
    threads,
    ahead: AHEAD * Math.min(threads, count),
    spawn: () => startWorker(import.meta.url, 'synthesis-worker', task satisfies SynthesisTask),
    task: (index) => index,
    signal,
  });
}

/** What threads that make a benchmark need to know. */
export interface BenchmarkTask {
  readonly benchmark: string;
}

/** A picture of a frozen benchmark, with what is compared with the committed fingerprint. */
export interface BenchmarkPicture extends IndexedSample {
  readonly fingerprint: Fingerprint;
}

/**
 * Makes pictures `start … start + count − 1` of a frozen benchmark, counted through all its strata.
 * @throws as {@link synthesiseInThreads}.
 */
export function benchmarkInThreads({
  benchmark,
  start,
  count,
  threads = availableParallelism(),
  signal,
}: BenchmarkTask &
  Pick<
    SynthesisOptions,
    'start' | 'count' | 'threads' | 'signal'
  >): AsyncGenerator<BenchmarkPicture> {
  const first = start ?? 0;
  return inOrder<BenchmarkPicture>({
    who: 'synthesise',
    start: first,
    end: first + count,
    threads,
    ahead: AHEAD * Math.min(threads, count),
    spawn: () =>
      startWorker(import.meta.url, 'benchmark-worker', { benchmark } satisfies BenchmarkTask),
    task: (index) => index,
    signal,
  });
}
