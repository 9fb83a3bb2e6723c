/**
 * @file Requests and responses of the Open Inference Protocol (V2) for REST, with its extension for binary tensors: a
 * JSON object whose length `Inference-Header-Content-Length` tells, and behind it the bytes of the tensors that say
 * `binary_data_size`, in their order.
 */

import * as z from 'zod';
import { throwFormat, MultiRoiError } from '../base/index.ts';
import type { HostTensor } from '../platform/index.ts';
import { sizeOf } from '../base/index.ts';
import {
  bytesOfTensor,
  datatypeOf,
  elementSize,
  tensorFromBytes,
  typeOf,
} from './inference-datatypes.ts';
import { checkedAs, parseJson } from './json.ts';

/** The header that tells where the JSON of a message ends. */
export const INFERENCE_HEADER_LENGTH = 'inference-header-content-length';

/** Servers and clients add their own. */
const parameters = z.looseObject({
  binary_data_size: z.int().min(0).optional(),
  binary_data: z.boolean().optional(),
  binary_data_output: z.boolean().optional(),
});
const values: z.ZodType<unknown[]> = z.array(z.unknown());

const tensor = z.object({
  name: z.string().min(1).max(200),
  shape: z
    .array(
      z
        .int()
        .min(0)
        .max(2 ** 31),
    )
    .max(16),
  datatype: z.string().max(16),
  parameters: parameters.optional(),
  data: values.optional(),
});
type WireTensor = z.infer<typeof tensor>;

const requestSchema = z.object({
  id: z.string().max(200).optional(),
  inputs: z.array(tensor).min(1).max(64),
  outputs: z
    .array(z.object({ name: z.string().min(1).max(200), parameters: parameters.optional() }))
    .max(64)
    .optional(),
  parameters: parameters.optional(),
});

const responseSchema = z.object({
  id: z.string().optional(),
  model_name: z.string(),
  outputs: z.array(tensor),
});

/** Of messages without bytes, as JSON Schemas. */
export function inferJsonSchemas(): { readonly request: object; readonly response: object } {
  const schemaOf = (schema: z.ZodType): object => {
    const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
    return rest;
  };
  return { request: schemaOf(requestSchema), response: schemaOf(responseSchema) };
}

/** A request of the Open Inference Protocol, its tensors unpacked. */
export interface InferRequest {
  readonly id: string | undefined;
  readonly inputs: Readonly<Record<string, HostTensor>>;
  /** Names of the outputs asked for; empty: all. */
  readonly outputs: readonly string[];
  /** Whether an output goes back as bytes. */
  readonly binary: (output: string) => boolean;
}

/** A message and where its JSON ends; null: it is JSON alone. */
export interface WireMessage {
  readonly body: Uint8Array;
  readonly headerLength: number | null;
}

const who = 'infer';

/** The length in a request's header. @throws E_FORMAT */
export function headerLengthOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,12}$/.test(text))
    throwFormat(who, 'a length in Inference-Header-Content-Length', `"${text}"`);
  return Number(text);
}

/** @throws E_FORMAT for a message that is not one, or whose parts contradict each other. */
function splitMessage({ body, headerLength }: WireMessage): {
  readonly json: unknown;
  readonly binary: Uint8Array;
} {
  const length = headerLength ?? body.length;
  if (length > body.length)
    throwFormat(who, `a body of at least ${length} bytes`, String(body.length));
  const json = parseJson(who, new TextDecoder().decode(body.subarray(0, length)));
  return { json, binary: body.subarray(length) };
}

/** Takes tensors off a message, each from its `data` or the next of its bytes. */
function readTensors(
  tensors: readonly WireTensor[],
  binary: Uint8Array,
): Readonly<Record<string, HostTensor>> {
  const read = new Map<string, HostTensor>();
  let at = 0;
  for (const wire of tensors) {
    const { name } = wire;
    if (read.has(name)) throwFormat(who, 'every tensor once', `"${name}" again`);
    const type = typeOf(wire.datatype);
    if (type === undefined)
      throwFormat(who, `a datatype of numbers ("${name}")`, `"${wire.datatype}"`);
    const count = sizeOf(wire.shape);
    const size = wire.parameters?.binary_data_size;
    if (size === undefined) {
      read.set(name, { type, shape: wire.shape, data: fromJson(wire, type, count) });
      continue;
    }
    if (wire.data !== undefined) throwFormat(who, `data or binary_data_size of "${name}"`, 'both');
    if (size !== count * elementSize(type)) {
      throwFormat(who, `${count * elementSize(type)} bytes of "${name}"`, String(size));
    }
    if (at + size > binary.length)
      throwFormat(who, `${at + size} bytes of tensors`, String(binary.length));
    read.set(name, tensorFromBytes(type, wire.shape, binary.subarray(at, at + size)));
    at += size;
  }
  if (at !== binary.length) throwFormat(who, `${at} bytes of tensors`, String(binary.length));
  return Object.fromEntries(read);
}

/** Numbers of a `data` array, which may be nested as the shape is. */
function fromJson(
  { name, data, shape }: WireTensor,
  type: HostTensor['type'],
  count: number,
): HostTensor['data'] {
  if (data === undefined) throwFormat(who, `data of "${name}"`, 'none');
  if (type === 'float16') throwFormat(who, `FP16 as binary data ("${name}")`, 'JSON numbers');
  const flat = data.flat(Math.max(0, shape.length - 1) as 15);
  if (flat.length !== count) throwFormat(who, `${count} numbers of "${name}"`, String(flat.length));
  const wanted = type === 'bool' ? 'boolean' : 'number';
  if (!flat.every((value) => typeof value === wanted))
    throwFormat(who, `${wanted}s in "${name}"`, 'others');
  const numbers = flat as number[];
  switch (type) {
    case 'float32':
      return Float32Array.from(numbers);
    case 'float64':
      return Float64Array.from(numbers);
    case 'int32':
      return Int32Array.from(numbers);
    case 'int64':
      if (!numbers.every(Number.isSafeInteger))
        throwFormat(who, `whole numbers in "${name}"`, 'others');
      return BigInt64Array.from(numbers, BigInt);
    case 'int8':
      return Int8Array.from(numbers);
    case 'uint8':
    case 'bool':
      return Uint8Array.from(numbers);
  }
}

/** Reads a request. @throws E_FORMAT */
export function readInferRequest(message: WireMessage): InferRequest {
  const { json, binary } = splitMessage(message);
  const request = checkedAs(who, requestSchema, json, { root: 'request' });
  const all = request.parameters?.binary_data_output === true;
  const own = new Map(
    request.outputs?.map(({ name, parameters: given }) => [name, given?.binary_data]),
  );
  return {
    id: request.id,
    inputs: readTensors(request.inputs, binary),
    outputs: request.outputs?.map(({ name }) => name) ?? [],
    binary: (output) => (own.get(output) ?? all) === true,
  };
}

interface Written {
  readonly body: Uint8Array<ArrayBuffer>;
  /** Where the JSON ends, when bytes follow it. */
  readonly headerLength: number | null;
}

/** JSON has no word for NaN and infinities, and the protocol gives it none. @throws E_RANGE */
function requireJsonNumbers(name: string, { data, type }: HostTensor): void {
  if (type !== 'float32' && type !== 'float64') return;
  const at = (data as Float32Array).findIndex((value) => !Number.isFinite(value));
  if (at === -1) return;
  throw new MultiRoiError(
    'E_RANGE',
    `${who}: expected finite numbers of "${name}", which JSON can say, got ${data[at]} (element ${at})`,
    { hint: 'ask for it as bytes: "parameters": {"binary_data": true} of the output' },
  );
}

function writeMessage(
  head: (tensors: readonly object[]) => object,
  tensors: Readonly<Record<string, HostTensor>>,
  binary: (name: string) => boolean,
): Written {
  const parts: Uint8Array[] = [];
  const wire = Object.entries(tensors).map(([name, value]) => {
    const told = { name, shape: value.shape, datatype: datatypeOf(value.type) };
    // halves have no JSON
    if (binary(name) || value.type === 'float16') {
      const bytes = bytesOfTensor(value);
      parts.push(bytes);
      return { ...told, parameters: { binary_data_size: bytes.length } };
    }
    requireJsonNumbers(name, value);
    const asJson = value.type === 'bool' ? Boolean : Number;
    return { ...told, data: Array.from<number | bigint, unknown>(value.data, asJson) };
  });
  const json = new TextEncoder().encode(JSON.stringify(head(wire)));
  const length = parts.reduce((sum, part) => sum + part.length, json.length);
  const body = new Uint8Array(length);
  body.set(json);
  let at = json.length;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return { body, headerLength: parts.length === 0 ? null : json.length };
}

/** Writes a response. @throws E_RANGE for numbers that are not finite and are to be JSON. */
export function writeInferResponse(
  model: string,
  outputs: Readonly<Record<string, HostTensor>>,
  { id, binary }: Pick<InferRequest, 'id' | 'binary'>,
): Written {
  return writeMessage(
    (wire) => ({
      ...(id !== undefined && { id }),
      model_name: model,
      model_version: '1',
      outputs: wire,
    }),
    outputs,
    binary,
  );
}

/** Writes a request whose tensors go and come as bytes. */
export function writeInferRequest(
  inputs: Readonly<Record<string, HostTensor>>,
  outputs: readonly string[],
): Written {
  return writeMessage(
    (wire) => ({
      inputs: wire,
      outputs: outputs.map((name) => ({ name, parameters: { binary_data: true } })),
    }),
    inputs,
    () => true,
  );
}

/** Reads a response. @throws E_FORMAT */
export function readInferResponse(message: WireMessage): Readonly<Record<string, HostTensor>> {
  const { json, binary } = splitMessage(message);
  return readTensors(checkedAs(who, responseSchema, json, { root: 'response' }).outputs, binary);
}
