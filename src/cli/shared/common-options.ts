/** @file Options and steps that several commands share. */

import { resolve } from 'node:path';
import { isBodyName, readBody, type BodyModel } from '../../body/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import { MATERIALS, type Material } from '../../result/index.ts';
import { retargetMotion } from '../../animation/index.ts';
import {
  parseAnswer,
  retargetResult,
  type GlbKind,
  type Motion,
  type Reconstruction,
} from '../../result/index.ts';
import { parseJson, readText } from '../../format/index.ts';
import type { Io } from './io.ts';
import { readOperand } from './operand.ts';
import type { Operands } from '../parse/command.ts';
import { AN_OPERAND, oneOf, text, type ValueOption } from '../parse/option.ts';

/** `--body`. */
export const bodyOption: ValueOption<string | undefined> = text(
  'name|file',
  'the body: open, an imported one such as smpl-neutral, or a body file; that of the weights or the result unless given, to which another is fitted',
  { group: 'Model', reads: { what: 'file', except: isBodyName } },
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
  { reads: AN_OPERAND },
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

/** The text of a result or a motion; of what `--json` printed of one photograph, the one. */
async function answerText(io: Io, path: string): Promise<string> {
  const text = await readTextOf('parseResult', path, io);
  if (!text.trimStart().startsWith('[')) return text;
  const all = parseJson('parseResult', text);
  if (Array.isArray(all) && all.length === 1) return JSON.stringify(all[0]);
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

/** A motion and its body. */
export interface MotionOnBody {
  readonly motion: Motion;
  readonly body: BodyModel;
}

/** Finds bodies of `--body`, or of the names in files; each is read once. */
function bodyReader(io: Io): (name: string) => Promise<BodyModel> {
  const read = new Map<string, Promise<BodyModel>>();
  return async (name) => {
    const { files } = await io.platform();
    const body = read.get(name) ?? readBody(files, name);
    read.set(name, body);
    return body;
  };
}

/** @throws E_CONFIG: a file from outside must not say which path to read. */
function requireBodyName(id: string): string {
  if (isBodyName(id)) return id;
  throw new MultiRoiError(
    'E_CONFIG',
    `--body: expected the name of a body in the result, got "${id}"`,
  );
}

/**
 * Reads files of results or of motions on the body of `--body`, or each on its own; a body is read once.
 * @throws E_CONFIG when a file's own body is neither shipped nor imported.
 */
export function answerReader(
  io: Io,
  given: string | undefined,
): (path: string) => Promise<ResultOnBody | MotionOnBody> {
  const bodyOf = bodyReader(io);
  /** The body that the file speaks of, and the one that is wanted. */
  const bodies = async (own: string): Promise<[BodyModel | null, BodyModel]> => {
    if (given === undefined) return [null, await bodyOf(requireBodyName(own))];
    const wanted = await bodyOf(bodyPath(io, given));
    return [wanted.id === own ? null : await bodyOf(requireBodyName(own)), wanted];
  };
  return async (path) => {
    const answer = parseAnswer(await answerText(io, path));
    if ('motion' in answer) {
      const { motion } = answer;
      const [source, body] = await bodies(motion.model.body);
      return { motion: source === null ? motion : retargetMotion(motion, source, body), body };
    }
    const { result } = answer;
    const [source, body] = await bodies(result.model.body);
    return { result: source === null ? result : retargetResult(result, source, body), body };
  };
}

/**
 * Reads result files as {@link answerReader} does.
 * @throws E_CONFIG for a motion.
 */
export function resultReader(
  io: Io,
  given: string | undefined,
): (path: string) => Promise<ResultOnBody> {
  const read = answerReader(io, given);
  return async (path) => {
    const answer = await read(path);
    if ('result' in answer) return answer;
    throw new MultiRoiError(
      'E_CONFIG',
      `expected a result of a photograph, got a motion (${path})`,
    );
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
