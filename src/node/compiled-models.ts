/**
 * @file Models as ONNX Runtime has optimised them for one machine, so that a session is made sooner. The graph that is
 * run is the same; only when it was made differs.
 */

import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { loadNative } from './ort.ts';

/** Below the package's folder; tools/compile-models.ts fills it in a clone, and it is never packed: other machines have other layouts. */
const COMPILED_FOLDER: string = join('dist', 'compiled');

/** What of a processor decides how a model is laid out; its clock, which varies, is not among it. */
const TELLING = /^(vendor_id|cpu family|model|model name|flags|Features|CPU part)\s*:.*$/gm;

let machine: string | null | undefined;

/** The first processor in words; null where the system does not tell what it can do. */
function machineKey(): string | null {
  if (machine !== undefined) return machine;
  machine = null;
  try {
    const file = openSync('/proc/cpuinfo', 'r');
    try {
      // one processor's lines and not those of hundreds
      const start = Buffer.alloc(4096);
      const text = start.toString('latin1', 0, readSync(file, start));
      const lines = text.split('\n\n')[0]?.match(TELLING) ?? [];
      if (lines.length > 0) machine = `${process.arch}\n${lines.join('\n')}`;
    } finally {
      closeSync(file);
    }
  } catch {
    // no such file on other systems: models are compiled when they are needed
  }
  return machine;
}

/**
 * Where a model lies, or would lie, as compiled for this machine.
 * @param root the package's folder.
 * @param version of ONNX Runtime.
 * @returns undefined where the system does not tell what its processor can do.
 */
export function compiledPath(root: string, model: Uint8Array, version: string): string | undefined {
  const key = machineKey();
  if (key === null) return undefined;
  const hash = createHash('sha256').update(`${version}\n${key}\n`).update(model).digest('hex');
  return join(root, COMPILED_FOLDER, `${hash}.onnx`);
}

/** The path of a model that was compiled for this machine; undefined when there is none. */
export function compiledModel(
  root: string,
  model: Uint8Array,
  version: string,
): string | undefined {
  // hashing is not free, and installed packages have no such folder
  if (!existsSync(join(root, COMPILED_FOLDER))) return undefined;
  const path = compiledPath(root, model, version);
  return path !== undefined && existsSync(path) ? path : undefined;
}

/**
 * Compiles models for this machine's processor, in place of those that were; nothing is written where there is no native runtime,
 * or where the system does not tell what its processor can do.
 * @param root the package's folder.
 */
export async function compileModels(root: string, models: readonly Uint8Array[]): Promise<void> {
  const folder = join(root, COMPILED_FOLDER);
  await rm(folder, { recursive: true, force: true });
  const native = loadNative(root);
  if (!('ort' in native)) return;
  await mkdir(folder, { recursive: true });
  for (const model of models) {
    const path = compiledPath(root, model, native.version);
    if (path === undefined) return;
    const session = await native.ort.InferenceSession.create(model, {
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'all',
      optimizedModelFilePath: path,
      logSeverityLevel: 3,
    });
    await session.release();
  }
}
