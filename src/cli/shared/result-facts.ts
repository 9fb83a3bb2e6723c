/** @file What of a command line decides what results say, by content: equal facts make equal results of equal images. */

import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { nodeFiles } from '../../node/index.ts';
import type { Io } from './io.ts';
import type { ModelValues } from './model-options.ts';

/** Files that decide what a result says, by what they hold: a name says nothing. */
const READ_FILES = ['boxes', 'detector', 'confidence', 'body', 'rois'] as const;

/** What decides results beside the package's version and the model. */
export interface ResultFacts {
  /** Digests of files that options name. */
  readonly files: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, unknown>>;
}

async function digestsOf(values: ModelValues, { cwd }: Io): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const name of READ_FILES) {
    const given = values[name];
    if (typeof given !== 'string') continue;
    // a name of something built in is no file
    const path = resolve(cwd, given);
    const isFile = await stat(path).then(
      (found) => found.isFile(),
      () => false,
    );
    if (!isFile) continue;
    const bytes = await nodeFiles.read(path);
    digests[name] = createHash('sha256').update(bytes).digest('hex');
  }
  return digests;
}

/** @param indifferent options that change where and how the work is done, not what its results say. */
export async function resultFacts(
  values: ModelValues,
  indifferent: readonly string[],
  io: Io,
): Promise<ResultFacts> {
  const telling = Object.entries(values).filter(([name]) => !indifferent.includes(name));
  return { files: await digestsOf(values, io), options: Object.fromEntries(telling) };
}
