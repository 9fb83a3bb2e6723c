/** @file What `multiroi bench` measures: one image, again and again, stage by stage. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { throwIfAborted } from '../../../base/index.ts';
import { MultiRoi, type LoadOptions, type ReconstructOptions } from '../../../reconstruct/index.ts';
import { outputsOf, STAGES, type OutputKind, type Stage } from '../../../result/index.ts';
import type { Io } from '../../shared/io.ts';
import { reconstructBytes } from '../../shared/reconstruct.ts';

/** In the order of the work; `load` happens once, `total` is everything else. */
export const BENCH_STAGES: readonly BenchStage[] = ['load', ...STAGES, 'total'];
/** Stages of a result, with loading before and everything together after them. */
export type BenchStage = 'load' | Stage | 'total';
export type StageMs = Partial<Record<BenchStage, number>>;

/** The measurement of one number of regions. */
export interface BenchRow {
  readonly rois: number;
  readonly people: number;
  /** The first run, sessions compiled on the way, ms. */
  readonly cold: StageMs;
  /** Medians of the runs that follow, ms. */
  readonly warm: StageMs;
  readonly peoplePerSecond: number | null;
  /** Largest memory of the process so far, MB: that of earlier rows included. */
  readonly peakMb: number;
}

/** What is run again and again. */
export interface BenchJob {
  readonly bytes: Uint8Array;
  readonly load: LoadOptions;
  readonly options: ReconstructOptions & { readonly file: string };
  readonly kinds: readonly OutputKind[];
  readonly repeat: number;
}

/** Of an even number of values, the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}

function mediansOf(runs: readonly StageMs[]): StageMs {
  const medians: StageMs = {};
  for (const stage of BENCH_STAGES) {
    const measured = runs.map((run) => run[stage]).filter((ms) => ms !== undefined);
    if (measured.length > 0) medians[stage] = median(measured);
  }
  return medians;
}

/** One image, from bytes to files. */
async function runOnce(
  hmr: MultiRoi,
  job: BenchJob,
  io: Io,
  folder: string,
): Promise<{ ms: StageMs; people: number }> {
  throwIfAborted('bench', io.signal);
  const start = io.nowMs();
  const { photo, result } = await reconstructBytes(hmr, job.bytes, job.options, io);
  const rendering = io.nowMs();
  const platform = await io.platform();
  const output = { kinds: job.kinds, glb: 'skinned', image: photo } as const;
  const { files } = await outputsOf(result, hmr.body, output, platform);
  const writing = io.nowMs();
  for (const { suffix, content } of files) await io.write(join(folder, `bench${suffix}`), content);
  const end = io.nowMs();
  const ms = {
    ...result.timings,
    render: writing - rendering,
    write: end - writing,
    total: end - start,
  };
  return { ms, people: result.people.length };
}

/** Measures each number of regions, fewest first, as the peak of memory can only grow. */
export async function measure(job: BenchJob, rois: readonly number[], io: Io): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'multiroi-bench-'));
  const rows: BenchRow[] = [];
  try {
    for (const M of rois) {
      const start = io.nowMs();
      const hmr = await MultiRoi.load(await io.platform(), { ...job.load, rois: M });
      const load = io.nowMs() - start;
      try {
        const cold = await runOnce(hmr, job, io, folder);
        const runs: StageMs[] = [];
        for (let i = 0; i < job.repeat; i++) runs.push((await runOnce(hmr, job, io, folder)).ms);
        const warm = mediansOf(runs);
        const rate = (1000 * cold.people) / (warm.total ?? Infinity);
        rows.push({
          rois: M,
          people: cold.people,
          cold: { load, ...cold.ms },
          warm,
          peoplePerSecond: cold.people === 0 ? null : rate,
          peakMb: process.resourceUsage().maxRSS / 1024,
        });
      } finally {
        await hmr.dispose();
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return rows;
}
