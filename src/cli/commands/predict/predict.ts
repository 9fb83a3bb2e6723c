/** @file `multiroi predict`: photographs → meshes and cameras. */

import { join, resolve } from 'node:path';
import { MultiRoi } from '../../../reconstruct/index.ts';
import { OUTPUT_KINDS, type OutputKind } from '../../../result/index.ts';
import { defineCommand, type Command, type Context, type ExitCode } from '../../parse/command.ts';
import { JsonArray } from '../../shared/json-array.ts';
import {
  boxesOf,
  loadOptionsOf,
  MODEL_EXCLUSIVE,
  modelOptions,
  reconstructOptionsOf,
} from '../../shared/model-options.ts';
import {
  flag,
  someOf,
  text,
  UsageError,
  value,
  type Options,
  type ValuesOf,
} from '../../parse/option.ts';
import { planRun, type Plan } from './plan.ts';
import { runTasks, type RunOutcome } from './predict-run.ts';
import {
  byStem,
  fingerprintOf,
  outputsOfRuns,
  recordName,
  type PastRun,
  type RunRecord,
} from './run-record.ts';
import { count, glbOption } from '../../shared/common-options.ts';

type Shard = readonly [number, number];

function parseShard(given: string, name: string): Shard {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(given);
  const [i, n] = [Number(match?.[1]), Number(match?.[2])];
  if (!(i >= 1 && i <= n)) {
    throw new UsageError(`${name}: expected i/n with 1 ≤ i ≤ n, got "${given}"`);
  }
  return [i, n];
}

const DEFAULT_SAVE: readonly OutputKind[] = ['json', 'glb', 'overlay'];

const options = {
  out: text('dir', 'folder for the results', { default: 'out', group: 'Output' }),
  save: someOf(OUTPUT_KINDS, 'what to write; verts adds vertices to the npz', {
    default: DEFAULT_SAVE,
    group: 'Output',
  }),
  glb: glbOption,
  resume: flag('keep results that are there, make those that are missing', 'Output'),
  overwrite: flag('replace files even of other programs', 'Output'),
  shard: value<Shard>('i/n', 'do the i-th of n parts of the list', parseShard, { group: 'Output' }),
  ...modelOptions,
} satisfies Options;
type Values = ValuesOf<typeof options>;

/** Options that change where and how a run is done, not what its results say. */
const INDIFFERENT = [
  'out',
  'save',
  'resume',
  'overwrite',
  'shard',
  'threads',
  'json',
  'quiet',
  'debug',
  'help',
];

async function predict(context: Context<Values>): Promise<ExitCode> {
  const { values, operands, io, version, log, progress } = context;
  const startMs = io.nowMs();
  const startedAt = new Date().toISOString();
  const out = resolve(io.cwd, values.out);
  const hmr = await MultiRoi.load(await io.platform(), await loadOptionsOf(values, io, log));
  try {
    const telling = Object.entries(values).filter(([name]) => !INDIFFERENT.includes(name));
    const given = Object.fromEntries(telling);
    const fingerprint = fingerprintOf({ version, model: hmr.model, ...given });
    const plan = await planRun({
      operands,
      cwd: io.cwd,
      out,
      kinds: values.save,
      shard: values.shard,
      existing: values.resume ? 'resume' : values.overwrite ? 'overwrite' : 'replace',
      fingerprint,
    });
    if (plan.done > 0)
      log.info(`${plan.done} of ${plan.done + plan.tasks.length} are done already`);
    const recordPath = join(out, recordName(values.shard));
    const earlier = outputsOfRuns(plan.past);
    const write = (outcome: RunOutcome): Promise<void> => {
      const seconds = Math.round(io.nowMs() - startMs) / 1000;
      const record: RunRecord = {
        schemaVersion: 1,
        multiroi: version,
        node: process.version,
        startedAt,
        seconds,
        fingerprint,
        options: given,
        model: hmr.model,
        ...outcome,
        images: [...keptImages(plan, values.resume), ...outcome.images],
        earlier: stillThere(earlier, plan, outcome, values.resume),
      };
      return io.write(recordPath, `${JSON.stringify(record, null, 2)}\n`);
    };
    // a folder that cannot be written to is found out before the work, not after it
    await write({ images: [], failures: [], interrupted: false });
    const json = new JsonArray(values.json ? io.stdout : undefined);
    const job = {
      hmr,
      io,
      log,
      out,
      kinds: values.save,
      glb: values.glb,
      options: reconstructOptionsOf(values),
      boxes: await boxesOf(values.boxes, io),
      earlier: byStem(earlier),
    };
    const bar = progress(plan.tasks.length, 'images');
    const outcome = await runTasks(job, plan.tasks, bar, json);
    bar.end();
    json.end();
    await write(outcome);
    log.info(summary(outcome, values.out, io.nowMs() - startMs));
    if (outcome.interrupted) return 130;
    return outcome.failures.length > 0 ? 1 : 0;
  } finally {
    await hmr.dispose();
  }
}

/** Of a resumed run, the images that were done before. */
function keptImages({ past }: Plan, resumed: boolean): PastRun['images'] {
  return resumed ? past.flatMap(({ images }) => images) : [];
}

/** Files of earlier runs that neither this run's images nor the kept ones account for. */
function stillThere(
  earlier: readonly string[],
  plan: Plan,
  { images }: RunOutcome,
  resumed: boolean,
): string[] {
  const told = new Set([...keptImages(plan, resumed), ...images].flatMap(({ outputs }) => outputs));
  return [...new Set(earlier)].filter((path) => !told.has(path));
}

function summary({ images, failures, interrupted }: RunOutcome, out: string, ms: number): string {
  const people = images.reduce((sum, image) => sum + image.people, 0);
  const parts = [
    `${count(images.length, 'image', 'images')} done`,
    count(people, 'person', 'people'),
    ...(failures.length > 0 ? [`${failures.length} failed`] : []),
    `${(ms / 1000).toFixed(1)} s`,
  ];
  const rest = interrupted ? '; interrupted, go on with --resume' : '';
  return `${parts.join(', ')}: ${out}${rest}`;
}

export const predictCommand: Command = defineCommand({
  name: 'predict',
  summary: 'Photographs to body meshes and cameras',
  description:
    'Finds the people of each photograph and writes, for each photograph, a result file (pose, shape, full-image camera, joints of everyone), and what else --save names. Folders are searched for images and keep their inner folders in --out; one run.json there says what was run, written and what failed.',
  operands: { usage: '<image|folder|glob>…', min: 1, max: Infinity },
  options,
  exclusive: [['resume', 'overwrite'], ...MODEL_EXCLUSIVE],
  examples: [
    ['multiroi predict photo.jpg', 'writes out/photo.json, out/photo.glb, out/photo_overlay.png'],
    ['multiroi predict holiday --out results --save json,npz', 'does a folder and its folders'],
    [
      'multiroi predict holiday --shard 2/4 --resume',
      'does the second quarter, going on from before',
    ],
    [
      'multiroi predict photo.jpg --fov 60 --persons largest --json',
      'prints one person of a known camera',
    ],
  ],
  run: predict,
});
