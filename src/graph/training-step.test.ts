import { expect, test } from 'vitest';
import { nodeRuntime } from '../node/index.ts';
import type { HostTensor } from '../platform/index.ts';
import { Rng } from '../base/index.ts';
import { accumulatedStep, runStep, trainingStep } from './training-step.ts';
import { batchNorm } from './ops/normalisation.ts';
import { fanInUniform, ones, zeros } from './init.ts';
import { initialise } from './initialise.ts';
import { Graph, type Tensor } from './graph.ts';
import { linear } from './ops/matmul.ts';
import { mean, mul, sub, sum } from './ops/arithmetic.ts';
import { square, tanh } from './ops/elementwise.ts';

const BATCH = 128;

function floats(shape: readonly number[], values: Iterable<number>): HostTensor {
  return { type: 'float32', shape, data: Float32Array.from(values) };
}

/** A small network with batch statistics that learns sin(3a)·b from (a, b). */
function toy(batch: number): { graph: Graph; loss: Tensor; rate: Tensor } {
  const graph = new Graph('toy');
  const x = graph.input('x', [batch, 2]);
  const target = graph.input('target', [batch, 1]);
  const rate = graph.input('rate', []);
  const hidden = graph.scope('hidden');
  const first = linear(x, hidden.parameter('weight', [16, 2], fanInUniform()));
  const norm = hidden.scope('norm');
  const normed = batchNorm(
    first,
    {
      scale: norm.parameter('weight', [16], ones),
      bias: norm.parameter('bias', [16], zeros),
      mean: norm.state('running_mean', [16], zeros),
      variance: norm.state('running_var', [16], ones),
    },
    { mode: 'batch' },
  );
  const out = graph.scope('out');
  const y = linear(
    tanh(normed),
    out.parameter('weight', [1, 16], fanInUniform()),
    out.parameter('bias', [1], zeros),
  );
  return { graph, loss: mean(square(sub(y, target))), rate };
}

function batchOf(step: number, count: number = BATCH): Record<string, HostTensor> {
  const rng = new Rng('data').fork(step);
  const x = Array.from({ length: count * 2 }, () => rng.uniform(-1, 1));
  const target = Array.from({ length: count }, (_, i) => Math.sin(3 * x[2 * i]) * x[2 * i + 1]);
  return { x: floats([count, 2], x), target: floats([count, 1], target), rate: floats([], [0.02]) };
}

test('a small network reaches a fixed loss, and a resumed run repeats it bit for bit', async () => {
  const { graph, loss, rate } = toy(BATCH);
  const model = trainingStep(graph, { loss, learningRate: rate, maxNorm: 1 });
  const start = initialise(graph, new Rng(1));
  const session = await nodeRuntime.createSession(model);
  let state = start;
  let halfway = start;
  const losses: number[] = [];
  for (let step = 0; step < 400; step++) {
    if (step === 200) halfway = state;
    const result = await runStep(session, state, batchOf(step));
    state = result.state;
    losses.push(Number(result.outputs['loss'].data[0]));
  }
  const average = (from: number): number =>
    losses.slice(from, from + 50).reduce((total, value) => total + value, 0) / 50;
  expect(average(0)).toBeGreaterThan(0.05);
  expect(average(350)).toBeLessThan(0.02);

  const other = await nodeRuntime.createSession(model);
  let resumed = new Map([...halfway].map(([name, value]) => [name, structuredClone(value)]));
  for (let step = 200; step < 400; step++) {
    ({ state: resumed } = await runStep(other, resumed, batchOf(step)));
  }
  expect(resumed).toEqual(state);
  expect(start.get('adam.step')?.data).toEqual(Float32Array.of(0));
});

test('Adam takes the steps of its equations', async () => {
  const graph = new Graph('line');
  const w = graph.parameter('w', [3], zeros);
  const slope = graph.input('slope', [3]);
  const options = { learningRate: 0.1, beta1: 0.8, beta2: 0.9, eps: 1e-3 };
  const session = await nodeRuntime.createSession(
    trainingStep(graph, { loss: sum(mul(w, slope)), ...options }),
  );
  let state = initialise(graph, new Rng(1));
  const expected = [0, 0, 0];
  const m = [0, 0, 0];
  const v = [0, 0, 0];
  for (let t = 1; t <= 5; t++) {
    const g = [t, -1 / t, 0];
    ({ state } = await runStep(session, state, { slope: floats([3], g) }));
    for (const i of [0, 1, 2]) {
      m[i] = 0.8 * m[i] + 0.2 * g[i];
      v[i] = 0.9 * v[i] + 0.1 * g[i] ** 2;
      const size = Math.sqrt(v[i] / (1 - 0.9 ** t)) + 1e-3;
      expected[i] -= (0.1 * (m[i] / (1 - 0.8 ** t))) / size;
    }
    for (const i of [0, 1, 2]) expect(state.get('w')?.data[i]).toBeCloseTo(expected[i], 5);
  }
  expect(state.get('adam.step')?.data[0]).toBe(5);
});

test('clipping bounds the global norm and reports it unclipped', async () => {
  const graph = new Graph('clip');
  const w = graph.parameter('w', [2], zeros);
  const slope = graph.input('slope', [2]);
  const model = trainingStep(graph, { loss: sum(mul(w, slope)), learningRate: 1, maxNorm: 0.5 });
  const session = await nodeRuntime.createSession(model);
  const { outputs, state } = await runStep(session, initialise(graph, new Rng(1)), {
    slope: floats([2], [3, 4]),
  });
  expect(outputs['gradientNorm'].data[0]).toBeCloseTo(5, 5);
  // the first moment after one step is (1 − β₁)·gradient
  expect(Number(state.get('adam.m/w')?.data[0])).toBeCloseTo(0.1 * 0.3, 6);
  expect(Number(state.get('adam.m/w')?.data[1])).toBeCloseTo(0.1 * 0.4, 6);
});

test('running statistics follow PyTorch: momentum 0.1, unbiased variance', async () => {
  const graph = new Graph('statistics');
  const x = graph.input('x', [4, 1]);
  const scale = graph.parameter('scale', [1], ones);
  const running = {
    mean: graph.state('mean', [1], ones),
    variance: graph.state('variance', [1], ones),
  };
  const y = batchNorm(
    x,
    { scale, bias: graph.parameter('bias', [1], zeros), ...running },
    { mode: 'batch' },
  );
  const session = await nodeRuntime.createSession(
    trainingStep(graph, {
      loss: sum(square(y)),
      learningRate: 0,
      parameters: [scale],
      outputs: { y },
    }),
  );
  const { outputs, state } = await runStep(session, initialise(graph, new Rng(1)), {
    x: floats([4, 1], [1, 2, 3, 6]),
  });
  // mean 3, biased variance 3.5, unbiased 14/3
  expect(Number(state.get('mean')?.data[0])).toBeCloseTo(0.9 + 0.1 * 3, 6);
  expect(Number(state.get('variance')?.data[0])).toBeCloseTo(0.9 + (0.1 * 14) / 3, 6);
  expect(Number(outputs['y'].data[3])).toBeCloseTo(3 / Math.sqrt(3.5 + 1e-5), 5);
});

test('gradients accumulated over parts are those of the whole batch', async () => {
  const build = (batch: number): { graph: Graph; loss: Tensor; rate: Tensor } => {
    const graph = new Graph('parts');
    const y = linear(graph.input('x', [batch, 2]), graph.parameter('w', [1, 2], fanInUniform()));
    const loss = mean(square(sub(y, graph.input('target', [batch, 1]))));
    return { graph, loss, rate: graph.input('rate', []) };
  };
  const whole = build(8);
  const wholeSession = await nodeRuntime.createSession(
    trainingStep(whole.graph, { loss: whole.loss, learningRate: whole.rate, maxNorm: 0.3 }),
  );
  const batch = batchOf(0, 8);
  const expected = await runStep(wholeSession, initialise(whole.graph, new Rng(2)), batch);

  const part = build(4);
  const models = accumulatedStep(part.graph, 2, {
    loss: part.loss,
    learningRate: part.rate,
    maxNorm: 0.3,
  });
  const accumulate = await nodeRuntime.createSession(models.accumulate);
  const apply = await nodeRuntime.createSession(models.apply);
  let state = new Map([
    ...initialise(models.applyGraph, new Rng(2)),
    ...initialise(part.graph, new Rng(2)),
  ]);
  for (const half of [0, 1]) {
    const cut = (name: string, width: number): HostTensor =>
      floats(
        [4, width],
        Array.from(batch[name].data, Number).slice(half * 4 * width, (half + 1) * 4 * width),
      );
    ({ state } = await runStep(accumulate, state, { x: cut('x', 2), target: cut('target', 1) }));
  }
  ({ state } = await runStep(apply, state, { rate: batch['rate'] }));
  for (const name of ['w', 'adam.m/w', 'adam.v/w']) {
    const want = expected.state.get(name)?.data ?? [];
    for (const [i, value] of want.entries())
      expect(Number(state.get(name)?.data[i])).toBeCloseTo(Number(value), 6);
  }
  expect(state.get('gradient/w')?.data).toEqual(Float32Array.of(0, 0));
});
