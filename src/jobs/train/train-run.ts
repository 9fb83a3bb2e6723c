/** @file A training run from its configuration to its weights: data, graph, loop, run folder. */

import { resolve } from 'node:path';
import { MultiRoiError } from '../../base/index.ts';
import { FEATURE_STATISTICS, loadWeights, readWeightsFile } from '../../network/index.ts';
import type { HostTensor } from '../../platform/index.ts';
import {
  fit,
  scheduledRate,
  type NamedBatch,
  type RunConfig,
  type Stepper,
  type TrainingState,
} from '../../training/index.ts';
import { factsOf } from './run-facts.ts';
import { prepareFeatureRun } from './feature-run.ts';
import { nodeFiles } from '../../node/index.ts';
import { prepareImageRun } from './image-run.ts';
import { RunFolder } from './run-folder.ts';

export interface TrainRunOptions<Config extends RunConfig = RunConfig> {
  /** Of the configuration. */
  readonly name: string;
  /** What started the run, for its record. */
  readonly command: string;
  readonly config: Config;
  readonly seed: number;
  /** The run folder. */
  readonly out: string;
  /** That relative paths of the configuration start from. */
  readonly cwd: string;
  /** Train on a few people made into the run folder. */
  readonly quick: boolean;
  /** Go on from the folder's last checkpoint. */
  readonly resume: boolean;
  /** Of the package. */
  readonly version: string;
  readonly signal?: AbortSignal | undefined;
  /** When features are missing from the cache, before they are made; then after every person. */
  readonly onMissing?: ((people: number) => void) | undefined;
  readonly onPerson?: ((done: number, people: number) => void) | undefined;
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
  /** Share of the time in which the graph waited for a batch; null when no step was left to do. */
  readonly idleShare: number | null;
}

/** What a kind of run brings to the loop. */
export interface PreparedRun<Batch> {
  readonly steps: number;
  readonly people: StartedRun['people'];
  /** Variables to begin with, before weights that the configuration names take their places. */
  initial(): Map<string, HostTensor> | Promise<Map<string, HostTensor>>;
  /** Compiles the step and starts what feeds it. @param step the first to be done. */
  start(step: number): Promise<{
    readonly stepper: Stepper<Batch>;
    readonly nextBatch: (step: number) => NamedBatch<Batch> | Promise<NamedBatch<Batch>>;
    readonly stop: () => Promise<void>;
  }>;
}

/**
 * Trains. Whatever stops the run, the folder keeps a checkpoint of the last good step.
 * @throws E_CONFIG for data or bodies that are missing and for a resumed run of another configuration,
 * E_NUMERIC for a loss that is not finite, E_ABORT.
 */
export async function trainRun(options: TrainRunOptions): Promise<FinishedRun> {
  const { config } = options;
  return config.kind === 'features'
    ? run(options, await prepareFeatureRun({ ...options, config }))
    : run(options, await prepareImageRun({ ...options, config }));
}

async function run<Batch>(
  options: TrainRunOptions,
  prepared: PreparedRun<Batch>,
): Promise<FinishedRun> {
  const { steps, people } = prepared;
  const { run: folder, state } = await RunFolder.open(options.out, await factsOf(options, steps));
  const start = state ?? { step: 0, variables: await initialVariables(options, prepared) };
  options.onStart?.({ from: start.step, steps, people });
  const { state: last, idleShare } = await loop(options, prepared, start, folder);
  return { steps, weights: await folder.finish(last), idleShare };
}

async function loop<Batch>(
  { config, seed, signal, onStep }: TrainRunOptions,
  prepared: PreparedRun<Batch>,
  start: TrainingState,
  folder: RunFolder,
): Promise<{ readonly state: TrainingState; readonly idleShare: number | null }> {
  const { steps } = prepared;
  if (start.step >= steps) return { state: start, idleShare: null };
  const { stepper, nextBatch, stop } = await prepared.start(start.step);
  let last = start;
  let waited = 0;
  let worked = 0;
  try {
    const state = await fit({
      stepper,
      start,
      steps,
      seed,
      learningRate: (step) => scheduledRate(config.schedule, config.learningRate, step, steps),
      nextBatch,
      nowMs: () => performance.now(),
      signal,
      onStep: async ({ values, learningRate, ms, waitedMs }, next) => {
        last = next;
        waited += waitedMs;
        worked += ms;
        const idleShare = waitedMs / ms;
        await folder.record({ ...values, learningRate, millisecondsAStep: ms, idleShare }, next);
        onStep?.(next.step, values);
      },
    });
    return { state, idleShare: waited / worked };
  } catch (error) {
    // a stopped run goes on from here, and a diverged one can be looked into
    if (last.step > 0) await folder.save(last);
    throw error;
  } finally {
    await stop();
  }
}

/** Random ones, with those of the weights that the configuration names in their places. */
async function initialVariables<Batch>(
  { config: { network, init, body }, cwd }: TrainRunOptions,
  prepared: PreparedRun<Batch>,
): Promise<Map<string, HostTensor>> {
  const variables = await prepared.initial();
  if (init.weights === null) return variables;
  const file = readWeightsFile(await nodeFiles.read(resolve(cwd, init.weights)));
  if (file.body !== body) {
    throw new MultiRoiError(
      'E_CONFIG',
      `train: expected weights of the body ${body}, got those of ${file.body} (${init.weights})`,
    );
  }
  // of one encoder's features they say nothing of another's
  const kept: readonly string[] =
    file.config.poseEncoder === network.poseEncoder ? [] : Object.values(FEATURE_STATISTICS);
  for (const [name, tensor] of loadWeights(network, file.tensors).weights) {
    if (!kept.includes(name)) variables.set(name, tensor);
  }
  return variables;
}
