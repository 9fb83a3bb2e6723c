/** @file Node's file errors as typed ones, with what the user can do about them. */

import { MultiRoiError, messageOf } from '../base/index.ts';

/** What each of Node's codes means, and what to do about it. */
const MEANINGS: Readonly<Record<string, readonly [words: string, hint: string]>> = {
  ENOENT: ['no such file or folder', 'check the path'],
  EACCES: ['no permission', 'check the permissions'],
  EPERM: ['no permission', 'check the permissions'],
  EISDIR: ['a folder', 'give a file, not a folder'],
  EEXIST: ['a file in its path', 'a part of the path is a file, not a folder'],
  ENOTDIR: ['a file in its path', 'a part of the path is a file, not a folder'],
  ENOSPC: ['a full disk', 'free some space or choose another folder'],
  EDQUOT: ['a disk quota that is used up', 'free some space or choose another folder'],
  EROFS: ['a file system that is read-only', 'choose another folder'],
  ENAMETOOLONG: ['a name that is too long', 'give the file a shorter name'],
  ENXIO: ['a pipe that nobody reads', 'start its reader first'],
  EPIPE: ['a reader that has gone', 'keep the other end open'],
  ERR_FS_FILE_TOO_LARGE: ['a file of more than 2 GB', 'is it the right file?'],
  EMFILE: ['too many open files', 'raise the limit (ulimit -n)'],
  EADDRINUSE: ['one that is taken', 'choose another one, or 0 for any that is free'],
};

/** Wraps an error of `node:fs` as E_IO; `who` expected `thing` at `path`. */
export function ioError(who: string, thing: string, path: string, cause: unknown): MultiRoiError {
  const code =
    cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
      ? cause.code
      : undefined;
  const [words, usual] = MEANINGS[code ?? ''] ?? [code ?? messageOf(cause), undefined];
  // Node reads names as UTF-8, and does not find by what it read where they are none
  const isLost = code === 'ENOENT' && path.includes('\uFFFD');
  const hint = isLost
    ? 'a name on the way is not UTF-8: rename it, with convmv for instance'
    : usual;
  return new MultiRoiError('E_IO', `${who}: expected ${thing}, got ${words} ("${path}")`, {
    ...(hint !== undefined && { hint }),
    details: { path, errno: code ?? 'unknown error' },
    cause,
  });
}
