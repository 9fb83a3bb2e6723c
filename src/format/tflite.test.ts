import { expect, test } from 'vitest';
import { tinyConvolution, writeTinyTflite } from '../../test/support/tflite.ts';
import { readTflite } from './tflite.ts';

test('tensors, constants and options of a file', () => {
  const model = readTflite(writeTinyTflite(tinyConvolution()));
  expect(model.inputs).toEqual([0]);
  expect(model.outputs).toEqual([4]);
  expect(model.tensors.map((tensor) => [tensor.name, tensor.type, tensor.shape])).toEqual([
    ['x', 'float32', [1, 2, 2, 1]],
    ['w', 'float32', [2, 1, 1, 1]],
    ['b', 'float32', [2]],
    ['y', 'float32', [1, 2, 2, 2]],
    ['z', 'float32', [1, 2, 2, 2]],
  ]);
  expect([...(model.tensors[1].value?.data ?? [])]).toEqual([2, -3]);
  expect(model.operators).toEqual([
    {
      kind: 'conv2d',
      padding: 'valid',
      stride: [1, 1],
      dilation: [1, 1],
      activation: 'relu6',
      inputs: [0, 1, 2],
      outputs: [3],
    },
    { kind: 'sigmoid', inputs: [3], outputs: [4] },
  ]);
});

test('bytes that are not aligned in memory give the same constants', () => {
  const bytes = writeTinyTflite(tinyConvolution());
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  const aligned = readTflite(bytes.slice());
  expect(readTflite(shifted.subarray(3))).toEqual(aligned);
  // a Buffer's `slice` would share the misaligned memory
  expect(readTflite(Buffer.from(shifted.buffer, 3, bytes.length))).toEqual(aligned);
});

test('an operator of another kind keeps its place', () => {
  const model = tinyConvolution();
  const [convolution, sigmoid] = model.operators;
  const other = writeTinyTflite({ ...model, operators: [convolution, { ...sigmoid, code: 130 }] });
  expect(readTflite(other).operators[1]).toMatchObject({
    kind: 'unknown',
    what: 'builtin operator 130',
  });
});

const refused: [string, (model: ReturnType<typeof tinyConvolution>) => unknown, string][] = [
  [
    'a constant that is too short',
    (m) => ({ ...m, tensors: m.tensors.with(1, { ...m.tensors[1], shape: [3, 1, 1, 1] }) }),
    "expected [3, 1, 1, 1] of float32, got 8 bytes (tensor 'w')",
  ],
  [
    'a dynamic shape',
    (m) => ({ ...m, tensors: m.tensors.with(0, { ...m.tensors[0], shape: [-1, 2, 2, 1] }) }),
    "expected a static shape, got [-1, 2, 2, 1] (tensor 'x')",
  ],
  [
    'use before computation',
    (m) => ({ ...m, operators: m.operators.toReversed() }),
    'expected operands computed before their use, got tensor 3',
  ],
  [
    'a tensor that does not exist',
    (m) => ({ ...m, outputs: [9] }),
    'expected operands computed before their use, got tensor 9',
  ],
  [
    'a tensor computed twice',
    (m) => ({ ...m, operators: m.operators.with(1, { ...m.operators[1], outputs: [3] }) }),
    'expected a tensor to be computed once, got tensor 3',
  ],
  [
    'an activation that is not ours',
    (m) => ({
      ...m,
      operators: m.operators.with(0, { ...m.operators[0], options: { 3: { size: 1, value: 5 } } }),
    }),
    'expected activation none, relu, relu6 or tanh, got code 5',
  ],
];

test.each(refused)('%s is E_FORMAT', (_, change, message) => {
  const bytes = writeTinyTflite(change(tinyConvolution()) as ReturnType<typeof tinyConvolution>);
  expect(() => readTflite(bytes)).toThrow(
    expect.objectContaining({ code: 'E_FORMAT', message: `readTflite: ${message}` }) as Error,
  );
});

test('other files are refused by their identifier', () => {
  expect(() => readTflite(new TextEncoder().encode('PK\x03\x04 a zip archive'))).toThrow(
    "expected the file identifier 'TFL3'",
  );
  expect(() => readTflite(new Uint8Array(3))).toThrow('expected a TFLite file, got 3 bytes');
});
