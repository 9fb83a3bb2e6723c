/** @file Options and steps that several commands share. */

import { basename, dirname, extname, join, resolve } from 'node:path';
import { isBodyName, readBody, type BodyModel } from '../../body/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import { MATERIALS, type Material } from '../../result/index.ts';
import {
  parseResult,
  retargetResult,
  type GlbKind,
  type Reconstruction,
} from '../../result/index.ts';
import type { Io } from './io.ts';
import { oneOf, text, type ValueOption } from '../parse/option.ts';

/** `--body`. */
export const bodyOption: ValueOption<string | undefined> = text(
  'name|file',
  'the body: open, an imported one such as smpl-neutral, or a body file; that of the weights or the result unless given, to which another is fitted',
  { group: 'Model' },
);

/** The name or the absolute path that `--body` gives. */
export function bodyPath(io: Io, given: string): string {
  return isBodyName(given) ? given : resolve(io.cwd, given);
}

/** The body of a name or a file. */
export async function openBody(io: Io, given: string): Promise<BodyModel> {
  const { files } = await io.platform();
  return readBody(files, bodyPath(io, given));
}

/** `--material`. */
export const materialOption: ValueOption<Material> = oneOf(
  MATERIALS,
  'what bodies are made of in pictures; heatmap shows expected errors',
  { default: 'suit' },
);

/** `--glb`. */
export const glbOption: ValueOption<GlbKind> = oneOf(
  ['skinned', 'static'],
  'how bodies stand in a GLB: with a skeleton, or as exact vertices',
  { default: 'skinned', group: 'Output' },
);

/** Reads a result file. */
async function readResult(io: Io, path: string): Promise<Reconstruction> {
  const { files } = await io.platform();
  return parseResult(new TextDecoder().decode(await files.read(resolve(io.cwd, path))));
}

/** A result and its body. */
export interface ResultOnBody {
  readonly result: Reconstruction;
  readonly body: BodyModel;
}

/**
 * Reads result files on the body of `--body`, or each on its own; a body is read once.
 * @throws E_CONFIG when a result's own body is neither shipped nor imported.
 */
export function resultReader(
  io: Io,
  given: string | undefined,
): (path: string) => Promise<ResultOnBody> {
  const read = new Map<string, Promise<BodyModel>>();
  const bodyOf = async (name: string): Promise<BodyModel> => {
    const { files } = await io.platform();
    const body = read.get(name) ?? readBody(files, name);
    read.set(name, body);
    return body;
  };
  const ownOf = (id: string): Promise<BodyModel> => {
    // a result is a file from outside, and must not say which path to read
    if (isBodyName(id)) return bodyOf(id);
    throw new MultiRoiError(
      'E_CONFIG',
      `--body: expected the name of a body in the result, got "${id}"`,
    );
  };
  return async (path) => {
    const result = await readResult(io, path);
    const own = result.model.body;
    if (given === undefined) return { result, body: await ownOf(own) };
    const body = await bodyOf(bodyPath(io, given));
    if (body.id === own) return { result, body };
    return { result: retargetResult(result, await ownOf(own), body), body };
  };
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
