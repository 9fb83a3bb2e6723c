/** @file `multiroi export`: other files out of a result or a motion, without running anything again. */

import { basename, resolve } from 'node:path';
import {
  BONE_NAMINGS,
  MOTION_EXPORT_KINDS,
  MOTION_SPACES,
  writeMotion,
  type MotionExportKind,
} from '../../animation/index.ts';
import { MultiRoiError, throwIfAborted } from '../../base/index.ts';
import { EULER_ORDERS } from '../../math/index.ts';
import { motionSink, type NewFile } from '../../node/index.ts';
import type { PixelImage } from '../../platform/index.ts';
import { EXPORT_KINDS, outputsOf, type ExportKind } from '../../result/index.ts';
import { reportOf, type ErrorReport } from '../run.ts';
import type { Io } from '../shared/io.ts';
import { isRecord, stemsOfRuns } from './predict/run-record.ts';
import { defineCommand, type Command } from '../parse/command.ts';
import { oneOf, someOf, text, type ValuesOf } from '../parse/option.ts';
import {
  answerReader,
  bodyOption,
  glbOption,
  lostBySkinning,
  printJson,
  stemOf,
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
  image: text('file', 'the photograph of the one result, for html', { group: 'Output' }),
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

/** Whether a file has a record's name, and holds one. */
async function isRecordFile(path: string, io: Io): Promise<boolean> {
  if (stemsOfRuns([basename(path)], '.json').length === 0) return false;
  const { files } = await io.platform();
  return files.read(resolve(io.cwd, path)).then(
    (bytes) => isRecord(new TextDecoder().decode(bytes)),
    // what is wrong with it is told when it is read as a result
    () => false,
  );
}

/** Where and how the files of one input are written. */
interface Target {
  readonly io: Io;
  readonly path: string;
  readonly values: Values;
  readonly photo: PixelImage | undefined;
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
  { io, path, values, photo }: Target,
): Promise<Written> {
  const output = {
    kinds: kindsOf(values.to, EXPORT_KINDS, 'a result'),
    glb: values.glb,
    ...(photo !== undefined && { image: photo }),
  };
  const { files, lostMm } = await outputsOf(result, body, output, await io.platform());
  const stem = stemOf(io, path, values.out);
  for (const { suffix, content } of files) await io.write(stem + suffix, content);
  return { names: files.map(({ suffix }) => basename(stem) + suffix), lostMm };
}

async function writeOneMotion(
  { motion, body }: MotionOnBody,
  { io, path, values }: Target,
): Promise<Written> {
  const kinds = kindsOf(values.to, MOTION_EXPORT_KINDS, 'a motion');
  if (values.glb === 'static') {
    throw new MultiRoiError('E_CONFIG', '--glb: expected skinned for a motion, got static');
  }
  const { bones, euler, space } = values;
  const stem = stemOf(io, path, values.out, true);
  const write = (files: readonly NewFile[]): Promise<void> =>
    io.writeTogether(files, () => Promise.resolve());
  const sink = motionSink(stem, { signal: io.signal }, write);
  const options = { kinds, bones, order: euler, space };
  const { suffixes, lostMm } = await writeMotion(motion, body, options, sink);
  return { names: suffixes.map((suffix) => basename(stem) + suffix), lostMm };
}

/** The photograph of `--image`. */
async function photoOf(
  io: Io,
  image: string | undefined,
  inputs: number,
): Promise<PixelImage | undefined> {
  if (image === undefined) return undefined;
  if (inputs > 1) {
    throw new MultiRoiError(
      'E_CONFIG',
      `export: expected one result beside --image, got ${inputs}`,
    );
  }
  const { images, files } = await io.platform();
  return images.decode(await files.read(resolve(io.cwd, image)), image);
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
  run: async ({ values, operands, io, log }) => {
    const photo = await photoOf(io, values.image, operands.length);
    const read = answerReader(io, values.body);
    const write = async (path: string): Promise<readonly string[]> => {
      const answer = await read(path);
      const target = { io, path, values, photo };
      const { names, lostMm } = await ('motion' in answer
        ? writeOneMotion(answer, target)
        : writeResult(answer, target));
      log.info(`${path}: ${names.length === 0 ? 'nobody to write' : names.join(', ')}`);
      if (lostMm !== null) log.warn(lostBySkinning(path, lostMm));
      return names;
    };
    const written: (
      | { file: string; outputs: readonly string[] }
      | { file: string; error: ErrorReport }
    )[] = [];
    let failed = 0;
    for (const path of operands) {
      throwIfAborted('export', io.signal);
      // `out/*.json` names the record of the run too, which is ours and no result
      if (operands.length > 1 && (await isRecordFile(path, io))) {
        log.info(`${path}: the record of a run, passed over`);
        continue;
      }
      try {
        written.push({ file: path, outputs: await write(path) });
      } catch (error) {
        // one file that is asked for by itself fails as a command does
        if (operands.length === 1) throw error;
        throwIfAborted('export', io.signal);
        const report = reportOf(error);
        failed++;
        written.push({ file: path, error: report });
        const hint = report.hint === undefined ? '' : `\n  ${report.hint}`;
        log.error(`[${report.code}] ${path}: ${report.message}${hint}`);
      }
    }
    if (values.json) printJson(io, written);
    return failed > 0 ? 1 : 0;
  },
});
