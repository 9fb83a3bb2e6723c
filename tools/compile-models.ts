/**
 * @file Compiles the networks of the default pipeline for this machine into dist/compiled, so that the programs of a clone begin
 * sooner. Where there is no native runtime, nothing is written.
 *
 *   npx tsx tools/compile-models.ts
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  COMPILED_FOLDER,
  compileModel,
  compiledPath,
  loadNative,
  nodePlatform,
} from '../src/node/index.ts';
import { modelsOf } from '../src/reconstruct/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
await rm(join(root, COMPILED_FOLDER), { recursive: true, force: true });
const native = loadNative(root);
if ('ort' in native) {
  for (const { bytes } of await modelsOf(nodePlatform)) {
    const path = compiledPath(root, bytes, native.version);
    if (path !== undefined) await compileModel(native.ort, bytes, path);
  }
}
