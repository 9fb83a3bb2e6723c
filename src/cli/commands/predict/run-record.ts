/**
 * @file run.json: what a run was, what it wrote, what failed. A later run reads it to know which files
 * it may replace and whether it would continue the same work.
 */

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { messageOf, MultiRoiError } from '../../../base/index.ts';
import { stemOfOutput } from '../../../result/index.ts';
import type { ErrorReport } from '../../report.ts';
import type { Skipped } from '../../../node/index.ts';

/** The i-th of n parts of a list. */
export type RunShare = readonly [i: number, n: number];

/** One image that was done. */
export interface DoneImage {
  readonly file: string;
  readonly people: number;
  /** Paths below the output folder, with `/`. */
  readonly outputs: readonly string[];
  /** Of the image file, hexadecimal; records of older versions have none. */
  readonly sha256?: string;
  /** As in its result. */
  readonly warnings?: readonly string[];
}
/** An image without results, and why. */
export type FailedImage = { readonly file: string } & ErrorReport;

/** What is known of a run when it begins. */
export interface RunHead {
  readonly schemaVersion: 1;
  readonly multiroi: string;
  readonly node: string;
  readonly startedAt: string;
  /** Runs with equal fingerprints give equal results for equal images. */
  readonly fingerprint: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly model: unknown;
  /** What was met and is no input; records of older versions do not tell. */
  readonly skipped?: readonly Skipped[];
}

/** And what it has come to. */
export interface RunState extends RunHead {
  readonly images: readonly DoneImage[];
  readonly failures: readonly FailedImage[];
  /** Outputs of earlier runs in the same folder. */
  readonly earlier: readonly string[];
}

export const doneSchema: z.ZodType<DoneImage> = z.object({
  file: z.string(),
  people: z.number(),
  outputs: z.array(z.string()),
  sha256: z.string().exactOptional(),
  warnings: z.array(z.string()).exactOptional(),
});
export const failedSchema: z.ZodType<FailedImage> = z.object({
  file: z.string(),
  code: z.string(),
  message: z.string(),
  hint: z.string().exactOptional(),
});
const skippedSchema: z.ZodType<Skipped> = z.object({
  file: z.string(),
  reason: z.string(),
  warns: z.boolean().exactOptional(),
});
export const headSchema: z.ZodType<RunHead> = z.object({
  schemaVersion: z.literal(1),
  multiroi: z.string(),
  node: z.string(),
  startedAt: z.string(),
  fingerprint: z.string(),
  options: z.record(z.string(), z.unknown()),
  model: z.unknown(),
  skipped: z.array(skippedSchema).exactOptional(),
});

/** What later runs read; the rest of the file is for people. */
const pastSchema = z.object({
  schemaVersion: z.literal(1),
  startedAt: z.string(),
  fingerprint: z.string(),
  images: z.array(doneSchema),
  failures: z.array(failedSchema).default([]),
  earlier: z.array(z.string()),
});

/** What counts of an earlier run. */
export interface PastRun extends Pick<
  RunState,
  'startedAt' | 'fingerprint' | 'images' | 'earlier'
> {
  /** Of its record's name. */
  readonly stem: string;
}

/** A name for everything that decides what a result says. */
export function fingerprintOf(facts: Readonly<Record<string, unknown>>): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

/** The record as it is written, keys in their order. */
export function recordText(
  { images, failures, earlier, ...head }: RunState,
  seconds: number,
  interrupted: boolean,
): string {
  const { schemaVersion, multiroi, node, startedAt, fingerprint, options, model } = head;
  const skipped = head.skipped?.map(({ file, reason }) => ({ file, reason }));
  const record = {
    schemaVersion,
    multiroi,
    node,
    startedAt,
    seconds,
    fingerprint,
    options,
    model,
    images,
    failures,
    skipped: skipped ?? [],
    interrupted,
    earlier,
  };
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** Everything that past runs wrote. */
export function outputsOfRuns(runs: readonly Pick<PastRun, 'images' | 'earlier'>[]): string[] {
  const all = runs.flatMap(({ images, earlier }) => [
    ...images.flatMap(({ outputs }) => outputs),
    ...earlier,
  ]);
  return [...new Set(all)];
}

/** `run`, or `run.2-of-4` for a shard, so that shards can share a folder. */
export function recordStem(shard: RunShare | undefined): string {
  return shard === undefined ? 'run' : `run.${shard[0]}-of-${shard[1]}`;
}

export const recordPath = (out: string, stem: string): string => join(out, `${stem}.json`);

/** What tells runs of one folder apart. */
export interface RunName {
  readonly stem: string;
  readonly shard: RunShare | undefined;
}

/** Those of a folder's names that are a run's and have this ending. */
export function stemsOfRuns(names: readonly string[], ending: string): RunName[] {
  return names.flatMap((name): RunName[] => {
    if (!name.endsWith(ending)) return [];
    const stem = name.slice(0, name.length - ending.length);
    if (stem === 'run') return [{ stem, shard: undefined }];
    const [, i, n] = /^run\.(\d+)-of-(\d+)$/.exec(stem) ?? [];
    return i === undefined ? [] : [{ stem, shard: [Number(i), Number(n)] }];
  });
}

/**
 * The names in a folder; none when there is no folder.
 * @throws E_IO for one that cannot be read.
 */
export async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    // no folder has no records; that one cannot be made there is for the first write to say
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return [];
    throw new MultiRoiError(
      'E_IO',
      `run: expected a readable folder, got ${cause.code ?? messageOf(cause)} ("${folder}")`,
      { hint: 'choose another folder with --out', cause },
    );
  });
}

/** What counts of a record's text. @throws E_FORMAT for a text that is none. */
export function parseRecord(
  text: string,
  path: string,
): Omit<PastRun, 'stem'> & Pick<RunState, 'failures'> {
  try {
    return pastSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new MultiRoiError(
      'E_FORMAT',
      `run: expected the record of an earlier run, got something else ("${path}")`,
      { hint: 'choose another folder with --out, or remove the file', cause },
    );
  }
}

/** @throws E_FORMAT for a file that is no record. */
export async function readRecord(folder: string, stem: string): Promise<PastRun> {
  const path = recordPath(folder, stem);
  return { stem, ...parseRecord(await readFile(path, 'utf8').catch(() => ''), path) };
}

/**
 * Absolute paths of everything that runs have written to a folder, by their records; none for a folder without any. What
 * is wrong with a record is for the run that would go on from it to say.
 */
export async function resultsIn(folder: string): Promise<string[]> {
  const names = await namesIn(folder).catch(() => []);
  const records = await Promise.allSettled(
    stemsOfRuns(names, '.json').map(({ stem }) => readRecord(folder, stem)),
  );
  const runs = records.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  return outputsOfRuns(runs).map((path) => join(folder, path));
}

/** Whether a text is a record of a run: those that stand among results are no results. */
export function isRecord(text: string): boolean {
  try {
    return pastSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/** Results by the stem they share. */
export function byStem(outputs: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const path of outputs) {
    const stem = stemOfOutput(path);
    const group = groups.get(stem);
    if (group === undefined) groups.set(stem, [path]);
    else group.push(path);
  }
  return groups;
}
