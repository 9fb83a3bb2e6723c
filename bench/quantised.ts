/**
 * @file The paper's networks on 8 bits beside float32 and PyTorch: `npx tsx bench/quantised.ts --pytorch --write`.
 *
 * Encoders alone, five regions of one person, in turn in one run: float32 and 8 bits of ONNX Runtime, and with `--pytorch` Debian's
 * PyTorch, eager, float32 (bench/pytorch.py). Weights are drawn by He's rule with batch normalisation as it begins; speed does
 * not depend on them. Which share of the machine's peak float32 reaches is told by a product of large matrices in the same runtime, which
 * is taken for the peak. Milliseconds are of the clock.
 * Options: --threads 2 --runs 9 --models resnet50,hrnet-w48 --rois 5 --provider wasm --pytorch --write: a section of docs/results/speed.md
 */

import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Rng, sizeOf } from '../src/base/index.ts';
import { writeOnnx, type OnnxModel } from '../src/format/index.ts';
import {
  Graph,
  initialise,
  kaimingNormal,
  matmul,
  quantisationOf,
  quantiseModel,
  toOnnx,
  toOnnxModel,
  watchActivations,
} from '../src/graph/index.ts';
import { rangeOf } from '../src/inference/index.ts';
import { buildEncoder, inputSize, networkConfig, type ModelName } from '../src/network/index.ts';
import { nodeRuntime } from '../src/node/index.ts';
import type { HostTensor, Session } from '../src/platform/index.ts';
import { startPyTorch } from './support/pytorch.ts';

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: '2' },
    runs: { type: 'string', default: '9' },
    models: { type: 'string', default: 'resnet50,hrnet-w48' },
    rois: { type: 'string', default: '5' },
    provider: { type: 'string' },
    pytorch: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const threads = Number(values.threads);
const runs = Number(values.runs);
const rois = Number(values.rois);
const session = { threads, provider: values.provider };
const PAGE = new URL('../docs/results/speed.md', import.meta.url);
const HEADING = "## Inference of the paper's networks";

interface Case {
  readonly label: string;
  readonly run: () => Promise<number>;
  readonly times: number[];
}

const clock = (): number => performance.now();
const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[times.length >> 1] ?? NaN;
const least = (times: readonly number[]): number => Math.min(...times);
/** Threads that have just worked spin for a moment, in the time of whoever is next. */
const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));

async function inTurn(cases: readonly Case[]): Promise<void> {
  for (const { run } of cases) await run();
  for (let i = 0; i < runs; i++) {
    for (const { run, times } of cases) {
      await rest();
      times.push(await run());
    }
  }
}

function timed(made: Session, feeds: Readonly<Record<string, HostTensor>>): () => Promise<number> {
  return async () => {
    const start = clock();
    await made.run(feeds);
    return clock() - start;
  };
}

function noise(shape: readonly number[], seed: number): HostTensor {
  const rng = new Rng(seed);
  const data = Float32Array.from({ length: sizeOf(shape) }, () => rng.normal());
  return { type: 'float32', shape, data };
}

/** An encoder with folded weights, and its multiplications with additions. */
function floatEncoder(model: ModelName): { float: OnnxModel; images: HostTensor; macs: number } {
  const images = noise([rois, 3, ...inputSize(networkConfig({ model }))], 1);
  const graph = new Graph(model);
  const features = buildEncoder(graph, { model }, graph.input('images', images.shape), 'folded');
  const weights = new Map<string, HostTensor>();
  let macs = 0;
  for (const { op, inputs, outputs } of graph.nodes) {
    const weight = op === 'Conv' ? inputs[1] : undefined;
    if (weight === undefined) continue;
    macs += sizeOf(outputs[0].shape) * sizeOf(weight.shape.slice(1));
  }
  const he = new Graph('weights');
  for (const { name, tensor } of graph.variables()) {
    if (tensor.shape.length > 1) he.parameter(name, tensor.shape, kaimingNormal());
  }
  for (const [name, value] of initialise(he, new Rng(2))) weights.set(name, value);
  for (const { name, tensor } of graph.variables()) {
    if (weights.has(name)) continue;
    weights.set(name, { ...noise(tensor.shape, 3), data: new Float32Array(sizeOf(tensor.shape)) });
  }
  return { float: toOnnxModel(graph, { outputs: { features }, weights }), images, macs };
}

async function roundedEncoder(float: OnnxModel, images: HostTensor): Promise<OnnxModel> {
  const watched = watchActivations(float);
  const watching = await nodeRuntime.createSession(writeOnnx(watched.model), { threads });
  const outputs = await watching.run({ images });
  await watching.dispose();
  const ranges = [...watched.tensors].map(
    ([name, tensor]) => [name, rangeOf((outputs[tensor] ?? images).data as Float32Array)] as const,
  );
  return quantiseModel(float, quantisationOf(float, new Map(ranges)));
}

/** A large product of matrices: what of the peak a runtime can reach at all. */
async function product(): Promise<{ run: () => Promise<number>; flop: number }> {
  const N = 1536;
  const graph = new Graph('product');
  const [a, b] = ['a', 'b'].map((name) => graph.input(name, [N, N]));
  const model = toOnnx(graph, { outputs: { c: matmul(a, b) }, weights: new Map() });
  const made = await nodeRuntime.createSession(model, session);
  return { run: timed(made, { a: noise([N, N], 4), b: noise([N, N], 5) }), flop: 2 * N ** 3 };
}

const torch = values.pytorch ? await startPyTorch(threads, []) : undefined;
const peak = await product();
const about = `${cpus()[0]?.model.trim()}, ${threads} thread${threads === 1 ? '' : 's'}, ${runs} runs in turn${values.provider === undefined ? '' : `, ${values.provider}`}`;
const lines = [
  '| encoder, five regions | least ms | median ms | of PyTorch, least | median | of the peak |',
  '| --- | ---: | ---: | ---: | ---: | ---: |',
];
for (const model of values.models.split(',') as ModelName[]) {
  const { float, images, macs } = floatEncoder(model);
  const models = [float, await roundedEncoder(float, images)];
  const sessions = await Promise.all(
    models.map((each) => nodeRuntime.createSession(writeOnnx(each), session)),
  );
  const cases: Case[] = [
    { label: 'float32', run: timed(sessions[0], { images }), times: [] },
    { label: '8 bits', run: timed(sessions[1], { images }), times: [] },
    { label: 'product of matrices', run: peak.run, times: [] },
  ];
  if (torch !== undefined) {
    const run = async (): Promise<number> => (await torch.time(model, rois))[0];
    cases.unshift({ label: 'PyTorch, eager, float32', run, times: [] });
  }
  await inTurn(cases);
  const peer = torch === undefined ? undefined : cases[0].times;
  const matrices = cases.at(-1)?.times ?? [];
  for (const { label, times } of cases.slice(0, -1)) {
    const ratio = (of: (list: readonly number[]) => number): string =>
      peer === undefined ? '–' : (of(peer) / of(times)).toFixed(2);
    const share = (100 * (2 * macs * least(matrices))) / (peak.flop * least(times));
    const cells = [
      `${model}, ${label}`,
      least(times).toFixed(0),
      median(times).toFixed(0),
      ratio(least),
      ratio(median),
      label === 'float32' ? `${share.toFixed(0)} %` : '',
    ];
    lines.push(`| ${cells.join(' | ')} |`);
  }
  for (const each of sessions) await each.dispose();
}
torch?.end();

const table = [
  `${about}.${torch === undefined ? '' : ` ${torch.about.split(';')[0]}.`}`,
  '',
  ...lines,
].join('\n');
console.log(table);
if (values.write) {
  const page = await readFile(PAGE, 'utf8');
  const begin = '<!-- bench/quantised.ts -->';
  const end = '<!-- end of bench/quantised.ts -->';
  const at = page.indexOf(begin);
  const until = page.indexOf(end);
  if (at < 0 || until < at) throw new Error(`expected the marks of a table below "${HEADING}"`);
  await writeFile(PAGE, `${page.slice(0, at)}${begin}\n${table}\n${page.slice(until)}`);
}
