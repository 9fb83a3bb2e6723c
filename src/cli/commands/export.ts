/** @file `multiroi export`: other files out of a result or a motion, without running anything again. */

import { basename, resolve } from 'node:path';
import {
  BONE_NAMINGS,
  MOTION_EXPORT_KINDS,
  MOTION_SPACES,
  writeMotion,
  type MotionExportKind,
} from '../../animation/index.ts';
import { MultiRoiError } from '../../base/index.ts';
import { EULER_ORDERS } from '../../math/index.ts';
import { motionSink, type NewFile } from '../../node/index.ts';
import type { Photo } from '../../platform/index.ts';
import { EXPORT_KINDS, outputsOf, type ExportKind } from '../../result/index.ts';
import { eachFile } from '../shared/batch.ts';
import type { Io } from '../shared/io.ts';
import { nameOutputs } from '../shared/names.ts';
import { readOperand } from '../shared/operand.ts';
import { isRecord, stemsOfRuns } from './predict/run-record.ts';
import { defineCommand, type Command, type Context } from '../parse/command.ts';
import { AN_OPERAND, oneOf, someOf, text, type ValuesOf } from '../parse/option.ts';
import {
  answerReader,
  bodyOption,
  glbOption,
  lostBySkinning,
  readTextOf,
  type MotionOnBody,
  type ResultOnBody,
} from '../shared/common-options.ts';

type Kind = ExportKind | MotionExportKind;
const KINDS: readonly Kind[] = [...new Set<Kind>([...EXPORT_KINDS, ...MOTION_EXPORT_KINDS])];

const OPTIONS = {
  to: someOf(
    KINDS,
    'what to write; verts adds vertices to the npz; bvh, vrma, csv and angles are of motions, obj, side, top, verts and html of results',
    { default: ['glb'], group: 'Output' },
  ),
  glb: glbOption,
  image: text('file', 'the photograph of the one result, for html', {
    group: 'Output',
    reads: AN_OPERAND,
  }),
  out: text('dir', "where to write; the file's own folder unless given", { group: 'Output' }),
  body: bodyOption,
  bones: oneOf(BONE_NAMINGS, 'whose names and rest pose the bones of a bvh have', {
    default: 'smpl',
    group: 'Motion',
  }),
  euler: oneOf(EULER_ORDERS, 'the order of the angles in a bvh', {
    default: 'ZXY',
    group: 'Motion',
  }),
  space: oneOf(
    MOTION_SPACES,
    'the axes of glb and bvh: y up on the floor where the motion knows of one, or the camera’s',
    { default: 'world', group: 'Motion' },
  ),
};
type Values = ValuesOf<typeof OPTIONS>;
type Run = Context<Values>;

/** Whether a file has a record's name, and holds one. */
async function isRecordFile(path: string, io: Io): Promise<boolean> {
  if (stemsOfRuns([basename(path)], '.json').length === 0) return false;
  // what is wrong with it is told when it is read as a result
  return readTextOf('export', path, io).then(isRecord, () => false);
}

/** Where what is made of each result goes, without its ending: beside it, or in a folder, where no two share a name. */
function stemsOf(
  operands: readonly string[],
  out: string | undefined,
  io: Io,
): Map<string, string> {
  const isPlace = (operand: string): boolean =>
    operand === '-' || /^[a-z][a-z\d+.-]+:/i.test(operand);
  const files = [...new Set(operands)].map((operand) => {
    const path = isPlace(operand) ? resolve(io.cwd, 'result.json') : resolve(io.cwd, operand);
    return { operand, path, name: basename(path) };
  });
  const bare = (path: string): string => path.replace(/\.json$/i, '');
  if (out === undefined) return new Map(files.map(({ operand, path }) => [operand, bare(path)]));
  const named = nameOutputs(files);
  return new Map(
    [...named].map(([{ operand }, stem]) => [operand, resolve(io.cwd, out, bare(stem))]),
  );
}

/** Where and how the files of one input are written. */
interface Target {
  readonly io: Io;
  readonly values: Values;
  /** Without its ending. */
  readonly stem: string;
  readonly photo: Photo | undefined;
}

/** What was written, and what a skeleton could not carry. */
interface Written {
  readonly names: readonly string[];
  readonly lostMm: number | null;
}

/** The kinds that are wanted. @throws E_CONFIG when one of them cannot be made of this. */
function kindsOf<K extends Kind>(
  wanted: readonly Kind[],
  possible: readonly K[],
  what: string,
): readonly K[] {
  const isPossible = (kind: Kind): kind is K => (possible as readonly Kind[]).includes(kind);
  const wrong = wanted.filter((kind) => !isPossible(kind));
  if (wrong.length === 0) return wanted.filter(isPossible);
  throw new MultiRoiError(
    'E_CONFIG',
    `--to: expected ${possible.join(', ')} of ${what}, got ${wrong.join(', ')}`,
  );
}

async function writeResult(
  { result, body }: ResultOnBody,
  { io, stem, values, photo }: Target,
): Promise<Written> {
  const output = {
    kinds: kindsOf(values.to, EXPORT_KINDS, 'a result'),
    glb: values.glb,
    ...(photo !== undefined && { image: photo }),
  };
  const { files, lostMm } = await outputsOf(result, body, output, await io.platform());
  const whole = files.map(({ suffix, content }) => ({ path: stem + suffix, content }));
  await io.writeTogether(whole, () => Promise.resolve());
  return { names: files.map(({ suffix }) => basename(stem) + suffix), lostMm };
}

async function writeOneMotion(
  { motion, body }: MotionOnBody,
  { io, stem: path, values }: Target,
): Promise<Written> {
  const kinds = kindsOf(values.to, MOTION_EXPORT_KINDS, 'a motion');
  if (values.glb === 'static') {
    throw new MultiRoiError('E_CONFIG', '--glb: expected skinned for a motion, got static');
  }
  const { bones, euler, space } = values;
  const stem = path.replace(/\.motion$/, '');
  const write = (files: readonly NewFile[]): Promise<void> =>
    io.writeTogether(files, () => Promise.resolve());
  const sink = motionSink(stem, { signal: io.signal }, write);
  const options = { kinds, bones, order: euler, space };
  const { suffixes, lostMm } = await writeMotion(motion, body, options, sink);
  return { names: suffixes.map((suffix) => basename(stem) + suffix), lostMm };
}

/** The photograph of `--image`. */
async function photographOf({ values, operands, io, log }: Run): Promise<Photo | undefined> {
  const { image } = values;
  if (image === undefined) return undefined;
  if (operands.length > 1) {
    throw new MultiRoiError(
      'E_CONFIG',
      `export: expected one result beside --image, got ${operands.length}`,
    );
  }
  const { images } = await io.platform();
  const photo = await images.decode(await readOperand(image, io), image);
  for (const warning of photo.warnings ?? []) log.warn(`${image}: ${warning}`);
  return photo;
}

export const exportCommand: Command = defineCommand({
  name: 'export',
  summary: 'Other files out of a result or a motion, without running it again',
  description:
    'A result file holds the pose, the shape and the camera of everyone, which is enough to make every other file. GLB and OBJ are in metres with y up, so that viewers show people upright; the GLB has a camera. HTML is one file with the 3D view in it that opens without a network. A motion file, <stem>.motion.json, becomes an animated GLB, BVH, VRMA, NPZ and tables; docs/motion.md tells what is in them.',
  operands: { usage: '<result.json|clip.motion.json>…', min: 1, max: Infinity },
  options: OPTIONS,
  examples: [
    ['multiroi export out/photo.json --to obj', 'writes out/photo_0.obj, out/photo_1.obj, …'],
    [
      'multiroi export out/photo.json --to html --image photo.jpg',
      'writes out/photo.html, which anybody can open',
    ],
    ['multiroi export out/*.json --to glb --glb static', 'writes exact, unposable meshes'],
    [
      'multiroi export clip.motion.json --to npz,glb,bvh,vrma,csv --bones mixamo',
      'writes clip.glb, clip.csv, and clip_0.npz, clip_0.bvh, clip_0.vrma a person',
    ],
  ],
  run: async (context) => {
    const { values, operands, io, log } = context;
    const photo = await photographOf(context);
    const read = answerReader(io, values.body);
    const stems = stemsOf(operands, values.out, io);
    const failed = await eachFile('export', operands, context, async (path) => {
      // `out/*.json` names the record of the run too, which is ours and no result
      if (operands.length > 1 && (await isRecordFile(path, io))) {
        log.info(`${path}: the record of a run, passed over`);
        return undefined;
      }
      const answer = await read(path);
      const target = { io, stem: stems.get(path) ?? path, values, photo };
      const { names, lostMm } = await ('motion' in answer
        ? writeOneMotion(answer, target)
        : writeResult(answer, target));
      log.info(`${path}: ${names.length === 0 ? 'nobody to write' : names.join(', ')}`);
      if (lostMm !== null) log.warn(lostBySkinning(path, lostMm));
      return { file: path, outputs: names };
    });
    return failed > 0 ? 1 : 0;
  },
});
