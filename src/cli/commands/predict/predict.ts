/** @file `multiroi predict`: photographs → meshes and cameras. */

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { BoxesByImage } from '../../../detect/index.ts';
import { nodeFiles } from '../../../node/index.ts';
import { MultiRoi } from '../../../reconstruct/index.ts';
import { OUTPUT_KINDS, type OutputKind } from '../../../result/index.ts';
import { defineCommand, type Command, type Context, type ExitCode } from '../../parse/command.ts';
import type { Io } from '../../shared/io.ts';
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
import { findTasks, planRun, sha256Of, type Plan } from './plan.ts';
import { runTasks, type RunOutcome } from './predict-run.ts';
import { openRunFolder } from './run-folder.ts';
import { RunJournal } from './run-journal.ts';
import {
  byStem,
  fingerprintOf,
  outputsOfRuns,
  recordPath,
  recordStem,
  recordText,
  type DoneImage,
  type FailedImage,
  type PastRun,
  type RunHead,
  type RunState,
  type RunShare,
} from './run-record.ts';
import { count, glbOption, materialOption } from '../../shared/common-options.ts';

function parseShard(given: string, name: string): RunShare {
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
  material: materialOption,
  resume: flag('keep results that are there, make those that are missing', 'Output'),
  overwrite: flag('replace files even of other programs', 'Output'),
  shard: value<RunShare>('i/n', 'do the i-th of n parts of the list', parseShard, {
    group: 'Output',
  }),
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

/** Files that decide what a result says, by what they hold: a name says nothing. */
const READ_FILES = ['boxes', 'detector', 'confidence', 'body', 'rois'] as const;

async function digestsOf(values: Values, { cwd }: Io): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const name of READ_FILES) {
    const given = values[name];
    if (typeof given !== 'string') continue;
    // a name of something built in is no file
    const path = resolve(cwd, given);
    const isFile = await stat(path).then(
      (found) => found.isFile(),
      () => false,
    );
    if (isFile) digests[name] = sha256Of(await nodeFiles.read(path));
  }
  return digests;
}

async function predict(context: Context<Values>): Promise<ExitCode> {
  const { values, operands, io, version, log } = context;
  const startMs = io.nowMs();
  const startedAt = new Date().toISOString();
  const out = resolve(io.cwd, values.out);
  const hmr = await MultiRoi.load(await io.platform(), await loadOptionsOf(values, io, log));
  try {
    const telling = Object.entries(values).filter(([name]) => !INDIFFERENT.includes(name));
    const given = Object.fromEntries(telling);
    const files = await digestsOf(values, io);
    const boxes = await boxesOf(values.boxes, io);
    const { save: kinds, shard } = values;
    const tasks = await findTasks({ operands, cwd: io.cwd, out, kinds, shard });
    const head: RunHead = {
      schemaVersion: 1,
      multiroi: version,
      node: process.version,
      startedAt,
      fingerprint: fingerprintOf({ version, model: hmr.model, files, ...given }),
      options: given,
      model: hmr.model,
    };
    // a folder that cannot be written to is found out before the work, not after it
    const { lock, past } = await openRunFolder(out, shard);
    try {
      const existing = values.resume ? 'resume' : values.overwrite ? 'overwrite' : 'replace';
      const { fingerprint } = head;
      const plan = await planRun(tasks, { out, kinds, shard, existing, fingerprint, past });
      return await runPlan(context, { hmr, out, boxes, head, plan, past, startMs });
    } finally {
      await lock.release();
    }
  } finally {
    await hmr.dispose();
  }
}

interface Prepared {
  readonly hmr: MultiRoi;
  /** Absolute. */
  readonly out: string;
  readonly boxes: BoxesByImage | undefined;
  readonly head: RunHead;
  readonly plan: Plan;
  readonly past: readonly PastRun[];
  readonly startMs: number;
}

async function runPlan(context: Context<Values>, prepared: Prepared): Promise<ExitCode> {
  const { values, io, log, progress } = context;
  const { hmr, out, boxes, head, plan, past, startMs } = prepared;
  const { tasks, kept, done } = plan;
  if (done > 0) log.info(`${done} of ${done + tasks.length} are done already`);
  const stem = recordStem(values.shard);
  const earlier = outputsOfRuns(past);
  const stateAfter = (images: readonly DoneImage[], failures: readonly FailedImage[]): RunState => {
    const all = [...kept, ...images];
    const told = new Set(all.flatMap(({ outputs }) => outputs));
    return { ...head, images: all, failures, earlier: earlier.filter((path) => !told.has(path)) };
  };
  const seconds = (): number => Math.round(io.nowMs() - startMs) / 1000;
  const journal = await RunJournal.begin(out, stem, stateAfter([], []));
  try {
    const json = new JsonArray(values.json ? io.stdout : undefined);
    const job = {
      hmr,
      io,
      log,
      out,
      boxes,
      journal,
      seconds,
      kinds: values.save,
      glb: values.glb,
      material: values.material,
      options: reconstructOptionsOf(values),
      earlier: byStem(earlier),
    };
    const bar = progress(tasks.length, 'images');
    const outcome = await runTasks(job, tasks, bar, json);
    bar.end();
    json.end();
    const { images, failures, lost, interrupted } = outcome;
    const text = recordText(stateAfter(images, failures), seconds(), interrupted);
    await io.write(recordPath(out, stem), text);
    // only now: of a record that could not be written the journal is what is left
    await journal.remove();
    log.info(summary(outcome, values.out, io.nowMs() - startMs));
    if (interrupted) return 130;
    return failures.length + lost > 0 ? 1 : 0;
  } finally {
    await journal.close();
  }
}

function summary(
  { images, failures, lost, interrupted }: RunOutcome,
  out: string,
  ms: number,
): string {
  const people = images.reduce((sum, image) => sum + image.people, 0);
  const parts = [
    `${count(images.length, 'image', 'images')} done`,
    count(people, 'person', 'people'),
    ...(lost > 0 ? [`${lost} without a place`] : []),
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
