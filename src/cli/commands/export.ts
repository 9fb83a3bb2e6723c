/** @file `multiroi export`: other files out of a result, without running anything again. */

import { basename, resolve } from 'node:path';
import { MultiRoiError } from '../../base/index.ts';
import type { Photo } from '../../platform/index.ts';
import { EXPORT_KINDS, outputsOf } from '../../result/index.ts';
import { eachFile } from '../shared/batch.ts';
import type { Io } from '../shared/io.ts';
import { nameOutputs } from '../shared/names.ts';
import { readOperand } from '../shared/operand.ts';
import { isRecord, stemsOfRuns } from './predict/run-record.ts';
import { defineCommand, type Command, type Context } from '../parse/command.ts';
import { someOf, text, type Options, type ValuesOf } from '../parse/option.ts';
import {
  bodyOption,
  glbOption,
  lostBySkinning,
  readTextOf,
  resultReader,
} from '../shared/common-options.ts';

const options = {
  to: someOf(EXPORT_KINDS, 'what to write; verts adds vertices to the npz', {
    default: ['glb'],
    group: 'Output',
  }),
  glb: glbOption,
  image: text('file', 'the photograph of the one result, for html', { group: 'Output' }),
  out: text('dir', "where to write; the result's own folder unless given", { group: 'Output' }),
  body: bodyOption,
} satisfies Options;

type Run = Context<ValuesOf<typeof options>>;

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
  summary: 'GLB, OBJ, NPZ or HTML out of a result, without running it again',
  description:
    'A result file holds the pose, the shape and the camera of everyone, which is enough to make every other file. GLB and OBJ are in metres with y up, so that viewers show people upright; the GLB has a camera at the origin. HTML is one file with the 3D view in it that opens without a network.',
  operands: { usage: '<result.json>…', min: 1, max: Infinity },
  options,
  examples: [
    ['multiroi export out/photo.json --to obj', 'writes out/photo_0.obj, out/photo_1.obj, …'],
    [
      'multiroi export out/photo.json --to html --image photo.jpg',
      'writes out/photo.html, which anybody can open',
    ],
    ['multiroi export out/*.json --to glb --glb static', 'writes exact, unposable meshes'],
  ],
  run: async (context) => {
    const { values, operands, io, log } = context;
    const platform = await io.platform();
    const photo = await photographOf(context);
    const read = resultReader(io, values.body);
    const stems = stemsOf(operands, values.out, io);
    const failed = await eachFile('export', operands, context, async (path) => {
      // `out/*.json` names the record of the run too, which is ours and no result
      if (operands.length > 1 && (await isRecordFile(path, io))) {
        log.info(`${path}: the record of a run, passed over`);
        return undefined;
      }
      const { result, body } = await read(path);
      const output = {
        kinds: values.to,
        glb: values.glb,
        ...(photo !== undefined && { image: photo }),
      };
      const { files, lostMm } = await outputsOf(result, body, output, platform);
      const stem = stems.get(path) ?? path;
      const whole = files.map(({ suffix, content }) => ({ path: stem + suffix, content }));
      await io.writeTogether(whole, () => Promise.resolve());
      const outputs = files.map(({ suffix }) => basename(stem) + suffix);
      log.info(`${path}: ${outputs.length === 0 ? 'nobody to write' : outputs.join(', ')}`);
      if (lostMm !== null) log.warn(lostBySkinning(path, lostMm));
      return { file: path, outputs };
    });
    return failed > 0 ? 1 : 0;
  },
});
