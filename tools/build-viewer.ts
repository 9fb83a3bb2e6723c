/**
 * @file Builds the viewer into dist/bundles/viewer.js: one script without imports, which `exportHtml` puts into a
 * result's file. Called by tools/setup.mjs when `src` or the lock changed.
 *
 *   npx tsx tools/build-viewer.ts
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { VIEWER_SCRIPT } from '../src/result/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

await build({
  configFile: false,
  logLevel: 'error',
  root,
  build: {
    outDir: join(root, 'dist/bundles'),
    copyPublicDir: false,
    license: { fileName: 'licences.md' },
    target: 'es2022',
    lib: {
      entry: join(root, 'src/viewer/standalone/main.ts'),
      name: 'multiroi',
      formats: ['iife'],
      fileName: () => VIEWER_SCRIPT,
    },
  },
});
