/** @file `multiroi train`: a run from a named or an own configuration, resumable at any step. */

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, MultiRoiError } from '../../../base/index.ts';
import { parseJson } from '../../../format/index.ts';
import { readTextOf } from '../../shared/common-options.ts';
import { holdsRun, trainRun } from '../../../jobs/index.ts';
import {
  asRunChoice,
  ENGINES,
  MIXED_PRECISIONS,
  quickly,
  runConfig,
  RUNS,
  type RunChoice,
} from '../../../training/index.ts';
import { defineCommand, type Command } from '../../parse/command.ts';
import type { Io } from '../../shared/io.ts';
import {
  A_FILE,
  flag,
  integer,
  many,
  oneOf,
  required,
  text,
  UsageError,
} from '../../parse/option.ts';
import { applySettings, parseSetting } from './set-option.ts';
import { nearest } from '../../parse/suggest.ts';

function describeRuns(): string {
  return RUNS.map(
    ({ name, about, command, expected, hardware }) =>
      `${name}: ${about}. Expected: ${expected}. Hardware: ${hardware}. Command: ${command}`,
  ).join('\n\n');
}

/** A configuration by its name, or the one in a file. */
async function findChoice(io: Io, given: string): Promise<RunChoice> {
  const shipped = RUNS.find(({ name }) => name === given);
  if (shipped !== undefined) return shipped.choice;
  const path = resolve(io.cwd, given);
  if (!/\.(json|m?js)$/.test(given)) {
    const names = RUNS.map(({ name }) => name);
    const meant = nearest(given, names);
    throw new UsageError(
      `train: expected ${names.join(', ')} or a .json or .js file, got "${given}"`,
      meant === undefined ? 'see multiroi train --help' : `did you mean "${meant}"?`,
    );
  }
  if (given.endsWith('.json')) {
    const text = await readTextOf('train', given, io);
    return asRunChoice(parseJson(`train '${given}'`, text), given);
  }
  const module = (await import(pathToFileURL(path).href).catch((cause: unknown) => {
    throw new MultiRoiError(
      'E_FORMAT',
      `train: expected a module, got an error (${messageOf(cause)})`,
      {
        cause,
      },
    );
  })) as { readonly config?: unknown; readonly default?: unknown };
  return asRunChoice(module.config ?? module.default, given);
}

async function requireFolder(folder: string, shown: string, resume: boolean): Promise<void> {
  if ((await holdsRun(folder)) === resume) return;
  throw resume
    ? new UsageError(
        `train: expected a run to resume, got none ("${shown}")`,
        'start one without --resume',
      )
    : new UsageError(
        `train: expected a folder without a run, got one ("${shown}")`,
        'go on with --resume, or choose another folder with --out',
      );
}

export const trainCommand: Command = defineCommand({
  name: 'train',
  summary: 'Trains a network on images, or light on cached features; resumable at any step',
  description: `Trains a network from a configuration. The run folder holds config.json, metrics.jsonl, TensorBoard events, report.html, checkpoints and, at the end, weights.safetensors, which --weights takes. Features of the frozen encoder that light is trained on are made when they are missing from the cache, by one thread a core. A run that was stopped or killed goes on with --resume and gives the same weights to the bit, on the same machine. For images, a data set is a folder named by its id in --data, with its SPIN npz and its pictures.\n\n${describeRuns()}`,
  operands: { usage: '<config|file>', min: 1, max: 1 },
  options: {
    out: text('dir', 'the run folder'),
    data: text(
      'dir',
      'folder of the data sets, or the cache of features; that of the configuration unless given',
    ),
    poses: text('file.npz', 'captured poses that half of the people take, for light', {
      reads: A_FILE,
    }),
    steps: integer('n', 'steps of the whole run, instead of its epochs', { min: 1, max: 1e9 }),
    seed: integer('s', 'what everything is drawn from', { min: 0, default: 0 }),
    set: many('a.b=c', 'a value of the configuration; may be given several times', parseSetting),
    quick: flag('try every part of the configuration: two steps on a few rendered people'),
    engine: oneOf(
      [...ENGINES, 'auto'],
      'what computes the encoder: ONNX Runtime; oneDNN, where the native engine is built; or the latter if it is there. Default: graph, or that of the run that goes on',
    ),
    'mixed-precision': oneOf(
      MIXED_PRECISIONS,
      'what the native engine multiplies and keeps activations in, beside variables in float32; bfloat16 on a processor that multiplies it. Default: none, or that of the run that goes on',
    ),
    provider: text(
      'cpu|webgpu|cuda|…',
      'what ONNX Runtime computes the step on, where its build has it. Default: cpu, or that of the run that goes on',
    ),
    resume: flag('go on with the run in --out'),
  },
  examples: [
    ['multiroi train paper-r50 --quick --out try', 'runs every part of a configuration once'],
    [
      'multiroi train synthetic-r50 --data data --out run --steps 1000 --set learningRate=5e-5',
      'trains on what multiroi synth --out data/synthetic has made',
    ],
    ['multiroi train synthetic-r50 --data data --out run --steps 2000 --resume', 'goes on'],
    [
      'multiroi train light-synthetic --out run --data cache',
      'makes the features of 39 000 people, then trains light on them',
    ],
  ],
  run: async ({ values, operands: [given = ''], io, version, log, progress, json }) => {
    const shown = required('train', 'out', values.out);
    const out = resolve(io.cwd, shown);
    const found = await findChoice(io, given);
    const choice = applySettings(values.quick ? quickly(found) : found, [
      ...(values.data === undefined ? [] : [{ path: 'data.folder', text: values.data }]),
      ...(values.poses === undefined ? [] : [{ path: 'data.poses', text: values.poses }]),
      ...(values.steps === undefined ? [] : [{ path: 'length.steps', text: String(values.steps) }]),
      ...values.set,
    ]);
    await requireFolder(out, shown, values.resume);
    let began = io.nowMs();
    let bar: ReturnType<typeof progress> | undefined;
    let first = 0;
    const run = await trainRun({
      name: given,
      command: `multiroi train ${given}${values.quick ? ' --quick' : ''}${values.set.map(({ path, text: value }) => ` --set ${path}=${value}`).join('')} --seed ${values.seed} --out ${shown}`,
      config: runConfig(choice),
      seed: values.seed,
      out,
      cwd: io.cwd,
      quick: values.quick,
      resume: values.resume,
      engine: values.engine,
      mixedPrecision: values['mixed-precision'],
      provider: values.provider,
      version,
      signal: io.signal,
      onMissing: (people) => {
        log.info(`train: features of ${people} people are missing`);
        bar = progress(people, 'people');
      },
      onPerson: (done) => {
        bar?.update(done, `${((1000 * done) / (io.nowMs() - began)).toFixed(1)} a second`);
      },
      onStart: ({ from, steps, people }) => {
        first = from;
        bar?.end();
        began = io.nowMs();
        const told = Object.entries(people).map(([id, n]) => `${id} ${n}`);
        log.info(`train: ${told.join(', ')} people; step ${from} of ${steps}`);
        bar = progress(steps - from, 'steps');
      },
      onStep: (step, { loss = NaN }) => bar?.update(step - first, `loss ${loss.toPrecision(4)}`),
    });
    bar?.end();
    const seconds = (io.nowMs() - began) / 1000;
    const idle =
      run.idleShare === null
        ? ''
        : `, ${(100 * run.idleShare).toFixed(1)} % of it waiting for data`;
    log.info(`${run.weights}: ${run.steps} steps in ${seconds.toFixed(0)} s${idle}`);
    json.push({ out: shown, ...run });
    return 0;
  },
});
