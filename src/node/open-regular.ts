/** @file Opening what a user named: a file with bytes, never a pipe or a device that is waited for without end. */

import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { MultiRoiError } from '../base/index.ts';
import { ioError } from './errno.ts';

/** Opening a pipe that nobody writes to would wait, in a thread that no signal reaches. Windows has no such flag. */
const READ = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/** A regular file, open for reading. */
export interface OpenedFile {
  /** To be closed by the caller. */
  readonly file: FileHandle;
  readonly size: number;
  /** Throws what went wrong while reading as E_IO. */
  readonly fail: (cause: unknown) => never;
}

/** @throws E_IO for what is absent, may not be read, or is a folder, a pipe, a socket or a device. */
export async function openRegular(path: string): Promise<OpenedFile> {
  const fail = (cause: unknown): never => {
    throw ioError('read', 'a readable file', path, cause);
  };
  const file = await open(path, READ).catch(fail);
  try {
    const stat = await file.stat();
    if (stat.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    if (!stat.isFile()) {
      const kind = stat.isFIFO() ? 'a pipe' : stat.isSocket() ? 'a socket' : 'a device';
      throw new MultiRoiError('E_IO', `read: expected a file, got ${kind} ("${path}")`, {
        hint: 'save what comes out of it as a file first',
        details: { path },
      });
    }
    return { file, size: stat.size, fail };
  } catch (cause) {
    await file.close();
    if (cause instanceof MultiRoiError) throw cause;
    return fail(cause);
  }
}
