/** @file `multiroi export`: other files out of a result, without running anything again. */

import { basename, resolve } from 'node:path';
import { MultiRoiError, throwIfAborted } from '../../base/index.ts';
import { EXPORT_KINDS, outputsOf } from '../../result/index.ts';
import { reportOf, type ErrorReport } from '../run.ts';
import type { Io } from '../shared/io.ts';
import { isRecord, stemsOfRuns } from './predict/run-record.ts';
import { defineCommand, type Command } from '../parse/command.ts';
import { someOf, text } from '../parse/option.ts';
import {
  bodyOption,
  glbOption,
  lostBySkinning,
  printJson,
  resultReader,
  stemOf,
} from '../shared/common-options.ts';

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

export const exportCommand: Command = defineCommand({
  name: 'export',
  summary: 'GLB, OBJ, NPZ or HTML out of a result, without running it again',
  description:
    'A result file holds the pose, the shape and the camera of everyone, which is enough to make every other file. GLB and OBJ are in metres with y up, so that viewers show people upright; the GLB has a camera at the origin. HTML is one file with the 3D view in it that opens without a network.',
  operands: { usage: '<result.json>…', min: 1, max: Infinity },
  options: {
    to: someOf(EXPORT_KINDS, 'what to write; verts adds vertices to the npz', {
      default: ['glb'],
      group: 'Output',
    }),
    glb: glbOption,
    image: text('file', 'the photograph of the one result, for html', { group: 'Output' }),
    out: text('dir', "where to write; the result's own folder unless given", { group: 'Output' }),
    body: bodyOption,
  },
  examples: [
    ['multiroi export out/photo.json --to obj', 'writes out/photo_0.obj, out/photo_1.obj, …'],
    [
      'multiroi export out/photo.json --to html --image photo.jpg',
      'writes out/photo.html, which anybody can open',
    ],
    ['multiroi export out/*.json --to glb --glb static', 'writes exact, unposable meshes'],
  ],
  run: async ({ values, operands, io, log }) => {
    const platform = await io.platform();
    if (values.image !== undefined && operands.length > 1) {
      throw new MultiRoiError(
        'E_CONFIG',
        `export: expected one result beside --image, got ${operands.length}`,
      );
    }
    const photo =
      values.image === undefined
        ? undefined
        : await platform.images.decode(
            await platform.files.read(resolve(io.cwd, values.image)),
            values.image,
          );
    const read = resultReader(io, values.body);
    const write = async (path: string): Promise<string[]> => {
      const { result, body } = await read(path);
      const output = {
        kinds: values.to,
        glb: values.glb,
        ...(photo !== undefined && { image: photo }),
      };
      const { files, lostMm } = await outputsOf(result, body, output, platform);
      const stem = stemOf(io, path, values.out);
      for (const { suffix, content } of files) await io.write(stem + suffix, content);
      const names = files.map(({ suffix }) => basename(stem) + suffix);
      log.info(`${path}: ${names.length === 0 ? 'nobody to write' : names.join(', ')}`);
      if (lostMm !== null) log.warn(lostBySkinning(path, lostMm));
      return names;
    };
    const written: ({ file: string; outputs: string[] } | { file: string; error: ErrorReport })[] =
      [];
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
