/** @file Where the configuration is; what it says is read when there is one. */

import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

const NAMES = ['json', 'js', 'mjs', 'ts'].map((ending) => `multiroi.config.${ending}`);

/**
 * The path of the configuration.
 * @param given what `--config` names; `none` for no file; absent: the nearest one in the folder or above it.
 */
export async function findConfig(
  cwd: string,
  given: string | undefined,
): Promise<string | undefined> {
  if (given === 'none') return undefined;
  if (given !== undefined) return resolve(cwd, given);
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    for (const name of NAMES) {
      const path = join(folder, name);
      const entry = await stat(path).catch(() => undefined);
      if (entry?.isFile() === true) return path;
    }
    if (folder === dirname(folder)) return undefined;
  }
}
