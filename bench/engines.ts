/**
 * @file The engines of training beside each other: gradients by parameter, and losses over many steps of one encoder.
 *
 * Gradients: the relative distance from the graph's, by parameter, after one way forward and back over small images. Of a
 * network of random weights, the last bit decides of some activations near 0 whether a gradient passes, so that no two
 * orders of summation agree (docs/results/speed.md). In the rows `away from 0` biases of normalisations are ±4.5,
 * by turns where nothing is added and + elsewhere: every ReLU still lets some channels pass and stops others, and none has
 * an activation near 0.
 * Losses: mean square of features to fixed random targets, Adam at 1e-4, the same start, images and order for all.
 *
 *   npx tsx bench/engines.ts [--models resnet50,hrnet-w48] [--images 4] [--side 64] [--steps 50] [--threads 2]
 */

import { parseArgs } from 'node:util';
import { Rng } from '../src/base/index.ts';
import { Graph } from '../src/graph/index.ts';
import { lower, NativeEncoder, nativeFacts, type NetworkPlan } from '../src/native/index.ts';
import { buildEncoder, networkConfig, type ModelName } from '../src/network/index.ts';
import type { Weights } from '../src/platform/index.ts';
import type { TrainableEncoder } from '../src/training/index.ts';
import { distance } from '../test/support/distance.ts';
import { encoderStart, GraphEncoder, type EncoderBuild } from '../test/support/graph-encoder.ts';

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: 'resnet50,hrnet-w48' },
    images: { type: 'string', default: '4' },
    side: { type: 'string', default: '64' },
    steps: { type: 'string', default: '50' },
    threads: { type: 'string', default: '2' },
  },
});
const steps = Number(values.steps);
const threads = Number(values.threads);
const image = [Number(values.images), 3, Number(values.side), Number(values.side)];
const AWAY = 4.5;

type Engine = TrainableEncoder & { gradients(): Weights };

/** The same variables with biases that keep activations away from 0. */
function awayFromZero(plan: NetworkPlan, variables: Weights): Weights {
  const moved = new Map(variables);
  for (const operator of plan.operators) {
    if (operator.kind !== 'norm') continue;
    const byTurns = operator.residual === null && operator.bounds.low === 0;
    const [, bias] = operator.names;
    const value = variables.get(bias);
    if (value === undefined) throw new Error(`engines: no ${bias}`);
    const data = Float32Array.from({ length: value.data.length }, (_, c) =>
      byTurns && c % 2 === 1 ? -AWAY : AWAY,
    );
    moved.set(bias, { ...value, data });
  }
  return moved;
}

async function gradientsOf(
  engine: Engine,
  variables: Weights,
  images: Float32Array,
): Promise<Weights> {
  engine.load(variables);
  const y = await engine.forward(images);
  const rng = new Rng('gradient');
  await engine.backward(y.map(() => rng.normal()));
  const gradients = new Map(engine.gradients());
  engine.discard();
  return gradients;
}

const lengthOf = (values: ArrayLike<number>): number =>
  Math.sqrt(Array.from(values).reduce((sum, x) => sum + x * x, 0));

/**
 * Distances by parameter, in ascending order, and the name of the farthest. A bias that the next normalisation takes away
 * again has no gradient but rounding: lengths below a thousandth of the median count as that.
 */
function compare(
  got: Weights,
  wanted: Weights,
): { readonly sorted: number[]; readonly farthest: string } {
  const lengths = [...wanted.values()].map(({ data }) => lengthOf(data as Float32Array));
  const floor = (lengths.toSorted((a, b) => a - b)[Math.floor(lengths.length / 2)] ?? 0) / 1000;
  const all = [...wanted].map(([name, { data }], i) => {
    const own = lengths[i] ?? 0;
    const relative = distance(got.get(name)?.data as Float32Array, data as Float32Array);
    return { name, apart: (relative * own) / Math.max(own, floor) };
  });
  all.sort((a, b) => a.apart - b.apart);
  return { sorted: all.map(({ apart }) => apart), farthest: all.at(-1)?.name ?? '' };
}

async function lossesOf(
  engine: Engine,
  variables: Weights,
  images: Float32Array,
): Promise<number[]> {
  engine.load(variables);
  const losses: number[] = [];
  let target: Float32Array | undefined;
  for (let step = 1; step <= steps; step++) {
    const y = await engine.forward(images);
    const rng = new Rng('target');
    target ??= y.map(() => rng.uniform(0, 1));
    const off = y.map((value, i) => value - (target?.[i] ?? 0));
    losses.push(off.reduce((sum, x) => sum + x * x, 0) / y.length);
    await engine.backward(off.map((x) => (2 * x) / y.length));
    await engine.adam({ learningRate: 1e-4, step, scale: 1 });
  }
  return losses;
}

const facts = nativeFacts();
if (!facts.here) throw new Error(`engines: expected the native engine, got none (${facts.why})`);
const rows: string[] = [];
const curves: string[] = [];
for (const model of values.models.split(',') as ModelName[]) {
  const config = networkConfig({ model });
  const build: EncoderBuild = (graph, x, mode) => [buildEncoder(graph, config, x, mode)];
  const graph = new Graph(model);
  const input = graph.input('images', image);
  const plan = lower(graph, input, build(graph, input, 'frozen'));
  const start = encoderStart(image, build, 5);
  const engines: [string, Engine][] = [
    ['graph', await GraphEncoder.create(image, build)],
    ['native', new NativeEncoder(plan, { threads })],
  ];
  if (facts.bfloat16) {
    const mixedPrecision = 'bfloat16';
    engines.push(['native, bfloat16', new NativeEncoder(plan, { threads, mixedPrecision })]);
  }
  const starts = [
    ['away from 0', awayFromZero(plan, start.variables)],
    ['random', start.variables],
  ] as const;
  for (const [kind, variables] of starts) {
    let wanted: Weights | undefined;
    for (const [name, engine] of engines) {
      const got = await gradientsOf(engine, variables, start.images);
      wanted ??= got;
      if (got === wanted) continue;
      const { sorted, farthest } = compare(got, wanted);
      const cells = [0.5, 0.9, 1].map((share) =>
        (sorted[Math.ceil(share * sorted.length) - 1] ?? NaN).toExponential(1),
      );
      rows.push(
        `| ${model}, ${kind} | ${name} | ${sorted.length} | ${cells.join(' | ')} (${farthest}) |`,
      );
      console.log(rows.at(-1));
    }
  }
  if (steps > 0) {
    for (const [name, engine] of engines) {
      const losses = await lossesOf(engine, start.variables, start.images);
      const shown = [1, 2, 5, 10, 20, 30, 40, 50].filter((step) => step <= steps);
      curves.push(
        `| ${model} | ${name} | ${shown.map((step) => losses[step - 1]?.toPrecision(4)).join(' | ')} |`,
      );
      console.log(curves.at(-1));
    }
  }
  for (const [, engine] of engines) await engine.dispose();
}
console.log(
  `\n${facts.instructions}, ${image.join('×')}\n\n| network | engine | parameters | median | nine in ten | largest |\n| --- | --- | ---: | ---: | ---: | --- |\n${rows.join('\n')}\n\nLosses at steps 1, 2, 5, 10, 20, 30, 40, 50:\n\n${curves.join('\n')}`,
);
