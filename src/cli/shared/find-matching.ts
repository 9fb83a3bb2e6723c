/** @file The photographs that a pattern names. */

import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { escapePath, glob, isDynamicPattern } from 'tinyglobby';
import { isPhotographName } from '../../format/index.ts';
import { walkFolder, type FoundFiles, type Skipped } from '../../node/index.ts';
import { findPhotographs, reasonOfName } from './find-photographs.ts';

/** A pattern as the folder before its first wildcard, and the rest. */
function splitPattern(pattern: string): readonly [folder: string, rest: string] {
  const parts = pattern.replaceAll('\\', '/').split('/');
  const first = parts.findIndex((part) => isDynamicPattern(part));
  const folder = parts.slice(0, first).join('/');
  return [folder === '' && pattern.startsWith('/') ? '/' : folder, parts.slice(first).join('/')];
}

/** Of paths below a folder those that are photographs, each once though links to folders lead there by other ways. */
async function photographsOf(paths: readonly string[], root: string): Promise<FoundFiles> {
  const ways = new Map<string, string>();
  const skipped: Skipped[] = [];
  const skip = (path: string, reason: string): void => {
    skipped.push({ file: relative(root, path), reason });
  };
  for (const path of paths) {
    if (isPhotographName(path)) {
      const place = join(await realpath(dirname(path)), basename(path));
      const known = ways.get(place);
      // the way that is no link, if it is among them
      if (known === undefined || place === path) ways.set(place, path);
      if (known !== undefined)
        skip(place === path ? known : path, 'a link back to folders that are looked into');
    } else skip(path, reasonOfName(path));
  }
  const files = [...ways.values()].map((path) => ({ path, name: relative(root, path) }));
  return { files, skipped };
}

/** What lies in folders below another one. */
async function inFolders(folders: readonly string[], root: string): Promise<FoundFiles> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const below = relative(root, folder);
      const { files, skipped } = await findPhotographs(folder);
      return {
        files: files.map(({ path, name }) => ({ path, name: join(below, name) })),
        skipped: skipped.map((each) => ({ ...each, file: join(below, each.file) })),
      };
    }),
  );
  return {
    files: found.flatMap(({ files }) => files),
    skipped: found.flatMap(({ skipped }) => skipped),
  };
}

/**
 * The photographs that a pattern matches; where it matches folders alone, those in them.
 * @returns names below `root`, the folder before the first wildcard.
 */
export async function findMatching(
  pattern: string,
  cwd: string,
): Promise<FoundFiles & { readonly root: string }> {
  const [folder, rest] = splitPattern(pattern);
  const root = resolve(cwd, folder);
  const anchored = `${escapePath(root.replaceAll('\\', '/'))}/${rest}`;
  const options = { cwd: root, absolute: true, expandDirectories: false, onlyFiles: false };
  const all = (await glob(anchored, options)).toSorted();
  const files = all.filter((path) => !path.endsWith('/')).map((path) => resolve(path));
  if (files.length === 0) {
    const folders = all.map((path) => resolve(path));
    return { root, ...(await inFolders(folders, root)) };
  }
  const found = await photographsOf(files, root);
  // a pattern says nothing of the folders that it could not look into
  const below = rest.includes('**') ? (await walkFolder(root)).skipped : [];
  return {
    root,
    files: found.files,
    skipped: [...found.skipped, ...below.filter(({ warns }) => warns === true)],
  };
}
