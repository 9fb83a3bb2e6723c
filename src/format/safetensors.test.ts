import { expect, test } from 'vitest';
import type { NumberArray } from './ndarray.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

const file = (header: unknown, data = 0): Uint8Array => {
  const json = new TextEncoder().encode(
    typeof header === 'string' ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + json.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
};

test('tensors and metadata come back; narrow integers widened, every tensor aligned', () => {
  const tensors = new Map<string, NumberArray>([
    ['a', { type: 'uint8', shape: [3], data: Uint8Array.of(1, 2, 3) }],
    ['half', { type: 'float16', shape: [1, 2], data: Uint16Array.of(0x3c00, 0xc000) }],
    ['scalar', { type: 'float64', shape: [], data: Float64Array.of(Math.PI) }],
    ['narrow', { type: 'int16', shape: [2], data: Int16Array.of(-1, 7) }],
    ['wide', { type: 'uint64', shape: [1], data: BigUint64Array.of(5n) }],
    ['__proto__', { type: 'float32', shape: [0, 4], data: new Float32Array(0) }],
  ]);
  const bytes = writeSafetensors(tensors, { __proto__x: 'y', model: 'light' });
  const { tensors: back, metadata } = readSafetensors(bytes);
  expect(metadata).toEqual({ __proto__x: 'y', model: 'light' });
  expect([...back.keys()]).toEqual([...tensors.keys()]);
  expect(back.get('half')).toEqual(tensors.get('half'));
  expect(back.get('scalar')?.data.buffer).toBe(bytes.buffer);
  expect(back.get('narrow')).toEqual({ type: 'int32', shape: [2], data: Int32Array.of(-1, 7) });
  expect(back.get('wide')).toEqual({ type: 'int64', shape: [1], data: BigInt64Array.of(5n) });
  // an odd address costs a copy and changes nothing
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  expect(readSafetensors(shifted.subarray(1)).tensors).toEqual(back);
});

test('bfloat16 is widened exactly', () => {
  const bytes = file({ x: { dtype: 'BF16', shape: [2], data_offsets: [0, 4] } }, 4);
  bytes.set([0x80, 0x3f, 0x49, 0xc0], bytes.length - 4);
  expect([...(readSafetensors(bytes).tensors.get('x')?.data ?? [])]).toEqual([1, -3.140625]);
});

test('hostile headers are refused', () => {
  const f32 = (shape: unknown, begin: number, end: number): unknown => ({
    dtype: 'F32',
    shape,
    data_offsets: [begin, end],
  });
  const refused: [Uint8Array, RegExp][] = [
    [new Uint8Array(7), /at least 8 bytes/],
    [Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255), /a header of at most/],
    [Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0), /a header of 9 bytes, got 0 bytes/],
    [file('[]'), /JSON object/],
    [file('{'), /a JSON header/],
    [file('['.repeat(1e5)), /a JSON header/],
    [file({ x: f32([1e12], 0, 4e12) }), /0 bytes of data|4000000000000/],
    [file({ x: f32([1], 0, 8) }, 8), /expected 4 bytes for F32 \[1\], got 8/],
    [file({ x: f32([1], 0, 4), y: f32([1], 0, 4) }, 4), /tensor "y" at offset 4, got 0/],
    [file({ x: f32([1], 4, 8) }, 8), /at offset 0, got 4/],
    [file({ x: f32([1], 0, 4) }, 5), /expected 4 bytes of data, got 5/],
    [file({ x: f32([-1], 4, 0) }), /a shape/],
    [file({ x: f32([0.5], 0, 2) }, 2), /a shape/],
    [file({ x: { ...(f32([1], 0, 4) as object), dtype: 'toString' } }, 4), /a dtype/],
    [file({ __metadata__: { a: 1 } }), /strings in __metadata__/],
  ];
  for (const [bytes, message] of refused) {
    expect(() => readSafetensors(bytes)).toThrow(expect.objectContaining({ code: 'E_FORMAT' }));
    expect(() => readSafetensors(bytes)).toThrow(message);
  }
});
