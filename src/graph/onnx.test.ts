import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectClose } from '../../test/support/close.ts';
import { damaged } from '../../test/support/hostile.ts';
import { MultiRoiError } from '../base/index.ts';
import { readOnnx, writeOnnx } from '../format/index.ts';
import { nodeRuntime } from '../node/index.ts';
import type { HostTensor } from '../platform/index.ts';
import { Rng } from '../base/index.ts';
import { add, mean, mul, reshape, sum } from './ops/arithmetic.ts';
import { avgPool2d, globalAvgPool, maxPool2d } from './ops/pooling.ts';
import { batchNorm, layerNorm } from './ops/normalisation.ts';
import { clip, hardSwish, pow, prelu, relu, sigmoid } from './ops/elementwise.ts';
import { concat, gather, pad, slice, transpose } from './ops/layout.ts';
import { conv2d, convTranspose2d } from './ops/convolution.ts';
import { fromOnnx } from './from-onnx.ts';
import { Graph, type Tensor } from './graph.ts';
import { gradients } from './gradients.ts';
import { kaimingNormal, ones, zeros } from './init.ts';
import { initialise } from './initialise.ts';
import { linear, matmul } from './ops/matmul.ts';
import { max, softmax } from './ops/reduce.ts';
import { resizeBilinear, resizeNearest } from './ops/resize.ts';
import { toOnnx } from './to-onnx.ts';

const X: HostTensor = {
  type: 'float32',
  shape: [2, 3, 16, 16],
  data: Float32Array.from({ length: 1536 }, (_, i) => Math.sin(i * 0.7)),
};

/** A network that uses most operators once. */
function network(): { graph: Graph; outputs: Record<string, Tensor> } {
  const graph = new Graph('network');
  const s = graph.scope('net');
  const x = graph.input('x', X.shape);
  let h = conv2d(x, s.parameter('conv', [8, 3, 3, 3], kaimingNormal()), {
    stride: 2,
    pad: [1, 0, 0, 1],
    bias: s.parameter('bias', [8], zeros),
  });
  h = batchNorm(
    h,
    {
      scale: s.parameter('scale', [8], ones),
      bias: s.parameter('shift', [8], zeros),
      mean: s.state('mean', [8], kaimingNormal()),
      variance: s.state('variance', [8], ones),
    },
    { mode: 'frozen', eps: 1e-3 },
  );
  h = maxPool2d(hardSwish(h), { kernel: 3, stride: 2, pad: 1 });
  h = convTranspose2d(h, s.parameter('up', [8, 4, 2, 2], kaimingNormal()), { stride: 2 });
  h = avgPool2d(h, { kernel: 3, stride: 2, pad: 1, countPad: false });
  h = resizeBilinear(resizeNearest(h, [9, 7]), [5, 5]);
  h = pad(slice(h, [0], [5], [3], [2]), [0, 0, 1, 1], [0, 0, 0, 2]);
  h = prelu(clip(h, -1, 1), s.parameter('slope', [4, 1, 1], ones));
  h = gather(relu(add(h, 0.1)), [3, 1, 1], 1);
  const y = linear(globalAvgPool(h), s.parameter('weight', [5, 3], kaimingNormal()));
  const normed = layerNorm(y, s.parameter('ln', [5], ones), s.parameter('lnb', [5], zeros));
  const planes = matmul(transpose(h, [0, 1, 3, 2]), h);
  const outputs = {
    probabilities: softmax(normed),
    joined: concat([y, pow(sigmoid(y), 2)], 1),
    largest: max(planes, [1], true),
    flat: reshape(planes, [2, -1]),
    middle: y,
    'middle again': y,
    loss: mean(sum(mul(y, y), [1])),
  };
  return { graph, outputs };
}

async function run(model: Uint8Array): Promise<Record<string, HostTensor>> {
  const session = await nodeRuntime.createSession(model);
  return session.run({ x: X });
}

test.each([false, true])('write, read, write gives the same bytes (half: %s)', (half) => {
  const { graph, outputs } = network();
  const weights = initialise(graph, new Rng(1));
  const bytes = toOnnx(graph, { outputs, weights, half, metadata: {} });
  const read = fromOnnx(bytes);
  expect([...read.weights.keys()].toSorted()).toEqual([...weights.keys()].toSorted());
  expect(read.graph.variables('state').map(({ name }) => name)).toEqual([
    'net.mean',
    'net.variance',
  ]);
  const again = toOnnx(read.graph, {
    outputs: Object.fromEntries(read.outputs),
    weights: read.weights,
    half,
  });
  expect(Buffer.from(again).equals(bytes)).toBe(true);
});

test('an imported network computes the same, trains, and is initialised with its own weights', async () => {
  const { graph, outputs } = network();
  const weights = initialise(graph, new Rng(1));
  const bytes = toOnnx(graph, { outputs, weights });
  const read = fromOnnx(bytes);
  expect(initialise(read.graph, new Rng(9))).toEqual(read.weights);
  const [dx] = gradients(read.outputs.get('loss') as Tensor, [read.inputs.get('x') as Tensor]);
  const trained = toOnnx(read.graph, { outputs: { dx }, weights });
  const expected = toOnnx(graph, {
    outputs: { dx: gradients(outputs['loss'], [graph.inputs.get('x') as Tensor])[0] },
    weights,
  });
  expect((await run(trained))['dx']).toEqual((await run(expected))['dx']);
});

test('half storage changes results by half precision only, and the file by half', async () => {
  const graph = new Graph('wide');
  const x = graph.input('x', X.shape);
  const w = graph.parameter('w', [64, 3, 5, 5], kaimingNormal());
  const outputs = { y: mean(conv2d(x, w), [2, 3]) };
  const weights = initialise(graph, new Rng(1));
  const full = toOnnx(graph, { outputs, weights });
  const half = toOnnx(graph, { outputs, weights, half: true });
  expect(half.length).toBeLessThan(full.length * 0.55);
  const [a, b] = [await run(full), await run(half)];
  expectClose(Array.from(b['y'].data, Number), Array.from(a['y'].data, Number), 2e-3);
});

test('only what the outputs need is written, and equal work once', () => {
  const graph = new Graph('lean');
  const x = graph.input('x', [4]);
  graph.input('unused', [4]);
  relu(graph.parameter('idle', [4], zeros));
  expect(mul(x, 2)).toBe(mul(x, 2));
  const { nodes, inputs, initializers } = readOnnx(
    toOnnx(graph, { outputs: { y: add(mul(x, 2), mul(x, 2)) } }),
  ).graph;
  expect(nodes.map(({ op }) => op)).toEqual(['Mul', 'Add']);
  expect(inputs.map(({ name }) => name)).toEqual(['x']);
  expect(initializers.size).toBe(1);
});

test('unused second outputs are not written: their kernels are slower', () => {
  const graph = new Graph('pool');
  const y = maxPool2d(graph.input('x', [1, 1, 4, 4]), { kernel: 2 });
  const forward = readOnnx(toOnnx(graph, { outputs: { y } })).graph;
  expect(forward.nodes[0].outputs).toEqual(['y']);
});

test('missing and misshapen weights are listed together', () => {
  const { graph, outputs } = network();
  const weights = initialise(graph, new Rng(1));
  weights.delete('net.conv');
  weights.set('net.bias', { type: 'float32', shape: [7], data: new Float32Array(7) });
  expect(() => toOnnx(graph, { outputs, weights })).toThrow(
    /toOnnx weights: 2 problems found\n {2}net.conv: expected float32 \[8, 3, 3, 3\], got nothing\n {2}net.bias: expected float32 \[8\], got float32 \[7\]/,
  );
});

test.each(['', 'x'])("a second input named '%s' is the file's fault", (name) => {
  const graph = new Graph('twice');
  const y = add(graph.input('x', [2]), graph.input('other', [2]));
  const model = readOnnx(toOnnx(graph, { outputs: { y } }));
  const [first, second] = model.graph.inputs;
  const inputs = [first, { ...second, name }];
  const bytes = writeOnnx({ ...model, graph: { ...model.graph, inputs } });
  expect(() => fromOnnx(bytes)).toThrow(expect.objectContaining({ code: 'E_FORMAT' }));
});

test('damaged models give a graph, E_FORMAT or E_UNSUPPORTED', () => {
  const { graph, outputs } = network();
  const bytes = toOnnx(graph, { outputs, weights: initialise(graph, new Rng(1)) });
  fc.assert(
    fc.property(damaged(bytes), (hostile) => {
      try {
        fromOnnx(hostile);
      } catch (error) {
        if (!(error instanceof MultiRoiError)) throw error;
        expect(['E_FORMAT', 'E_UNSUPPORTED']).toContain(error.code);
      }
    }),
    { numRuns: 500 },
  );
});
