/**
 * @file Writes `assets.json` into the package's root: what a browser fetches of the package, and where each file lies. With it the
 * folder of the package, wherever it is served from, is what `MultiRoi.load({ assets })` of `multiroi/web` wants.
 *
 *   npx tsx tools/build-assets.ts
 */
import { relative, sep } from 'node:path';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeFiles, RUNTIME_FOLDER, writeWhole } from '../src/node/index.ts';
import { PAGE_FILES } from '../src/server/page/index.ts';
import type { Manifest } from '../src/web/index.ts';
import { listAssets } from './list-assets.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

async function place(name: string): Promise<string> {
  const path = await nodeFiles.find(name);
  if (path === undefined) throw new Error(`${name} is not built`);
  return relative(root, path).split(sep).join('/');
}

const list: Manifest = {
  runtime: `${join(RUNTIME_FOLDER, 'wasm').split(sep).join('/')}/`,
  unlisted: 'assets/',
  files: await listAssets(PAGE_FILES, place),
};
await writeWhole(join(root, 'assets.json'), `${JSON.stringify(list, null, 1)}\n`);
