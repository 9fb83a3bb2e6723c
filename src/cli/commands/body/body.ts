/** @file `multiroi body`: SMPL's files into the data folder, and what bodies there are. */

import { defineCommand, type Command, type Context, type ExitCode } from '../../parse/command.ts';
import { GENDERS, importFiles, type Gender } from './body-import.ts';
import { bodyNames, describeBody, tellBody, type BodyInfo } from './body-info.ts';
import { oneOf, UsageError } from '../../parse/option.ts';
import { openBody } from '../../shared/common-options.ts';

type Run = Context<{ readonly gender: Gender | undefined }>;

async function importBodies(
  { values, io, log, json }: Run,
  paths: readonly string[],
): Promise<ExitCode> {
  if (paths.length === 0) {
    throw new UsageError('multiroi body import: expected files of SMPL, got none');
  }
  const result = await importFiles(io, paths, values.gender);
  for (const path of result.written) log.info(`wrote ${path}`);
  if (result.bodies.length > 0) log.info(`bodies: ${result.bodies.join(', ')}`);
  for (const line of result.missing) log.info(`missing: ${line}`);
  json.push(result);
  return 0;
}

async function tell({ values, io, json }: Run, names: readonly string[]): Promise<ExitCode> {
  const infos: BodyInfo[] = [];
  for (const name of names.length > 0 ? names : await bodyNames(io)) {
    infos.push(describeBody(await openBody(io, name)));
  }
  if (values.json) for (const each of infos) json.push(each);
  else io.stdout.write(infos.map(tellBody).join('\n'));
  return 0;
}

export const bodyCommand: Command = defineCommand({
  name: 'body',
  summary: 'Imports SMPL bodies; tells what a body holds',
  description: [
    "import takes SMPL's files as you have them: the models (.pkl of any release, or .npz), J_regressor_extra.npy, J_regressor_h36m.npy and smpl_mean_params.npz, under any name; what a file is, its content tells. Nothing in a pickle is run. Bodies are kept in the data folder (MULTIROI_HOME) and are then known as smpl-neutral, smpl-male and smpl-female wherever --body is.",
    'info tells the size of a body, whether it has pose correctives, and the joint sets it knows; where a joint has no landmark of its own on this body, what stands in for it.',
  ].join('\n'),
  operands: { usage: 'import <file>…|info [name|file]…', min: 1, max: Infinity },
  options: {
    gender: oneOf(GENDERS, "of the model that is imported, where the file's name does not tell"),
  },
  examples: [
    ['multiroi body import SMPL_NEUTRAL.pkl J_regressor_h36m.npy', 'imports a body and its joints'],
    ['multiroi body info', 'tells about every body there is'],
    ['multiroi body info smpl-neutral --json', 'tells a program about an imported one'],
  ],
  run: (context) => {
    const [verb, ...rest] = context.operands;
    if (verb === 'import') return importBodies(context, rest);
    if (verb === 'info') return tell(context, rest);
    throw new UsageError(`multiroi body: expected import or info, got "${verb ?? ''}"`);
  },
});
