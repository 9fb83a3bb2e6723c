/** @file Files of the package and of the user: where they are, and their bytes. */

import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { MultiRoiError } from '../base/index.ts';
import type { Files } from '../platform/index.ts';
import { openRegular } from './open-regular.ts';
import { packageRoot } from './package-root.ts';
import { userDataFolder } from './user-data.ts';

/**
 * Where assets lie: committed ones, models and scripts made by the build, and what the user has imported. What
 * is shipped comes first, so that nothing takes its place unseen.
 */
function assetFolders(root: string): string[] {
  return [
    join(root, 'assets'),
    join(root, 'assets', 'models'),
    join(root, 'models'),
    join(root, 'dist', 'bundles'),
    userDataFolder(),
  ];
}

/** The path of an asset; undefined when it is not there. */
async function findAsset(root: string, name: string): Promise<string | undefined> {
  // names come from options too (`--weights`, `--body`), and must not lead out of the package
  if (name.split(/[\\/]/).includes('..')) return undefined;
  for (const folder of assetFolders(root)) {
    const path = join(folder, name);
    const found = await fs.stat(path).then(
      (stat) => stat.isFile(),
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}

/** Bytes of a file of the user. */
async function read(path: string): Promise<Uint8Array> {
  const { file, fail } = await openRegular(path);
  try {
    return await file.readFile().catch(fail);
  } finally {
    await file.close();
  }
}

/** Files of a disk, with the folder of the package. */
export interface NodeFiles extends Files {
  /** The path of an asset; undefined when it is not there. */
  find(name: string): Promise<string | undefined>;
}

/**
 * Reads the package's assets, the user's data folder and the user's files.
 * @param root the package's folder; default: where this code is.
 */
export function filesOf(root?: string): NodeFiles {
  const find = (name: string): Promise<string | undefined> =>
    findAsset(root ?? packageRoot(), name);
  return {
    find,
    read,
    async asset(name) {
      const path = await find(name);
      if (path === undefined) throw absent(name, root ?? packageRoot());
      return read(path);
    },
  };
}

function absent(name: string, folder: string): MultiRoiError {
  const made = name.endsWith('.onnx') || name.endsWith('.js');
  const elsewhere = `give MultiRoi.load({ assets }) the folder of the package multiroi: "${folder}" is not it`;
  const reinstall = made ? 'make it with: npm run build' : 'install the package again';
  return new MultiRoiError('E_IO', `asset: expected the shipped file "${name}", got nothing`, {
    // a bundle lies far from what the package ships
    hint: existsSync(join(folder, 'assets')) ? reinstall : elsewhere,
    details: { name },
  });
}

/** The files of this package. */
export const nodeFiles: NodeFiles = filesOf();
