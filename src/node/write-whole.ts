/**
 * @file Writes that are whole or not there at all, of one file and of several together. Everything is written under
 * temporary names that bear the mark of this process, so that what a killed one left behind can be told apart.
 */

import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ioError } from './errno.ts';

/** The calls that writing needs; tests hand in a disk that is full. */
export type WriteCalls = Pick<typeof fs, 'mkdir' | 'open' | 'rename' | 'rm'>;

/** In the names of this process's temporary files; process numbers come again, this does not. */
export const TEMPORARY_MARK: string = randomBytes(6).toString('hex');

let writes = 0;

/** The path of a file that does not have its name yet; short, so that a name that is as long as the disk allows can be written. */
export const temporaryIn = (folder: string): string =>
  join(folder, `.multiroi-${TEMPORARY_MARK}-${++writes}.tmp`);

/** Removes the temporary files that a process with this mark left in a folder. */
export async function removeTemporary(folder: string, mark: string): Promise<void> {
  const names = await fs.readdir(folder).catch((): string[] => []);
  const left = names.filter((name) => name.startsWith(`.multiroi-${mark}-`));
  await Promise.all(left.map((name) => fs.rm(join(folder, name), { force: true })));
}

async function writeFlushed(
  path: string,
  content: Uint8Array | string,
  calls: WriteCalls,
): Promise<void> {
  const file = await calls.open(path, 'wx');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function flush(path: string, calls: WriteCalls): Promise<void> {
  const file = await calls.open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The first error is the one to tell; a stray file on a broken disk cannot be helped. */
async function removeQuietly(paths: readonly string[], calls: WriteCalls): Promise<void> {
  await Promise.allSettled(paths.map((path) => calls.rm(path, { force: true })));
}

/**
 * Writes a file under a temporary name, flushes it and renames it: after a crash or a full disk the
 * path holds the old bytes or the new ones, never half of them. Missing folders are made.
 * @throws E_IO, with nothing left behind.
 */
export function writeWhole(
  path: string,
  bytes: Uint8Array | string,
  calls: WriteCalls = fs,
): Promise<void> {
  return writeTogether([{ path, content: bytes }], undefined, calls);
}

/** A file that is written and waits for its name. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

export interface NewFile {
  readonly path: string;
  /** Or where it is written already: a `temporaryIn` the same folder, which is moved, or removed like the others. */
  readonly content: Uint8Array | string | { readonly written: string };
}

/**
 * Writes several files, of which all appear or none: all are flushed under temporary names before the first is renamed.
 * @param commit called between the two with what is left to do, in order; a process that is killed after it has written
 * that down can have it done by another.
 * @throws E_IO, with nothing left behind; what `commit` throws, likewise.
 */
export async function writeTogether(
  files: readonly NewFile[],
  commit?: (moves: readonly Move[]) => Promise<void>,
  calls: WriteCalls = fs,
): Promise<void> {
  const moves: Move[] = [];
  const temporaries = (): string[] => moves.map(({ from }) => from);
  for (const { path, content } of files) {
    const folder = dirname(path);
    const isWritten = typeof content === 'object' && 'written' in content;
    const from = isWritten ? content.written : temporaryIn(folder);
    moves.push({ from, to: path });
    try {
      await calls.mkdir(folder, { recursive: true });
      // what a rename would fail at, before anything is renamed
      if (files.length > 1) await requireFileOrNothing(path);
      await (isWritten ? flush(from, calls) : writeFlushed(from, content, calls));
    } catch (cause) {
      await removeQuietly(temporaries(), calls);
      throw ioError('write', 'a writable file', path, cause);
    }
  }
  try {
    await commit?.(moves);
  } catch (error) {
    await removeQuietly(temporaries(), calls);
    throw error;
  }
  const moved: string[] = [];
  for (const { from, to } of moves) {
    try {
      await calls.rename(from, to);
      moved.push(to);
    } catch (cause) {
      await removeQuietly([...temporaries(), ...moved], calls);
      throw ioError('write', 'a writable file', to, cause);
    }
  }
}

/** Does what another process could not do any more after its `commit`; what it had done already is passed over. */
export async function finishMoves(moves: readonly Move[]): Promise<void> {
  for (const { from, to } of moves) {
    await fs.rename(from, to).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') throw ioError('write', 'a writable file', to, cause);
    });
  }
}

/** @throws as the system would for a name that is too long; EISDIR for a folder. */
async function requireFileOrNothing(path: string): Promise<void> {
  const stat = await fs.lstat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw cause;
  });
  if (stat?.isDirectory() === true) {
    throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  }
}
