import { expect, test } from 'vitest';
import { expectClose, TOLERANCE } from '../../test/support/close.ts';
import { convolve } from '../../test/support/convolve.ts';
import { evaluateGraph } from '../../test/support/evaluate-graph.ts';
import { checkGradients } from '../../test/support/gradient-check.ts';
import { hashArray } from '../../test/support/hash.ts';
import {
  bool,
  float,
  int,
  ints,
  shape,
  text,
  texts,
  writeTinyTfjs,
  type TinyTfjs,
} from '../../test/support/tfjs.ts';
import { readTfjs } from '../format/index.ts';
import type { HostTensor } from '../platform/index.ts';
import { Rng } from '../base/index.ts';
import { sizeOf } from '../base/index.ts';
import { gradients } from './gradients.ts';
import { Graph, type Tensor } from './graph.ts';
import { importTfjs } from './import-tfjs.ts';
import { initialise } from './initialise.ts';
import { mul, sum } from './ops/arithmetic.ts';

const build = (
  graph: Graph,
  tiny: TinyTfjs,
  x: Tensor,
  weights: 'constant' | 'parameter' = 'constant',
  outputs: readonly string[] = ['y'],
): Tensor[] => {
  const { topology, weights: bytes } = writeTinyTfjs(tiny);
  return importTfjs(graph, readTfjs(topology, bytes), { inputs: { x }, outputs, weights });
};

const [N, H, W, C] = [2, 5, 6, 3];
const nhwc = hashArray('x', N * H * W * C, 1);
/** Elements of an NHWC batch as NCHW. */
const planes = (values: ArrayLike<number>, [n, h, w, c]: readonly number[]): Float32Array =>
  Float32Array.from({ length: n * h * w * c }, (_, i) => {
    const pixel = i % (h * w);
    const channel = Math.floor(i / (h * w)) % c;
    return values[(Math.floor(i / (h * w * c)) * h * w + pixel) * c + channel];
  });
const images: HostTensor = {
  type: 'float32',
  shape: [N, C, H, W],
  data: planes(nhwc, [N, H, W, C]),
};

/** The result `y` of a model for the batch above. */
async function run(
  tiny: TinyTfjs,
  weights: 'constant' | 'parameter' = 'constant',
): Promise<{ y: number[]; shape: readonly number[]; ops: string[] }> {
  const graph = new Graph('tiny');
  const [y] = build(graph, tiny, graph.input('x', images.shape), weights);
  const values = await evaluateGraph(graph, { y }, { x: images }, initialise(graph, new Rng(0)));
  return { y: values.y, shape: y.shape, ops: graph.nodes.map(({ op }) => op) };
}

const placeholder = { op: 'Placeholder', attr: { shape: shape(1, H, W, C) } };
const window = (stride: number, padding: string): Record<string, unknown> => ({
  strides: ints(1, stride, stride, 1),
  padding: text(padding),
  data_format: text('NHWC'),
});
const kernel = hashArray('k', 9 * C * 4, 1);
const bias = hashArray('b', 4, 1);
const kernelAt = (o: number, i: number, j: number, c: number): number =>
  kernel[((i * 3 + j) * C + c) * 4 + o];
const convolutionWeights = {
  w: { shape: [3, 3, C, 4], values: [...kernel] },
  b: { shape: [4], values: [...bias] },
};

test.each([
  [2, 'SAME', 'constant'],
  [1, 'SAME', 'parameter'],
  [2, 'VALID', 'constant'],
] as const)('fused convolution, stride %i, %s, %s weights', async (stride, padding, weights) => {
  const same = padding === 'SAME';
  const convolved = convolve(nhwc, [N, H, W, C], [4, 3, 3, C], kernelAt, [...bias], stride, same);
  const size = (n: number): number => Math.ceil((same ? n : n - 2) / stride);
  const attr = {
    ...window(stride, padding),
    fused_ops: texts('BiasAdd', 'LeakyRelu'),
    leakyrelu_alpha: float(0.25),
  };
  const result = await run(
    {
      weights: convolutionWeights,
      nodes: { x: placeholder, y: { op: '_FusedConv2D', input: ['x', 'w', 'b'], attr } },
    },
    weights,
  );
  expect(result.shape).toEqual([N, 4, size(H), size(W)]);
  const expected = convolved.map((value) => (value < 0 ? value / 4 : value));
  expectClose(result.y, planes(expected, [N, size(H), size(W), 4]), TOLERANCE.f32);
});

test('depthwise convolution with two outputs a channel, its bias in a sum behind', async () => {
  const values = hashArray('d', 9 * C * 2, 1);
  const after = hashArray('e', C * 2, 1);
  const at = (o: number, i: number, j: number): number => values[(i * 3 + j) * C * 2 + o];
  const shapeOfKernel = [C * 2, 3, 3, 1];
  const expected = convolve(nhwc, [N, H, W, C], shapeOfKernel, at, [...after], 2, true);
  const result = await run({
    weights: {
      w: { shape: [3, 3, C, 2], values: [...values] },
      b: { shape: [C * 2], values: [...after] },
    },
    nodes: {
      x: placeholder,
      c: { op: 'DepthwiseConv2dNative', input: ['x', 'w'], attr: window(2, 'SAME') },
      y: { op: 'BiasAdd', input: ['c', 'b'] },
    },
  });
  expectClose(result.y, planes(expected, [N, 3, 3, C * 2]), TOLERANCE.f32);
});

test('a file of planes: transposes vanish, zeros and the bias join the convolution', async () => {
  const tiny: TinyTfjs = {
    weights: {
      ...convolutionWeights,
      pads: { shape: [4, 2], values: [0, 0, 0, 0, 1, 1, 1, 1], as: 'int32' },
      toNhwc: { shape: [4], values: [0, 2, 3, 1], as: 'int32' },
      toNchw: { shape: [4], values: [0, 3, 1, 2], as: 'int32' },
    },
    nodes: {
      x: { op: 'Placeholder', attr: { shape: shape(1, C, H, W) } },
      p: { op: 'Pad', input: ['x', 'pads'] },
      t: { op: 'Transpose', input: ['p', 'toNhwc'] },
      c: { op: 'Conv2D', input: ['t', 'w'], attr: window(1, 'VALID') },
      a: { op: 'Add', input: ['c', 'b'] },
      y: { op: 'Transpose', input: ['a', 'toNchw'] },
    },
  };
  const { topology, weights } = writeTinyTfjs(tiny);
  const graph = new Graph('planes');
  const x = graph.input('x', images.shape);
  const [y] = importTfjs(graph, readTfjs(topology, weights), {
    inputs: { x },
    outputs: ['y'],
    weights: 'constant',
  });
  expect(y.origin.kind === 'node' && y.origin.node.op).toBe('Conv');
  const values = await evaluateGraph(graph, { y }, { x: images });
  const convolved = convolve(nhwc, [N, H, W, C], [4, 3, 3, C], kernelAt, [...bias], 1, true);
  expectClose(values.y, planes(convolved, [N, H, W, 4]), TOLERANCE.f32);
});

test('splits, constants of any rank, concatenation and a reshape keep the order of the file', async () => {
  const result = await run({
    weights: {
      axis: { shape: [], values: [3], as: 'int32' },
      lengths: { shape: [2], values: [1, -1], as: 'int32' },
      two: { shape: [], values: [2] },
      c: { shape: [2], values: [10, 20] },
      last: { shape: [], values: [-1], as: 'int32' },
      target: { shape: [3], values: [1, -1, C], as: 'int32' },
    },
    nodes: {
      x: placeholder,
      s: { op: 'SplitV', input: ['x', 'lengths', 'axis'], attr: { num_split: int(2) } },
      m: { op: 'Sub', input: ['two', 's'] },
      n: { op: 'Mul', input: ['s:1', 'c'] },
      j: { op: 'ConcatV2', input: ['m', 'n', 'last'] },
      f: { op: 'Cast', input: ['j'], attr: { DstT: { type: 'DT_FLOAT' } } },
      y: { op: 'Reshape', input: ['f', 'target'] },
    },
  });
  expect(result.shape).toEqual([N, H * W, C]);
  const expected = nhwc.map((v, i) => [2 - v, v * 10, v * 20][i % C]);
  expectClose(result.y, expected, TOLERANCE.f32);
});

test('a size computed from a shape, half pixels, and a pool', async () => {
  const lengths = (...values: number[]) => ({
    shape: [values.length],
    values,
    as: 'int32' as const,
  });
  const result = await run({
    weights: { begin: lengths(1), end: lengths(3), step: lengths(1), twice: lengths(2, 2) },
    nodes: {
      x: placeholder,
      shape: { op: 'Shape', input: ['x'] },
      sides: {
        op: 'StridedSlice',
        input: ['shape', 'begin', 'end', 'step'],
        attr: { begin_mask: int(0), end_mask: int(0), shrink_axis_mask: int(0) },
      },
      size: { op: 'Mul', input: ['sides', 'twice'] },
      r: {
        op: 'ResizeBilinear',
        input: ['x', 'size'],
        attr: { half_pixel_centers: bool(true), align_corners: bool(false) },
      },
      y: {
        op: 'MaxPool',
        input: ['r'],
        attr: { ...window(2, 'SAME'), ksize: ints(1, 2, 2, 1) },
      },
    },
  });
  expect(result.shape).toEqual([N, C, H, W]);
  expect(result.ops).toEqual(['Resize', 'MaxPool']);
  // of the four pixels made of one, the largest leans a quarter towards the larger neighbour each way
  const lean = (line: (at: number) => number, at: number, most: number): number => {
    const near = (other: number): number => line(Math.max(0, Math.min(most - 1, other)));
    return Math.max(0.75 * line(at) + 0.25 * near(at - 1), 0.75 * line(at) + 0.25 * near(at + 1));
  };
  const x = (n: number, c: number, row: number, column: number): number =>
    images.data[((n * C + c) * H + row) * W + column] as number;
  const expected = Array.from({ length: N * C * H * W }, (_, i) => {
    const [column, row] = [i % W, Math.floor(i / W) % H];
    const [c, n] = [Math.floor(i / (W * H)) % C, Math.floor(i / (W * H * C))];
    return Math.max(
      ...[-1, 1].map((side) => {
        const near = Math.max(0, Math.min(H - 1, row + side));
        return lean((at) => 0.75 * x(n, c, row, at) + 0.25 * x(n, c, near, at), column, W);
      }),
    );
  });
  expectClose(result.y, expected, TOLERANCE.f32);
});

/** Every operator with weights or a kink, small enough for differences. */
const small: TinyTfjs = {
  weights: {
    w: { shape: [3, 3, 2, 2], values: [...hashArray('w', 36, 1)] },
    b: { shape: [2], values: [0.3, -0.2] },
    slope: { shape: [2], values: [0.5, 0.25] },
    d: { shape: [2, 2, 2, 1], values: [...hashArray('d', 8, 1)] },
    e: { shape: [2], values: [0.1, 0.7] },
    size: { shape: [2], values: [4, 4], as: 'int32' },
    scale: { shape: [2], values: [1.5, -0.5] },
  },
  nodes: {
    x: { op: 'Placeholder', attr: { shape: shape(1, 4, 4, 2) } },
    c: {
      op: '_FusedConv2D',
      input: ['x', 'w', 'b', 'slope'],
      attr: { ...window(2, 'SAME'), fused_ops: texts('BiasAdd', 'Prelu') },
    },
    r: {
      op: 'ResizeBilinear',
      input: ['c', 'size'],
      attr: { half_pixel_centers: bool(false), align_corners: bool(false) },
    },
    d2: { op: 'DepthwiseConv2dNative', input: ['r', 'd'], attr: window(1, 'SAME') },
    d3: { op: 'AddV2', input: ['d2', 'e'] },
    s: { op: 'Sigmoid', input: ['d3'] },
    y: { op: 'Mul', input: ['s', 'scale'] },
  },
};

test('fixed weights: gradients of the image against differences', async () => {
  await checkGradients({
    shapes: { x: [2, 2, 4, 4] },
    build: ({ x }, graph) => build(graph, small, x)[0],
    range: [-1, 1],
  });
});

test('trainable weights: gradients of all of them against differences', async () => {
  const graph = new Graph('trainable');
  const x = graph.input('x', [2, 2, 4, 4]);
  const [y] = build(graph, small, x, 'parameter');
  const data = hashArray('image', 64, 1);
  const loss = sum(mul(y, graph.constant([...hashArray('loss', 64, 1)], y.shape)));
  const parameters = graph.variables('parameter');
  const names = parameters.map(({ name }) => name);
  expect(names).toEqual(['conv0.weight', 'conv0.bias', 'conv1.weight', 'conv1.bias']);
  const found = gradients(
    loss,
    parameters.map(({ tensor }) => tensor),
  );
  const values = new Map(initialise(graph, new Rng(0)));
  const feeds = { x: { type: 'float32', shape: [2, 2, 4, 4], data } } as const;
  const outputs = Object.fromEntries(names.map((name, i) => [`d ${name}`, found[i]]));
  const analytic = await evaluateGraph(graph, outputs, feeds, values);
  const step = 1e-2;
  for (const name of names) {
    const value = values.get(name);
    if (!(value?.data instanceof Float32Array)) throw new Error(name);
    const numeric: number[] = [];
    for (let i = 0; i < sizeOf(value.shape); i++) {
      const at = async (shift: number): Promise<number> => {
        const moved = Float32Array.from(value.data as Float32Array);
        moved[i] += shift;
        const changed = new Map(values).set(name, { ...value, data: moved });
        return (await evaluateGraph(graph, { loss }, feeds, changed)).loss[0];
      };
      numeric.push(((await at(step)) - (await at(-step))) / (2 * step));
    }
    // differences of float32: see test/support/gradient-check.ts
    expectClose(analytic[`d ${name}`], numeric, 1e-3, 1e-3);
  }
});

test('only what is wanted is built; what cannot be is refused by name', () => {
  const nodes = {
    x: placeholder,
    y: { op: 'Sigmoid', input: ['x'] },
    z: { op: 'TopKV2', input: ['x'] },
    aligned: { op: 'ResizeBilinear', input: ['x', 'size'], attr: { align_corners: bool(true) } },
    planes: {
      op: 'MaxPool',
      input: ['x'],
      attr: { ...window(2, 'SAME'), data_format: text('NCHW') },
    },
  };
  const tiny = { weights: { size: { shape: [2], values: [4, 4], as: 'int32' as const } }, nodes };
  const graph = new Graph('partial');
  const x = graph.input('x', [1, C, H, W]);
  const [y] = build(graph, tiny, x);
  expect(y.shape).toEqual([1, C, H, W]);
  expect(graph.nodes.length).toBe(1);
  const wanting = (output: string) => (): unknown => build(graph, tiny, x, 'constant', [output]);
  expect(wanting('z')).toThrow("float convolutional networks, got TopKV2 (TopKV2 'z')");
  expect(wanting('aligned')).toThrow('expected aligned pixels, got aligned corners');
  expect(wanting('planes')).toThrow('expected NHWC, got "NCHW" (MaxPool \'planes\', data_format)');
  expect(wanting('nobody')).toThrow("expected a node of the file, got 'nobody'");
  const grey = graph.input('grey', [1, 1, H, W]);
  expect(() => build(graph, tiny, grey)).toThrow('expected an input for [1, 5, 6, 3]');
});
