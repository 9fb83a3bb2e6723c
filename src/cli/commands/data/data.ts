/** @file `multiroi data`: is a data set whole, and what does it look like? */

import { MODEL_NAMES, PRESET_NAMES } from '../../../network/index.ts';
import { checkData, isWhole, reportText } from './data-check.ts';
import { showData } from './data-show.ts';
import { defineCommand, type Command, type Context, type ExitCode } from '../../parse/command.ts';
import {
  A_FILE,
  A_FOLDER,
  flag,
  integer,
  oneOf,
  text,
  UsageError,
  type Options,
  type ValuesOf,
} from '../../parse/option.ts';
import { count } from '../../shared/common-options.ts';

const options = {
  images: text('dir', "folder the pictures' paths start from; that of the data set unless given", {
    reads: A_FOLDER,
  }),
  bodies: text('file.npz', 'pseudo ground truth (CLIFF) to join: same picture, nearest centre', {
    reads: A_FILE,
  }),
  out: text('dir', 'folder for the pictures', { default: 'data-check' }),
  count: integer('n', 'people on a contact sheet, or people to show', {
    min: 1,
    max: 10_000,
    default: 24,
  }),
  start: integer('i', 'the first person to show', { min: 0, default: 0, group: 'show' }),
  model: oneOf(MODEL_NAMES, 'whose crops to show', {
    default: 'resnet50',
    group: 'show',
  }),
  preset: oneOf(PRESET_NAMES, 'how turned people are cut', {
    default: 'paper',
    group: 'show',
  }),
  half: flag('halve pictures first, as is done with 3DPW', 'show'),
  augment: text('seed', 'show people as training sees them, drawn from a seed', { group: 'show' }),
} satisfies Options;

type Values = ValuesOf<typeof options>;

async function check({ values, operands, io, log, json }: Context<Values>): Promise<ExitCode> {
  const { images, bodies, out } = values;
  const job = { operand: operands[1] ?? '', images, bodies, out, count: values.count };
  const reports = await checkData(io, log, job);
  if (values.json) for (const each of reports) json.push(each);
  else io.stdout.write(reports.map(reportText).join('\n'));
  const wrong = reports.filter((report) => !isWhole(report));
  if (wrong.length === 0) return 0;
  log.error(`data check: ${wrong.length} of ${count(reports.length, 'file', 'files')} not whole`);
  return 1;
}

async function show({ values, operands, io, log, json }: Context<Values>): Promise<ExitCode> {
  const { augment = null, ...rest } = values;
  const people = await showData(io, log, {
    ...rest,
    operand: operands[1] ?? '',
    augmentSeed: augment,
  });
  for (const { person, image, file } of people) log.info(`${person} ${image}: ${file}`);
  for (const each of people) json.push(each);
  return 0;
}

export const data: Command = defineCommand({
  name: 'data',
  summary: 'Whether a data set is whole, and what it looks like',
  description:
    'check reads every file of people below a folder (npz in the layout of SPIN, COCO person_keypoints_*.json, sequences of 3DPW), counts labels, tells everything that is malformed and every picture that is missing, and draws joints on a contact sheet. show writes one picture a person with the crops of all RoIs as a network gets them.',
  operands: { usage: '<check|show> <dir|file>', min: 2, max: 2 },
  options,
  examples: [
    ['multiroi data check synthetic', 'counts, hashes, missing pictures, a contact sheet'],
    ['multiroi data show synthetic --count 8', 'the RoIs of the first eight people'],
    [
      'multiroi data check coco --bodies coco2014part_cliffGT.npz',
      'how many people of COCO have a body in the pseudo ground truth',
    ],
    ['multiroi data show 3dpw_train.npz --images 3DPW --half --augment 0', 'as training sees them'],
  ],
  run: async (context) => {
    const [what = ''] = context.operands;
    if (what === 'check') return check(context);
    if (what === 'show') return show(context);
    throw new UsageError(`multiroi data: expected check or show, got "${what}"`);
  },
});
