/**
 * @file Persons per second of the two convolutional networks, forward, float32: `npx tsx bench/network.ts`.
 * Weights are drawn by the networks' own initialisation; speed does not depend on them. Runs are interleaved,
 * so that a busy machine disturbs all of them alike; the least of them is what the machine can do.
 * `--pytorch` runs the encoders in Debian's PyTorch in turn with ours (bench/pytorch.py) and prints the ratio. Ours
 * also fuses and decodes, PyTorch only encodes: the ratio is to our disadvantage.
 * Options: --threads 2 --runs 5 --models resnet50,hrnet-w48 --rois 1,2,3,4,5 --unfolded --pytorch --frozen
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
import type { HostTensor, Session } from '../src/platform/index.ts';
import { Rng } from '../src/base/index.ts';
import { sizeOf } from '../src/base/index.ts';
import { startPyTorch } from './support/pytorch.ts';

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: '2' },
    runs: { type: 'string', default: '5' },
    models: { type: 'string', default: 'resnet50,hrnet-w48' },
    rois: { type: 'string', default: '1,2,3,4,5' },
    /** Also leave batch normalisation to the runtime, for comparison. */
    unfolded: { type: 'boolean', default: false },
    /** Also run PyTorch. */
    pytorch: { type: 'boolean', default: false },
    /** Let PyTorch freeze and fold its modules. */
    frozen: { type: 'boolean', default: false },
  },
});
const threads = Number(values.threads);
const runs = Number(values.runs);

interface Case {
  readonly label: string;
  /** Milliseconds of one person. */
  readonly time: () => Promise<number>;
  readonly end: () => Promise<void>;
  readonly times: number[];
}

async function timeOf(session: Session, feeds: Record<string, HostTensor>): Promise<number> {
  const start = performance.now();
  await session.run(feeds);
  return performance.now() - start;
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
  return {
    label: `${model} M=${rois} ${normalisation}`,
    time: () => timeOf(session, feeds),
    end: () => session.dispose(),
    times: [],
  };
}

const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
const least = (times: readonly number[]): number => Math.min(...times);

/** Threads that have just worked spin for a moment, in the time of whoever is next. */
const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));

const torch = values.pytorch
  ? await startPyTorch(threads, values.frozen ? ['--frozen'] : [])
  : undefined;
console.log(`${cpus()[0]?.model ?? 'unknown CPU'}, ${threads} threads, ${runs} runs in turn`);
if (torch !== undefined) console.log(`${torch.about}${values.frozen ? ', frozen' : ''}`);
console.log('| network | least ms | median ms | persons/s | of PyTorch |');
console.log('| --- | --- | --- | --- | --- |');
for (const model of values.models.split(',') as ModelName[]) {
  for (const rois of values.rois.split(',').map(Number)) {
    const modes: Normalisation[] = values.unfolded ? ['folded', 'frozen'] : ['folded'];
    const cases: Case[] = [];
    for (const mode of modes) cases.push(await prepare(model, rois, mode));
    if (torch !== undefined) {
      cases.push({
        label: `${model} M=${rois} PyTorch, encoder alone`,
        time: async () => (await torch.time(model, rois))[0],
        end: () => Promise.resolve(),
        times: [],
      });
    }
    for (let i = 0; i < runs; i++) {
      for (const { time, times } of cases) {
        await rest();
        times.push(await time());
      }
    }
    const peer = torch === undefined ? NaN : least(cases.at(-1)?.times ?? []);
    for (const { label, times, end } of cases) {
      const ms = least(times);
      const ratio = Number.isNaN(peer) ? '' : `${(peer / ms).toFixed(2)}×`;
      const cells = [label, ms.toFixed(0), median(times).toFixed(0), (1000 / ms).toFixed(2), ratio];
      console.log(`| ${cells.join(' | ')} |`);
      await end();
    }
  }
}
torch?.end();
