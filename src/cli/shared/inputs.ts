/** @file From operands (files, folders, globs) to a list of image files. */

import { readdir, stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { escapePath, glob, isDynamicPattern } from 'tinyglobby';
import { isBelow, type NamedFile } from './names.ts';
import { UsageError } from '../parse/option.ts';

/** What folders and globs are searched for; a file named outright may be called anything. */
const IMAGE_EXTENSIONS = '.jpg .jpeg .png .webp .gif .tif .tiff .avif .heic .heif'.split(' ');

/** One image to be read. */
export interface Input extends NamedFile {
  /** As it is reported: the operand, or the operand and what was found below it. */
  readonly label: string;
}

const isImage = (path: string): boolean => IMAGE_EXTENSIONS.includes(extname(path).toLowerCase());

async function inFolder(folder: string, operand: string): Promise<Input[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && isImage(entry.name))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const name = relative(folder, path);
      return { label: join(operand, name), path, name };
    });
}

/** A pattern as the folder before its first wildcard, and the rest. */
function splitPattern(pattern: string): readonly [folder: string, rest: string] {
  const parts = pattern.replaceAll('\\', '/').split('/');
  const first = parts.findIndex((part) => isDynamicPattern(part));
  const folder = parts.slice(0, first).join('/');
  return [folder === '' && pattern.startsWith('/') ? '/' : folder, parts.slice(first).join('/')];
}

async function matching(pattern: string, cwd: string): Promise<Input[]> {
  const [folder, rest] = splitPattern(pattern);
  const root = resolve(cwd, folder);
  const anchored = `${escapePath(root.replaceAll('\\', '/'))}/${rest}`;
  const found = await glob(anchored, { cwd, absolute: true, expandDirectories: false });
  return found
    .map((path) => resolve(path))
    .filter(isImage)
    .map((path) => ({
      label: isAbsolute(pattern) ? path : relative(cwd, path),
      path,
      name: relative(root, path),
    }));
}

async function ofOperand(operand: string, cwd: string): Promise<Input[]> {
  const path = resolve(cwd, operand);
  const entry = await stat(path).catch(() => undefined);
  if (entry?.isDirectory() === true) return inFolder(path, operand);
  // a file that is there is itself, whatever its name looks like: `photo[1].jpg`
  if (entry === undefined && isDynamicPattern(operand)) return matching(operand, cwd);
  // an absent file is kept: it fails by itself, with its name, and the others go on
  return [{ label: operand, path, name: basename(path) }];
}

const collator = new Intl.Collator('en', { numeric: true });

/**
 * Every image the operands name, each once, in natural order (`img2` before `img10`).
 * @param outFolder absolute; results of earlier runs in it are not inputs, unless named outright.
 * @throws UsageError when a folder or glob holds no image.
 */
export async function findInputs(
  operands: readonly string[],
  cwd: string,
  outFolder?: string,
): Promise<Input[]> {
  const byPath = new Map<string, Input>();
  for (const operand of operands) {
    const found = (await ofOperand(operand, cwd)).filter(
      ({ path, label }) =>
        label === operand || outFolder === undefined || !isBelow(path, outFolder),
    );
    if (found.length === 0) {
      throw new UsageError(
        `inputs: expected images, got none ("${operand}")`,
        `files ending in ${IMAGE_EXTENSIONS.join(' ')} are looked for`,
      );
    }
    for (const input of found) if (!byPath.has(input.path)) byPath.set(input.path, input);
  }
  return [...byPath.values()].toSorted(
    (a, b) => collator.compare(a.path, b.path) || (a.path < b.path ? -1 : 1),
  );
}
