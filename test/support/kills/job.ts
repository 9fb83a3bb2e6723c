/** @file Long work of the built command line that is killed and goes on (`npm run build` first). */

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a folder of results holds. */
export type FolderState = 'nothing' | 'unfinished' | 'finished';

export interface KillJob {
  readonly name: string;
  /** What is done, in a few words. */
  readonly about: string;
  /** Command lines that make what the work reads. @param inputs folder for it. */
  readonly prepare: (inputs: string) => Promise<readonly (readonly string[])[]>;
  /** The command line that begins in a folder, or goes on there. */
  readonly args: (inputs: string, out: string, state: FolderState) => readonly string[];
  readonly state: (out: string) => Promise<FolderState>;
  /** Grows while the work goes on. */
  readonly progress: (out: string) => Promise<number>;
  /** After a kill: that everything with its final name is whole. @throws */
  readonly inspect: (out: string) => Promise<void>;
  /**
   * Of finished work: what must be there, name by name, and the same however often it was killed. Whatever is not
   * named must not be there.
   * @throws for something that is lost or there twice.
   */
  readonly contents: (out: string) => Promise<ReadonlyMap<string, string>>;
}

export const digest = (content: Uint8Array | string): string =>
  createHash('sha256').update(content).digest('hex');

export const textOf = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((): string => '');

/** Lines that are ended. */
export const linesIn = async (path: string): Promise<number> =>
  (await textOf(path)).split('\n').length - 1;

/** Every file of a folder, relative to it, sorted; none where there is no folder yet. */
export async function filesOf(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

/** Whether a name is one that is waiting for its final one. */
export const isTemporary = (name: string): boolean => name.endsWith('.tmp');

/** Digests of all files. */
export async function digestsOf(folder: string): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  for (const name of await filesOf(folder)) {
    digests.set(name, digest(await readFile(join(folder, name))));
  }
  return digests;
}
