/** @file Node's file errors as typed ones, with what the user can do about them. */

import { MultiRoiError, messageOf } from '../errors.ts';

const HINTS: Readonly<Record<string, string>> = {
  ENOENT: 'check the path',
  EACCES: 'check the permissions',
  EPERM: 'check the permissions',
  EISDIR: 'give a file, not a folder',
  EEXIST: 'a part of the path is a file, not a folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  ENOSPC: 'the disk is full: free some space or choose another folder',
  EDQUOT: 'the disk quota is used up: free some space or choose another folder',
  EROFS: 'the file system is read-only: choose another folder',
  EMFILE: 'too many files are open: raise the limit (ulimit -n)',
};

/** Wraps an error of `node:fs` as E_IO; `who` expected `thing` at `path`. */
export function ioError(who: string, thing: string, path: string, cause: unknown): MultiRoiError {
  const code =
    cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
      ? cause.code
      : 'unknown error';
  const hint = HINTS[code];
  return new MultiRoiError(
    'E_IO',
    `${who}: expected ${thing}, got ${code === 'unknown error' ? messageOf(cause) : code} ("${path}")`,
    { ...(hint !== undefined && { hint }), details: { path, errno: code }, cause },
  );
}
