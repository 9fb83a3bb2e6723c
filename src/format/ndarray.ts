/**
 * @file Arrays as files hold them: a `HostTensor`, or an integer width no session takes, or strings.
 * Always in C order and the host's byte order (every JavaScript host is little-endian).
 */

import { MultiRoiError } from '../base/index.ts';
import type { HostTensor, TensorData, TensorType } from '../platform/index.ts';
import { float32FromFloat16 } from './float16.ts';

/** Types of elements of NumPy arrays, tensors' types among them. */
export type NumberType = TensorType | 'int16' | 'uint16' | 'uint32' | 'uint64';
/** Elements of a NumPy array. */
export type NumberData = TensorData | Int16Array | Uint32Array | BigUint64Array;

/** Numbers with their shape; every `HostTensor` is one. `float16` is raw bits. */
export interface NumberArray {
  readonly type: NumberType;
  readonly shape: readonly number[];
  readonly data: NumberData;
}

/** A NumPy array of texts, whatever their width was. */
export interface StringArray {
  readonly type: 'string';
  readonly shape: readonly number[];
  readonly data: readonly string[];
}

const CONSTRUCTORS = {
  bool: Uint8Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float16: Uint16Array,
  float32: Float32Array,
  float64: Float64Array,
} as const satisfies Record<NumberType, unknown>;

/** Bytes of one element. */
export function itemSize(type: NumberType): number {
  return CONSTRUCTORS[type].BYTES_PER_ELEMENT;
}

/**
 * Numbers from little-endian bytes, without a copy where their address allows it: the result then
 * shares memory with `bytes`. Their length must be a multiple of the element's.
 */
export function numbersFromBytes(type: NumberType, bytes: Uint8Array): NumberData {
  const size = itemSize(type);
  const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return new CONSTRUCTORS[type](
    aligned.buffer as ArrayBuffer,
    aligned.byteOffset,
    aligned.byteLength / size,
  );
}

/** The bytes of an array, little-endian, sharing its memory. */
export function bytesOf(data: NumberData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Reverses the bytes of every element in place. */
export function swapBytes(bytes: Uint8Array, size: number): void {
  for (let at = 0; at + size <= bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}

/**
 * Copies a strided view into C order.
 * @param strides in elements, one an axis. The caller has checked that every index is inside `data`.
 */
export function gatherStrided<A extends NumberData | unknown[]>(
  data: A,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  out: A,
): A {
  const index = shape.map(() => 0);
  let from = offset;
  for (let to = 0; to < out.length; to++) {
    out[to] = data[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}

/** An empty array of `count` elements of a type. */
export function allocate(type: NumberType, count: number): NumberData {
  return new CONSTRUCTORS[type](count);
}

function numbersOf(who: string, array: { readonly type: string }): NumberArray {
  if (!(array.type in CONSTRUCTORS)) {
    throw new MultiRoiError('E_FORMAT', `${who}: expected numbers, got ${array.type}`);
  }
  return array as NumberArray;
}

/** Whole numbers that all fit 32 bits. */
const NARROW = [Int8Array, Uint8Array, Int16Array, Uint16Array] as const;

/** Their elements are no numbers; all other arrays are copied without a call an element. */
function isBig(data: ArrayLike<number | bigint>): data is BigInt64Array | BigUint64Array {
  return data instanceof BigInt64Array || data instanceof BigUint64Array;
}

/**
 * The elements as float32; the array's own memory when it is float32 already.
 * @throws E_FORMAT when the array does not hold numbers.
 */
export function float32Of(who: string, array: { readonly type: string }): Float32Array {
  const { type, data } = numbersOf(who, array);
  if (data instanceof Float32Array) return data;
  if (type === 'float16') return float32FromFloat16(data as Uint16Array);
  return isBig(data) ? Float32Array.from(data, Number) : new Float32Array(data);
}

/** The elements as float64; the array's own memory when it is float64 already. See {@link float32Of}. */
export function float64Of(who: string, array: { readonly type: string }): Float64Array {
  const { type, data } = numbersOf(who, array);
  if (data instanceof Float64Array) return data;
  if (type === 'float16') return new Float64Array(float32FromFloat16(data as Uint16Array));
  return isBig(data) ? Float64Array.from(data, Number) : new Float64Array(data);
}

/**
 * The elements as int32; the array's own memory when it is int32 already.
 * @throws E_FORMAT when an element is no whole number of 32 bits.
 */
export function int32Of(who: string, array: { readonly type: string }): Int32Array {
  const { data, type } = numbersOf(who, array);
  if (data instanceof Int32Array) return data;
  if (NARROW.some((kind) => data instanceof kind) && type !== 'float16') {
    return new Int32Array(data as ArrayLike<number>);
  }
  const wide = float64Of(who, array);
  const narrow = Int32Array.from(wide);
  const wrong = wide.findIndex((value, i) => value !== narrow[i]);
  if (wrong >= 0) {
    throw new MultiRoiError(
      'E_FORMAT',
      `${who}: expected whole numbers of 32 bits, got ${wide[wrong]} (element ${wrong})`,
    );
  }
  return narrow;
}

/** The strings of an array; none of an empty one, which NumPy gives any type. @throws E_FORMAT when it holds something else. */
export function stringsOf(who: string, array: { readonly type: string }): readonly string[] {
  if ('data' in array && (array.data as ArrayLike<unknown>).length === 0) return [];
  if (array.type !== 'string') {
    throw new MultiRoiError('E_FORMAT', `${who}: expected strings, got ${array.type}`);
  }
  return (array as StringArray).data;
}

/** The narrowest `HostTensor` type that holds every value of a type; uint64 above 2⁶³−1 does not fit. */
const HOST_TYPE: Record<NumberType, TensorType> = {
  bool: 'bool',
  int8: 'int8',
  uint8: 'uint8',
  int16: 'int32',
  uint16: 'int32',
  int32: 'int32',
  uint32: 'int64',
  int64: 'int64',
  uint64: 'int64',
  float16: 'float16',
  float32: 'float32',
  float64: 'float64',
};

/**
 * The array as a session takes it: integer widths without a tensor type are widened, nothing else
 * changes. @throws E_FORMAT for strings, objects, and unsigned integers above 2⁶³−1.
 */
export function hostTensorOf(who: string, array: { readonly type: string }): HostTensor {
  const { type, shape, data } = numbersOf(who, array);
  const host = HOST_TYPE[type];
  if (host === type) return { type: host, shape, data: data as TensorData };
  if (host === 'int32') {
    return { type: host, shape, data: Int32Array.from(data as ArrayLike<number>) };
  }
  const wide = BigInt64Array.from(data as ArrayLike<number | bigint>, BigInt);
  if (wide.some((value, i) => value < 0n && BigInt(data[i]) >= 0n)) {
    throw new MultiRoiError('E_FORMAT', `${who}: expected integers below 2^63, got a larger one`);
  }
  return { type: host, shape, data: wide };
}

/** bfloat16 is the upper half of a float32. */
export function widenBfloat16(bits: Uint16Array): Float32Array<ArrayBuffer> {
  return new Float32Array(Uint32Array.from(bits, (value) => value << 16).buffer);
}
