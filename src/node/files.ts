/** @file Files of the package and of the user, and writes that are whole or not there at all. */

import * as fs from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MultiRoiError } from '../base/index.ts';
import type { Files } from '../platform/index.ts';
import { ioError } from './errno.ts';
import { userDataFolder } from './user-data.ts';

/** The package's own folder: two above this file's source, and above every script of the package. */
export const PACKAGE_ROOT: string = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Where assets lie: committed ones, models and scripts made by the build, and what the user has imported. What
 * is shipped comes first, so that nothing takes its place unseen.
 */
function assetFolders(): string[] {
  return [
    join(PACKAGE_ROOT, 'assets'),
    join(PACKAGE_ROOT, 'assets', 'models'),
    join(PACKAGE_ROOT, 'models'),
    join(PACKAGE_ROOT, 'dist', 'bundles'),
    userDataFolder(),
  ];
}

/** The path of an asset; undefined when it is not there. */
async function findAsset(name: string): Promise<string | undefined> {
  // names come from options too (`--weights`, `--body`), and must not lead out of the package
  if (name.split(/[\\/]/).includes('..')) return undefined;
  for (const folder of assetFolders()) {
    const path = join(folder, name);
    const found = await fs.stat(path).then(
      (stat) => stat.isFile(),
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}

/** Reads the package's assets, the user's data folder and the user's files. */
export const nodeFiles: Files & {
  /** The path of an asset; undefined when it is not there. */
  find(name: string): Promise<string | undefined>;
} = {
  find: findAsset,
  async asset(name) {
    const path = await findAsset(name);
    if (path === undefined) {
      throw new MultiRoiError('E_IO', `asset: expected the shipped file "${name}", got nothing`, {
        hint:
          name.endsWith('.onnx') || name.endsWith('.js')
            ? 'make it with: npm run build'
            : 'install the package again',
        details: { name },
      });
    }
    return nodeFiles.read(path);
  },
  async read(path) {
    try {
      return await fs.readFile(path);
    } catch (cause) {
      throw ioError('read', 'a readable file', path, cause);
    }
  },
};

/** The calls a whole write needs; tests hand in a disk that is full. */
export type WriteCalls = Pick<typeof fs, 'mkdir' | 'open' | 'rename' | 'rm'>;

let writes = 0;

/**
 * Writes a file under a temporary name, flushes it and renames it: after a crash or a full disk the
 * path holds the old bytes or the new ones, never half of them. Missing folders are made.
 * @throws E_IO, with nothing left behind.
 */
export async function writeWhole(
  path: string,
  bytes: Uint8Array | string,
  calls: WriteCalls = fs,
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${process.pid}.${++writes}.tmp`);
  try {
    await calls.mkdir(folder, { recursive: true });
    const file = await calls.open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await calls.rename(temporary, path);
  } catch (cause) {
    await calls.rm(temporary, { force: true }).catch(() => {
      // the first error is the one to tell; a stray temporary file on a broken disk cannot be helped
    });
    throw ioError('write', 'a writable file', path, cause);
  }
}
