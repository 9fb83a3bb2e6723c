/** @file The package's files with their hashes, as a browser's list of them has it (`src/web/files.ts`). */

import { createHash } from 'node:crypto';
import { nodeFiles } from '../src/node/index.ts';
import type { Manifest } from '../src/web/index.ts';

/** @param place where a file lies below the list's folder. */
export async function listAssets(
  names: readonly string[],
  place: (name: string) => string | Promise<string>,
): Promise<Manifest['files']> {
  const entries = names.map(async (name) => {
    const bytes = await nodeFiles.asset(name);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return [name, { path: await place(name), sha256, bytes: bytes.length }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
