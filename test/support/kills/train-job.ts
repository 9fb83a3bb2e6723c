/** @file `train` on cached features and on images, to be killed. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors } from '../../../src/format/index.ts';
import { decodeCheckpoint } from '../../../src/training/index.ts';
import { readEvents } from '../tfevents.ts';
import { digest, filesOf, isTemporary, linesIn, type KillJob } from './job.ts';

interface TrainJobParts {
  readonly name: string;
  readonly about: string;
  readonly config: string;
  readonly steps: number;
  readonly set: readonly string[];
}

const SETTINGS = ['vertexStride=100', 'checkpoint.every=1', 'checkpoint.keep=2', 'logEvery=1'];
const readers: readonly (readonly [RegExp, (bytes: Buffer) => unknown])[] = [
  [/^config\.json$|list\.json$/, (bytes) => JSON.parse(bytes.toString())],
  [/^events\./, (bytes) => readEvents(bytes)],
  [/\.safetensors$/, (bytes) => readSafetensors(bytes)],
];

/** Parses what bears its final name; every checkpoint of the list is there, and of the step it says. */
async function inspect(out: string): Promise<void> {
  for (const name of await filesOf(out)) {
    if (isTemporary(name)) continue;
    const bytes = await readFile(join(out, name));
    for (const [pattern, read] of readers) if (pattern.test(name)) read(bytes);
    if (name === 'report.html' && !bytes.toString().endsWith('</html>\n')) {
      throw new Error('report.html is cut off');
    }
    if (name === 'metrics.jsonl') {
      for (const line of bytes.toString().split('\n').slice(0, -1)) JSON.parse(line);
    }
    if (name !== 'checkpoints/list.json') continue;
    const { checkpoints } = JSON.parse(bytes.toString()) as {
      checkpoints: readonly { readonly file: string; readonly step: number }[];
    };
    for (const { file, step } of checkpoints) {
      const state = decodeCheckpoint(await readFile(join(out, 'checkpoints', file)));
      if (state.step !== step) throw new Error(`${file}: step ${state.step}, listed as ${step}`);
    }
  }
}

/** What a line of metrics says but for the clock. */
function withoutTimes(line: string): object {
  const {
    time: _,
    millisecondsAStep: __,
    idleShare: ___,
    ...rest
  } = JSON.parse(line) as Record<string, unknown>;
  return rest;
}

/** By content: weights, checkpoints, features, pictures, metrics. By name: what tells when it was written. */
async function contents(out: string, steps: number): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const name of await filesOf(out)) {
    if (name.startsWith('events.')) found.set('events', '');
    else if (name === 'config.json' || name === 'report.html') found.set(name, '');
    else found.set(name, digest(await readFile(join(out, name))));
  }
  const lines = (await readFile(join(out, 'metrics.jsonl'), 'utf8')).trimEnd().split('\n');
  const told = lines.map(withoutTimes) as readonly { readonly step: number }[];
  if (told.length !== steps || told.some(({ step }, i) => step !== i + 1)) {
    throw new Error(`expected every step once, got ${told.map(({ step }) => step).join()}`);
  }
  found.set('metrics.jsonl', digest(JSON.stringify(told)));
  return found;
}

const trainJob = ({ name, about, config, steps, set }: TrainJobParts): KillJob => ({
  name,
  about,
  prepare: () => Promise.resolve([]),
  args: (_inputs, out, state) => [
    ...`train ${config} --quick --seed 3 --steps ${steps}`.split(' '),
    ...[...set, ...SETTINGS].flatMap((each) => ['--set', each]),
    '--out',
    out,
    ...(state === 'unfinished' ? ['--resume'] : []),
  ],
  // going on with what is done is nothing to do
  state: async (out) => ((await filesOf(out)).includes('config.json') ? 'unfinished' : 'nothing'),
  progress: (out) => linesIn(join(out, 'metrics.jsonl')),
  inspect,
  contents: (out) => contents(out, steps),
});

const FEATURE_STEPS = 10;
export const trainFeaturesJob: KillJob = trainJob({
  name: 'train-features',
  about: `a small light, ${FEATURE_STEPS} steps on features of four people, made first`,
  config: 'light-synthetic',
  steps: FEATURE_STEPS,
  set: [
    'network.embedding={"width":64,"blocks":0}',
    'network.regressor={"iterations":3,"widths":[64,64],"activation":"relu","blocks":1,"dropout":0.2}',
  ],
});

const IMAGE_STEPS = 3;
export const trainImagesJob: KillJob = trainJob({
  name: 'train-images',
  about: `ResNet-50, ${IMAGE_STEPS} steps of one region of one person, rendered first`,
  config: 'synthetic-r50',
  steps: IMAGE_STEPS,
  set: ['network.rois=1', 'network.lossWeights.contrastive=0', 'batch.people=1', 'batch.parts=1'],
});
