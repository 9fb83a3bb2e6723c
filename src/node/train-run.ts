/** @file A training run on images from its configuration to its weights: data, graph, loop, run folder. */

import { availableParallelism, cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { env } from 'onnxruntime-node';
import { isBodyName, readBody } from '../body/index.ts';
import { BENCHMARKS, createMixture, findRecipe, parseSpinNpz } from '../dataset/index.ts';
import { messageOf, MultiRoiError, throwIssues, type Issue } from '../errors.ts';
import { readTorchCheckpoint } from '../format/index.ts';
import { loadWeights, pretrainedEncoder, readWeightsFile } from '../network/index.ts';
import type { HostTensor } from '../platform.ts';
import { Rng } from '../rng.ts';
import {
  buildImageStep,
  fit,
  QUICK_PEOPLE,
  Stepper,
  type ImageStep,
  type RunConfig,
  type TrainingState,
} from '../training/index.ts';
import { withFileSource } from './byte-source.ts';
import { nodeFiles } from './files.ts';
import { readRunFacts, RunFolder, type RunFacts } from './run-folder.ts';
import { samplesInThreads, type SampleTask, type TrainingSet } from './sample-workers.ts';
import { nodeRuntime } from './session.ts';
import { writeSynthetic } from './write-synthetic.ts';

export interface TrainRunOptions {
  /** Of the configuration. */
  readonly name: string;
  /** What started the run, for its record. */
  readonly command: string;
  readonly config: RunConfig;
  readonly seed: number;
  /** The run folder. */
  readonly out: string;
  /** That relative paths of the configuration start from. */
  readonly cwd: string;
  /** Train on a few people rendered into the run folder. */
  readonly quick: boolean;
  /** Go on from the folder's last checkpoint. */
  readonly resume: boolean;
  /** Of the package. */
  readonly version: string;
  readonly signal?: AbortSignal | undefined;
  /** Before the first step. */
  readonly onStart?: (run: StartedRun) => void;
  readonly onStep?: (step: number, values: Readonly<Record<string, number>>) => void;
}

export interface StartedRun {
  /** Steps that are done already. */
  readonly from: number;
  readonly steps: number;
  /** People by data set. */
  readonly people: Readonly<Record<string, number>>;
}

export interface FinishedRun {
  readonly steps: number;
  /** Path of the weights. */
  readonly weights: string;
  /** Share of the time in which the graph waited for pictures; null when no step was left to do. */
  readonly idleShare: number | null;
}

/**
 * Trains. Whatever stops the run, the folder keeps a checkpoint of the last good step.
 * @throws E_CONFIG for data or bodies that are missing and for a resumed run of another configuration,
 * E_NUMERIC for a loss that is not finite, E_ABORT.
 */
export async function trainRun(options: TrainRunOptions): Promise<FinishedRun> {
  const { config, seed, out, onStart } = options;
  const sets = options.quick ? await renderQuickly(options) : await readSets(options);
  const steps = stepsOf(config, sets);
  const { run, state: saved } = await RunFolder.open(out, await factsOf(options, steps));
  const body = await readBody(nodeFiles, pathOf(options, config.body));
  const { people, parts } = config.batch;
  const step = buildImageStep({
    config: config.network,
    body,
    people: people / parts,
    parts,
    vertexStride: config.vertexStride,
    maxGradientNorm: config.maxGradientNorm,
  });
  const start = saved ?? { step: 0, variables: await initialVariables(options, step) };
  const counts = sets.map(({ id, records }) => [id, records.length]);
  onStart?.({
    from: start.step,
    steps,
    people: Object.fromEntries(counts) as Record<string, number>,
  });
  const task: SampleTask = {
    config: config.network,
    bodies: { neutral: pathOf(options, config.body), ...genderedBodies(config) },
    vertexStride: config.vertexStride,
    augmentation: config.data.augmentation,
    seed,
  };
  const { state, idleShare } = await loop(options, { task, sets, steps, step, start, run });
  return { steps, weights: await run.finish(state), idleShare };
}

interface Loop {
  readonly task: SampleTask;
  readonly sets: readonly TrainingSet[];
  readonly steps: number;
  readonly step: ImageStep;
  readonly start: TrainingState;
  readonly run: RunFolder;
}

async function loop(
  { config, seed, signal, onStep }: TrainRunOptions,
  { task, sets, steps, step, start, run }: Loop,
): Promise<{ readonly state: TrainingState; readonly idleShare: number | null }> {
  const { people, parts } = config.batch;
  if (start.step >= steps) return { state: start, idleShare: null };
  const source = samplesInThreads({
    ...task,
    sets,
    mix: config.data.mix,
    start: start.step * people,
    threads: Math.max(1, availableParallelism() - 1),
    ahead: people,
    signal,
  });
  const stepper = await Stepper.create(nodeRuntime, config.network, step);
  let last = start;
  let waited = 0;
  let worked = 0;
  try {
    const state = await fit({
      stepper,
      start,
      steps,
      seed,
      people: people / parts,
      parts,
      learningRate: () => config.learningRate,
      source,
      nowMs: () => performance.now(),
      signal,
      onStep: async ({ values, learningRate, ms, waitedMs }, next) => {
        last = next;
        waited += waitedMs;
        worked += ms;
        const idleShare = waitedMs / ms;
        await run.record({ ...values, learningRate, millisecondsAStep: ms, idleShare }, next);
        onStep?.(next.step, values);
      },
    });
    return { state, idleShare: waited / worked };
  } catch (error) {
    // a stopped run goes on from here, and a diverged one can be looked into
    if (last.step > 0) await run.save(last);
    throw error;
  } finally {
    await source.return(undefined);
    await stepper.dispose();
  }
}

function pathOf({ cwd }: TrainRunOptions, nameOrPath: string): string {
  return isBodyName(nameOrPath) ? nameOrPath : resolve(cwd, nameOrPath);
}

/** The bodies of the sexes, where a data set's betas belong to them. */
function genderedBodies({
  data,
  network,
}: RunConfig): Pick<SampleTask['bodies'], 'male' | 'female'> {
  const gendered =
    network.threeDpwBody === 'gendered' &&
    data.mix.some(({ datasets }) => datasets.some((id) => BENCHMARKS[id].genderedBetas));
  return gendered ? { male: 'smpl-male', female: 'smpl-female' } : {};
}

/** A few pictures, rendered once a run folder. */
async function renderQuickly({ out, seed, signal }: TrainRunOptions): Promise<TrainingSet[]> {
  const folder = join(out, 'synthetic');
  const { people } = await writeSynthetic({
    out: folder,
    recipe: findRecipe('upright'),
    seed,
    count: QUICK_PEOPLE,
    threads: 1,
    signal,
  });
  return [{ id: 'synthetic', folder, records: people }];
}

/** The mix's data sets. @throws E_CONFIG naming every one that is missing or malformed. */
async function readSets({ config, cwd }: TrainRunOptions): Promise<TrainingSet[]> {
  const { mix, folder } = config.data;
  const issues: Issue[] = [];
  const sets: TrainingSet[] = [];
  for (const id of new Set(mix.flatMap(({ datasets }) => datasets))) {
    const own = resolve(cwd, folder, id);
    const path = join(own, BENCHMARKS[id].train);
    try {
      sets.push({ id, folder: own, records: parseSpinNpz(await nodeFiles.read(path)) });
    } catch (error) {
      issues.push({ path, message: messageOf(error) });
    }
  }
  throwIssues('E_CONFIG', 'train', issues);
  return sets;
}

function stepsOf({ length, data, batch }: RunConfig, sets: readonly TrainingSet[]): number {
  if (length.steps !== null) return length.steps;
  const sizes = new Map(sets.map(({ id, records }) => [id, records.length]));
  const perEpoch = Math.floor(createMixture(data.mix, sizes).length / batch.people);
  return Math.max(1, Math.round(length.epochs * perEpoch));
}

async function factsOf(options: TrainRunOptions, steps: number): Promise<RunFacts> {
  const { name, command, config, seed, out, version } = options;
  const facts: RunFacts = {
    name,
    command,
    seed,
    versions: {
      multiroi: version,
      node: process.versions.node,
      onnxruntime: env.versions.node ?? 'unknown',
    },
    startedAt: new Date().toISOString(),
    machine: {
      platform: `${process.platform}-${process.arch}`,
      processor: cpus()[0]?.model ?? 'unknown',
      cores: String(availableParallelism()),
    },
    steps,
    config,
  };
  if (!options.resume) return facts;
  const past = await readRunFacts(out);
  const issues = differences({ seed: past.seed, config: past.config }, { seed, config });
  throwIssues('E_CONFIG', 'train --resume', issues);
  return { ...facts, startedAt: past.startedAt };
}

/** How long a run is and what it writes may change when it is resumed; what it computes may not. */
const FREE = new Set([
  'config.length',
  'config.checkpoint',
  'config.logEvery',
  'config.data.folder',
]);

function differences(past: unknown, now: unknown, path = ''): Issue[] {
  if (FREE.has(path)) return [];
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isObject(past) && isObject(now)) {
    const names = new Set([...Object.keys(past), ...Object.keys(now)]);
    return [...names].flatMap((name) =>
      differences(past[name], now[name], path === '' ? name : `${path}.${name}`),
    );
  }
  const [a, b] = [JSON.stringify(past), JSON.stringify(now)];
  return a === b
    ? []
    : [{ path, message: `expected ${String(a)}, with which the run began, got ${String(b)}` }];
}

/** Random ones, with those of the files that the configuration names in their places. */
async function initialVariables(
  options: TrainRunOptions,
  step: ImageStep,
): Promise<Map<string, HostTensor>> {
  const { config, seed, cwd } = options;
  const { network, init } = config;
  const variables = step.initial(new Rng(seed).fork('initialise'));
  if (init.encoder !== null) {
    const { tensors } = await withFileSource(resolve(cwd, init.encoder), (source) =>
      readTorchCheckpoint(source),
    );
    const bare = [...tensors].map(
      ([name, tensor]) => [name.replace(/^state_dict\./, ''), tensor] as const,
    );
    for (const [name, tensor] of pretrainedEncoder(network, new Map(bare)).weights) {
      variables.set(name, tensor);
    }
  }
  if (init.weights !== null) {
    const file = readWeightsFile(await nodeFiles.read(resolve(cwd, init.weights)));
    if (file.body !== config.body) {
      throw new MultiRoiError(
        'E_CONFIG',
        `train: expected weights of the body ${config.body}, got those of ${file.body} (${init.weights})`,
      );
    }
    for (const [name, tensor] of loadWeights(network, file.tensors).weights) {
      variables.set(name, tensor);
    }
  }
  return variables;
}
