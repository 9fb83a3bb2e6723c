/** @file The work of `multiroi motion`: one video after the other. */

import { createHash } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { MOTION_SUFFIXES, writeMotion, type MotionPicture } from '../../../animation/index.ts';
import { MultiRoiError } from '../../../base/index.ts';
import { ioError, motionSink, ObservationFile, type NewFile } from '../../../node/index.ts';
import type { Video, Videos } from '../../../platform/index.ts';
import {
  MultiRoi,
  type MotionProgress,
  type VideoMotionOptions,
} from '../../../reconstruct/index.ts';
import type { Motion } from '../../../result/index.ts';
import type { Context, ExitCode } from '../../parse/command.ts';
import { UsageError } from '../../parse/option.ts';
import { eachFile } from '../../shared/batch.ts';
import { count, lostBySkinning } from '../../shared/common-options.ts';
import { loadOptionsOf, reconstructOptionsOf } from '../../shared/model-options.ts';
import { nameOutputs } from '../../shared/names.ts';
import type { ProgressBar } from '../../shared/progress.ts';
import type { MotionValues } from './motion-options.ts';

/** One video, and where its results go, without their ending. */
interface MotionTask {
  readonly operand: string;
  readonly path: string;
  readonly stem: string;
}

/** Options that change what is made of what was seen, not what is seen. */
// oxfmt-ignore
const INDIFFERENT = [
  'out', 'save', 'video-format', 'material', 'bones', 'euler', 'space', 'smooth', 'static-camera', 'resume', 'overwrite',
  'threads', 'json', 'quiet', 'debug', 'help',
];
/** Of photographs alone. */
const PHOTO_ONLY = { boxes: undefined, box: undefined, exif: undefined };

/** Runs the command to its exit code. */
export async function makeMotions(context: Context<MotionValues>): Promise<ExitCode> {
  const { values, operands, io, log } = context;
  const tasks = tasksOf(context);
  await refuseExisting(tasks, values);
  const platform = await io.platform();
  const model = { ...values, ...PHOTO_ONLY };
  const hmr = await MultiRoi.load(platform, await loadOptionsOf(model, io, log));
  try {
    const failed = await eachFile('motion', operands, context, async (operand) => {
      const task = tasks.find((each) => each.operand === operand);
      return task && makeMotion(hmr, task, platform.videos, context);
    });
    return failed > 0 ? 1 : 0;
  } finally {
    await hmr.dispose();
  }
}

function tasksOf({ values, operands, io }: Context<MotionValues>): MotionTask[] {
  const files = [...new Set(operands)].map((operand) => {
    const path = resolve(io.cwd, operand);
    // a pattern of pictures is no name for files
    return { operand, path, name: basename(path).replace(/[_.-]?%0?\d*d/, '') || 'pictures' };
  });
  return [...nameOutputs(files, ['run'])].map(([{ operand, path }, stem]) => ({
    operand,
    path,
    stem: resolve(io.cwd, values.out, stem),
  }));
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** What was seen of a video, until its results are there. */
const seenFileOf = ({ stem }: MotionTask): string => `${stem}.motion.partial.jsonl`;

/** @throws UsageError for results that are there, unless they may be replaced or a run goes on. */
async function refuseExisting(tasks: readonly MotionTask[], values: MotionValues): Promise<void> {
  if (values.overwrite === true || values.resume === true) return;
  for (const { stem } of tasks) {
    const path = stem + MOTION_SUFFIXES.json[0];
    if (await isThere(path)) {
      throw new UsageError(
        `motion: expected no "${path}" yet, got one`,
        'replace it with --overwrite, or choose another folder with --out',
      );
    }
  }
}

/** What decides what is seen: a run that goes on has to have the same. */
async function keyOf(
  hmr: MultiRoi,
  { path }: MotionTask,
  { version, values }: Context<MotionValues>,
): Promise<string> {
  const telling = Object.entries(values).filter(([name]) => !INDIFFERENT.includes(name));
  const file = await stat(path).then(
    ({ size, mtimeMs }) => [size, mtimeMs],
    () => [],
  );
  const known = JSON.stringify([version, hmr.model, path, file, telling]);
  return createHash('sha256').update(known).digest('hex');
}

async function makeMotion(
  hmr: MultiRoi,
  task: MotionTask,
  videos: Videos | undefined,
  context: Context<MotionValues>,
): Promise<object> {
  const { values, io, log } = context;
  const { operand, path, stem } = task;
  if (videos === undefined) {
    throw new MultiRoiError('E_UNSUPPORTED', 'motion: expected a platform with videos, got none');
  }
  const seenFile = seenFileOf(task);
  // a run that was stopped while it wrote has both
  const isDone =
    values.resume === true &&
    (await isThere(stem + MOTION_SUFFIXES.json[0])) &&
    !(await isThere(seenFile));
  if (isDone) {
    log.info(`${operand}: was done before`);
    return { file: operand, earlier: true };
  }
  const { fps, from: fromS, to: toS } = values;
  const range = { fps, fromS, toS, log, signal: io.signal };
  const video = await videos.open(path, range);
  const folder = dirname(stem);
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw ioError('motion', 'a writable folder', folder, cause);
  });
  const key = await keyOf(hmr, task, context);
  const observations = await ObservationFile.open(seenFile, key, values.resume === true);
  let motion: Motion;
  try {
    if (observations.frames > 0) log.info(`${operand}: ${observations.frames} pictures were seen`);
    const progress = new StagedProgress(context);
    const options = { ...optionsOf(values), file: basename(path), observations, log };
    const told = (at: MotionProgress): void => progress.update(at, basename(operand));
    const run = hmr.motion(video, { ...options, signal: io.signal, onMotionProgress: told });
    motion = await run.finish().finally(() => progress.end());
  } finally {
    await observations.close();
  }
  const { names, lostMm } = await writeAll(motion, video, hmr, stem, context);
  await rm(seenFile, { force: true });
  log.info(`${operand}: ${summary(motion)}: ${names.join(', ')}`);
  if (lostMm !== null) log.warn(lostBySkinning(operand, lostMm));
  return { file: operand, tracks: motion.tracks.length, outputs: names };
}

function optionsOf(values: MotionValues): VideoMotionOptions {
  const { exif: _, boxes: __, ...known } = reconstructOptionsOf({ ...values, ...PHOTO_ONLY });
  const { smooth, search: searchS } = values;
  return { ...known, smooth, searchS, staticCamera: values['static-camera'] };
}

async function writeAll(
  motion: Motion,
  video: Video,
  { body }: MultiRoi,
  stem: string,
  { values, io }: Context<MotionValues>,
): Promise<{ readonly names: readonly string[]; readonly lostMm: number | null }> {
  const { save: kinds, bones, euler: order, space, material } = values;
  const write = (files: readonly NewFile[]): Promise<void> =>
    io.writeTogether(files, () => Promise.resolve());
  const sink = motionSink(stem, { signal: io.signal }, write);
  const container = values['video-format'];
  const pictures = (): AsyncIterable<MotionPicture> => numbered(video, io.signal);
  const how = { kinds, bones, order, space, material, container, pictures };
  const { suffixes, lostMm } = await writeMotion(motion, body, how, sink);
  return { names: suffixes.map((suffix) => basename(stem) + suffix), lostMm };
}

async function* numbered(video: Video, signal: AbortSignal): AsyncGenerator<MotionPicture> {
  let frameIndex = 0;
  for await (const { image } of video.pictures(signal)) yield { image, frameIndex: frameIndex++ };
}

function summary({ video, tracks, cuts }: Motion): string {
  const people = tracks.length === 0 ? 'nobody' : count(tracks.length, 'person', 'people');
  const shots = cuts.length === 0 ? '' : `, ${cuts.length + 1} shots`;
  return `${people} in ${count(video.frames, 'picture', 'pictures')}${shots}`;
}

/** A bar of pictures, then one of people. */
class StagedProgress {
  readonly #context: Pick<Context, 'progress'>;
  #stage: MotionProgress['stage'] | undefined;
  #bar: ProgressBar | undefined;

  constructor(context: Pick<Context, 'progress'>) {
    this.#context = context;
  }

  update({ stage, done, total }: MotionProgress, what: string): void {
    if (this.#stage !== stage) {
      this.end();
      this.#stage = stage;
      const unit = stage === 'look' ? 'pictures' : 'people';
      // of a video that does not tell its length there is no share
      if (total !== null) this.#bar = this.#context.progress(total, unit);
    }
    this.#bar?.update(done, what);
  }

  end(): void {
    this.#bar?.end();
    this.#bar = undefined;
  }
}
