/** @file What a run will do: its inputs, the names of its results, what is done already. */

import { createHash } from 'node:crypto';
import { lstat, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { MultiRoiError } from '../../../base/index.ts';
import { ioError } from '../../../node/index.ts';
import { stemOfOutput, SUFFIXES, type OutputKind } from '../../../result/index.ts';
import type { Skipped } from '../../../node/index.ts';
import { findInputs, readInput, type FindOptions, type Input } from '../../shared/inputs.ts';
import type { Io } from '../../shared/io.ts';
import { nameOutputs, shareOf } from '../../shared/names.ts';
import { UsageError } from '../../parse/option.ts';
import {
  outputsOfRuns,
  recordStem,
  type DoneImage,
  type PastRun,
  type RunShare,
} from './run-record.ts';

/** One image and the absolute path of its results without what follows the stem. */
export interface Task {
  readonly input: Input;
  readonly stem: string;
}

/** What a run has to do, and what earlier ones have done. */
export interface Plan {
  readonly tasks: readonly Task[];
  /** Images that this run takes over from earlier ones: it would make the same of them. */
  readonly kept: readonly DoneImage[];
  /** Of the tasks that were given, how many need no work. */
  readonly done: number;
}

/** Which images a run is about, and where their results go. */
export interface TaskOptions extends FindOptions {
  /** Absolute. */
  readonly out: string;
  readonly kinds: readonly OutputKind[];
  readonly shard: RunShare | undefined;
  /** Stems that something else of the run is called by. */
  readonly reserved: readonly string[];
}

/** What decides whether a result that is there stays. */
export interface PlanOptions extends Pick<TaskOptions, 'out' | 'kinds' | 'shard'> {
  /** `replace`: of earlier runs only; `overwrite`: of anyone; `resume`: nothing, missing ones are made. */
  readonly existing: 'replace' | 'overwrite' | 'resume';
  readonly fingerprint: string;
  readonly io: Io;
  /** The latest last. */
  readonly past: readonly PastRun[];
}

/** The file of a kind; of OBJ that of the first person, for those who have no other file. */
const fileOf = (stem: string, kind: OutputKind): string =>
  stem + SUFFIXES[kind].replace('<id>', '0');

/** A path below the output folder, as records write it. */
export function belowOut(out: string, path: string): string {
  return relative(out, path).split(sep).join('/');
}

export const sha256Of = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/**
 * The images of a run and what their results are called; nothing is read but names.
 * @throws UsageError when there are none, or when results would take the place of images.
 */
export async function findTasks(
  options: TaskOptions,
  io: Io,
): Promise<{ readonly tasks: Task[]; readonly skipped: readonly Skipped[] }> {
  const { out, kinds, shard, reserved } = options;
  const { inputs, skipped } = await findInputs(options, io);
  const stems = nameOutputs(inputs, ['run', recordStem(shard), ...reserved]);
  const all = [...stems].map(([input, stem]): Task => ({ input, stem: join(out, stem) }));
  const tasks = shard === undefined ? all : shareOf(all, shard);
  refuseInputs(tasks, kinds);
  return { tasks, skipped };
}

/**
 * What of the tasks is left to do.
 * @throws UsageError for results that this run may not replace; E_CONFIG when it would not continue
 * the same work.
 */
export async function planRun(given: readonly Task[], options: PlanOptions): Promise<Plan> {
  const { out, kinds, existing, past } = options;
  if (existing !== 'overwrite') {
    const ours = new Set(outputsOfRuns(past));
    await refuseForeign(given, kinds, (path) => ours.has(belowOut(out, path)));
  }
  return existing === 'resume' ? resumedPlan(given, options) : { tasks: given, kept: [], done: 0 };
}

interface Known {
  readonly run: PastRun;
  readonly image: DoneImage;
}

/** By the stem of its results; an image without results by its own name. */
const keyOf = ({ outputs: [first], file }: DoneImage): string =>
  first === undefined ? `: ${file}` : stemOfOutput(first);

async function resumedPlan(given: readonly Task[], options: PlanOptions): Promise<Plan> {
  const { out, shard, fingerprint, past } = options;
  const known = new Map<string, Known>();
  for (const run of past) for (const image of run.images) known.set(keyOf(image), { run, image });
  const knownOf = ({ stem, input }: Task): Known | undefined =>
    known.get(belowOut(out, stem)) ?? known.get(`: ${input.label}`);
  const own = recordStem(shard);
  const before = [
    ...past.filter(({ stem }) => stem === own),
    ...given.flatMap((task) => knownOf(task)?.run ?? []),
  ];
  if (before.some((run) => run.fingerprint !== fingerprint)) {
    throw new MultiRoiError(
      'E_CONFIG',
      `predict: expected the model and options of the run in "${out}", got others`,
      { hint: 'start over with --overwrite, or choose another folder with --out' },
    );
  }
  const tasks: Task[] = [];
  const kept = new Set<DoneImage>();
  const open = new Set<DoneImage>();
  for (const task of given) {
    const found = knownOf(task);
    if (found !== undefined && (await isDone(task, found, options))) kept.add(found.image);
    else {
      tasks.push(task);
      if (found !== undefined) open.add(found.image);
    }
  }
  const done = kept.size;
  // a shard answers for its own part of the list, a whole run for all that is there
  for (const { run, image } of known.values()) {
    const takenOver = shard === undefined || run.stem === own;
    if (takenOver && run.fingerprint === fingerprint && !open.has(image)) kept.add(image);
  }
  return { tasks, kept: [...kept], done };
}

/** Whether every kind of result is there, of the image as it is now. */
async function isDone(
  { input }: Task,
  { run, image }: Known,
  { out, kinds, io }: PlanOptions,
): Promise<boolean> {
  const stem = keyOf(image);
  for (const kind of kinds) {
    if (kind === 'obj' && image.people === 0 && image.outputs.length > 0) continue;
    if (!image.outputs.includes(fileOf(stem, kind))) return false;
  }
  for (const path of image.outputs) {
    if ((await stat(join(out, path)).catch(() => undefined)) === undefined) return false;
  }
  return isUnchanged(input, image.sha256, run.startedAt, io);
}

/** By digest; records of older versions have none, so that only the file's time tells. */
async function isUnchanged(
  input: Input,
  sha256: string | undefined,
  startedAt: string,
  io: Io,
): Promise<boolean> {
  try {
    if (sha256 !== undefined) return sha256Of(await readInput(input, io)) === sha256;
    return (await stat(input.path)).mtimeMs <= Date.parse(startedAt);
  } catch {
    // an image that cannot be read is tried again, and fails by its name
    return false;
  }
}

/** A result never takes the place of an image that is read: `a_overlay.png` beside `a.jpg`. */
function refuseInputs(tasks: readonly Task[], kinds: readonly OutputKind[]): void {
  const read = new Set(tasks.map(({ input }) => input.path));
  for (const { stem, input } of tasks) {
    const clash = kinds.map((kind) => fileOf(stem, kind)).find((path) => read.has(path));
    if (clash !== undefined) {
      throw new UsageError(
        `predict: expected results of "${input.label}" beside the images, got the image "${clash}" in their place`,
        'choose another folder with --out',
      );
    }
  }
}

async function refuseForeign(
  tasks: readonly Task[],
  kinds: readonly OutputKind[],
  isOurs: (path: string) => boolean,
): Promise<void> {
  for (const { stem } of tasks) {
    for (const kind of kinds) {
      const path = fileOf(stem, kind);
      if (isOurs(path)) continue;
      const found = await stat(path).catch(() => undefined);
      if (found !== undefined) {
        throw new UsageError(
          `predict: expected no file of another program, got "${path}"`,
          'replace it with --overwrite, or choose another folder with --out',
        );
      }
    }
  }
}

/**
 * Finds out before the networks run what would keep an image's results from being written.
 * @throws E_IO for a name that is too long, and for a folder or a file where another should be.
 */
export async function requireNames({ stem }: Task, kinds: readonly OutputKind[]): Promise<void> {
  for (const kind of kinds) {
    const path = fileOf(stem, kind);
    const found = await lstat(path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return undefined;
      throw ioError('write', 'a writable file', path, cause);
    });
    if (found?.isDirectory() === true) {
      const cause = Object.assign(new Error('a folder'), { code: 'EISDIR' });
      throw ioError('write', 'a writable file', path, cause);
    }
  }
}

/** The folder of an image's results, below that of the run. */
export const folderBelow = (out: string, { stem }: Task): string => {
  const folder = belowOut(out, dirname(stem));
  return folder === '' ? '.' : folder;
};
