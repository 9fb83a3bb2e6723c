/** @file Numbers of constants as arrays of a type, and attributes as keys by which equal nodes are known. */

import { MultiRoiError } from '../base/index.ts';
import type { OnnxAttribute } from '../format/index.ts';
import type { TensorData, TensorType } from '../platform/index.ts';

/** What a constant is made of. */
export type ConstantValue = number | readonly number[] | TensorData;

/** The numbers as a new array of the type. @throws E_UNSUPPORTED for numbers as float16. */
export function typedArray(type: TensorType, value: readonly number[] | TensorData): TensorData {
  if ('buffer' in value && typeOfArray(value) === type) return value.slice();
  switch (type) {
    case 'float32':
      return Float32Array.from(value, Number);
    case 'float64':
      return Float64Array.from(value, Number);
    case 'int32':
      return Int32Array.from(value, Number);
    case 'int64':
      return BigInt64Array.from(value, BigInt);
    case 'int8':
      return Int8Array.from(value, Number);
    case 'uint8':
    case 'bool':
      return Uint8Array.from(value, Number);
    case 'float16':
      throw new MultiRoiError(
        'E_UNSUPPORTED',
        'constant: expected float16 as raw bits, got numbers',
      );
    default:
      return type satisfies never;
  }
}

/** The tensor type that an array holds; a list holds float32. */
export function typeOfArray(value: readonly number[] | TensorData): TensorType {
  if (value instanceof Float64Array) return 'float64';
  if (value instanceof Int32Array) return 'int32';
  if (value instanceof BigInt64Array) return 'int64';
  if (value instanceof Int8Array) return 'int8';
  if (value instanceof Uint8Array) return 'uint8';
  if (value instanceof Uint16Array) return 'float16';
  return 'float32';
}

/** Equal for equal attributes. */
export function keyOfAttributes(attributes: Readonly<Record<string, OnnxAttribute>>): string {
  const words: string[] = [];
  for (const [name, { kind, value }] of Object.entries(attributes)) {
    words.push(
      `${name}:${kind}=${kind === 'tensor' ? JSON.stringify([...value.data].map(String)) : String(value)}`,
    );
  }
  return words.join(' ');
}
