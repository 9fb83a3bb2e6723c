/**
 * @file The loop of `multiroi predict`: images are made by as many as there are workers, and written one after the other, each whole or not at all. What goes
 * wrong with one is written down and never stops the rest.
 */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Material } from '../../../result/index.ts';
import { messageOf } from '../../../base/index.ts';
import type { Logger } from '../../../base/index.ts';
import type { GlbKind, OutputKind, Reconstruction } from '../../../result/index.ts';
import type { PhotoOutputs, ReconstructOptions } from '../../../reconstruct/index.ts';
import type { Move, NewFile } from '../../../node/index.ts';
import { expectedText } from './expected-text.ts';
import type { Io } from '../../shared/io.ts';
import type { JsonArray } from '../../shared/json-array.ts';
import { isStop, tellFailure } from '../../shared/batch.ts';
import type { GivenBoxes } from '../../shared/given-boxes.ts';
import { readInput } from '../../shared/inputs.ts';
import { belowOut, folderBelow, requireNames, sha256Of, type Task } from './plan.ts';
import type { ProgressBar } from '../../shared/progress.ts';
import type { RunJournal } from './run-journal.ts';
import type { DoneImage, FailedImage } from './run-record.ts';
import { WorstResults } from './worst-results.ts';
import { count, lostBySkinning } from '../../shared/common-options.ts';

/** What the images of a run share. */
export interface PredictJob {
  /** A photograph's files out of its bytes. @throws as `photoOutputs`; E_ABORT once the run is stopped. */
  readonly make: (
    bytes: Uint8Array,
    options: ReconstructOptions,
    output: {
      readonly kinds: readonly OutputKind[];
      readonly glb: GlbKind;
      readonly material: Material;
    },
  ) => Promise<PhotoOutputs>;
  /** How many may be made at the same time. */
  readonly workers: number;
  readonly io: Io;
  readonly log: Logger;
  /** Absolute. */
  readonly out: string;
  /** The same as the user wrote it. */
  readonly shown: string;
  readonly kinds: readonly OutputKind[];
  readonly glb: GlbKind;
  readonly material: Material;
  readonly options: ReconstructOptions;
  readonly boxes: GivenBoxes | undefined;
  /** Files of earlier runs by stem, below `out`: those that are not written again are removed. */
  readonly earlier: ReadonlyMap<string, readonly string[]>;
  /** Told of everything before and after it happens to files. */
  readonly journal: RunJournal;
  /** Since the run began. */
  readonly seconds: () => number;
}

/** What became of the images of a run. */
export interface RunOutcome {
  readonly images: readonly DoneImage[];
  readonly failures: readonly FailedImage[];
  /** People who were found and could not be placed. */
  readonly lost: number;
  /** Those to be believed least, a line each. */
  readonly worst: readonly string[];
  readonly interrupted: boolean;
}

/** What is told about every image while the list is short enough to be read. */
const TOLD_IMAGES = 20;

/** What was made of an image and is not written yet. */
interface MadeImage {
  readonly bytes: Uint8Array;
  readonly made: PhotoOutputs;
}

async function makeOne(job: PredictJob, task: Task): Promise<MadeImage> {
  const { io, kinds, glb, material, boxes } = job;
  const { input } = task;
  await requireNames(task, kinds);
  const options = {
    ...job.options,
    file: input.label,
    ...(boxes !== undefined && { boxes: boxes.of(input) }),
  };
  const bytes = await readInput(input, io);
  return { bytes, made: await job.make(bytes, options, { kinds, glb, material }) };
}

async function writeOne(
  job: PredictJob,
  task: Task,
  { bytes, made: { files, lostMm, result } }: MadeImage,
): Promise<DoneImage> {
  const { input, stem } = task;
  const done = {
    file: input.label,
    people: result.people.length,
    outputs: files.map(({ suffix }) => belowOut(job.out, stem + suffix)),
    sha256: sha256Of(bytes),
    ...(result.warnings !== undefined && { warnings: result.warnings }),
  };
  const contents = files.map(({ suffix, content }) => ({ path: stem + suffix, content }));
  await writeResults(job, task, done, contents);
  if (lostMm !== null) job.log.warn(lostBySkinning(input.label, lostMm));
  return done;
}

/** Makes images ahead of their turn, as many as are worked on at once and one more that waits; they are taken in order. */
function makeAhead(
  job: PredictJob,
  tasks: readonly Task[],
): (index: number, task: Task) => Promise<MadeImage> {
  const begun = new Map<number, Promise<MadeImage>>();
  const ahead = job.workers > 1 ? job.workers + 1 : 1;
  let next = 0;
  return (index, task) => {
    for (const each of tasks.slice(next, index + ahead)) {
      const one = makeOne(job, each);
      // what goes wrong before its turn is told in its turn
      one.catch(() => undefined);
      begun.set(next++, one);
    }
    const own = begun.get(index) ?? makeOne(job, task);
    // its files are not kept for those that follow
    begun.delete(index);
    return own;
  };
}

/** All of an image's files appear, and those of earlier runs that have no successor go, or nothing happens. */
async function writeResults(
  { io, out, earlier, journal, seconds }: PredictJob,
  task: Task,
  done: DoneImage,
  files: readonly NewFile[],
): Promise<void> {
  const removes = (earlier.get(belowOut(out, task.stem)) ?? []).filter(
    (path) => !done.outputs.includes(path),
  );
  const below = ({ from, to }: Move): Move => ({
    from: belowOut(out, from),
    to: belowOut(out, to),
  });
  let decided = false;
  await journal.works(folderBelow(out, task));
  try {
    await io.writeTogether(files, async (moves) => {
      await journal.decided(done, moves.map(below), removes, seconds());
      decided = true;
    });
  } catch (error) {
    // should that not be written down either, the files are missed by the run that looks for them
    if (decided) await journal.undone(done.file).catch(() => undefined);
    throw error;
  }
  for (const path of removes) await rm(join(out, path), { force: true });
}

/** A photograph of which everyone was lost is not one without people. */
function whoOf({ people, lost = [] }: Reconstruction): string {
  if (people.length + lost.length === 0) return 'nobody found';
  const parts = [
    ...(people.length > 0 ? [count(people.length, 'person', 'people')] : []),
    ...(lost.length > 0 ? [`${count(lost.length, 'person', 'people')} without a place`] : []),
  ];
  return parts.join(' and ');
}

/** Takes the tasks in order, until they are done or the user interrupts. */
export async function runTasks(
  job: PredictJob,
  tasks: readonly Task[],
  bar: ProgressBar,
  json: JsonArray,
): Promise<RunOutcome> {
  const { io, log } = job;
  let lost = 0;
  const images: DoneImage[] = [];
  const failures: FailedImage[] = [];
  const worst = new WorstResults();
  let people = 0;
  const outcome = (interrupted: boolean): RunOutcome => ({
    images,
    failures,
    lost,
    worst: worst.lines(),
    interrupted,
  });
  const tell = (message: string): void =>
    tasks.length <= TOLD_IMAGES ? log.info(message) : log.debug(message);
  const madeAt = makeAhead(job, tasks);
  for (const [index, task] of tasks.entries()) {
    const file = task.input.label;
    if (io.signal.aborted) return outcome(true);
    bar.update(index, file, people);
    try {
      const made = await madeAt(index, task);
      const { result } = made.made;
      const done = await writeOne(job, task, made);
      images.push(done);
      json.push(result);
      lost += result.lost?.length ?? 0;
      people += result.people.length;
      worst.add(
        file,
        result.people,
        done.outputs.map((path) => join(job.shown, path)),
      );
      const who = whoOf(result);
      tell(`${file}: ${who}${expectedText(result.people)}; ${done.outputs.join(', ')}`);
      for (const warning of result.warnings ?? []) log.warn(`${file}: ${warning}`);
    } catch (error) {
      if (isStop(error, io.signal)) {
        return outcome(true);
      }
      const report = tellFailure(log, file, error);
      failures.push({ file, ...report });
      json.push({ image: { file }, error: report });
      await writeDown(job, { file, ...report });
    }
  }
  bar.update(tasks.length, '', people);
  return outcome(false);
}

/** That an image failed is for the record too, which a full disk may not take: it is told at the end all the same. */
async function writeDown(
  { journal, seconds, log }: PredictJob,
  failed: FailedImage,
): Promise<void> {
  try {
    await journal.failed(failed, seconds());
  } catch (error) {
    log.debug(messageOf(error));
  }
}
