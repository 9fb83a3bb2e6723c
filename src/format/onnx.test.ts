import fc from 'fast-check';
import { expect, test } from 'vitest';
import { damaged, onlyFormatErrors } from '../../test/support/hostile.ts';
import type { HostTensor } from '../platform/index.ts';
import { readOnnx, writeOnnx, type OnnxModel } from './onnx.ts';

const TENSORS: Record<string, HostTensor> = {
  f32: { type: 'float32', shape: [2, 1], data: Float32Array.of(1.5, -0) },
  f64: { type: 'float64', shape: [1], data: Float64Array.of(Math.PI) },
  i32: { type: 'int32', shape: [2], data: Int32Array.of(-7, 2 ** 31 - 1) },
  i64: { type: 'int64', shape: [], data: BigInt64Array.of(-(2n ** 63n)) },
  u8: { type: 'uint8', shape: [3], data: Uint8Array.of(0, 128, 255) },
  truth: { type: 'bool', shape: [2], data: Uint8Array.of(1, 0) },
  half: { type: 'float16', shape: [1], data: Uint16Array.of(0x3c00) },
  empty: { type: 'float32', shape: [0, 4], data: new Float32Array() },
};

const MODEL: OnnxModel = {
  producer: 'test',
  irVersion: 8,
  opset: 17,
  metadata: { key: 'värde' },
  graph: {
    name: 'g',
    initializers: new Map(Object.entries(TENSORS)),
    inputs: [{ name: 'x', type: 'float32', shape: ['batch', 3, ''] }],
    outputs: [{ name: 'y', type: 'bool', shape: null }],
    nodes: [
      {
        name: 'n',
        op: 'Thing',
        domain: 'custom',
        inputs: ['x', '', 'f32'],
        outputs: ['y'],
        attributes: {
          whole: { kind: 'int', value: -3 },
          broken: { kind: 'float', value: 0.25 },
          word: { kind: 'string', value: 'linear' },
          wholes: { kind: 'ints', value: [0, -1, 2 ** 40] },
          brokens: { kind: 'floats', value: [0.5, -2] },
          words: { kind: 'strings', value: ['a', ''] },
          tensor: { kind: 'tensor', value: TENSORS['i32'] },
        },
      },
    ],
  },
};

test('everything a model may hold survives writing and reading', () => {
  const bytes = writeOnnx(MODEL);
  expect(readOnnx(bytes)).toEqual(MODEL);
  expect(writeOnnx(readOnnx(bytes))).toEqual(bytes);
});

test('the other encodings of numbers are read too: packed shapes and typed data fields', () => {
  // TensorProto: dims packed [2, 1], type float32, float_data packed, name 'w'
  const tensor = [10, 2, 2, 1, 16, 1, 34, 8, 0, 0, 128, 63, 0, 0, 0, 64, 66, 1, 119];
  const graph = [42, tensor.length, ...tensor];
  const bytes = Uint8Array.of(58, graph.length, ...graph, 66, 2, 16, 17);
  expect(readOnnx(bytes).graph.initializers.get('w')).toEqual({
    type: 'float32',
    shape: [2, 1],
    data: Float32Array.of(1, 2),
  });
});

test('a Buffer, whose slices share memory, gives the same tensors', () => {
  expect(readOnnx(Buffer.from(writeOnnx(MODEL)))).toEqual(MODEL);
});

test('a shape that its bytes do not fill is refused before anything is allocated', () => {
  // dims [2⁴⁰], float32, raw_data of 4 bytes
  const tensor = [8, 128, 128, 128, 128, 128, 32, 16, 1, 74, 4, 0, 0, 0, 0];
  const bytes = Uint8Array.of(58, tensor.length + 2, 42, tensor.length, ...tensor, 66, 2, 16, 17);
  expect(() => readOnnx(bytes)).toThrow(
    'expected 1099511627776 elements for [1099511627776], got 1',
  );
});

test('damaged and random bytes give a model or E_FORMAT', () => {
  const bytes = writeOnnx(MODEL);
  fc.assert(
    fc.property(fc.oneof(damaged(bytes), fc.uint8Array({ maxLength: 200 })), (hostile) =>
      onlyFormatErrors(() => readOnnx(hostile)),
    ),
    { numRuns: 2000 },
  );
});
