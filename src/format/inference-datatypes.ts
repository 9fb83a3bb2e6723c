/** @file Element types of the Open Inference Protocol (V2) and ours. */

import type { HostTensor, TensorData, TensorType } from '../platform/index.ts';

interface ElementType {
  readonly datatype: string;
  /** Bytes of an element. */
  readonly size: number;
  readonly view: (buffer: ArrayBuffer) => TensorData;
}

const TYPES: Readonly<Record<TensorType, ElementType>> = {
  float32: { datatype: 'FP32', size: 4, view: (buffer) => new Float32Array(buffer) },
  float64: { datatype: 'FP64', size: 8, view: (buffer) => new Float64Array(buffer) },
  float16: { datatype: 'FP16', size: 2, view: (buffer) => new Uint16Array(buffer) },
  int32: { datatype: 'INT32', size: 4, view: (buffer) => new Int32Array(buffer) },
  int64: { datatype: 'INT64', size: 8, view: (buffer) => new BigInt64Array(buffer) },
  int8: { datatype: 'INT8', size: 1, view: (buffer) => new Int8Array(buffer) },
  uint8: { datatype: 'UINT8', size: 1, view: (buffer) => new Uint8Array(buffer) },
  bool: { datatype: 'BOOL', size: 1, view: (buffer) => new Uint8Array(buffer) },
};

const DATATYPES = new Map(
  (Object.keys(TYPES) as TensorType[]).map((type) => [TYPES[type].datatype, type]),
);

/** The protocol's name of a type. */
export function datatypeOf(type: TensorType): string {
  return TYPES[type].datatype;
}

/** Ours, or undefined for types that no model here has (`BYTES`, `INT16`, …). */
export function typeOf(datatype: string): TensorType | undefined {
  return DATATYPES.get(datatype);
}

/** Bytes. */
export function elementSize(type: TensorType): number {
  return TYPES[type].size;
}

/** A tensor over a copy of little-endian bytes, which may start anywhere in their buffer. */
export function tensorFromBytes(
  type: TensorType,
  shape: readonly number[],
  bytes: Uint8Array,
): HostTensor {
  // not `slice`, which on Node's Buffer copies nothing
  return { type, shape, data: TYPES[type].view(new Uint8Array(bytes).buffer) };
}

/** The bytes under a tensor's numbers. */
export function bytesOfTensor({ data }: HostTensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
