/**
 * @file run.json: what a run was, what it wrote, what failed. A later run reads it to know which files
 * it may replace and whether it would continue the same work.
 */

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { messageOf, MultiRoiError } from '../../../base/index.ts';
import { stemOfOutput, type ModelInfo } from '../../../result/index.ts';
import type { ErrorReport } from '../../run.ts';

/** One image that was done. */
export interface DoneImage {
  readonly file: string;
  readonly people: number;
  /** Paths below the output folder, with `/`. */
  readonly outputs: readonly string[];
}

export interface RunRecord {
  readonly schemaVersion: 1;
  readonly multiroi: string;
  readonly node: string;
  readonly startedAt: string;
  readonly seconds: number;
  /** Runs with equal fingerprints give equal results for equal images. */
  readonly fingerprint: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly model: ModelInfo;
  readonly interrupted: boolean;
  readonly images: readonly DoneImage[];
  readonly failures: readonly ({ readonly file: string } & ErrorReport)[];
  /** Outputs of earlier runs in the same folder. */
  readonly earlier: readonly string[];
}

/** A name for everything that decides what a result says. */
export function fingerprintOf(facts: Readonly<Record<string, unknown>>): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

/** What later runs read; the rest of the file is for people. */
const pastSchema = z.object({
  schemaVersion: z.literal(1),
  fingerprint: z.string(),
  images: z.array(z.object({ file: z.string(), people: z.number(), outputs: z.array(z.string()) })),
  earlier: z.array(z.string()),
});
export type PastRun = Pick<RunRecord, 'fingerprint' | 'images' | 'earlier'>;

/** Everything that past runs wrote. */
export function outputsOfRuns(runs: readonly PastRun[]): string[] {
  return runs.flatMap(({ images, earlier }) => [
    ...images.flatMap(({ outputs }) => outputs),
    ...earlier,
  ]);
}

/** `run.json`, or `run.2-of-4.json` for a shard, so that shards can share a folder. */
export function recordName(shard: readonly [number, number] | undefined): string {
  return shard === undefined ? 'run.json' : `run.${shard[0]}-of-${shard[1]}.json`;
}

/**
 * Every record in a folder; none when there is no folder.
 * @throws E_FORMAT for a file of that name which is no record.
 */
export async function pastRuns(folder: string): Promise<PastRun[]> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    // no folder has no records; that one cannot be made there is for the first write to say
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return [];
    throw new MultiRoiError(
      'E_IO',
      `run: expected a readable folder, got ${cause.code ?? messageOf(cause)} ("${folder}")`,
      { hint: 'choose another folder with --out', cause },
    );
  });
  const records = names.filter((name) => /^run(\.\d+-of-\d+)?\.json$/.test(name));
  return Promise.all(
    records.map(async (name) => {
      const path = join(folder, name);
      try {
        return pastSchema.parse(JSON.parse(await readFile(path, 'utf8')));
      } catch (cause) {
        throw new MultiRoiError(
          'E_FORMAT',
          `run: expected the record of an earlier run, got something else ("${path}")`,
          { hint: 'choose another folder with --out, or remove the file', cause },
        );
      }
    }),
  );
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
