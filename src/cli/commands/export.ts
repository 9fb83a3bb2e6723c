/** @file `multiroi export`: other files out of a result, without running anything again. */

import { basename, resolve } from 'node:path';
import { MultiRoiError, throwIfAborted } from '../../base/index.ts';
import { EXPORT_KINDS, outputsOf } from '../../result/index.ts';
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
    const written: { file: string; outputs: string[] }[] = [];
    for (const path of operands) {
      throwIfAborted('export', io.signal);
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
      written.push({ file: path, outputs: names });
    }
    if (values.json) printJson(io, written);
    return 0;
  },
});
