/**
 * @file The loop of `multiroi predict`: one image after the other, each whole or not at all. What goes
 * wrong with one is written down and never stops the rest.
 */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BoxesByImage } from '../../../detect/index.ts';
import { MultiRoiError } from '../../../base/index.ts';
import type { Logger } from '../../../base/index.ts';
import {
  outputsOf,
  type GlbKind,
  type OutputKind,
  type Reconstruction,
} from '../../../result/index.ts';
import { type MultiRoi, type ReconstructOptions } from '../../../reconstruct/index.ts';
import { expectedText } from './expected-text.ts';
import type { Io } from '../../shared/io.ts';
import type { JsonArray } from '../../shared/json-array.ts';
import { boxesFor } from '../../shared/model-options.ts';
import { belowOut, type Task } from './plan.ts';
import type { ProgressBar } from '../../shared/progress.ts';
import { reconstructBytes } from '../../shared/reconstruct.ts';
import type { DoneImage } from './run-record.ts';
import { reportOf, type ErrorReport } from '../../run.ts';
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
  readonly options: ReconstructOptions;
  readonly boxes: BoxesByImage | undefined;
  /** Files of earlier runs by stem, below `out`: those that are not written again are removed. */
  readonly earlier: ReadonlyMap<string, readonly string[]>;
}

export interface RunOutcome {
  readonly images: readonly DoneImage[];
  readonly failures: readonly ({ readonly file: string } & ErrorReport)[];
  readonly interrupted: boolean;
}

/** What is told about every image while the list is short enough to be read. */
const TOLD_IMAGES = 20;

async function predictOne(
  job: PredictJob,
  { input, stem }: Task,
): Promise<{ done: DoneImage; result: Reconstruction }> {
  const { hmr, io, log, out, kinds, glb, boxes } = job;
  const platform = await io.platform();
  const options = {
    ...job.options,
    file: input.label,
    ...(boxes !== undefined && { boxes: boxesFor(boxes, input) }),
  };
  const { photo, result } = await reconstructBytes(
    hmr,
    await platform.files.read(input.path),
    options,
    io,
  );
  const output = { kinds, glb, image: photo };
  const { files: contents, lostMm } = await outputsOf(result, hmr.body, output, platform);
  for (const { suffix, content } of contents) await io.write(stem + suffix, content);
  if (lostMm !== null) log.warn(lostBySkinning(input.label, lostMm));
  const outputs = contents.map(({ suffix }) => belowOut(out, stem + suffix));
  for (const path of job.earlier.get(belowOut(out, stem)) ?? []) {
    if (!outputs.includes(path)) await rm(join(out, path), { force: true });
  }
  return { done: { file: input.label, people: result.people.length, outputs }, result };
}

/** Does the tasks in order, until they are done or the user interrupts. */
export async function runTasks(
  job: PredictJob,
  tasks: readonly Task[],
  bar: ProgressBar,
  json: JsonArray,
): Promise<RunOutcome> {
  const { io, log } = job;
  const images: DoneImage[] = [];
  const failures: ({ file: string } & ErrorReport)[] = [];
  const tell = (message: string): void =>
    tasks.length <= TOLD_IMAGES ? log.info(message) : log.debug(message);
  for (const [index, task] of tasks.entries()) {
    const file = task.input.label;
    if (io.signal.aborted) return { images, failures, interrupted: true };
    bar.update(index, file);
    try {
      const { done, result } = await predictOne(job, task);
      images.push(done);
      json.push(result);
      const who = done.people === 0 ? 'nobody found' : count(done.people, 'person', 'people');
      tell(`${file}: ${who}${expectedText(result.people)}; ${done.outputs.join(', ')}`);
    } catch (error) {
      if (io.signal.aborted && error instanceof MultiRoiError && error.code === 'E_ABORT') {
        return { images, failures, interrupted: true };
      }
      const report = reportOf(error);
      failures.push({ file, ...report });
      json.push({ image: { file }, error: report });
      log.error(`[${report.code}] ${file}: ${report.message}`);
      if (error instanceof Error) log.debug(error.stack ?? '');
    }
  }
  bar.update(tasks.length, '');
  return { images, failures, interrupted: false };
}
