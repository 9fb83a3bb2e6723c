/** @file Writes tiny TFLite files, so that the reader is tested on bytes that somebody else's library made. */
import * as flatbuffers from 'flatbuffers';

/** A field of a table: a scalar of 1 or 4 bytes, or the offset of something written before. */
type Field = { readonly size: 1 | 4; readonly value: number } | { readonly offset: number };

export interface TinyTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** 0 float32, 1 float16, 2 int32. */
  readonly type: number;
  readonly data?: Uint8Array;
}

export interface TinyOperator {
  /** BuiltinOperator code. */
  readonly code: number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** The options table by slot; scalars of 1 or 4 bytes. */
  readonly options?: Readonly<Record<number, { readonly size: 1 | 4; readonly value: number }>>;
}

export interface TinyModel {
  readonly tensors: readonly TinyTensor[];
  readonly operators: readonly TinyOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

export function writeTinyTflite(model: TinyModel): Uint8Array {
  const b = new flatbuffers.Builder(1024);
  const table = (fields: Readonly<Record<number, Field>>): number => {
    const slots = Object.keys(fields).map(Number);
    b.startObject(Math.max(-1, ...slots) + 1);
    for (const slot of slots) {
      const field = fields[slot];
      if ('offset' in field) b.addFieldOffset(slot, field.offset, 0);
      else if (field.size === 1) b.addFieldInt8(slot, field.value, 0);
      else b.addFieldInt32(slot, field.value, 0);
    }
    return b.endObject();
  };
  const ints = (values: readonly number[]): Field => {
    b.startVector(4, values.length, 4);
    for (const value of values.toReversed()) b.addInt32(value);
    return { offset: b.endVector() };
  };
  const bytes = (values: Uint8Array): Field => {
    b.startVector(1, values.length, 16);
    for (const value of values.toReversed()) b.addInt8(value);
    return { offset: b.endVector() };
  };
  const tables = (offsets: readonly number[]): Field => {
    b.startVector(4, offsets.length, 4);
    for (const offset of offsets.toReversed()) b.addOffset(offset);
    return { offset: b.endVector() };
  };
  // buffer 0 is the empty one, by the format's custom
  const buffers = tables([
    table({}),
    ...model.tensors.map(({ data }) => table(data === undefined ? {} : { 0: bytes(data) })),
  ]);
  const tensors = tables(
    model.tensors.map(({ name, shape, type }, i) =>
      table({
        0: ints(shape),
        1: { size: 1, value: type },
        2: { size: 4, value: i + 1 },
        3: { offset: b.createString(name) },
      }),
    ),
  );
  const codes = tables(
    model.operators.map(({ code }) =>
      table({ 0: { size: 1, value: Math.min(code, 127) }, 3: { size: 4, value: code } }),
    ),
  );
  const operators = tables(
    model.operators.map(({ inputs, outputs, options }, i) =>
      table({
        0: { size: 4, value: i },
        1: ints(inputs),
        2: ints(outputs),
        ...(options === undefined ? {} : { 4: { offset: table(options) } }),
      }),
    ),
  );
  const subgraph = table({
    0: tensors,
    1: ints(model.inputs),
    2: ints(model.outputs),
    3: operators,
  });
  b.finish(
    table({ 0: { size: 4, value: 3 }, 1: codes, 2: tables([subgraph]), 4: buffers }),
    'TFL3',
  );
  return b.asUint8Array();
}

/** Bytes of float32 values. */
export function float32Bytes(values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

/** A 1×1 convolution with a fused relu6 behind a sigmoid: x [1, 2, 2, 1] → [1, 2, 2, 2]. */
export function tinyConvolution(): TinyModel {
  return {
    tensors: [
      { name: 'x', shape: [1, 2, 2, 1], type: 0 },
      { name: 'w', shape: [2, 1, 1, 1], type: 0, data: float32Bytes([2, -3]) },
      { name: 'b', shape: [2], type: 0, data: float32Bytes([0.5, 1]) },
      { name: 'y', shape: [1, 2, 2, 2], type: 0 },
      { name: 'z', shape: [1, 2, 2, 2], type: 0 },
    ],
    operators: [
      {
        code: 3,
        inputs: [0, 1, 2],
        outputs: [3],
        options: {
          0: { size: 1, value: 1 },
          1: { size: 4, value: 1 },
          2: { size: 4, value: 1 },
          3: { size: 1, value: 3 },
        },
      },
      { code: 14, inputs: [3], outputs: [4] },
    ],
    inputs: [0],
    outputs: [4],
  };
}
