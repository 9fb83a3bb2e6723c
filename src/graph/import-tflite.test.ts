import { expect, test } from 'vitest';
import { expectClose, TOLERANCE } from '../../test/support/close.ts';
import { convolve } from '../../test/support/convolve.ts';
import { evaluateGraph } from '../../test/support/evaluate-graph.ts';
import { hashArray } from '../../test/support/hash.ts';
import { float32Bytes, writeTinyTflite, type TinyOperator } from '../../test/support/tflite.ts';
import { readTflite, type TfliteModel } from '../format/index.ts';
import { sizeOf } from '../base/index.ts';
import { Graph } from './graph.ts';
import { importTflite } from './import-tflite.ts';
import { initialise } from './initialise.ts';
import { Rng } from '../base/index.ts';

type Shape = readonly number[];
interface Constant {
  readonly shape: Shape;
  readonly values: readonly number[];
  readonly integer?: boolean;
}

const byte = (value: number): { size: 1; value: number } => ({ size: 1, value });
const word = (value: number): { size: 4; value: number } => ({ size: 4, value });

/** One operator over x and constants. */
function single(
  x: Shape,
  y: Shape,
  code: number,
  options: TinyOperator['options'],
  constants: readonly Constant[] = [],
): TfliteModel {
  const fixed = constants.map(({ shape, values, integer }, i) => ({
    name: `c${i}`,
    shape,
    type: integer === true ? 2 : 0,
    data: integer === true ? new Uint8Array(Int32Array.from(values).buffer) : float32Bytes(values),
  }));
  const bytes = writeTinyTflite({
    tensors: [{ name: 'x', shape: x, type: 0 }, ...fixed, { name: 'y', shape: y, type: 0 }],
    operators: [
      {
        code,
        inputs: [0, ...fixed.map((_, i) => i + 1)],
        outputs: [fixed.length + 1],
        ...(options === undefined ? {} : { options }),
      },
    ],
    inputs: [0],
    outputs: [fixed.length + 1],
  });
  return readTflite(bytes);
}

/** Runs a model on an NHWC batch; images come back as NHWC. */
async function run(model: TfliteModel, nhwc: Float32Array, batch: number): Promise<number[]> {
  const [, h, w, c] = model.tensors[model.inputs[0]].shape;
  const data = new Float32Array(nhwc.length);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / c);
    const n = Math.floor(pixel / (h * w));
    data[(n * c + (i % c)) * h * w + (pixel % (h * w))] = nhwc[i];
  }
  const graph = new Graph('tiny');
  const input = graph.input('x', [batch, c, h, w]);
  const [y] = importTflite(graph, model, { input, outputs: model.outputs, weights: 'parameter' });
  const weights = initialise(graph, new Rng(0));
  const feeds = { x: { type: 'float32', shape: [batch, c, h, w], data } } as const;
  const out = await evaluateGraph(graph, { y }, feeds, weights);
  const outShape = model.tensors[model.outputs[0]].shape;
  if (outShape.length !== 4) return out.y;
  const [, oh, ow, oc] = outShape;
  return out.y.map((_, i) => {
    const pixel = Math.floor(i / oc);
    const n = Math.floor(pixel / (oh * ow));
    return out.y[(n * oc + (i % oc)) * oh * ow + (pixel % (oh * ow))];
  });
}

const batch = 2;
const shape = [1, 5, 6, 3];
const x = hashArray('x', batch * sizeOf(shape), 1);
const batched = [batch, ...shape.slice(1)];

test.each([
  [3, 2, true],
  [3, 1, true],
  [2, 2, true],
  [3, 2, false],
])('convolution, kernel %i, stride %i, SAME %s', async (kernel, stride, same) => {
  const O = 4;
  const values = [...hashArray('w', O * kernel * kernel * 3, 1)];
  const bias = [...hashArray('b', O, 1)];
  const weightShape = [O, kernel, kernel, 3];
  const at = (o: number, i: number, j: number, c: number): number =>
    values[((o * kernel + i) * kernel + j) * 3 + c];
  const expected = convolve(x, batched, weightShape, at, bias, stride, same);
  const size = (n: number): number => Math.ceil((same ? n : n - kernel + 1) / stride);
  const model = single(
    shape,
    [1, size(5), size(6), O],
    3,
    { 0: byte(same ? 0 : 1), 1: word(stride), 2: word(stride) },
    [
      { shape: weightShape, values },
      { shape: [O], values: bias },
    ],
  );
  expectClose(await run(model, x, batch), expected, TOLERANCE.f32);
});

test('depthwise convolution with two outputs a channel', async () => {
  const O = 6;
  const values = [...hashArray('d', 9 * O, 1)];
  const bias = [...hashArray('e', O, 1)];
  const at = (o: number, i: number, j: number): number => values[(i * 3 + j) * O + o];
  const expected = convolve(x, batched, [O, 3, 3, 1], at, bias, 2, true);
  const options = { 0: byte(0), 1: word(2), 2: word(2), 3: word(2) };
  const model = single(shape, [1, 3, 3, O], 4, options, [
    { shape: [1, 3, 3, O], values },
    { shape: [O], values: bias },
  ]);
  expectClose(await run(model, x, batch), expected, TOLERANCE.f32);
});

test('a reshape that mixes pixels and channels keeps the order of the file', async () => {
  const model = single(shape, [1, 10, 9], 22, undefined, [
    { shape: [3], values: [1, -1, 9], integer: true },
  ]);
  expectClose(await run(model, x, batch), x, 0);
});

test('zeros around pixels and channels', async () => {
  const model = single(shape, [1, 7, 6, 4], 34, undefined, [
    { shape: [4, 2], values: [0, 0, 1, 1, 0, 0, 0, 1], integer: true },
  ]);
  const y = await run(model, x, batch);
  const expected = Array.from({ length: batch * 7 * 6 * 4 }, (_, i) => {
    const channel = i % 4;
    const column = Math.floor(i / 4) % 6;
    const row = (Math.floor(i / 24) % 7) - 1;
    const n = Math.floor(i / 168);
    if (channel === 3 || row < 0 || row > 4) return 0;
    return x[((n * 5 + row) * 6 + column) * 3 + channel];
  });
  expectClose(y, expected, 0);
});

test('zero padding becomes the padding of the convolution behind it', () => {
  const bytes = writeTinyTflite({
    tensors: [
      { name: 'x', shape: [1, 4, 4, 1], type: 0 },
      {
        name: 'pads',
        shape: [4, 2],
        type: 2,
        data: new Uint8Array(Int32Array.of(0, 0, 1, 0, 2, 0, 0, 0).buffer),
      },
      { name: 'padded', shape: [1, 5, 6, 1], type: 0 },
      { name: 'w', shape: [1, 2, 2, 1], type: 0, data: float32Bytes([1, 2, 3, 4]) },
      { name: 'y', shape: [1, 4, 5, 1], type: 0 },
    ],
    operators: [
      { code: 34, inputs: [0, 1], outputs: [2] },
      { code: 3, inputs: [2, 3], outputs: [4], options: { 0: byte(1), 1: word(1), 2: word(1) } },
    ],
    inputs: [0],
    outputs: [4],
  });
  const graph = new Graph('folded');
  const input = graph.input('x', [1, 1, 4, 4]);
  importTflite(graph, readTflite(bytes), { input, outputs: [4], weights: 'constant' });
  expect(graph.nodes.map(({ op }) => op)).toEqual(['Conv']);
  expect(graph.nodes[0].attributes['pads']).toEqual({ kind: 'ints', value: [1, 2, 0, 0] });
});

test('only what is wanted is built; unknown operators matter only then', () => {
  const bytes = writeTinyTflite({
    tensors: [
      { name: 'x', shape: [1, 2, 2, 1], type: 0 },
      { name: 'y', shape: [1, 2, 2, 1], type: 0 },
      { name: 'z', shape: [1, 2, 2, 1], type: 0 },
    ],
    operators: [
      { code: 14, inputs: [0], outputs: [1] },
      { code: 130, inputs: [0], outputs: [2] },
    ],
    inputs: [0],
    outputs: [1, 2],
  });
  const model = readTflite(bytes);
  const graph = new Graph('partial');
  const input = graph.input('x', [1, 1, 2, 2]);
  const [y] = importTflite(graph, model, { input, outputs: [1], weights: 'constant' });
  expect(y.shape).toEqual([1, 1, 2, 2]);
  expect(graph.nodes.length).toBe(1);
  const wanting = (outputs: number[]): unknown =>
    importTflite(graph, model, { input, outputs, weights: 'constant' });
  expect(() => wanting([2])).toThrow('got builtin operator 130');
  expect(() => wanting([7])).toThrow('expected a tensor below 3, got 7');
  const other = graph.input('wide', [1, 1, 2, 3]);
  expect(() =>
    importTflite(graph, model, { input: other, outputs: [1], weights: 'constant' }),
  ).toThrow('expected an input [N, 1, 2, 2], got [1, 1, 2, 3]');
});
