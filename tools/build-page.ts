/**
 * @file Builds the page into dist/app: code by Vite, sample pictures, and
 * two lists: the package's files with their hashes, and everything an offline visit needs.
 * Called by tools/setup.mjs when the page, `src` or the lock changed.
 *
 *   npx tsx tools/build-page.ts
 */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { createSynthesiser, findRecipe, loadSynthesisAssets } from '../src/synthetic/index.ts';
import { nodePlatform, writeWhole } from '../src/node/index.ts';
import { PAGE_FILES, PAGE_ROOT } from '../src/server/page/index.ts';
import type { Manifest } from '../src/web/index.ts';
import { listAssets } from './list-assets.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** People of the gallery: recipe and seed. */
const SAMPLES = [
  { name: 'standing', recipe: 'upright', index: 3 },
  { name: 'sitting', recipe: 'seated', index: 1 },
  { name: 'on-the-floor', recipe: 'floor', index: 1 },
] as const;

async function writeSamples(): Promise<void> {
  const folder = join(PAGE_ROOT, 'samples');
  await mkdir(folder, { recursive: true });
  await copyFile(join(root, 'test/fixtures/astronaut.png'), join(folder, 'astronaut.png'));
  const synthesiser = createSynthesiser(await loadSynthesisAssets(nodePlatform));
  for (const { name, recipe, index } of SAMPLES) {
    const { image } = synthesiser.synthesise(findRecipe(recipe), 'gallery', index);
    await writeWhole(join(folder, `${name}.jpg`), await nodePlatform.images.encodeJpeg(image, 90));
  }
}

/** The list of the package's files as the page's host has them; see `src/web/files.ts`. */
async function writeManifest(): Promise<void> {
  const files = await listAssets(PAGE_FILES, (name) => `files/${name}`);
  const list: Manifest = { runtime: 'ort/', unlisted: 'files/', files };
  await writeWhole(join(PAGE_ROOT, 'assets.json'), JSON.stringify(list));
}

/** The page's own files for the service worker, and a name for the lot. */
async function writeOfflineList(): Promise<void> {
  const found = await readdir(PAGE_ROOT, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const hash = createHash('sha256');
  for (const path of paths) hash.update(path.slice(PAGE_ROOT.length)).update(await readFile(path));
  const files = paths
    .map((path) => relative(PAGE_ROOT, path).split(sep).join('/'))
    .filter((name) => name !== 'service-worker.js');
  const list = { version: hash.digest('hex').slice(0, 16), files };
  await writeWhole(join(PAGE_ROOT, 'offline.json'), JSON.stringify(list));
}

await build({ configFile: join(root, 'app/vite.config.ts'), logLevel: 'error' });
await writeSamples();
await writeManifest();
await writeOfflineList();
