/** @file Options and steps that several commands share. */

import { basename, dirname, extname, join, resolve } from 'node:path';
import { loadBody, type BodyModel } from '../body/index.ts';
import { parseResult, type GlbKind, type Reconstruction } from '../pipeline/index.ts';
import type { Io } from './_io.ts';
import { oneOf, text, type ValueOption } from './_option.ts';

/** `--body`. */
export const bodyOption: ValueOption<string> = text(
  'open|file',
  'the body: the open one, or a file made by `multiroi body import`',
  { default: 'open', group: 'Model' },
);

/** `--glb`. */
export const glbOption: ValueOption<GlbKind> = oneOf(
  ['skinned', 'static'],
  'how bodies stand in a GLB: with a skeleton, or as exact vertices',
  { default: 'skinned', group: 'Output' },
);

/** The body that `--body` names. */
export async function openBody(io: Io, name: string): Promise<BodyModel> {
  const { files } = await io.platform();
  const bytes =
    name === 'open'
      ? await files.asset('body/open.safetensors')
      : await files.read(resolve(io.cwd, name));
  return loadBody(bytes);
}

/** Reads a result file. */
export async function readResult(io: Io, path: string): Promise<Reconstruction> {
  const { files } = await io.platform();
  return parseResult(new TextDecoder().decode(await files.read(resolve(io.cwd, path))));
}

/** Path of a result file without `.json`, in `out` when that is given. */
export function stemOf(io: Io, path: string, out: string | undefined): string {
  const stem = basename(path, extname(path));
  return join(resolve(io.cwd, out ?? dirname(path)), stem);
}

/** Prints a value as JSON, for `--json`. */
export function printJson(io: Io, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** What a skinned GLB cannot carry. */
export function lostBySkinning(file: string, lostMm: number): string {
  return `${file}: a skeleton cannot carry pose correctives; vertices of the GLB are up to ${lostMm.toFixed(1)} mm off, --glb static is exact`;
}

/** `1 person`, `2 people`. */
export function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}
