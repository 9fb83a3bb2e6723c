import { expect, test } from 'vitest';
import { Rng, sizeOf } from '../base/index.ts';
import { writeOnnx, type OnnxModel } from '../format/index.ts';
import { nodeRuntime } from '../node/index.ts';
import type { HostTensor, Weights } from '../platform/index.ts';
import { add, addAll, mean } from './ops/arithmetic.ts';
import { conv2d } from './ops/convolution.ts';
import { relu } from './ops/elementwise.ts';
import { maxPool2d } from './ops/pooling.ts';
import { resizeNearest } from './ops/resize.ts';
import { Graph, type Tensor } from './graph.ts';
import { kaimingNormal, normal } from './init.ts';
import { initialise } from './initialise.ts';
import {
  quantisationOf,
  quantiseModel,
  roundWeight,
  watchActivations,
  type ActivationRange,
  type Quantisation,
} from './quantise.ts';
import { toOnnxModel } from './to-onnx.ts';

const X: HostTensor = {
  type: 'float32',
  shape: [2, 3, 16, 16],
  data: new Float32Array(1536).map(
    (
      (rng) => () =>
        rng.normal()
    )(new Rng(1)),
  ),
};

/** A network with everything that stands between convolutions, and its weights. */
function network(): { graph: Graph; outputs: Record<string, Tensor>; weights: Weights } {
  const graph = new Graph('network');
  const conv = (x: Tensor, name: string, width: number, kernel: number): Tensor =>
    conv2d(
      x,
      graph.parameter(`${name}.weight`, [width, x.shape[1], kernel, kernel], kaimingNormal()),
      {
        pad: (kernel - 1) / 2,
        bias: graph.parameter(`${name}.bias`, [width], normal(0.1)),
      },
    );
  const stem = maxPool2d(relu(conv(graph.input('x', X.shape), 'stem', 8, 3)), {
    kernel: 2,
    stride: 2,
  });
  const block = relu(add(conv(relu(conv(stem, 'a', 8, 3)), 'b', 8, 3), stem));
  const coarse = conv(maxPool2d(block, { kernel: 2, stride: 2 }), 'coarse', 8, 1);
  const sum = relu(addAll([block, resizeNearest(coarse, [8, 8]), conv(block, 'c', 8, 1)]));
  const outputs = { features: mean(sum, [2, 3]) };
  return { graph, outputs, weights: initialise(graph, new Rng(2)) };
}

async function run(model: OnnxModel): Promise<Record<string, HostTensor>> {
  const session = await nodeRuntime.createSession(writeOnnx(model), { threads: 1 });
  try {
    return await session.run({ x: X });
  } finally {
    await session.dispose();
  }
}

async function calibrated(model: OnnxModel): Promise<Quantisation> {
  const watched = watchActivations(model);
  const outputs = await run(watched.model);
  const ranges = [...watched.tensors].map(([activation, tensor]) => {
    const data = (outputs[tensor] ?? X).data as Float32Array;
    return [activation, [Math.min(...data), Math.max(...data)] as ActivationRange] as const;
  });
  return quantisationOf(model, new Map(ranges));
}

test('activations are named after their convolutions; what a ReLU, a pool or a resize reads or makes has no range of its own', () => {
  const { graph, outputs, weights } = network();
  const { tensors } = watchActivations(toOnnxModel(graph, { outputs, weights }));
  expect([...tensors.keys()]).toEqual([
    'stem.input',
    'stem.relu',
    'a.relu',
    'b',
    'b.add.relu',
    'coarse',
    'c',
    'b.add.relu.add',
    'b.add.relu.add.add.relu',
  ]);
});

test('8 bits say what float32 says, to the size of their steps', async () => {
  const { graph, outputs, weights } = network();
  const model = toOnnxModel(graph, { outputs, weights });
  const rounded = quantiseModel(model, await calibrated(model));
  const [own, other] = [await run(model), await run(rounded)].map(
    ({ features }) => features.data as Float32Array,
  );
  const error = own.reduce((sum, value, i) => sum + (value - other[i]) ** 2, 0);
  const size = own.reduce((sum, value) => sum + value * value, 0);
  expect(Math.sqrt(error / size)).toBeLessThan(0.02);
  expect(error).toBeGreaterThan(0);
});

test('weights are signed bytes with a scale a channel, biases 32 bits, and no float weight is left', async () => {
  const { graph, outputs, weights } = network();
  const model = toOnnxModel(graph, { outputs, weights });
  const { graph: rounded } = quantiseModel(model, await calibrated(model));
  for (const name of weights.keys()) expect(rounded.initializers.has(name)).toBe(false);
  const levels = rounded.initializers.get('a.weight:levels');
  expect(levels?.type).toBe('int8');
  expect(levels?.data.some((level) => Math.abs(Number(level)) === 127)).toBe(true);
  expect(rounded.initializers.get('a.weight:scale')?.shape).toEqual([8]);
  expect(rounded.initializers.get('a.bias:levels')?.type).toBe('int32');
  expect(rounded.nodes.some(({ op }) => op === 'Sum')).toBe(false);
  const convolutions = rounded.nodes.filter(({ op }) => op === 'Conv');
  expect(convolutions).toHaveLength(5);
  for (const { inputs } of convolutions) {
    expect(inputs.every((input) => input.endsWith(':rounded'))).toBe(true);
  }
});

test('a channel without weights keeps its bias', async () => {
  const graph = new Graph('empty');
  const w = graph.parameter('one.weight', [2, 3, 1, 1], normal(1));
  const y = conv2d(graph.input('x', X.shape), w, {
    bias: graph.parameter('one.bias', [2], normal(1)),
  });
  const shape = [2, 3, 1, 1];
  const weights = new Map<string, HostTensor>([
    ['one.weight', { type: 'float32', shape, data: Float32Array.of(0, 0, 0, 1, 1, 1) }],
    ['one.bias', { type: 'float32', shape: [2], data: Float32Array.of(3, -2) }],
  ]);
  const model = toOnnxModel(graph, { outputs: { y: mean(y, [2, 3]) }, weights });
  const { y: own } = await run(model);
  const { y: rounded } = await run(quantiseModel(model, await calibrated(model)));
  for (const [i, value] of (own.data as Float32Array).entries()) {
    expect(Number(rounded.data[i])).toBeCloseTo(value, 1);
  }
});

test('weights on their levels are rounded to themselves', () => {
  const rng = new Rng(4);
  const weight = Float32Array.from({ length: sizeOf([4, 9]) }, () => rng.normal());
  const scales = Float32Array.of(0.01, 0.3, 0.02, 1e-4);
  const levels = roundWeight(weight, scales);
  const again = weight.map((_, i) => levels[i] * scales[Math.floor(i / 9)]);
  expect(roundWeight(again, scales)).toEqual(levels);
});

test('an activation without a range and a weight without scales are refused', async () => {
  const { graph, outputs, weights } = network();
  const model = toOnnxModel(graph, { outputs, weights });
  const { ranges, weightScales } = await calibrated(model);
  const fewer = new Map(ranges);
  fewer.delete('a.relu');
  expect(() => quantiseModel(model, { ranges: fewer, weightScales })).toThrow(
    "expected a range of activation 'a.relu', got none",
  );
  expect(() => quantiseModel(model, { ranges, weightScales: new Map() })).toThrow(
    "expected a scale for every channel of 'stem.weight', got none",
  );
});
