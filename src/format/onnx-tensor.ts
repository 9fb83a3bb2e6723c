/** @file TensorProto ⇄ HostTensor: dense, inside the model file, of the types sessions carry. */

import { WireType, type BinaryWriter } from '@bufbuild/protobuf/wire';
import type { HostTensor, TensorData, TensorType } from '../platform/index.ts';
import { checkLength, sizeOf } from '../base/index.ts';
import { malformed, readNumbers, walk, wholeNumber } from './onnx-wire.ts';

/** TensorProto.DataType. */
export const TYPE_CODES: Readonly<Record<TensorType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
};

/** More axes than any operator here takes; a hostile model may claim more. */
const MAX_RANK = 16;

const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  int8: Int8Array,
  bool: Uint8Array,
  float16: Uint16Array,
} as const satisfies Record<TensorType, unknown>;

/** @throws E_FORMAT for element types that sessions do not carry. */
export function typeOfCode(code: number, name: string): TensorType {
  for (const [type, known] of Object.entries(TYPE_CODES)) {
    if (known === code) return type as TensorType;
  }
  const known = Object.keys(TYPE_CODES).join(', ');
  throw malformed(`expected a tensor of ${known}, got type code ${code} (tensor '${name}')`);
}

function fromRaw(type: TensorType, raw: Uint8Array): TensorData {
  const Kind = ARRAYS[type];
  // copied, because the payload lies anywhere in the file and typed arrays must be aligned; not by
  // `slice`, which shares memory when the file is a Buffer
  const copy = new Uint8Array(raw);
  return new Kind(copy.buffer, 0, copy.byteLength / Kind.BYTES_PER_ELEMENT);
}

function fromNumbers(type: TensorType, numbers: readonly (number | bigint)[]): TensorData {
  if (type === 'int64') return BigInt64Array.from(numbers, BigInt);
  return new ARRAYS[type](numbers.map(Number));
}

/** Reads one TensorProto. Nothing is allocated that the bytes do not fill. */
export function readTensor(bytes: Uint8Array): { name: string; tensor: HostTensor } {
  const shape: number[] = [];
  const numbers: (number | bigint)[] = [];
  let name = '';
  let code = 0;
  let raw: Uint8Array | undefined;

  walk(bytes, (field, wire, reader) => {
    if (field === 1) readNumbers(wire, reader, wholeNumber, shape);
    else if (field === 2) code = reader.int32();
    else if (field === 4) readNumbers(wire, reader, (r) => r.float(), numbers);
    else if (field === 5) readNumbers(wire, reader, (r) => r.int32(), numbers);
    else if (field === 7) readNumbers(wire, reader, (r) => BigInt(r.int64()), numbers);
    else if (field === 8) name = reader.string();
    else if (field === 9) raw = reader.bytes();
    else if (field === 10) readNumbers(wire, reader, (r) => r.double(), numbers);
    else if (field === 13) throw malformed('expected tensors inside the file, got an external one');
    else return false;
    return true;
  });

  if (shape.length > MAX_RANK || shape.some((n) => !Number.isSafeInteger(n) || n < 0)) {
    throw malformed(`expected a shape, got [${shape.slice(0, MAX_RANK).join(', ')}] ('${name}')`);
  }
  const type = typeOfCode(code, name);
  const count = raw === undefined ? numbers.length : raw.length / ARRAYS[type].BYTES_PER_ELEMENT;
  if (count !== sizeOf(shape)) {
    throw malformed(
      `expected ${sizeOf(shape)} elements for [${shape.join(', ')}], got ${count} (tensor '${name}')`,
    );
  }
  const data = raw === undefined ? fromNumbers(type, numbers) : fromRaw(type, raw);
  return { name, tensor: { type, shape, data } };
}

/** Writes the fields of one TensorProto into an open message, but for the elements, which must follow. @returns their bytes. */
export function writeTensorHead(
  writer: BinaryWriter,
  name: string,
  tensor: HostTensor,
): Uint8Array<ArrayBufferLike> {
  checkLength(`writeOnnx '${name}'`, tensor.data.length, tensor.shape);
  for (const length of tensor.shape) writer.tag(1, WireType.Varint).int64(length);
  writer.tag(2, WireType.Varint).int32(TYPE_CODES[tensor.type]);
  if (name !== '') writer.tag(8, WireType.LengthDelimited).string(name);
  const { buffer, byteOffset, byteLength } = tensor.data;
  writer.tag(9, WireType.LengthDelimited).uint32(byteLength);
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Writes the fields of one TensorProto into an open message. */
export function writeTensor(writer: BinaryWriter, name: string, tensor: HostTensor): void {
  const elements = writeTensorHead(writer, name, tensor);
  writer.raw(elements);
}
