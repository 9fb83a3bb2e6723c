import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HostTensor } from '../platform/index.ts';
import {
  headerLengthOf,
  readInferRequest,
  readInferResponse,
  writeInferRequest,
  writeInferResponse,
} from './inference-protocol.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** A request as JSON alone. */
const plain = (value: unknown): Parameters<typeof readInferRequest>[0] => ({
  body: bytes(JSON.stringify(value)),
  headerLength: null,
});
const tensor = { name: 'x', shape: [2, 2], datatype: 'FP32', data: [1, 2, 3, 4] };

test('a request written by hand: nested numbers, names of outputs', () => {
  const read = readInferRequest(
    plain({ id: 'a', inputs: [{ ...tensor, data: [[1, 2], [3, 4]] }], outputs: [{ name: 'y' }] }), // oxfmt-ignore
  );
  expect(read.id).toBe('a');
  expect(read.inputs['x']).toEqual({ type: 'float32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }); // oxfmt-ignore
  expect(read.outputs).toEqual(['y']);
  expect(read.binary('y')).toBe(false);
});

test('bytes by hand: two tensors behind the JSON, in their order, little-endian', () => {
  const json = bytes(
    '{"inputs":[{"name":"a","shape":[1],"datatype":"INT64","parameters":{"binary_data_size":8}},' +
      '{"name":"b","shape":[2],"datatype":"FP32","parameters":{"binary_data_size":8}}],' +
      '"parameters":{"binary_data_output":true}}',
  );
  const tail = Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 63, 0, 0, 0, 192);
  const body = new Uint8Array(json.length + tail.length);
  body.set(json);
  body.set(tail, json.length);
  const read = readInferRequest({ body, headerLength: json.length });
  expect(read.inputs['a']?.data).toEqual(BigInt64Array.of(7n));
  expect(read.inputs['b']?.data).toEqual(Float32Array.of(1, -2));
  expect(read.binary('whatever')).toBe(true);
});

test.each([
  ['no JSON', bytes('{'), null, /expected JSON/],
  ['no inputs', bytes('{}'), null, /inputs: expected array/],
  ['a header beyond the body', bytes('{}'), 3, /at least 3 bytes, got 2/],
  ['bytes that nobody asked for', bytes('{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}z'), 66, /0 bytes of tensors, got 1/],
  ['fewer numbers', bytes(JSON.stringify({ inputs: [{ ...tensor, data: [1] }] })), null, /4 numbers of "x", got 1/],
  ['text as numbers', bytes(JSON.stringify({ inputs: [{ ...tensor, data: ['1', '2', '3', '4'] }] })), null, /numbers in "x"/],
  ['text', bytes(JSON.stringify({ inputs: [{ ...tensor, datatype: 'BYTES' }] })), null, /datatype of numbers/],
  ['data and bytes', bytes(JSON.stringify({ inputs: [{ ...tensor, parameters: { binary_data_size: 16 } }] })), null, /got both/],
  ['a name twice', bytes(JSON.stringify({ inputs: [tensor, tensor] })), null, /every tensor once/],
  ['a size of another shape', bytes(JSON.stringify({ inputs: [{ name: 'x', shape: [2], datatype: 'FP32', parameters: { binary_data_size: 4 } }] })), null, /8 bytes of "x", got 4/],
  ['a shape of 2¹⁰⁰', bytes(JSON.stringify({ inputs: [{ ...tensor, shape: [2 ** 31, 2 ** 31, 2 ** 31] }] })), null, /numbers of "x", got 4/],
])('%s is refused', (_, body, headerLength, message) => {
  expect(() => readInferRequest({ body, headerLength })).toThrow(message);
}); // oxfmt-ignore

test('a length that is none is refused', () => {
  expect(headerLengthOf('12')).toBe(12);
  expect(headerLengthOf(undefined)).toBeNull();
  expect(() => headerLengthOf('-1')).toThrow(/got "-1"/);
});

const tensors: fc.Arbitrary<HostTensor> = fc.oneof(
  fc.float32Array().map((data): HostTensor => ({ type: 'float32', shape: [data.length], data })),
  fc.int32Array().map((data): HostTensor => ({ type: 'int32', shape: [1, data.length], data })),
  fc.uint16Array().map((data): HostTensor => ({ type: 'float16', shape: [data.length], data })),
  fc.uint8Array().map((data): HostTensor => ({ type: 'uint8', shape: [data.length, 1], data })),
  fc.bigInt64Array().map((data): HostTensor => ({ type: 'int64', shape: [data.length], data })),
);
const named = fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), tensors, { minKeys: 1 });

test('what is written as bytes is read back, request and response', () => {
  fc.assert(
    fc.property(named, (given) => {
      const request = writeInferRequest(given, ['out']);
      const read = readInferRequest(request);
      expect(read.inputs).toEqual(given);
      expect(read.binary('out')).toBe(true);
      const response = writeInferResponse('m', given, { id: undefined, binary: () => true });
      expect(readInferResponse(response)).toEqual(given);
    }),
  );
});

test('numbers that JSON cannot say go as bytes or not at all', () => {
  const data = Float32Array.of(1, NaN, -Infinity);
  const outputs: Record<string, HostTensor> = { y: { type: 'float32', shape: [3], data } };
  const write = (binary: boolean): unknown =>
    writeInferResponse('m', outputs, { id: undefined, binary: () => binary });
  expect(() => write(false)).toThrow(/finite numbers of "y".*got NaN \(element 1\)/);
  const written = writeInferResponse('m', outputs, { id: undefined, binary: () => true });
  expect(readInferResponse(written)['y']?.data).toEqual(data);
});
