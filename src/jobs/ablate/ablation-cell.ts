/** @file One cell of an ablation: trained on the shared features, scored on people that no cell trained on. */

import type { BodyModel } from '../../body/index.ts';
import {
  cellRun,
  groupMeans,
  meanOf,
  predictShard,
  type AblationBenchmark,
  type Cell,
  type CellRow,
  type PosedShard,
  scoreJoints,
  type JointScores,
} from '../../evaluation/index.ts';
import { Rng } from '../../base/index.ts';
import {
  buildFeatureSteps,
  featureBatches,
  FeatureStepper,
  fit,
  initialFeatureVariables,
  RunningMeans,
  scheduledRate,
  weightsOf,
  type FeatureRunConfig,
  type TrainingState,
} from '../../training/index.ts';
import { type Shard } from '../../features/index.ts';
import { nodeRuntime } from '../../node/index.ts';

/** What all cells share. */
export interface AblationData {
  readonly body: BodyModel;
  readonly train: Shard;
  /** With its truth posed. */
  readonly heldOut: PosedShard;
}

/** How a cell is stopped, and whom it tells how far it is. */
export interface CellProgress {
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((done: number, steps: number) => void) | undefined;
}

/** What a cell says, before it is a row. */
export type CellResult = Omit<CellRow, 'kind' | 'digest' | 'seconds' | 'on'>;

/** Steps of a cell. */
export function cellSteps({ length, batch }: FeatureRunConfig, people: number): number {
  return length.steps ?? Math.round(length.epochs * Math.floor(people / batch.people));
}

/** The same seed gives the same row, to the bit: every session has one thread. */
export async function runCell(
  benchmark: AblationBenchmark,
  cell: Cell,
  seed: number,
  data: AblationData,
  { signal, onStep }: CellProgress,
): Promise<CellResult> {
  const run = cellRun(benchmark, cell);
  const { network, batch, regions } = run;
  const steps = cellSteps(run, data.train.count);
  const perEpoch = Math.floor(data.train.count / batch.people);
  const built = buildFeatureSteps({
    config: network,
    body: data.body,
    people: batch.people,
    regions,
    vertexStride: run.vertexStride,
    maxGradientNorm: run.maxGradientNorm,
  });
  const variables = initialFeatureVariables(built, data.train, new Rng(seed).fork('initialise'));
  const stepper = await FeatureStepper.create(nodeRuntime, built, data.train, { threads: 1 });
  const lastEpoch = new RunningMeans();
  const curve: CellResult['curve'][number][] = [];
  try {
    const state = await fit({
      stepper,
      start: { step: 0, variables },
      steps,
      seed,
      learningRate: (step) => scheduledRate(run.schedule, run.learningRate, step, steps),
      nextBatch: featureBatches({ count: data.train.count, people: batch.people, regions, seed }),
      nowMs: () => performance.now(),
      signal,
      onStep: async ({ values }, now) => {
        if (now.step > steps - perEpoch) lastEpoch.add({ joints2d: values['joints2d'] ?? 0 });
        if (cell.curve && now.step < steps && benchmark.curve.includes(now.step / perEpoch)) {
          const { mpjpeMm, paMpjpeMm } = await score(run, now, data);
          const means = { mpjpeMm: meanOf(mpjpeMm), paMpjpeMm: meanOf(paMpjpeMm) };
          curve.push({ epoch: now.step / perEpoch, ...rounded(means) });
        }
        onStep?.(now.step, steps);
      },
    });
    const scores = await score(run, state, data);
    return {
      cell: cell.id,
      seed,
      ...rounded({
        mpjpeMm: meanOf(scores.mpjpeMm),
        paMpjpeMm: meanOf(scores.paMpjpeMm),
        depthPercent: 100 * meanOf(scores.depthRatio),
        cameraSpreadMm: meanOf(scores.cameraSpreadMm),
      }),
      unplaced: data.heldOut.shard.count - scores.depthRatio.length,
      joints2d: Number((lastEpoch.take()['joints2d'] ?? 0).toPrecision(4)),
      groups: {
        mpjpeMm: groupMeans(scores.mpjpeMm, benchmark.groups),
        paMpjpeMm: groupMeans(scores.paMpjpeMm, benchmark.groups),
      },
      curve,
    };
  } finally {
    await stepper.dispose();
  }
}

async function score(
  { network }: FeatureRunConfig,
  state: TrainingState,
  { heldOut }: AblationData,
): Promise<JointScores> {
  const weights = weightsOf(state, network);
  const options = { runtime: nodeRuntime, session: { threads: 1 }, config: network, weights };
  return scoreJoints(heldOut, await predictShard(heldOut.shard, options), network);
}

/** To a thousandth. */
function rounded<T extends Readonly<Record<string, number>>>(values: T): T {
  const entries = Object.entries(values).map(([name, x]) => [name, Math.round(1000 * x) / 1000]);
  return Object.fromEntries(entries) as T;
}
