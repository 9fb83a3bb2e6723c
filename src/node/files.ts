/** @file Files of the package and of the user: where they are, and their bytes. */

import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MultiRoiError } from '../base/index.ts';
import type { Files } from '../platform/index.ts';
import { openRegular } from './open-regular.ts';
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
    const { file, fail } = await openRegular(path);
    try {
      return await file.readFile().catch(fail);
    } finally {
      await file.close();
    }
  },
};
