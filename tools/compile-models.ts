/**
 * @file Compiles the networks of the default pipeline for this machine into dist/compiled, so that the programs of a clone begin
 * sooner. Where there is no native runtime, nothing is written.
 *
 *   npx tsx tools/compile-models.ts
 */
import { fileURLToPath } from 'node:url';
import { compileModels, nodePlatform } from '../src/node/index.ts';
import { modelsOf } from '../src/reconstruct/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const models = await modelsOf(nodePlatform);
await compileModels(
  root,
  models.map(({ bytes }) => bytes),
);
