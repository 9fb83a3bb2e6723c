/**
 * @file An ablation: whatever cells its rows lack are run, several at once, and every finished one is a row at once;
 * a run that is killed loses the cells in work and nothing else.
 */

import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readBody } from '../../body/index.ts';
import { throwIfAborted } from '../../base/index.ts';
import {
  ablationFeatures,
  cellDigests,
  CELLS,
  formatRow,
  fullRun,
  poseShard,
  parseRows,
  type AblationBenchmark,
  type AblationRows,
  type Cell,
} from '../../evaluation/index.ts';
import type { FeatureSet, Shard } from '../../features/index.ts';
import { environment } from '../train/run-facts.ts';
import { runCell, type AblationData } from './ablation-cell.ts';
import { measureSpeeds } from './ablation-speed.ts';
import { openFeatures } from '../featurise/feature-cache.ts';
import { nodeFiles, writeWhole } from '../../node/index.ts';

/**
 * What an ablation needs, and whom it tells how far it is. Rows that the file holds already are not computed again.
 */
export interface AblateOptions {
  readonly benchmark: AblationBenchmark;
  /** File of rows; made when absent. */
  readonly rows: string;
  /** The cache of features. */
  readonly features: string;
  /** Cells at once, each on one thread. */
  readonly jobs: number;
  /** Measure how many people a second pass, even if rows say it. */
  readonly measure: boolean;
  /** Of the package. */
  readonly version: string;
  readonly signal?: AbortSignal | undefined;
  /** Before features are made that the cache lacks. */
  readonly onMissing?: (people: number) => void;
  /** After every person whose features were made. */
  readonly onPerson?: (done: number, people: number) => void;
  /** @param cells that are to be run; @param steps of them all. */
  readonly onCells?: (cells: number, steps: number) => void;
  /** @param done training steps, of all cells together. */
  readonly onStep?: (done: number) => void;
  /** After a cell was trained, scored and written down. */
  readonly onCell?: (cell: string, seed: number, mpjpeMm: number) => void;
}

/**
 * Trains and scores every cell of an ablation with every seed, as far as the file of rows does not hold them yet.
 * @returns the rows, whole.
 * @throws E_CONFIG for rows of another definition, E_FORMAT, E_ABORT.
 * @example
 * ```ts
 * import { ablate, findAblation, renderAblation } from 'multiroi/train';
 *
 * const benchmark = findAblation('trial');
 * const files = { rows: 'ablation.jsonl', features: 'features' };
 * const rows = await ablate({ benchmark, ...files, jobs: 1, measure: false, version: '0' });
 * console.log(renderAblation(benchmark, rows, 'ablate.ts'));
 * ```
 */
export async function ablate(options: AblateOptions): Promise<AblationRows> {
  const { benchmark, rows, signal } = options;
  const digests = await cellDigests(benchmark);
  const found = await repaired(rows, digests);
  const done = new Set(found.cells.map(({ cell, seed }) => `${cell} ${seed}`));
  const pending = benchmark.seeds.flatMap((seed) =>
    CELLS.filter(({ id }) => !done.has(`${id} ${seed}`)).map((cell) => ({ cell, seed })),
  );
  if (pending.length > 0) await runCells(options, pending, digests);
  const wanted = Array.from({ length: fullRun(benchmark).network.rois }, (_, i) => i + 1);
  const missing = wanted.filter((M) => !found.speeds.some(({ rois }) => rois === M));
  const measured = await measureSpeeds(benchmark, options.measure ? wanted : missing, signal);
  const on = await machine(options.version);
  for (const speed of measured) await appendFile(rows, formatRow({ kind: 'speed', ...speed, on }));
  return parseRows(await readFile(rows, 'utf8'), digests);
}

/** Reads the file, and takes off the half line of a killed run, so that the next row is a line of its own. */
async function repaired(path: string, digests: ReadonlyMap<string, string>): Promise<AblationRows> {
  await mkdir(dirname(path), { recursive: true });
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const rows = parseRows(whole, digests);
  if (whole !== text) await writeWhole(path, whole);
  return rows;
}

interface Pending {
  readonly cell: Cell;
  readonly seed: number;
}

async function runCells(
  options: AblateOptions,
  pending: readonly Pending[],
  digests: ReadonlyMap<string, string>,
): Promise<void> {
  const { benchmark, rows, jobs, signal, onCells, onStep, onCell } = options;
  const data = await openData(options);
  const { batch, length } = fullRun(benchmark);
  const each =
    length.steps ?? Math.round(length.epochs * Math.floor(data.train.count / batch.people));
  onCells?.(pending.length, pending.length * each);
  const on = await machine(options.version);
  const queue = pending.values();
  const failed = new AbortController();
  const either = AbortSignal.any([failed.signal, ...(signal === undefined ? [] : [signal])]);
  let steps = 0;
  const work = async (): Promise<void> => {
    for (const { cell, seed } of queue) {
      throwIfAborted('ablate', either);
      const began = performance.now();
      const result = await runCell(benchmark, cell, seed, data, {
        signal: either,
        onStep: () => onStep?.(++steps),
      });
      const seconds = Math.round((performance.now() - began) / 1000);
      const digest = digests.get(cell.id) ?? '';
      await appendFile(rows, formatRow({ kind: 'cell', digest, ...result, seconds, on }));
      onCell?.(cell.id, seed, result.mpjpeMm);
    }
  };
  const all = Array.from({ length: Math.min(jobs, pending.length) }, () => work());
  try {
    await Promise.all(all);
  } finally {
    // one that failed stops the others
    failed.abort();
    await Promise.allSettled(all);
  }
}

async function openData(options: AblateOptions): Promise<AblationData> {
  const { benchmark, features, signal, onMissing, onPerson, jobs } = options;
  const open = (sets: readonly FeatureSet[]): Promise<Shard> =>
    openFeatures({
      sets,
      options: ablationFeatures(benchmark),
      poses: null,
      folder: features,
      threads: jobs,
      signal,
      onMissing,
      onPerson,
    });
  const run = fullRun(benchmark);
  const body = await readBody(nodeFiles, run.body);
  const train = await open(run.data.sets);
  const heldOut = await open([benchmark.heldOut]);
  return { body, train, heldOut: poseShard(heldOut, body) };
}

async function machine(version: string): Promise<string> {
  const { versions, machine: of } = await environment(version, 'graph');
  return [
    `multiroi ${versions['multiroi']}`,
    `node ${versions['node']}`,
    `onnxruntime ${versions['onnxruntime']}`,
    of['platform'],
    of['processor'],
  ].join(', ');
}
