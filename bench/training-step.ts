/**
 * @file One training step of an encoder beside PyTorch's eager step of the same network and batch: forward with batch
 * statistics, backward, Adam; one person of M = 5 regions of 256×192, float32, in turn; the least of the runs counts.
 * Both train the encoder and one linear layer by a squared error. `--whole` adds our step as `train` runs it, with
 * fusion, heads, the body and every loss (two people, so that the contrastive loss has somebody to tell apart).
 * `--loader` adds images a second through the sample threads alone.
 * Engines: `graph`, one ONNX graph; `native` and `native-bfloat16`, where it is built and the processor multiplies such
 * numbers (the encoder alone: the linear layer is 0.01 % of the arithmetic). `--pytorch` names its modes: float32,
 * channels-last, bfloat16 (channels last, autocast; minutes a step on a processor without its instructions). Ratios are to
 * the first of them. `--memory` measures instead what a process comes to that does two steps of one engine, each in a process of its own.
 *
 *   npx tsx bench/training-step.ts [--models resnet50,hrnet-w48,movenet] [--engines graph,native,native-bfloat16] [--runs 5]
 *     [--threads 2] [--pytorch float32,channels-last,bfloat16] [--whole] [--loader] [--memory]
 *
 * Debian: python3-torch python3-torchvision libopenblas0-pthread.
 */

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { readBody } from '../src/body/index.ts';
import { AUGMENTATION } from '../src/training/index.ts';
import { findRecipe } from '../src/synthetic/index.ts';
import { MIXES } from '../src/dataset/index.ts';
import {
  addAll,
  fanInUniform,
  Graph,
  initialise,
  linear,
  mean,
  reshape,
  runStep,
  square,
  sub,
  type Tensor,
  trainingStep,
  zeros,
} from '../src/graph/index.ts';
import { lower, NativeEncoder, nativeFacts, type NetworkPlan } from '../src/native/index.ts';
import {
  buildEncoder,
  buildNetwork,
  ENCODERS,
  inputSize,
  networkConfig,
  type ModelName,
} from '../src/network/index.ts';
import { relationLength } from '../src/camera/index.ts';
import { nodeFiles, nodeRuntime } from '../src/node/index.ts';
import { samplesInThreads, writeSynthetic } from '../src/jobs/index.ts';
import type { HostTensor, Weights } from '../src/platform/index.ts';
import { Rng } from '../src/base/index.ts';
import { sizeOf } from '../src/base/index.ts';
import {
  buildStep,
  type MixedPrecision,
  imageLabels,
  ImageStepper,
  type PersonArrays,
  personShapes,
} from '../src/training/index.ts';
import { movenetGraph } from '../test/support/movenet-graph.ts';
import { startPyTorch, type TrainingMode } from './support/pytorch.ts';

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: 'resnet50,hrnet-w48,movenet' },
    engines: { type: 'string', default: 'graph,native,native-bfloat16' },
    runs: { type: 'string', default: '5' },
    threads: { type: 'string', default: '2' },
    pytorch: { type: 'string', default: '' },
    whole: { type: 'boolean', default: false },
    loader: { type: 'boolean', default: false },
    memory: { type: 'boolean', default: false },
  },
});
const threads = Number(values.threads);
const runs = Number(values.runs);
const ROIS = 5;
/** Numbers that the linear layer regresses: pose, shape, camera. */
const OUTPUTS = 157;

/** Milliseconds of one step: of the clock, and of the processor, which company on the machine disturbs less. */
type Timing = readonly [wall: number, processor: number];

async function timed(work: () => Promise<void>): Promise<Timing> {
  const used = process.cpuUsage();
  const start = performance.now();
  await work();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(used);
  return [wall, (user + system) / 1000];
}

interface Case {
  readonly label: string;
  readonly regions: number;
  readonly time: () => Promise<Timing>;
  readonly end: () => Promise<void>;
}

function random(rng: Rng, shape: readonly number[]): HostTensor {
  const data = Float32Array.from({ length: sizeOf(shape) }, () => rng.uniform(-1, 1));
  return { type: 'float32', shape, data };
}

/** The shipped MoveNet on squares of 256 pixels, as it would be fine-tuned: trained by the mean squares of its heads. */
async function movenet(): Promise<{
  readonly graph: Graph;
  readonly input: Tensor;
  readonly heads: readonly Tensor[];
  readonly weights: Weights;
  readonly plan: NetworkPlan;
}> {
  const { graph, inputs, outputs, weights } = await movenetGraph(ROIS, 256);
  const input = inputs.get('images');
  if (input === undefined) throw new Error('training-step: MoveNet without images');
  const heads = [...outputs.values()];
  return { graph, input, heads, weights, plan: lower(graph, input, heads) };
}

async function movenetInGraph(): Promise<Case> {
  const { graph, input, heads, weights } = await movenet();
  const loss = addAll(heads.map((head) => mean(square(head))));
  const bytes = trainingStep(graph, { loss, learningRate: 1e-4 });
  const rng = new Rng(1);
  let state = new Map([...initialise(graph, rng), ...weights]);
  const feeds = { images: random(rng, input.shape) };
  const session = await nodeRuntime.createSession(bytes, { threads });
  return {
    label: 'movenet ours, graph',
    regions: ROIS,
    time: () =>
      timed(async () => {
        ({ state } = await runStep(session, state, feeds));
      }),
    end: () => session.dispose(),
  };
}

async function movenetNative(mixedPrecision: MixedPrecision): Promise<Case> {
  const { plan, weights, input } = await movenet();
  return inNative('movenet', plan, weights, random(new Rng(1), input.shape), mixedPrecision);
}

/** Where PyTorch finds MoveNet. Infinite bounds are null in JSON. */
async function writeMovenetPlan(folder: string): Promise<string> {
  const { plan } = await movenet();
  const path = join(folder, 'movenet.json');
  const written = JSON.stringify(plan, (key, value: unknown) => {
    if (key !== 'bounds') return value;
    const { low, high } = value as { low: number; high: number };
    return [low, high];
  });
  await writeFile(path, written);
  return path;
}

/** The encoder and a linear layer, as bench/pytorch.py trains them. */
async function encoderStep(model: ModelName): Promise<Case> {
  const config = networkConfig({ model, rois: ROIS, fusion: 'none' });
  const graph = new Graph(model);
  const images = graph.input('images', [1, ROIS, 3, ...inputSize(config)]);
  const inputs = {
    images,
    boxes: graph.input('boxes', [1, ROIS, 3]),
    relation: graph.input('relation', [1, ROIS, ROIS, relationLength(config.frequencies)]),
  };
  const { features } = buildNetwork(graph, config, inputs, { normalisation: 'batch' });
  const { width } = ENCODERS[model];
  const weight = graph.parameter('head.weight', [OUTPUTS, width], fanInUniform());
  const y = linear(
    reshape(features, [ROIS, width]),
    weight,
    graph.parameter('head.bias', [OUTPUTS], zeros),
  );
  const target = graph.input('target', [ROIS, OUTPUTS]);
  // heads and fusion were declared, but nothing here reads them
  const parameters = graph
    .variables('parameter')
    .filter(({ name }) => !/^(mesh|camera)\./.test(name))
    .map(({ tensor }) => tensor);
  const bytes = trainingStep(graph, {
    loss: mean(square(sub(y, target))),
    learningRate: 1e-4,
    parameters,
  });
  const rng = new Rng(1);
  let state = initialise(graph, rng);
  const feeds = { images: random(rng, images.shape), target: random(rng, target.shape) };
  const session = await nodeRuntime.createSession(bytes, { threads });
  return {
    label: `${model} ours, encoder`,
    regions: ROIS,
    time: () =>
      timed(async () => {
        ({ state } = await runStep(session, state, feeds));
      }),
    end: () => session.dispose(),
  };
}

/** The same encoder in the native engine. */
async function nativeStep(model: ModelName, mixedPrecision: MixedPrecision): Promise<Case> {
  const config = networkConfig({ model, rois: ROIS });
  const graph = new Graph(model);
  const images = graph.input('images', [ROIS, 3, ...inputSize(config)]);
  const features = buildEncoder(graph, config, images, 'frozen');
  const rng = new Rng(1);
  const variables = initialise(graph, rng);
  const plan = lower(graph, images, [features]);
  return inNative(model, plan, variables, random(rng, images.shape), mixedPrecision);
}

function inNative(
  name: string,
  plan: NetworkPlan,
  variables: Weights,
  images: HostTensor,
  mixedPrecision: MixedPrecision,
): Case {
  const encoder = new NativeEncoder(plan, { threads, mixedPrecision });
  encoder.load(variables);
  const pixels = images.data as Float32Array;
  let step = 0;
  return {
    label: `${name} ours, native${mixedPrecision === 'none' ? '' : `, ${mixedPrecision}`}`,
    regions: ROIS,
    time: () =>
      timed(async () => {
        const outputs = await encoder.forwardAll(pixels);
        // the gradient of their mean squares
        await encoder.backward(...outputs.map((y) => y.map((value) => (2 * value) / y.length)));
        await encoder.adam({ learningRate: 1e-4, step: ++step, scale: 1 });
      }),
    end: () => encoder.dispose(),
  };
}

/** What `train` runs. */
async function wholeStep(model: ModelName): Promise<Case> {
  const config = networkConfig({ model, rois: ROIS });
  const body = await readBody(nodeFiles, 'open');
  const people = 2;
  const step = buildStep(
    {
      config,
      body,
      people,
      parts: 1,
      vertexStride: 4,
      maxGradientNorm: null,
    },
    imageLabels,
  );
  const rng = new Rng(2);
  let variables: Weights = step.initial(rng);
  const shapes = personShapes(config, Math.ceil(body.vertexCount / 4));
  const person = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      name === 'sizes' || name === 'focal'
        ? new Float32Array(sizeOf(shape)).fill(name === 'focal' ? 800 : 200)
        : (random(rng, shape).data as Float32Array<ArrayBuffer>),
    ]),
  ) as PersonArrays;
  const batch = Array.from({ length: people }, () => person);
  const stepper = await ImageStepper.create(nodeRuntime, config, step, { threads });
  return {
    label: `${model} ours, whole step of ${people} people`,
    regions: people * ROIS,
    time: () =>
      timed(async () => {
        ({ variables } = await stepper.step({ variables }, [batch], 1e-5, rng));
      }),
    end: () => stepper.dispose(),
  };
}

/** Threads that have just worked spin for a moment, in the time of whoever is next. */
const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));
const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

const STEPS = {
  graph: (model: Trained) => (model === 'movenet' ? movenetInGraph() : encoderStep(model)),
  native: (model: Trained) =>
    model === 'movenet' ? movenetNative('none') : nativeStep(model, 'none'),
  'native-bfloat16': (model: Trained) =>
    model === 'movenet' ? movenetNative('bfloat16') : nativeStep(model, 'bfloat16'),
};
type Trained = ModelName | 'movenet';
const native = nativeFacts();
const engines = (values.engines.split(',') as (keyof typeof STEPS)[]).filter((engine) => {
  if (engine === 'graph') return true;
  return native.here && (engine === 'native' || native.bfloat16);
});
const models = values.models.split(',') as Trained[];
const scratch = await mkdtemp(join(tmpdir(), 'multiroi-step-'));
/** As PyTorch is asked for it. */
const nameOf = async (model: Trained): Promise<string> =>
  model === 'movenet' ? await writeMovenetPlan(scratch) : model;

/** Peak memory of two steps of each, one process after the other. */
async function printMemory(): Promise<void> {
  console.log('| network | engine | peak memory |\n| --- | --- | ---: |');
  for (const model of models) {
    for (const engine of engines) {
      const script = fileURLToPath(import.meta.url);
      const flags = ['--models', model, '--engines', engine, '--runs', '1'];
      const { stdout } = await promisify(execFile)(process.execPath, [
        ...process.execArgv,
        script,
        ...flags,
      ]);
      console.log(`| ${model} | ${engine} | ${stdout.trim().split(': ').at(-1) ?? ''} |`);
    }
    for (const mode of values.pytorch.split(',').filter((name) => name !== '') as TrainingMode[]) {
      const own = await startPyTorch(threads, ['--train']);
      for (let i = 0; i < 2; i++) await own.time(await nameOf(model), ROIS, mode);
      console.log(`| ${model} | PyTorch, ${mode} | ${mebibytes(await own.peakMemory())} |`);
      own.end();
    }
  }
}

if (values.memory) {
  await printMemory();
  await rm(scratch, { recursive: true });
  process.exit();
}
const modes = values.pytorch.split(',').filter((mode) => mode !== '') as TrainingMode[];
const torch = modes.length > 0 ? await startPyTorch(threads, ['--train']) : undefined;
console.log(`${cpus()[0]?.model ?? 'unknown CPU'}, ${threads} threads, ${runs} runs in turn`);
if (torch !== undefined) console.log(torch.about);
console.log(
  '| step | least ms | median | processor | regions/s | of PyTorch | by median | by processor |',
);
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const model of models) {
  const name = modes.length > 0 ? await nameOf(model) : model;
  const cases: Case[] = modes.map((mode) => ({
    label: `${model} PyTorch, ${mode}`,
    regions: ROIS,
    time: async () => {
      const [wall = NaN, processor = NaN] = (await torch?.time(name, ROIS, mode)) ?? [];
      return [wall, processor];
    },
    end: () => Promise.resolve(),
  }));
  for (const engine of engines) cases.push(await STEPS[engine](model));
  if (values.whole && model !== 'movenet') cases.push(await wholeStep(model));
  const times: Timing[][] = cases.map(() => []);
  // the first run of each allocates
  for (const { time } of cases) await time();
  for (let i = 0; i < runs; i++) {
    for (const [c, { time }] of cases.entries()) {
      await rest();
      times[c].push(await time());
    }
  }
  const sorted = (c: number, i: 0 | 1): number[] =>
    times[c].map((timing) => timing[i]).toSorted((a, b) => a - b);
  const factsOf = (c: number): readonly [least: number, median: number, processor: number] => {
    const walls = sorted(c, 0);
    return [walls[0], walls[Math.floor(walls.length / 2)], sorted(c, 1)[0]];
  };
  for (const [c, { label, regions, end }] of cases.entries()) {
    const ours = factsOf(c);
    const ratio = (i: 0 | 1 | 2): string =>
      torch === undefined || regions !== ROIS ? '' : `${(factsOf(0)[i] / ours[i]).toFixed(2)}×`;
    const cells = [
      label,
      ...ours.map((ms) => ms.toFixed(0)),
      ((1000 * regions) / ours[0]).toFixed(2),
      ratio(0),
      ratio(1),
      ratio(2),
    ];
    console.log(`| ${cells.join(' | ')} |`);
    await end();
  }
}
torch?.end();
await rm(scratch, { recursive: true });
console.log(`peak memory of this process: ${mebibytes(process.resourceUsage().maxRSS * 1024)}`);

if (values.loader) {
  const folder = await mkdtemp(join(tmpdir(), 'multiroi-loader-'));
  const workers = Math.max(1, availableParallelism() - 1);
  try {
    const { people } = await writeSynthetic({
      out: folder,
      recipe: findRecipe('standard'),
      seed: 1,
      count: 16,
      threads: 1,
      version: 'bench',
    });
    const source = samplesInThreads({
      config: networkConfig({ model: 'resnet50', rois: ROIS }),
      bodies: { neutral: 'open' },
      vertexStride: 4,
      augmentation: AUGMENTATION,
      seed: 1,
      sets: [{ id: 'synthetic', folder, records: people }],
      mix: MIXES.synthetic,
      start: 0,
      threads: workers,
      ahead: 8,
    });
    const WARM_UP = 8;
    const COUNT = 64;
    for (let i = 0; i < WARM_UP; i++) await source.next();
    const start = performance.now();
    for (let i = 0; i < COUNT; i++) await source.next();
    const seconds = (performance.now() - start) / 1000;
    await source.return(undefined);
    console.log(
      `loader: ${(COUNT / seconds).toFixed(1)} people/s, ${((COUNT * ROIS) / seconds).toFixed(0)} regions/s with augmentation, ${workers} thread(s)`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
