/** @file A training run from its configuration to its weights: data, graph, loop, run folder. */

import { resolve } from 'node:path';
import { MultiRoiError, throwIssues } from '../../base/index.ts';
import {
  FEATURE_STATISTICS,
  growForLimbs,
  isQuantised,
  loadWeights,
  readWeightsFile,
} from '../../network/index.ts';
import type { HostTensor } from '../../platform/index.ts';
import {
  fit,
  quickIssues,
  scheduledRate,
  type Arithmetic,
  type TrainingState,
} from '../../training/index.ts';
import { arithmeticOf, factsOf } from './run-facts.ts';
import type { FinishedRun, PreparedRun, TrainRunOptions } from './run-options.ts';
import { prepareFeatureRun } from './feature-run.ts';
import { nodeFiles } from '../../node/index.ts';
import { prepareImageRun } from './image-run.ts';
import { RunFolder } from './run-folder.ts';

/**
 * Trains. Whatever stops the run, the folder keeps a checkpoint of the last good step. Nothing is printed: without
 * `onMissing`, `onPerson` and `onStep` a run is silent until it ends, and those of `RUNS` take hours unless they are
 * cut down (`quickly`).
 * @throws E_CONFIG for data or bodies that are missing, for a resumed run of another configuration, and for a quick
 * run of more people than it makes; E_NUMERIC for a loss that is not finite; E_ABORT.
 * @example
 * ```ts
 * import { quickly, runConfig, RUNS, trainRun } from 'multiroi/train';
 *
 * const [{ choice }] = RUNS.filter(({ name }) => name === 'light-synthetic');
 * const run = { name: 'trial', command: 'trial.ts', version: '0', seed: 0, resume: false };
 * const { steps } = await trainRun({
 *   ...run,
 *   config: runConfig(quickly(choice)),
 *   quick: true,
 *   out: 'run',
 *   cwd: process.cwd(),
 * });
 * console.log(steps); // 2
 * ```
 */
export async function trainRun(options: TrainRunOptions): Promise<FinishedRun> {
  const { config, quick } = options;
  if (quick) throwIssues('E_CONFIG', 'train', quickIssues(config));
  const arithmetic = await arithmeticOf(options);
  return config.kind === 'features'
    ? run(options, await prepareFeatureRun({ ...options, config }, arithmetic), arithmetic)
    : run(options, await prepareImageRun({ ...options, config }, arithmetic), arithmetic);
}

async function run<Batch>(
  options: TrainRunOptions,
  prepared: PreparedRun<Batch>,
  arithmetic: Arithmetic,
): Promise<FinishedRun> {
  const { steps, people } = prepared;
  const facts = await factsOf(options, steps, arithmetic);
  const { run: folder, state } = await RunFolder.open(options.out, facts);
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
  if (isQuantised(file.tensors)) {
    throw new MultiRoiError(
      'E_CONFIG',
      `train: expected float weights to begin with, got 8-bit ones (${init.weights})`,
      { hint: 'give the weights that they were made of' },
    );
  }
  if (file.body !== body) {
    throw new MultiRoiError(
      'E_CONFIG',
      `train: expected weights of the body ${body}, got those of ${file.body} (${init.weights})`,
    );
  }
  // of one encoder's features they say nothing of another's
  const kept: readonly string[] =
    file.config.poseEncoder === network.poseEncoder ? [] : Object.values(FEATURE_STATISTICS);
  const tensors = network.limbs && !file.config.limbs ? growForLimbs(file.tensors) : file.tensors;
  for (const [name, tensor] of loadWeights(network, tensors).weights) {
    if (!kept.includes(name)) variables.set(name, tensor);
  }
  return variables;
}
