/** @file Which inputs a shard does, and what the results of an input are called. */

import { foldedName } from '../../base/index.ts';
import { isBelow } from '../../node/index.ts';
import { dirname, join, parse, relative } from 'node:path';

/** An input file: `path` is absolute, `name` relative to the folder or glob it was found by. */
export interface NamedFile {
  readonly path: string;
  readonly name: string;
}

/** Every n-th item, beginning with the i-th (1-based): shards of one list are disjoint and even. */
export function shareOf<T>(items: readonly T[], [i, n]: readonly [number, number]): T[] {
  return items.filter((_, index) => index % n === i - 1);
}

function commonFolder(paths: readonly string[]): string {
  let folder = dirname(paths[0] ?? '');
  for (const path of paths) {
    while (folder !== dirname(folder) && !isBelow(path, folder)) folder = dirname(folder);
  }
  return folder;
}

/** A path without its extension. */
const stemOf = (path: string): string => join(dirname(path), parse(path).name);

/**
 * The stem of every input's results, relative to the output folder: the input's own, folders kept.
 * Inputs that would share a stem keep their folders from where their paths diverge; should that not part them, they keep
 * their extensions. Upper and lower case, composed and decomposed letters count as one, as on some disks.
 * @param reserved stems that are taken: `run`.
 */
export function nameOutputs<T extends NamedFile>(
  inputs: readonly T[],
  reserved: readonly string[] = [],
): Map<T, string> {
  const root = commonFolder(inputs.map(({ path }) => path));
  const rules: ((input: T) => string)[] = [
    ({ name }) => stemOf(name),
    ({ path }) => stemOf(relative(root, path)),
    ({ name }) => join(name),
    ({ path }) => relative(root, path),
  ];
  const stems = new Map<T, string>();
  const taken = new Set(reserved.map((stem) => foldedName(stem)));
  let open = inputs;
  for (const rule of rules) {
    const count = new Map<string, number>();
    for (const input of open) {
      const key = foldedName(rule(input));
      count.set(key, (count.get(key) ?? 0) + 1);
    }
    const clashes: T[] = [];
    for (const input of open) {
      const stem = rule(input);
      const key = foldedName(stem);
      if (taken.has(key) || count.get(key) !== 1) clashes.push(input);
      else {
        stems.set(input, stem);
        taken.add(key);
      }
    }
    open = clashes;
  }
  // paths that differ in case alone are left: a number parts them
  for (const [index, input] of open.entries()) {
    stems.set(input, `${relative(root, input.path)}.${index}`);
  }
  return stems;
}
