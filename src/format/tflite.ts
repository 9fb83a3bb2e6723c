/**
 * @file TensorFlow Lite models (`TFL3` flatbuffers): the first subgraph's tensors, constants and
 * operators with their options, as far as float convolutional networks need them. Layouts stay the
 * file's: images NHWC, convolution weights [O, H, W, I], depthwise weights [1, H, W, C].
 */

import { MultiRoiError } from '../base/index.ts';
import type { HostTensor, TensorData } from '../platform/index.ts';
import { sizeOf } from '../base/index.ts';
import { FlatTable } from './flatbuffer.ts';

/** Far above any network (BlazePose-heavy has under 1 000 of each); bounds the work of hostile files. */
const MAX_ITEMS = 1 << 14;
const MAX_OPERANDS = 256;
const MAX_RANK = 8;

/** What an operator applies to its result. */
export type TfliteActivation = 'none' | 'relu' | 'relu6' | 'tanh';
/** `same` pads so that a stride of 1 keeps the size, `valid` not at all. */
export type TflitePadding = 'same' | 'valid';
/** Types of elements; `other` is one whose values are not read. */
export type TfliteType = 'float32' | 'float16' | 'int32' | 'uint8' | 'int64' | 'bool' | 'other';

/** What an operator does. `unknown` keeps its place: it matters only to who needs its output. */
export type TfliteKind =
  | { readonly kind: 'add' | 'sub' | 'mul'; readonly activation: TfliteActivation }
  | { readonly kind: 'concat'; readonly axis: number; readonly activation: TfliteActivation }
  | {
      readonly kind: 'conv2d' | 'depthwiseConv2d';
      readonly padding: TflitePadding;
      readonly stride: readonly [h: number, w: number];
      readonly dilation: readonly [h: number, w: number];
      readonly activation: TfliteActivation;
    }
  | {
      readonly kind: 'maxPool2d' | 'averagePool2d';
      readonly padding: TflitePadding;
      readonly stride: readonly [h: number, w: number];
      readonly window: readonly [h: number, w: number];
      readonly activation: TfliteActivation;
    }
  | {
      readonly kind: 'resizeBilinear';
      readonly alignCorners: boolean;
      readonly halfPixel: boolean;
    }
  | { readonly kind: 'dequantize' | 'sigmoid' | 'relu' | 'relu6' | 'reshape' | 'pad' }
  | { readonly kind: 'unknown'; readonly what: string };

/** An operator with its operands, by index. */
export type TfliteOperator = TfliteKind & {
  /** Indices into `tensors`; −1 is an operand left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
};

/** A tensor of a `.tflite` file. */
export interface TfliteTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: TfliteType;
  /** Values of a constant, a view of the file; undefined for what operators compute. */
  readonly value: HostTensor | undefined;
}

/** A `.tflite` file; inputs and outputs are indices into `tensors`. */
export interface TfliteModel {
  readonly tensors: readonly TfliteTensor[];
  /** In an order in which they can be executed; every tensor has one producer at most. */
  readonly operators: readonly TfliteOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

const TYPES: Readonly<Record<number, TfliteType>> = {
  0: 'float32',
  1: 'float16',
  2: 'int32',
  3: 'uint8',
  4: 'int64',
  6: 'bool',
};

const VIEWS: Readonly<
  Record<
    Exclude<TfliteType, 'other'>,
    { new (buffer: ArrayBufferLike, at: number, n: number): TensorData; BYTES_PER_ELEMENT: number }
  >
> = {
  float32: Float32Array,
  float16: Uint16Array,
  int32: Int32Array,
  uint8: Uint8Array,
  int64: BigInt64Array,
  bool: Uint8Array,
};

/** BuiltinOperator codes of the schema. 32 is CUSTOM. */
const OPERATORS: Readonly<Record<number, (options: FlatTable | undefined) => TfliteKind>> = {
  0: (o) => ({ kind: 'add', activation: activation(o, 0) }),
  1: (o) => pool('averagePool2d', o),
  2: (o) => ({ kind: 'concat', axis: o?.int32(0) ?? 0, activation: activation(o, 1) }),
  3: (o) => convolution('conv2d', o, 3),
  4: (o) => convolution('depthwiseConv2d', o, 4),
  6: () => ({ kind: 'dequantize' }),
  14: () => ({ kind: 'sigmoid' }),
  17: (o) => pool('maxPool2d', o),
  18: (o) => ({ kind: 'mul', activation: activation(o, 0) }),
  19: () => ({ kind: 'relu' }),
  21: () => ({ kind: 'relu6' }),
  22: () => ({ kind: 'reshape' }),
  23: (o) => ({
    kind: 'resizeBilinear',
    alignCorners: o?.uint8(2) === 1,
    halfPixel: o?.uint8(3) === 1,
  }),
  34: () => ({ kind: 'pad' }),
  41: (o) => ({ kind: 'sub', activation: activation(o, 0) }),
};

/**
 * Reads a TFLite model. Constants are views of `bytes` (of one copy of it, when it is not aligned).
 * @throws E_FORMAT and nothing else, whatever the bytes.
 */
export function readTflite(bytes: Uint8Array): TfliteModel {
  if (bytes.byteLength < 16) throw bad('a TFLite file', `${bytes.byteLength} bytes`);
  // typed-array views need alignment, which the format promises relative to the file's start only
  const file = bytes.byteOffset % 16 === 0 ? bytes : new Uint8Array(bytes);
  const model = FlatTable.root('readTflite', file, 'TFL3');
  const codes = model.tables(1, MAX_ITEMS);
  const subgraph = model.tables(2, MAX_ITEMS)[0];
  if (subgraph === undefined) throw bad('a subgraph', 'none');
  const buffers = model.tables(4, MAX_ITEMS).map((buffer) => buffer.bytes(0));
  const tensors = subgraph.tables(0, MAX_ITEMS).map((table) => readTensor(table, buffers));
  const operators = subgraph.tables(3, MAX_ITEMS).map((table) => readOperator(table, codes));
  const inputs = subgraph.int32s(1, MAX_OPERANDS);
  const outputs = subgraph.int32s(2, MAX_OPERANDS);
  checkOrder(tensors, operators, inputs, outputs);
  return { tensors, operators, inputs, outputs };
}

function readTensor(table: FlatTable, buffers: readonly (Uint8Array | undefined)[]): TfliteTensor {
  const name = table.string(3);
  const shape = table.int32s(0, MAX_RANK);
  const type = TYPES[table.int8(1)] ?? 'other';
  if (shape.some((length) => length < 0))
    throw bad('a static shape', `[${shape.join(', ')}]`, name);
  const index = table.int32(2);
  if (index < 0 || index >= buffers.length) {
    throw bad(`a buffer of ${buffers.length}`, `number ${index}`, name);
  }
  const data = buffers[index];
  if (data === undefined || type === 'other') return { name, shape, type, value: undefined };
  const View = VIEWS[type];
  const count = sizeOf(shape);
  if (count * View.BYTES_PER_ELEMENT !== data.byteLength) {
    throw bad(`[${shape.join(', ')}] of ${type}`, `${data.byteLength} bytes`, name);
  }
  if (data.byteOffset % View.BYTES_PER_ELEMENT !== 0) {
    throw bad('aligned data', `byte ${data.byteOffset}`, name);
  }
  return {
    name,
    shape,
    type,
    value: { type, shape, data: new View(data.buffer, data.byteOffset, count) },
  };
}

/** Operands that an operator cannot do without. */
const NEEDED: Readonly<Record<TfliteKind['kind'], number>> = {
  add: 2,
  sub: 2,
  mul: 2,
  concat: 1,
  conv2d: 2,
  depthwiseConv2d: 2,
  maxPool2d: 1,
  averagePool2d: 1,
  resizeBilinear: 2,
  dequantize: 1,
  sigmoid: 1,
  relu: 1,
  relu6: 1,
  reshape: 1,
  pad: 2,
  unknown: 0,
};

function readOperator(table: FlatTable, codes: readonly FlatTable[]): TfliteOperator {
  const code = codes[table.int32(0)];
  if (code === undefined) throw bad(`an operator code below ${codes.length}`, `${table.int32(0)}`);
  // files older than the 127th operator hold the code in the byte, newer ones in the word
  const builtin = Math.max(code.int8(0), code.int32(3));
  const inputs = table.int32s(1, MAX_OPERANDS);
  const outputs = table.int32s(2, MAX_OPERANDS);
  const kind = OPERATORS[builtin]?.(table.table(4)) ?? {
    kind: 'unknown' as const,
    what: builtin === 32 ? `custom operator '${code.string(1)}'` : `builtin operator ${builtin}`,
  };
  const count = NEEDED[kind.kind];
  const present = inputs.slice(0, count).filter((index) => index !== -1).length;
  if (present < count || (kind.kind !== 'unknown' && outputs.length !== 1)) {
    throw bad(`${count} operands and 1 result of ${kind.kind}`, `${present} and ${outputs.length}`);
  }
  return { ...kind, inputs, outputs };
}

/** Indices exist, nothing is used before it is computed, nothing is computed twice. */
function checkOrder(
  tensors: readonly TfliteTensor[],
  operators: readonly TfliteOperator[],
  inputs: readonly number[],
  outputs: readonly number[],
): void {
  const ready = tensors.map((tensor) => tensor.value !== undefined);
  const produce = (index: number): void => {
    if (ready[index] !== false) throw bad('a tensor to be computed once', `tensor ${index}`);
    ready[index] = true;
  };
  const need = (index: number): void => {
    if (ready[index] !== true) throw bad('operands computed before their use', `tensor ${index}`);
  };
  inputs.forEach(produce);
  for (const operator of operators) {
    for (const index of operator.inputs) if (index !== -1) need(index);
    operator.outputs.forEach(produce);
  }
  outputs.forEach(need);
}

function convolution(
  kind: 'conv2d' | 'depthwiseConv2d',
  options: FlatTable | undefined,
  activationSlot: number,
): TfliteKind {
  return {
    kind,
    padding: padding(options),
    stride: pair(options, 2, 1),
    dilation: pair(options, activationSlot + 2, activationSlot + 1),
    activation: activation(options, activationSlot),
  };
}

function pool(kind: 'maxPool2d' | 'averagePool2d', options: FlatTable | undefined): TfliteKind {
  return {
    kind,
    padding: padding(options),
    stride: pair(options, 2, 1),
    window: pair(options, 4, 3),
    activation: activation(options, 5),
  };
}

function padding(options: FlatTable | undefined): TflitePadding {
  const code = options?.int8(0) ?? 0;
  if (code !== 0 && code !== 1) throw bad('padding 0 (SAME) or 1 (VALID)', `${code}`);
  return code === 0 ? 'same' : 'valid';
}

function pair(
  options: FlatTable | undefined,
  slotH: number,
  slotW: number,
): readonly [h: number, w: number] {
  const h = options?.int32(slotH, 1) ?? 1;
  const w = options?.int32(slotW, 1) ?? 1;
  if (h < 1 || w < 1) throw bad('strides, dilations and windows of at least 1', `${h}×${w}`);
  return [h, w];
}

function activation(options: FlatTable | undefined, slot: number): TfliteActivation {
  const code = options?.int8(slot) ?? 0;
  const name = ({ 0: 'none', 1: 'relu', 3: 'relu6', 4: 'tanh' } as const)[code];
  if (name === undefined) throw bad('activation none, relu, relu6 or tanh', `code ${code}`);
  return name;
}

function bad(wanted: string, got: string, where?: string): MultiRoiError {
  const place = where === undefined ? '' : ` (tensor '${where}')`;
  return new MultiRoiError('E_FORMAT', `readTflite: expected ${wanted}, got ${got}${place}`);
}
