/** @file Options and steps that several commands share. */

import { resolve } from 'node:path';
import { isBodyName, readBody, type BodyModel } from '../../body/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import { MATERIALS, type Material } from '../../result/index.ts';
import {
  parseResult,
  retargetResult,
  type GlbKind,
  type Reconstruction,
} from '../../result/index.ts';
import { parseJson, readText } from '../../format/index.ts';
import type { Io } from './io.ts';
import { readOperand } from './operand.ts';
import type { Operands } from '../parse/command.ts';
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

/** Operands that are images, and what `findInputs` makes of them; a list may stand in for all of them. */
export const IMAGES: Operands = { usage: '<image|folder|glob|url|->…', min: 0, max: Infinity };

/** `--files-from`. */
export const filesFromOption: ValueOption<string | undefined> = text(
  'list.txt',
  'images, folders and patterns that a file names, one a line; - is standard input',
);

/** `--glb`. */
export const glbOption: ValueOption<GlbKind> = oneOf(
  ['skinned', 'static'],
  'how bodies stand in a GLB: with a skeleton, or as exact vertices',
  { default: 'skinned', group: 'Output' },
);

/** The text that an operand names, whatever it is encoded in. */
export async function readTextOf(who: string, operand: string, io: Io): Promise<string> {
  return readText(who, await readOperand(operand, io), operand);
}

/** Reads a result; of what `--json` printed of one photograph, the one. */
async function readResult(io: Io, path: string): Promise<Reconstruction> {
  const text = await readTextOf('parseResult', path, io);
  if (!text.trimStart().startsWith('[')) return parseResult(text);
  const all = parseJson('parseResult', text);
  if (Array.isArray(all) && all.length === 1) return parseResult(JSON.stringify(all[0]));
  throw new MultiRoiError(
    'E_FORMAT',
    `parseResult: expected one result, got a list of ${Array.isArray(all) ? all.length : 0} ("${path}")`,
    { hint: 'multiroi predict writes each result to a file of its own, in --out' },
  );
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

/** What a skinned GLB cannot carry. */
export function lostBySkinning(file: string, lostMm: number): string {
  return `${file}: a skeleton cannot carry pose correctives; vertices of the GLB are up to ${lostMm.toFixed(1)} mm off, --glb static is exact`;
}

/** `1 person`, `2 people`. */
export function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}
