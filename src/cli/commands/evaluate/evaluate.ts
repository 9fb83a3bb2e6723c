/** @file `multiroi evaluate`: a network's errors under a protocol, and two networks beside each other. */

import { resolve } from 'node:path';
import {
  findProtocol,
  inputFacts,
  PROTOCOL_IDS,
  PROTOCOLS,
  reportTables,
  ruleLines,
  tableMarkdown,
} from '../../../evaluation/index.ts';
import { evaluateRun, evaluationState } from '../../../jobs/index.ts';
import { compareFolders } from './compare.ts';
import { defineCommand, type Command, type Context, type ExitCode } from '../../parse/command.ts';
import type { Io } from '../../shared/io.ts';
import { executionOptions, qualityOption, sessionOptionsOf } from '../../shared/model-options.ts';
import { weightsOption } from '../../shared/network-options.ts';
import {
  A_FOLDER,
  flag,
  integer,
  oneOf,
  required,
  text,
  UsageError,
  type Options,
  type ValuesOf,
} from '../../parse/option.ts';
import { bodyPath } from '../../shared/common-options.ts';
import { nearest } from '../../parse/suggest.ts';

const options = {
  // what of data, weights and bodies is missing is told together
  data: text('dir', 'folder of the data set, or its file of people'),
  weights: text(weightsOption.placeholder, `${weightsOption.help}; those of light are built in`, {
    group: 'Model',
  }),
  quality: qualityOption,
  body: text(
    'name|file',
    'the body that predictions are expressed on: a name or a body file; that of the protocol unless given',
    { group: 'Model' },
  ),
  rois: integer('n', 'the first regions of the set; as the weights were trained unless given', {
    min: 1,
    max: 64,
    group: 'Model',
  }),
  out: text('dir', 'folder for report.json, per-sample.csv, report.md, report.html and worst/'),
  focal: oneOf(
    ['file', 'estimate'],
    'the focal length that the network is told: that of the file where it has one, or always √(w² + h²)',
    { default: 'file' },
  ),
  limit: integer('n', 'so many people, evenly spread over the file', { min: 1, max: 1e9 }),
  worst: integer('n', 'so many of the worst people are drawn beside their truth', {
    min: 0,
    max: 100,
    default: 12,
  }),
  resume: flag('go on with the evaluation in --out, and try again who failed'),
  overwrite: flag('replace the evaluation in --out'),
  compare: text('A B', 'compare two evaluation folders of the same people instead', {
    group: 'Compare',
    reads: A_FOLDER,
  }),
  seed: integer('s', 'what the bootstrap of --compare draws from', {
    min: 0,
    default: 0,
    group: 'Compare',
  }),
  ...executionOptions,
} satisfies Options;

type Values = ValuesOf<typeof options>;

function describeProtocols(): string {
  return PROTOCOL_IDS.map((id) => {
    const { title, files, sequencesIn, joints, regressor, gender, frames } = PROTOCOLS[id];
    const read = [...files, ...(sequencesIn === null ? [] : [`${sequencesIn}/*.pkl`])];
    return `${id}: ${title}; ${frames}. Reads ${read.join(' or ')}. ${joints.scored.length} joints, regressor ${regressor}, root ${joints.root}. Gender: ${gender}.`;
  }).join('\n\n');
}

async function compare({ values, operands, io, json }: Context<Values>): Promise<ExitCode> {
  const given = operands.at(-1);
  if (given === undefined || operands.length > 2) {
    throw new UsageError('--compare: expected two folders, A B, got one');
  }
  const { comparison, markdown } = await compareFolders(io, {
    a: values.compare ?? '',
    b: given,
    protocol: operands.length === 2 ? findProtocol(operands[0] ?? '').id : undefined,
    seed: values.seed,
    out: values.out,
  });
  if (values.json) json.push(comparison);
  else io.stdout.write(`${markdown}\n`);
  return 0;
}

async function requireFolder(out: string, shown: string, values: Values): Promise<void> {
  const state = await evaluationState(out);
  if (values.resume && state !== 'unfinished') {
    throw new UsageError(
      `evaluate: expected an unfinished evaluation, got ${state === 'finished' ? 'a finished one' : 'none'} ("${shown}")`,
      'start one without --resume',
    );
  }
  if (values.resume || values.overwrite || state === 'nothing') return;
  throw new UsageError(
    `evaluate: expected a folder without an evaluation, got ${state === 'finished' ? 'a finished' : 'an unfinished'} one ("${shown}")`,
    state === 'finished'
      ? 'replace it with --overwrite, or choose another folder with --out'
      : 'go on with --resume, or begin anew with --overwrite',
  );
}

function protocolOf(operands: readonly string[]): ReturnType<typeof findProtocol> {
  const [given = ''] = operands;
  const meant = nearest(given, PROTOCOL_IDS);
  if (operands.length === 1 && PROTOCOL_IDS.some((id) => id === given)) return findProtocol(given);
  if (operands.length > 1) {
    throw new UsageError(
      `multiroi evaluate: expected one protocol, got also "${operands[1] ?? ''}"`,
      'see multiroi evaluate --help',
    );
  }
  throw new UsageError(
    `multiroi evaluate: expected ${PROTOCOL_IDS.join(', ')}, got "${given}"`,
    meant === undefined ? 'see multiroi evaluate --help' : `did you mean "${meant}"?`,
  );
}

const absolute = (io: Io, path: string | undefined): string | undefined =>
  path === undefined ? undefined : resolve(io.cwd, path);

async function evaluate(context: Context<Values>): Promise<ExitCode> {
  const { values, operands, io, version, log, progress, json } = context;
  const protocol = protocolOf(operands);
  const data = required('evaluate', 'data', values.data);
  const shown = required('evaluate', 'out', values.out);
  const out = resolve(io.cwd, shown);
  await requireFolder(out, shown, values);
  let bar: ReturnType<typeof progress> | undefined;
  let first = 0;
  const began = io.nowMs();
  const report = await evaluateRun({
    platform: await io.platform(),
    protocol,
    data: resolve(io.cwd, data),
    weights: absolute(io, values.weights),
    quality: values.quality,
    body: values.body === undefined ? undefined : bodyPath(io, values.body),
    rois: values.rois,
    focal: values.focal,
    limit: values.limit,
    worst: values.worst,
    out,
    resume: values.resume,
    version,
    log,
    signal: io.signal,
    ...sessionOptionsOf(values),
    onStart: ({ rule, people, done }) => {
      // what the numbers mean comes before any of them
      const lines = ruleLines(rule).map(([name, line]) => `${name}: ${line}`);
      if (values.json) for (const line of lines) log.info(line);
      else io.stdout.write(`${lines.join('\n')}\n`);
      log.info(done === 0 ? `${people} people` : `${people} people, ${done} of them done before`);
      first = done;
      bar = progress(people - done, 'people');
    },
    onPerson: (done, what) => bar?.update(done - first, what),
  });
  bar?.end();
  const seconds = (io.nowMs() - began) / 1000;
  log.info(`${report.samples} people in ${seconds.toFixed(0)} s: ${shown}`);
  if (values.json) json.push(report);
  else {
    const facts = inputFacts(report).map(([name, line]) => `${name}: ${line}\n`);
    io.stdout.write(`${facts.join('')}\n${reportTables(report).map(tableMarkdown).join('\n')}`);
  }
  if (report.failed.length === 0) return 0;
  log.error(
    `evaluate: ${report.failed.length} people failed; the report names them, --resume tries them again`,
  );
  return 1;
}

export const evaluateCommand: Command = defineCommand({
  name: 'evaluate',
  summary: 'Errors of a network on a benchmark or on synthetic people, and comparisons of two',
  description: `Runs a network on the people of a data set under a protocol and writes the field's errors: MPJPE, PA-MPJPE, PVE and acceleration, per joint, action and stratum, with 95 % intervals, a table of every person, and the worst people beside their truth. A run that was stopped goes on with --resume, and people that failed are tried again. --compare A B joins two evaluations by person and gives differences with paired bootstrap intervals; it refuses evaluations of other people.\n\n${describeProtocols()}`,
  operands: { usage: '<protocol>', min: 1, max: 2 },
  options,
  exclusive: (
    ['data', 'weights', 'quality', 'body', 'rois', 'focal', 'limit', 'resume', 'overwrite'] as const
  ).map((name) => ['compare', name] as const),
  examples: [
    ['multiroi evaluate synthetic --data synthetic --out light', 'the light model on synth people'],
    [
      'multiroi evaluate 3dpw --data 3DPW --weights hr48.safetensors --out hr48',
      "the authors' checkpoint on 3DPW",
    ],
    ['multiroi evaluate --compare r50 hr48 --out r50-hr48', 'two networks beside each other'],
  ],
  run: (context) => (context.values.compare === undefined ? evaluate(context) : compare(context)),
});
