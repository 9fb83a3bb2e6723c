import { expect, test } from 'vitest';
import { tinyTfjs, writeTinyTfjs, type TinyTfjs } from '../../test/support/tfjs.ts';
import { float32FromFloat16 } from './float16.ts';
import { readTfjs } from './tfjs.ts';

const read = (model: TinyTfjs): ReturnType<typeof readTfjs> => {
  const { topology, weights } = writeTinyTfjs(model);
  return readTfjs(topology, weights);
};

test('nodes in order, attributes with their kinds, weights as stored', () => {
  const model = read(tinyTfjs());
  expect(model.nodes.map(({ name }) => name)).toEqual(['w', 'odd', 'b', 'x', 'y', 'z']);
  const [, , , x, y, z] = model.nodes;
  expect(x.attributes.get('shape')).toEqual([1, 2, 2, 1]);
  expect(x.attributes.get('dtype')).toBe('DT_FLOAT');
  expect(y.op).toBe('_FusedConv2D');
  expect(y.inputs.map(({ node }) => node)).toEqual(['x', 'w', 'b']);
  expect(Object.fromEntries(y.attributes)).toEqual({
    strides: [1, 1, 1, 1],
    padding: 'VALID',
    data_format: 'NHWC',
    fused_ops: ['BiasAdd', 'Relu6'],
    epsilon: 0,
    use_cudnn_on_gpu: true,
    num_args: 1,
  });
  expect(z.inputs).toEqual([{ node: 'y', output: 0 }]);

  const w = model.weights.get('w');
  expect(w?.type).toBe('float16');
  expect(w?.shape).toEqual([1, 1, 1, 2]);
  expect([...float32FromFloat16((w?.data ?? []) as Uint16Array)]).toEqual([2, -3]);
  expect(model.weights.get('odd')).toEqual({
    type: 'float32',
    shape: [1],
    data: Float32Array.of(1),
  });
  // behind an odd number of bytes
  expect([...(model.weights.get('b')?.data ?? [])]).toEqual([0.5, 1]);
});

test('the bytes of model.json, and weights in a Buffer, read the same', () => {
  const { topology, weights } = writeTinyTfjs(tinyTfjs());
  const bytes = new TextEncoder().encode(JSON.stringify(topology));
  expect(readTfjs(bytes, Buffer.from(weights))).toEqual(readTfjs(topology, weights));
});

test('weights in 8 and 16 bits are steps from a minimum', () => {
  const model = read({
    nodes: {},
    weights: {
      a: { shape: [3], values: [-1, 0, 2], as: 'uint8', scale: 0.25, min: -1 },
      c: { shape: [2], values: [-100, 400], as: 'uint16', scale: 0.125, min: -100 },
      i: { shape: [], values: [-7], as: 'int32' },
    },
  });
  expect([...(model.weights.get('a')?.data ?? [])]).toEqual([-1, 0, 2]);
  expect([...(model.weights.get('c')?.data ?? [])]).toEqual([-100, 400]);
  expect(model.weights.get('i')).toEqual({ type: 'int32', shape: [], data: Int32Array.of(-7) });
});

const refused: [string, (model: TinyTfjs) => TinyTfjs, string][] = [
  [
    'a weight longer than the bytes',
    (m) => ({ ...m, weights: { ...m.weights, b: { shape: [1 << 30], values: [1] } } }),
    "expected 4294967296 bytes of [1073741824], got 4 (node 'b')",
  ],
  [
    'bytes without a weight',
    (m) => ({ ...m, weights: { ...m.weights, b: { shape: [1], values: [1, 2] } } }),
    'expected 9 bytes of weights, got 13',
  ],
  [
    'an operand that does not exist',
    (m) => ({ ...m, nodes: { ...m.nodes, z: { op: 'Sigmoid', input: ['nobody'] } } }),
    'expected operands that exist, got "nobody" (node \'z\')',
  ],
  [
    'a cycle',
    (m) => ({ ...m, nodes: { ...m.nodes, x: { op: 'Relu', input: ['z:0'] } } }),
    'expected no cycle, got "z" (node \'x\')',
  ],
  [
    'a constant without a value',
    (m) => ({ ...m, nodes: { ...m.nodes, c: { op: 'Const' } } }),
    "expected a weight, got none (node 'c')",
  ],
  [
    'a node twice',
    (m) => ({ ...m, nodes: { ...m.nodes, w: { op: 'Relu', input: ['x'] } } }),
    "expected every node once, got it twice (node 'w')",
  ],
  [
    'a text that is no base64',
    (m) => ({ ...m, nodes: { ...m.nodes, x: { op: 'Placeholder', attr: { p: { s: 'é' } } } } }),
    'expected base64, got "é" (node \'x\')',
  ],
  [
    'steps without a scale',
    (m) => ({ ...m, weights: { ...m.weights, odd: { shape: [1], values: [1], as: 'uint8' } } }),
    "expected a scale and a minimum, got none (node 'odd')",
  ],
];

test.each(refused)('%s is E_FORMAT', (_, change, message) => {
  expect(() => read(change(tinyTfjs()))).toThrow(
    expect.objectContaining({ code: 'E_FORMAT', message: `readTfjs: ${message}` }) as Error,
  );
});

test('a chain as long as the limit is read without recursion', () => {
  const nodes = Object.fromEntries(
    Array.from({ length: 16_000 }, (_, i) => [
      `n${15_999 - i}`,
      i === 15_999 ? { op: 'Placeholder' } : { op: 'Relu', input: [`n${15_998 - i}`] },
    ]),
  );
  const model = read({ nodes, weights: {} });
  expect(model.nodes[0].name).toBe('n0');
  expect(model.nodes.length).toBe(16_000);
});
