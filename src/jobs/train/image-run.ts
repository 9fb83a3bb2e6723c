/** @file A training run on images: its data sets, the threads that cut people out of them, and the step. */

import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { isBodyName, readBody } from '../../body/index.ts';
import { BENCHMARKS, createMixture, parseSpinNpz } from '../../dataset/index.ts';
import { findRecipe } from '../../synthetic/index.ts';
import { messageOf, throwIssues, type Issue } from '../../base/index.ts';
import { readTorchCheckpoint } from '../../format/index.ts';
import { pretrainedEncoder } from '../../network/index.ts';
import type { HostTensor } from '../../platform/index.ts';
import { Rng } from '../../base/index.ts';
import {
  imageBatches,
  QUICK_PEOPLE,
  type Arithmetic,
  type ImageBatch,
  type ImageRunConfig,
} from '../../training/index.ts';
import { withFileSource } from '../../node/index.ts';
import { nodeFiles } from '../../node/index.ts';
import { graphStep, nativeStep, type EngineStep } from './engine-step.ts';
import { samplesInThreads, type SampleTask, type TrainingSet } from './sample-workers.ts';
import type { PreparedRun, TrainRunOptions } from './run-options.ts';
import { writeSynthetic } from '../synthesise/write-synthetic.ts';

type Options = TrainRunOptions<ImageRunConfig>;

/** @throws E_CONFIG for data or bodies that are missing; E_UNSUPPORTED for an encoder that the engine cannot compute. */
export async function prepareImageRun(
  options: Options,
  arithmetic: Arithmetic,
): Promise<PreparedRun<ImageBatch>> {
  const { config, seed, signal } = options;
  const { people, parts } = config.batch;
  const sets = options.quick ? await renderQuickly(options) : await readSets(options);
  const shared = {
    config: config.network,
    body: await readBody(nodeFiles, pathOf(options, config.body)),
    people: people / parts,
    parts,
    vertexStride: config.vertexStride,
    maxGradientNorm: config.maxGradientNorm,
  };
  const { engine, mixedPrecision, provider } = arithmetic;
  const step =
    engine === 'native'
      ? nativeStep(shared, mixedPrecision, { provider })
      : graphStep(shared, { provider });
  const task: SampleTask = {
    config: config.network,
    bodies: { neutral: pathOf(options, config.body), ...genderedBodies(config) },
    vertexStride: config.vertexStride,
    augmentation: config.data.augmentation,
    seed,
  };
  const counts = sets.map(({ id, records }) => [id, records.length]);
  return {
    steps: stepsOf(config, sets),
    people: Object.fromEntries(counts) as Record<string, number>,
    initial: () => initialVariables(options, step),
    async start(first) {
      const source = samplesInThreads({
        ...task,
        sets,
        mix: config.data.mix,
        start: first * people,
        threads: Math.max(1, availableParallelism() - 1),
        ahead: people,
        signal,
      });
      const stepper = await step.compile();
      return {
        stepper,
        nextBatch: imageBatches(source, people / parts, parts),
        stop: async () => {
          await source.return(undefined);
          await stepper.dispose();
        },
      };
    },
  };
}

function pathOf({ cwd }: Options, nameOrPath: string): string {
  return isBodyName(nameOrPath) ? nameOrPath : resolve(cwd, nameOrPath);
}

/** The bodies of the sexes, where a data set's betas belong to them. */
function genderedBodies({
  data,
  network,
}: ImageRunConfig): Pick<SampleTask['bodies'], 'male' | 'female'> {
  const gendered =
    network.threeDpwBody === 'gendered' &&
    data.mix.some(({ datasets }) => datasets.some((id) => BENCHMARKS[id].genderedBetas));
  return gendered ? { male: 'smpl-male', female: 'smpl-female' } : {};
}

/** A few pictures, rendered once a run folder. */
async function renderQuickly({ out, seed, version, signal }: Options): Promise<TrainingSet[]> {
  const folder = join(out, 'synthetic');
  const { people } = await writeSynthetic({
    out: folder,
    recipe: findRecipe('upright'),
    seed,
    count: QUICK_PEOPLE,
    threads: 1,
    version,
    resume: true,
    signal,
  });
  return [{ id: 'synthetic', folder, records: people }];
}

/** The mix's data sets. @throws E_CONFIG naming every one that is missing or malformed. */
async function readSets({ config, cwd }: Options): Promise<TrainingSet[]> {
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

function stepsOf({ length, data, batch }: ImageRunConfig, sets: readonly TrainingSet[]): number {
  if (length.steps !== null) return length.steps;
  const sizes = new Map(sets.map(({ id, records }) => [id, records.length]));
  const perEpoch = Math.floor(createMixture(data.mix, sizes).length / batch.people);
  return Math.max(1, Math.round(length.epochs * perEpoch));
}

/** Random ones, with those of an encoder's pretraining in their places. */
async function initialVariables(
  options: Options,
  step: EngineStep,
): Promise<Map<string, HostTensor>> {
  const { config, seed, cwd } = options;
  const { network, init } = config;
  const variables = step.initial(new Rng(seed).fork('initialise'));
  if (init.encoder !== null) {
    const { tensors } = await withFileSource(resolve(cwd, init.encoder), (source) =>
      readTorchCheckpoint(source),
    );
    for (const [name, tensor] of pretrainedEncoder(network, tensors).weights) {
      variables.set(name, tensor);
    }
  }
  return variables;
}
