/** @file What a run will do: its inputs, the names of its results, what is done already. */

import { access, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { MultiRoiError } from '../../../base/index.ts';
import { SUFFIXES, type OutputKind } from '../../../result/index.ts';
import { findInputs, type Input } from '../../shared/inputs.ts';
import { nameOutputs, shareOf } from '../../shared/names.ts';
import { UsageError } from '../../parse/option.ts';
import { outputsOfRuns, pastRuns, type PastRun } from './run-record.ts';

/** One image and the absolute path of its results without what follows the stem. */
export interface Task {
  readonly input: Input;
  readonly stem: string;
}

export interface Plan {
  readonly tasks: readonly Task[];
  /** What was done in the folder before. */
  readonly past: readonly PastRun[];
  /** Images whose results are there already. */
  readonly done: number;
}

export interface PlanOptions {
  readonly operands: readonly string[];
  readonly cwd: string;
  /** Absolute. */
  readonly out: string;
  readonly kinds: readonly OutputKind[];
  readonly shard: readonly [number, number] | undefined;
  /** `replace`: of earlier runs only; `overwrite`: of anyone; `resume`: nothing, missing ones are made. */
  readonly existing: 'replace' | 'overwrite' | 'resume';
  readonly fingerprint: string;
}

/** The file of a kind; of OBJ that of the first person, for those who have no other file. */
const fileOf = (stem: string, kind: OutputKind): string =>
  stem + SUFFIXES[kind].replace('<id>', '0');

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Files of which, when they are there, the image is done. */
function expectedFiles(stem: string, kinds: readonly OutputKind[]): string[] {
  const certain = kinds.filter((kind) => kind !== 'obj');
  return (certain.length > 0 ? certain : kinds).map((kind) => fileOf(stem, kind));
}

/** A path below the output folder, as records write it. */
export function belowOut(out: string, path: string): string {
  return relative(out, path).split(sep).join('/');
}

/**
 * Plans a run; nothing is read but names.
 * @throws UsageError for results that this run may not replace; E_CONFIG when it would not continue
 * the same work.
 */
export async function planRun(options: PlanOptions): Promise<Plan> {
  const { operands, cwd, out, kinds, shard, existing, fingerprint } = options;
  const inputs = await findInputs(operands, cwd, out);
  const stems = nameOutputs(inputs, ['run']);
  const all = [...stems].map(([input, stem]): Task => ({ input, stem: join(out, stem) }));
  const tasks = shard === undefined ? all : shareOf(all, shard);
  refuseInputs(tasks, kinds);
  const past = await pastRuns(out);
  if (existing === 'resume') {
    if (past.some((run) => run.fingerprint !== fingerprint)) {
      throw new MultiRoiError(
        'E_CONFIG',
        `predict: expected the model and options of the run in "${out}", got others`,
        { hint: 'start over with --overwrite, or choose another folder with --out' },
      );
    }
    const open: Task[] = [];
    for (const task of tasks) {
      const files = await Promise.all(expectedFiles(task.stem, kinds).map(exists));
      if (!files.every(Boolean)) open.push(task);
    }
    return { tasks: open, past, done: tasks.length - open.length };
  }
  if (existing === 'replace') {
    const ours = new Set(outputsOfRuns(past));
    await refuseForeign(tasks, kinds, (path) => ours.has(belowOut(out, path)));
  }
  return { tasks, past, done: 0 };
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
