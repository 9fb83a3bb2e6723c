/**
 * @file ONNX models: protobuf bytes ⇄ plain objects. The subset that dense networks need: one
 * default-domain graph without subgraphs, sparse or external tensors. Field numbers are those of
 * `onnx.proto` (IR version 8). Whatever the bytes, the reader throws only `E_FORMAT`.
 */

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { messageOf, MultiRoiError } from '../base/index.ts';
import type { HostTensor, TensorType } from '../platform/index.ts';
import { readTensor, TYPE_CODES, typeOfCode, writeTensor, writeTensorHead } from './onnx-tensor.ts';
import { malformed, readNumbers, walk, wholeNumber, type Visit } from './onnx-wire.ts';

/** A node's attribute. Whole numbers are int64 on the wire and must be safe integers here. */
export type OnnxAttribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'tensor'; readonly value: HostTensor }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] };

/** A graph input or output; a length that the model leaves open is given by its name ('' if it has none). */
export interface OnnxValue {
  readonly name: string;
  readonly type: TensorType;
  /** null when the model does not state the shape (allowed for outputs). */
  readonly shape: readonly (number | string)[] | null;
}

/** A node as the file has it. */
export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  /** '' is the standard domain. */
  readonly domain: string;
  /** Names; '' stands for an optional input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** Nodes, constants, and what goes in and out. */
export interface OnnxGraph {
  readonly name: string;
  /** In an order in which every node comes after those that feed it. */
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, HostTensor>;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** An `.onnx` file. */
export interface OnnxModel {
  readonly producer: string;
  readonly irVersion: number;
  /** Operator-set version of the standard domain. */
  readonly opset: number;
  readonly graph: OnnxGraph;
  readonly metadata: Readonly<Record<string, string>>;
}

/** AttributeProto.AttributeType. */
const ATTRIBUTE_CODES = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  floats: 6,
  ints: 7,
  strings: 8,
} as const satisfies Record<OnnxAttribute['kind'], number>;

function readAttribute(bytes: Uint8Array): [string, OnnxAttribute] {
  let name = '';
  let code = 0;
  let float = 0;
  let int = 0;
  let text = '';
  let tensor: HostTensor | undefined;
  const floats: number[] = [];
  const ints: number[] = [];
  const strings: string[] = [];
  walk(bytes, (field, wire, reader) => {
    if (field === 1) name = reader.string();
    else if (field === 2) float = reader.float();
    else if (field === 3) int = wholeNumber(reader);
    else if (field === 4) text = reader.string();
    else if (field === 5) tensor = readTensor(reader.bytes()).tensor;
    else if (field === 7) readNumbers(wire, reader, (r) => r.float(), floats);
    else if (field === 8) readNumbers(wire, reader, wholeNumber, ints);
    else if (field === 9) strings.push(reader.string());
    else if (field === 20) code = reader.int32();
    else return false;
    return true;
  });
  switch (code) {
    case ATTRIBUTE_CODES.float:
      return [name, { kind: 'float', value: float }];
    case ATTRIBUTE_CODES.int:
      return [name, { kind: 'int', value: int }];
    case ATTRIBUTE_CODES.string:
      return [name, { kind: 'string', value: text }];
    case ATTRIBUTE_CODES.floats:
      return [name, { kind: 'floats', value: floats }];
    case ATTRIBUTE_CODES.ints:
      return [name, { kind: 'ints', value: ints }];
    case ATTRIBUTE_CODES.strings:
      return [name, { kind: 'strings', value: strings }];
    case ATTRIBUTE_CODES.tensor:
      if (tensor !== undefined) return [name, { kind: 'tensor', value: tensor }];
      break;
    default:
  }
  throw malformed(
    `expected a number, string or tensor attribute, got type ${code} (attribute '${name}')`,
  );
}

function readNode(bytes: Uint8Array): OnnxNode {
  let name = '';
  let op = '';
  let domain = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  walk(bytes, (field, _wire, reader) => {
    if (field === 1) inputs.push(reader.string());
    else if (field === 2) outputs.push(reader.string());
    else if (field === 3) name = reader.string();
    else if (field === 4) op = reader.string();
    else if (field === 5) attributes.set(...readAttribute(reader.bytes()));
    else if (field === 7) domain = reader.string();
    else return false;
    return true;
  });
  if (op === '') throw malformed(`expected an operator, got none (node '${name}')`);
  return {
    name,
    op,
    domain: domain === 'ai.onnx' ? '' : domain,
    inputs,
    outputs,
    attributes: Object.fromEntries(attributes),
  };
}

function readDimension(bytes: Uint8Array): number | string {
  let length: number | string = '';
  walk(bytes, (field, _wire, reader) => {
    if (field === 1) length = wholeNumber(reader);
    else if (field === 2) length = reader.string();
    else return false;
    return true;
  });
  return length;
}

function readShape(bytes: Uint8Array): (number | string)[] {
  const shape: (number | string)[] = [];
  walk(bytes, (field, _wire, reader) => {
    if (field !== 1) return false;
    shape.push(readDimension(reader.bytes()));
    return true;
  });
  return shape;
}

function readValue(bytes: Uint8Array): OnnxValue {
  let name = '';
  let code = 0;
  let shape: (number | string)[] | null = null;
  const tensorType: Visit = (field, _wire, reader) => {
    if (field === 1) code = reader.int32();
    else if (field === 2) shape = readShape(reader.bytes());
    else return false;
    return true;
  };
  walk(bytes, (field, _wire, reader) => {
    if (field === 1) name = reader.string();
    else if (field === 2) {
      walk(reader.bytes(), (kind, _inner, type) => {
        if (kind !== 1) return false;
        walk(type.bytes(), tensorType);
        return true;
      });
    } else return false;
    return true;
  });
  return { name, type: typeOfCode(code, name), shape };
}

function readGraph(bytes: Uint8Array): OnnxGraph {
  let name = '';
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, HostTensor>();
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  walk(bytes, (field, _wire, reader) => {
    if (field === 1) nodes.push(readNode(reader.bytes()));
    else if (field === 2) name = reader.string();
    else if (field === 5) {
      const { name: key, tensor } = readTensor(reader.bytes());
      if (initializers.has(key)) throw malformed(`expected one tensor '${key}', got two`);
      initializers.set(key, tensor);
    } else if (field === 11) inputs.push(readValue(reader.bytes()));
    else if (field === 12) outputs.push(readValue(reader.bytes()));
    else if (field === 15) throw malformed('expected dense tensors, got a sparse one');
    else return false;
    return true;
  });
  return { name, nodes, initializers, inputs, outputs };
}

function readPair(bytes: Uint8Array): [string, string] {
  const pair: [string, string] = ['', ''];
  walk(bytes, (field, _wire, reader) => {
    if (field !== 1 && field !== 2) return false;
    pair[field - 1] = reader.string();
    return true;
  });
  return pair;
}

/**
 * Reads a model.
 * @throws E_FORMAT for anything that is not a model of the subset in this file's header.
 */
export function readOnnx(bytes: Uint8Array): OnnxModel {
  let producer = '';
  let irVersion = 0;
  let opset = 0;
  let graph: OnnxGraph | undefined;
  const metadata = new Map<string, string>();
  try {
    walk(bytes, (field, _wire, reader) => {
      if (field === 1) irVersion = wholeNumber(reader);
      else if (field === 2) producer = reader.string();
      else if (field === 7) graph = readGraph(reader.bytes());
      else if (field === 8) {
        let domain = '';
        let version = 0;
        walk(reader.bytes(), (part, _inner, set) => {
          if (part === 1) domain = set.string();
          else if (part === 2) version = wholeNumber(set);
          else return false;
          return true;
        });
        if (domain === '' || domain === 'ai.onnx') opset = version;
      } else if (field === 14) metadata.set(...readPair(reader.bytes()));
      else return false;
      return true;
    });
  } catch (error) {
    if (error instanceof MultiRoiError) throw error;
    throw new MultiRoiError(
      'E_FORMAT',
      `readOnnx: expected an ONNX model, got ${bytes.length} bytes that are not one (${messageOf(error)})`,
      { cause: error },
    );
  }
  if (graph === undefined || opset < 1) {
    throw malformed('expected an ONNX model with a graph and an operator set, got none');
  }
  return { producer, irVersion, opset, graph, metadata: Object.fromEntries(metadata) };
}

type Fill = (writer: BinaryWriter) => void;

function message(writer: BinaryWriter, field: number, fill: Fill): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  fill(writer);
  writer.join();
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function whole(writer: BinaryWriter, field: number, value: number): void {
  writer.tag(field, WireType.Varint).int64(value);
}

function writeAttribute(writer: BinaryWriter, name: string, attribute: OnnxAttribute): void {
  text(writer, 1, name);
  switch (attribute.kind) {
    case 'float':
      writer.tag(2, WireType.Bit32).float(attribute.value);
      break;
    case 'int':
      whole(writer, 3, attribute.value);
      break;
    case 'string':
      text(writer, 4, attribute.value);
      break;
    case 'tensor':
      message(writer, 5, (w) => writeTensor(w, '', attribute.value));
      break;
    case 'floats':
      for (const value of attribute.value) writer.tag(7, WireType.Bit32).float(value);
      break;
    case 'ints':
      for (const value of attribute.value) whole(writer, 8, value);
      break;
    case 'strings':
      for (const value of attribute.value) text(writer, 9, value);
      break;
    default:
      attribute satisfies never;
  }
  whole(writer, 20, ATTRIBUTE_CODES[attribute.kind]);
}

function writeNode(writer: BinaryWriter, node: OnnxNode): void {
  for (const name of node.inputs) text(writer, 1, name);
  for (const name of node.outputs) text(writer, 2, name);
  text(writer, 3, node.name);
  text(writer, 4, node.op);
  for (const [name, attribute] of Object.entries(node.attributes)) {
    message(writer, 5, (w) => writeAttribute(w, name, attribute));
  }
  if (node.domain !== '') text(writer, 7, node.domain);
}

function writeValue(writer: BinaryWriter, value: OnnxValue): void {
  text(writer, 1, value.name);
  message(writer, 2, (type) =>
    message(type, 1, (tensor) => {
      whole(tensor, 1, TYPE_CODES[value.type]);
      const { shape } = value;
      if (shape === null) return;
      message(tensor, 2, (dimensions) => {
        for (const length of shape) {
          message(dimensions, 1, (w) => {
            if (typeof length === 'number') whole(w, 1, length);
            else text(w, 2, length);
          });
        }
      });
    }),
  );
}

/** Bytes of messages one after the other; what is large is copied once, when all of them are known. */
class Parts {
  readonly #parts: Uint8Array[] = [];
  length = 0;

  add(part: Uint8Array): void {
    this.#parts.push(part);
    this.length += part.length;
  }

  write(fill: Fill): void {
    const writer = new BinaryWriter();
    fill(writer);
    this.add(writer.finish());
  }

  copyTo(out: Uint8Array, start: number): void {
    let at = start;
    for (const part of this.#parts) {
      out.set(part, at);
      at += part.length;
    }
  }
}

function graphParts(graph: OnnxGraph): Parts {
  const parts = new Parts();
  parts.write((writer) => {
    for (const node of graph.nodes) message(writer, 1, (w) => writeNode(w, node));
    text(writer, 2, graph.name);
  });
  for (const [name, tensor] of graph.initializers) {
    const head = new BinaryWriter();
    const elements = writeTensorHead(head, name, tensor);
    const bytes = head.finish();
    parts.write((w) =>
      w
        .tag(5, WireType.LengthDelimited)
        .uint32(bytes.length + elements.length)
        .raw(bytes),
    );
    parts.add(elements);
  }
  parts.write((writer) => {
    for (const value of graph.inputs) message(writer, 11, (w) => writeValue(w, value));
    for (const value of graph.outputs) message(writer, 12, (w) => writeValue(w, value));
  });
  return parts;
}

/** Serialises a model; the same object gives the same bytes. */
export function writeOnnx(model: OnnxModel): Uint8Array {
  const graph = graphParts(model.graph);
  const head = new BinaryWriter();
  whole(head, 1, model.irVersion);
  text(head, 2, model.producer);
  const before = head.tag(7, WireType.LengthDelimited).uint32(graph.length).finish();
  const tail = new BinaryWriter();
  message(tail, 8, (w) => {
    text(w, 1, '');
    whole(w, 2, model.opset);
  });
  for (const [key, value] of Object.entries(model.metadata)) {
    message(tail, 14, (w) => {
      text(w, 1, key);
      text(w, 2, value);
    });
  }
  const after = tail.finish();
  const out = new Uint8Array(before.length + graph.length + after.length);
  out.set(before);
  graph.copyTo(out, before.length);
  out.set(after, before.length + graph.length);
  return out;
}
