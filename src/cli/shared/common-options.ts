/** @file Options and steps that several commands share. */

import { basename, dirname, extname, join, resolve } from 'node:path';
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

async function readText(io: Io, path: string): Promise<string> {
  const { files } = await io.platform();
  return new TextDecoder().decode(await files.read(resolve(io.cwd, path)));
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
    const answer = parseAnswer(await readText(io, path));
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

/** Path of a result file without `.json`, or of a motion's without `.motion.json`, in `out` when that is given. */
export function stemOf(io: Io, path: string, out: string | undefined, isMotion = false): string {
  const name = basename(path, extname(path));
  const stem = isMotion ? name.replace(/\.motion$/, '') : name;
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
