/**
 * @file Eight synthetic people learned by heart: whether gradients, losses, weights file and evaluation fit together.
 * ResNet-50 from random weights, two regions, no dropout, no augmentation; every batch is all eight people. After every
 * stage the weights are scored by the `synthetic` protocol with the running statistics, as for any other data.
 * The rate falls along a cosine over all steps. Stops at the goal or after the last stage; started again, it goes on.
 * Results: docs/results/training-proofs.md.
 *
 *   npx tsx bench/overfit.ts --preset paper --out <folder> [--steps 300] [--stage 30] [--rate 4e-4] [--goal 10]
 *     [--engine graph|native] [--mixed-precision none|bfloat16]
 */

import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findRecipe } from '../src/synthetic/index.ts';
import { MIXES } from '../src/dataset/index.ts';
import { findProtocol } from '../src/evaluation/index.ts';
import { SILENT } from '../src/base/index.ts';
import { presetOptions } from '../src/network/index.ts';
import { evaluateRun, holdsRun, trainRun, writeSynthetic } from '../src/jobs/index.ts';
import { nodePlatform } from '../src/node/index.ts';
import {
  decodeCheckpoint,
  encodeWeights,
  runConfig,
  type MixedPrecision,
  type RunConfig,
  type TrainingEngine,
} from '../src/training/index.ts';

const PEOPLE = 8;
const SEED = 8;

const { values } = parseArgs({
  options: {
    preset: { type: 'string', default: 'paper' },
    out: { type: 'string' },
    steps: { type: 'string', default: '300' },
    /** Steps between two scores. */
    stage: { type: 'string', default: '30' },
    rate: { type: 'string', default: '4e-4' },
    /** PA-MPJPE, mm. */
    goal: { type: 'string', default: '10' },
    engine: { type: 'string', default: 'graph' },
    'mixed-precision': { type: 'string', default: 'none' },
  },
});
if (values.out === undefined) throw new Error('overfit: expected --out <folder>, got none');
const out = resolve(values.out);
const version = (
  JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  }
).version;

const last = Number(values.steps);
const run = join(out, 'run');

function configOf(): RunConfig {
  const options = presetOptions(values.preset);
  return runConfig({
    network: {
      model: 'resnet50',
      preset: values.preset as 'paper' | 'official',
      rois: 2,
      regressor: { ...options.regressor, dropout: 0 },
    },
    body: 'open',
    data: { folder: out, mix: MIXES.synthetic, augmentation: null },
    batch: { people: PEOPLE, parts: 1 },
    length: { steps: last },
    learningRate: Number(values.rate),
    schedule: { warmUp: 0.03, decay: 'cosine' },
    vertexStride: 4,
    checkpoint: { every: Number(values.stage), keep: 1 },
    logEvery: 1,
  });
}

const config = configOf();

/** Trains until a step and leaves its weights. */
async function trainUntil(step: number): Promise<string> {
  const stage = new AbortController();
  await trainRun({
    name: `overfit ${values.preset}`,
    command: `npx tsx bench/overfit.ts --preset ${values.preset} --rate ${values.rate} --steps ${last} --engine ${values.engine} --mixed-precision ${values['mixed-precision']}`,
    config,
    engine: values.engine as TrainingEngine,
    mixedPrecision: values['mixed-precision'] as MixedPrecision,
    seed: SEED,
    out: run,
    cwd: out,
    quick: false,
    resume: await holdsRun(run),
    version,
    signal: stage.signal,
    onStep: (done) => {
      if (done === step && step < last) stage.abort();
    },
  }).catch((error: unknown) => {
    if (!stage.signal.aborted) throw error;
  });
  const checkpoint = `step-${String(step).padStart(8, '0')}.safetensors`;
  const state = decodeCheckpoint(await readFile(join(run, 'checkpoints', checkpoint)));
  const weights = join(out, 'weights.safetensors');
  await writeFile(weights, encodeWeights(state, config));
  return weights;
}

/** A score of one stage. */
interface Row {
  readonly step: number;
  readonly paMpjpeMm: number;
  readonly mpjpeMm: number;
  readonly pveMm: number | null;
  /** Processor time of this process in the stage, evaluation included. */
  readonly processorSeconds: number;
}

await mkdir(out, { recursive: true });
const curve = join(out, 'curve.jsonl');
const rows = (await readFile(curve, 'utf8').catch(() => ''))
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Row);
if (rows.length === 0) {
  const options = { out: join(out, 'synthetic'), recipe: findRecipe('upright'), seed: SEED };
  const { people } = await writeSynthetic({
    ...options,
    count: PEOPLE,
    threads: 1,
    version: 'bench',
  });
  if (people.length !== PEOPLE) throw new Error(`overfit: expected 8 people, got ${people.length}`);
}

for (
  let row = rows.at(-1);
  (row?.step ?? 0) < last && !((row?.paMpjpeMm ?? Infinity) < Number(values.goal));
) {
  const before = process.cpuUsage();
  const step = Math.min((row?.step ?? 0) + Number(values.stage), last);
  const weights = await trainUntil(step);
  const report = await evaluateRun({
    platform: nodePlatform,
    protocol: findProtocol('synthetic'),
    data: join(out, 'synthetic'),
    weights,
    focal: 'file',
    worst: PEOPLE,
    out: join(out, 'evaluation'),
    resume: false,
    version,
    log: SILENT,
    threads: 2,
  });
  const { user, system } = process.cpuUsage(before);
  const { paMpjpeMm, mpjpeMm, pveMm } = report;
  row = { step, paMpjpeMm, mpjpeMm, pveMm, processorSeconds: (user + system) / 1e6 };
  await appendFile(curve, `${JSON.stringify(row)}\n`);
  rows.push(row);
  console.log(
    `step ${step}: PA-MPJPE ${paMpjpeMm.toFixed(1)} mm, MPJPE ${mpjpeMm.toFixed(1)} mm; ` +
      `${row.processorSeconds.toFixed(0)} s of processor`,
  );
}
await writeFile(
  join(out, 'curve.md'),
  `| step | PA-MPJPE mm | MPJPE mm |\n| --- | --- | --- |\n${rows.map((r) => `| ${r.step} | ${r.paMpjpeMm.toFixed(1)} | ${r.mpjpeMm.toFixed(1)} |`).join('\n')}\n`,
);
console.log(`${values.preset}: PA-MPJPE ${rows.at(-1)?.paMpjpeMm.toFixed(2) ?? 'none'} mm`);
