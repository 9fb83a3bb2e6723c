/**
 * @file Persons per second of the two convolutional networks, forward, float32: `npx tsx bench/network.ts`.
 * Weights are drawn by the networks' own initialisation; speed does not depend on them. Every figure is
 * the median of interleaved runs, so that a busy machine disturbs all of them alike.
 * Options: --threads 2 --runs 5 --models resnet50,hrnet-w48 --rois 1,2,3,4,5 --unfolded
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { relationLength } from '../src/camera/index.ts';
import { Graph, initialise, toOnnx } from '../src/graph/index.ts';
import {
  buildNetwork,
  foldBatchNorm,
  inputSize,
  networkConfig,
  type ModelName,
  type Normalisation,
} from '../src/network/index.ts';
import { nodeRuntime } from '../src/node/index.ts';
import type { HostTensor, Session } from '../src/platform.ts';
import { Rng } from '../src/rng.ts';
import { sizeOf } from '../src/shape.ts';

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: '2' },
    runs: { type: 'string', default: '5' },
    models: { type: 'string', default: 'resnet50,hrnet-w48' },
    rois: { type: 'string', default: '1,2,3,4,5' },
    /** Also leave batch normalisation to the runtime, for comparison. */
    unfolded: { type: 'boolean', default: false },
  },
});
const threads = Number(values.threads);
const runs = Number(values.runs);

interface Case {
  readonly label: string;
  readonly session: Session;
  readonly feeds: Record<string, HostTensor>;
  readonly times: number[];
}

async function prepare(
  model: ModelName,
  rois: number,
  normalisation: Normalisation,
): Promise<Case> {
  const config = networkConfig({ model, rois });
  const shapes = {
    images: [1, rois, 3, ...inputSize(config)],
    boxes: [1, rois, 3],
    relation: [1, rois, rois, relationLength(config.frequencies)],
  };
  const graphOf = (mode: Normalisation) => {
    const graph = new Graph(model);
    const inputs = {
      images: graph.input('images', shapes.images),
      boxes: graph.input('boxes', shapes.boxes),
      relation: graph.input('relation', shapes.relation),
    };
    return { graph, network: buildNetwork(graph, config, inputs, { normalisation: mode }) };
  };
  const weights = initialise(graphOf('frozen').graph, new Rng(1));
  const { graph, network } = graphOf(normalisation);
  const { rotmats, betas, cameras } = network;
  const bytes = toOnnx(graph, {
    outputs: { rotmats, betas, cameras },
    weights: normalisation === 'folded' ? foldBatchNorm(weights, network.folds) : weights,
  });
  const rng = new Rng(2);
  const feeds: Record<string, HostTensor> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    const data = Float32Array.from({ length: sizeOf(shape) }, () => rng.uniform(-1, 1));
    feeds[name] = { type: 'float32', shape, data };
  }
  const session = await nodeRuntime.createSession(bytes, { threads });
  await session.run(feeds);
  return { label: `${model} M=${rois} ${normalisation}`, session, feeds, times: [] };
}

const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;

console.log(`${cpus()[0]?.model ?? 'unknown CPU'}, ${threads} threads, median of ${runs}`);
console.log('| network | ms a person | persons/s |\n| --- | --- | --- |');
for (const model of values.models.split(',') as ModelName[]) {
  for (const rois of values.rois.split(',').map(Number)) {
    const modes: Normalisation[] = values.unfolded ? ['folded', 'frozen'] : ['folded'];
    const cases: Case[] = [];
    for (const mode of modes) cases.push(await prepare(model, rois, mode));
    for (let i = 0; i < runs; i++) {
      for (const { session, feeds, times } of cases) {
        const start = performance.now();
        await session.run(feeds);
        times.push(performance.now() - start);
      }
    }
    for (const { label, session, times } of cases) {
      const ms = median(times);
      console.log(`| ${label} | ${ms.toFixed(0)} | ${(1000 / ms).toFixed(2)} |`);
      await session.dispose();
    }
  }
}
