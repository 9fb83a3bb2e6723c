/** @file The work of `multiroi predict`: takes the folder, plans, runs, and closes the record. */

import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { PhotoThreads } from '../../../jobs/index.ts';
import { MultiRoi, photoOutputs, type LoadOptions } from '../../../reconstruct/index.ts';
import type { Logger } from '../../../base/index.ts';
import type { Context, ExitCode } from '../../parse/command.ts';
import { givenBoxes, type GivenBoxes } from '../../shared/given-boxes.ts';
import { skippedText, tellSkipped } from '../../shared/inputs.ts';
import { loadOptionsOf, reconstructOptionsOf } from '../../shared/model-options.ts';
import { resultFacts } from '../../shared/result-facts.ts';
import type { PredictValues } from './predict-options.ts';
import { findTasks, planRun, type Plan } from './plan.ts';
import { runTasks, type PredictJob, type RunOutcome } from './predict-run.ts';
import { openRunFolder } from './run-folder.ts';
import { RunJournal } from './run-journal.ts';
import {
  byStem,
  fingerprintOf,
  outputsOfRuns,
  recordPath,
  recordStem,
  recordText,
  resultsIn,
  type DoneImage,
  type FailedImage,
  type PastRun,
  type RunHead,
  type RunState,
} from './run-record.ts';
import { count } from '../../shared/common-options.ts';
import { reportName, requireOwnReport, writeReport } from './write-report.ts';

/** Options that change where and how a run is done, not what its results say. */
const INDIFFERENT = [
  'out',
  'save',
  'resume',
  'overwrite',
  'report',
  'shard',
  'files-from',
  'threads',
  'workers',
  'json',
  'quiet',
  'debug',
  'help',
  'config',
];

/** Runs the command to its exit code. */
export async function predictImages(context: Context<PredictValues>): Promise<ExitCode> {
  const { values, operands, io, version, log } = context;
  const startMs = io.nowMs();
  const startedAt = new Date().toISOString();
  const out = resolve(io.cwd, values.out);
  const load = await loadOptionsOf(values, io, log);
  const hmr = await MultiRoi.load(await io.platform(), load);
  try {
    const facts = await resultFacts(values, INDIFFERENT, io);
    const boxes = await givenBoxes(values.boxes, io, log);
    const { save: kinds, shard } = values;
    const list = values['files-from'];
    const reserved = values.report ? [reportName(shard).replace(/\.html$/, '')] : [];
    const where = { operands, list, out, kinds, shard, reserved, resultsIn };
    const { tasks, skipped } = await findTasks(where, io);
    tellSkipped(skipped, log);
    const head: RunHead = {
      schemaVersion: 1,
      multiroi: version,
      node: process.version,
      startedAt,
      fingerprint: fingerprintOf({
        version,
        model: hmr.model,
        files: facts.files,
        ...facts.options,
      }),
      options: facts.options,
      model: hmr.model,
      skipped,
    };
    // a folder that cannot be written to is found out before the work, not after it
    const { lock, past } = await openRunFolder(out, shard);
    try {
      if (values.report && !values.overwrite) await requireOwnReport(join(out, reportName(shard)));
      const existing = values.resume ? 'resume' : values.overwrite ? 'overwrite' : 'replace';
      const { fingerprint } = head;
      const plan = await planRun(tasks, { out, kinds, shard, existing, fingerprint, past, io });
      return await runPlan(context, { load, hmr, out, boxes, head, plan, past, startMs });
    } finally {
      await lock.release();
    }
  } finally {
    await hmr.dispose();
  }
}

interface Prepared {
  readonly load: LoadOptions;
  readonly hmr: MultiRoi;
  /** Absolute. */
  readonly out: string;
  readonly boxes: GivenBoxes | undefined;
  readonly head: RunHead;
  readonly plan: Plan;
  readonly past: readonly PastRun[];
  readonly startMs: number;
}

async function runPlan(context: Context<PredictValues>, prepared: Prepared): Promise<ExitCode> {
  const { values, io, log } = context;
  const { load, hmr, boxes, plan } = prepared;
  const { tasks, done } = plan;
  if (done > 0) log.info(`${done} of ${done + tasks.length} are done already`);
  // what is wrong with the detector or the provider is wrong with every image
  const detects = boxes === undefined && values.box === undefined;
  const workers = io.threads === true ? workersOf(values, tasks.length) : 1;
  const threads = workers > 1 ? await startThreads(load, detects, workers) : undefined;
  const onAbort = (): void => void threads?.close();
  io.signal.addEventListener('abort', onAbort, { once: true });
  try {
    if (threads === undefined && tasks.length > 0) await hmr.prepare(detects);
    return await runIn(threads, context, prepared);
  } finally {
    io.signal.removeEventListener('abort', onAbort);
    await threads?.close();
  }
}

/** The run itself, and its record. @param threads undefined: in this one. */
async function runIn(
  threads: PhotoThreads | undefined,
  { values, io, log, progress, json }: Context<PredictValues>,
  { hmr, out, boxes, head, plan, past, startMs }: Prepared,
): Promise<ExitCode> {
  const { tasks, kept } = plan;
  const platform = await io.platform();
  const stem = recordStem(values.shard);
  const earlier = outputsOfRuns(past);
  const stateAfter = (images: readonly DoneImage[], failures: readonly FailedImage[]): RunState => {
    const all = [...kept, ...images];
    const told = new Set(all.flatMap(({ outputs }) => outputs));
    return { ...head, images: all, failures, earlier: earlier.filter((path) => !told.has(path)) };
  };
  const seconds = (): number => Math.round(io.nowMs() - startMs) / 1000;
  const journal = await RunJournal.begin(out, stem, stateAfter([], []));
  try {
    const job: PredictJob = {
      make:
        threads === undefined
          ? (bytes, options, output) =>
              photoOutputs(hmr, bytes, { ...options, signal: io.signal }, output, platform)
          : (bytes, options, output) => threads.make(bytes, options, output),
      workers: threads?.count ?? 1,
      io,
      log,
      out,
      shown: values.out,
      boxes,
      journal,
      seconds,
      kinds: values.save,
      glb: values.glb,
      material: values.material,
      options: reconstructOptionsOf(values),
      earlier: byStem(earlier),
    };
    const bar = progress(tasks.length, 'images');
    const outcome = await runTasks(job, tasks, bar, json);
    bar.end();
    const { images, failures, lost, interrupted } = outcome;
    const state = stateAfter(images, failures);
    const text = recordText(state, seconds(), interrupted);
    await io.write(recordPath(out, stem), text);
    // only now: of a record that could not be written the journal is what is left
    await journal.remove();
    boxes?.tellUnused(log);
    if (values.report) {
      const about = { shard: values.shard, seconds: seconds(), shown: values.out };
      log.info(`report: ${join(values.out, await writeReport(out, state, about, io))}`);
    }
    tellWorst(outcome, tasks.length, log);
    log.info(summary(outcome, head, values.out, io.nowMs() - startMs));
    if (interrupted) return 130;
    return failures.length + lost > 0 ? 1 : 0;
  } finally {
    await journal.close();
  }
}

/** More threads would wait for memory, and each takes a third of a gigabyte of it. */
const MOST_WORKERS = 8;

/** How many photographs are worked on at once: what is not this machine's processor has no share for each. */
function workersOf({ workers, provider = 'cpu' }: PredictValues, tasks: number): number {
  const own = provider === 'cpu' ? Math.min(MOST_WORKERS, availableParallelism()) : 1;
  return Math.min(workers ?? own, tasks);
}

/** Threads that have a share of the cores each. @throws as `MultiRoi.load`. */
function startThreads(load: LoadOptions, detects: boolean, count: number): Promise<PhotoThreads> {
  const share = Math.max(1, Math.floor(availableParallelism() / count));
  // a logger does not cross threads, and what it would be told of loading was told here
  const own = { ...load, threads: load.threads ?? share, log: undefined };
  return PhotoThreads.start({ load: own, detects }, count);
}

/** Failures that were told once already, long ago. */
const TOLD_AGAIN = 5;
/** Of fewer images everything was told where it happened. */
const MANY = 20;

/** Of many images, what a reader should look at first. */
function tellWorst({ failures, worst }: RunOutcome, tasks: number, log: Logger): void {
  if (tasks > MANY) {
    for (const { file, message } of failures.slice(0, TOLD_AGAIN))
      log.info(`failed: ${file}: ${message}`);
    if (failures.length > TOLD_AGAIN) {
      log.info(`failed: ${failures.length - TOLD_AGAIN} more, see "failures" in the record`);
    }
  }
  if (tasks > 1) for (const line of worst) log.info(`look at: ${line}`);
}

function summary(
  { images, failures, lost, interrupted }: RunOutcome,
  { skipped = [] }: RunHead,
  out: string,
  ms: number,
): string {
  const people = images.reduce((sum, image) => sum + image.people, 0);
  const warned = images.filter(({ warnings }) => warnings !== undefined).length;
  const parts = [
    `${count(images.length, 'image', 'images')} done`,
    count(people, 'person', 'people'),
    ...(lost > 0 ? [`${lost} without a place`] : []),
    ...(warned > 0 ? [`${warned} with warnings`] : []),
    ...(failures.length > 0 ? [`${failures.length} failed`] : []),
    ...(skipped.length > 0 ? [`${skipped.length} passed over (${skippedText(skipped)})`] : []),
    `${(ms / 1000).toFixed(1)} s`,
  ];
  const rest = interrupted ? '; interrupted, go on with --resume' : '';
  return `${parts.join(', ')}: ${out}${rest}`;
}
