/**
 * @file The loop of `multiroi predict`: one image after the other, each whole or not at all. What goes
 * wrong with one is written down and never stops the rest.
 */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Material } from '../../../result/index.ts';
import { messageOf } from '../../../base/index.ts';
import type { Logger } from '../../../base/index.ts';
import type { GlbKind, OutputKind, Reconstruction } from '../../../result/index.ts';
import {
  photoOutputs,
  type MultiRoi,
  type ReconstructOptions,
} from '../../../reconstruct/index.ts';
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
import { count, lostBySkinning } from '../../shared/common-options.ts';

/** What the images of a run share. */
export interface PredictJob {
  readonly hmr: MultiRoi;
  readonly io: Io;
  readonly log: Logger;
  /** Absolute. */
  readonly out: string;
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
  readonly interrupted: boolean;
}

/** What is told about every image while the list is short enough to be read. */
const TOLD_IMAGES = 20;

async function predictOne(
  job: PredictJob,
  task: Task,
): Promise<{ done: DoneImage; result: Reconstruction }> {
  const { hmr, io, log, out, kinds, glb, material, boxes } = job;
  const { input, stem } = task;
  await requireNames(task, kinds);
  const platform = await io.platform();
  const options = {
    ...job.options,
    file: input.label,
    signal: io.signal,
    ...(boxes !== undefined && { boxes: boxes.of(input) }),
  };
  const bytes = await readInput(input, io);
  const output = { kinds, glb, material };
  const { files, lostMm, result } = await photoOutputs(hmr, bytes, options, output, platform);
  const outputs = files.map(({ suffix }) => belowOut(out, stem + suffix));
  const done = {
    file: input.label,
    people: result.people.length,
    outputs,
    sha256: sha256Of(bytes),
    ...(result.warnings !== undefined && { warnings: result.warnings }),
  };
  const contents = files.map(({ suffix, content }) => ({ path: stem + suffix, content }));
  await writeResults(job, task, done, contents);
  if (lostMm !== null) log.warn(lostBySkinning(input.label, lostMm));
  return { done, result };
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

/** Does the tasks in order, until they are done or the user interrupts. */
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
  const tell = (message: string): void =>
    tasks.length <= TOLD_IMAGES ? log.info(message) : log.debug(message);
  for (const [index, task] of tasks.entries()) {
    const file = task.input.label;
    if (io.signal.aborted) return { images, failures, lost, interrupted: true };
    bar.update(index, file);
    try {
      const { done, result } = await predictOne(job, task);
      images.push(done);
      json.push(result);
      lost += result.lost?.length ?? 0;
      const who = whoOf(result);
      tell(`${file}: ${who}${expectedText(result.people)}; ${done.outputs.join(', ')}`);
      for (const warning of result.warnings ?? []) log.warn(`${file}: ${warning}`);
    } catch (error) {
      if (isStop(error, io.signal)) {
        return { images, failures, lost, interrupted: true };
      }
      const report = tellFailure(log, file, error);
      failures.push({ file, ...report });
      json.push({ image: { file }, error: report });
      await writeDown(job, { file, ...report });
    }
  }
  bar.update(tasks.length, '');
  return { images, failures, lost, interrupted: false };
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
