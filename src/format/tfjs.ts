/**
 * @file TensorFlow.js graph models: `model.json` (topology and the list of weights) and its weight
 * shards, laid end to end. Layouts stay the file's: images NHWC, convolution weights [H, W, I, O],
 * depthwise weights [H, W, C, M].
 */

import * as z from 'zod';
import { MultiRoiError } from '../base/index.ts';
import type { HostTensor } from '../platform/index.ts';
import { sizeOf } from '../base/index.ts';
import { base64Text } from './base64.ts';
import { checkedAs, parseJson } from './json.ts';

/** Far above any network (MoveNet has under 1 000 nodes); bounds the work of hostile files. */
const MAX_NODES = 1 << 14;
const MAX_OPERANDS = 256;
const MAX_RANK = 8;
const MAX_LENGTH = 1 << 25;

/** Integers and floats as numbers, texts and names of types as strings, shapes with −1 for an open length. */
export type TfjsAttribute = boolean | number | string | readonly number[] | readonly string[];

/** A result of a node. */
export interface TfjsOperand {
  readonly node: string;
  /** Which of the node's results; 0 for most. */
  readonly output: number;
}

/** A node of a TensorFlow.js graph model. */
export interface TfjsNode {
  readonly name: string;
  /** TensorFlow's name of the operator, for example `_FusedConv2D`. */
  readonly op: string;
  readonly inputs: readonly TfjsOperand[];
  readonly attributes: ReadonlyMap<string, TfjsAttribute>;
}

/** A TensorFlow.js graph model: model.json with its shards of weights. */
export interface TfjsModel {
  /** In an order in which they can be computed; every operand is a node of the list. */
  readonly nodes: readonly TfjsNode[];
  /** Values of the `Const` nodes: float32, float16 (as stored), int32 or bool. */
  readonly weights: ReadonlyMap<string, HostTensor>;
}

const integer = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d{1,15}$/)
    .transform(Number),
]);
// floats beyond JSON's numbers are written as texts
const float = z.union([z.number(), z.enum(['Infinity', '-Infinity', 'NaN']).transform(Number)]);
const text = z.string().max(MAX_LENGTH);
const shape = z.object({
  dim: z
    .array(z.object({ size: integer }))
    .max(MAX_RANK)
    .optional(),
});
const attribute = z.object({
  b: z.boolean().optional(),
  i: integer.optional(),
  f: float.optional(),
  s: text.optional(),
  type: text.optional(),
  shape: shape.optional(),
  list: z
    .object({
      i: z.array(integer).optional(),
      f: z.array(float).optional(),
      s: z.array(text).optional(),
    })
    .optional(),
});
const fileSchema = z.object({
  modelTopology: z.object({
    node: z
      .array(
        z.object({
          name: z.string().min(1),
          op: z.string().min(1),
          input: z.array(z.string().min(1)).max(MAX_OPERANDS).optional(),
          attr: z.record(z.string(), attribute).optional(),
        }),
      )
      .max(MAX_NODES),
  }),
  weightsManifest: z.array(
    z.object({
      weights: z
        .array(
          z.object({
            name: z.string().min(1),
            shape: z.array(z.int().nonnegative()).max(MAX_RANK),
            dtype: z.enum(['float32', 'int32', 'bool']),
            quantization: z
              .object({
                dtype: z.enum(['float16', 'uint8', 'uint16']),
                scale: z.number().optional(),
                min: z.number().optional(),
              })
              .optional(),
          }),
        )
        .max(MAX_NODES),
    }),
  ),
});
type File = z.infer<typeof fileSchema>;
type FileWeight = File['weightsManifest'][number]['weights'][number];

/**
 * Reads a graph model. Weights are copies; those quantised to integers are widened to float32.
 * @param topology the bytes of `model.json`, or what they parse to.
 * @param weights all shards in the manifest's order, end to end.
 * @throws E_FORMAT and nothing else, whatever the bytes.
 */
export function readTfjs(topology: unknown, weights: Uint8Array): TfjsModel {
  const value =
    topology instanceof Uint8Array
      ? parseJson('readTfjs', new TextDecoder().decode(topology), { maxLength: MAX_LENGTH })
      : topology;
  const file = checkedAs('readTfjs', fileSchema, value);
  const values = readWeights(
    file.weightsManifest.flatMap((group) => group.weights),
    weights,
  );
  const nodes = file.modelTopology.node.map(readNode);
  return { nodes: inOrder(nodes, values), weights: values };
}

const BYTES = { float32: 4, int32: 4, bool: 1, float16: 2, uint8: 1, uint16: 2 } as const;

function readWeights(
  list: readonly FileWeight[],
  bytes: Uint8Array,
): ReadonlyMap<string, HostTensor> {
  const values = new Map<string, HostTensor>();
  let at = 0;
  for (const weight of list) {
    const { name, dtype, quantization } = weight;
    if (values.has(name)) throw bad('every weight once', 'it twice', name);
    const length = sizeOf(weight.shape) * BYTES[quantization?.dtype ?? dtype];
    if (!(length <= bytes.byteLength - at)) {
      throw bad(
        `${length} bytes of [${weight.shape.join(', ')}]`,
        `${bytes.byteLength - at}`,
        name,
      );
    }
    // a copy, since shards are packed without regard to alignment; a Buffer's `slice` would be none
    values.set(name, readWeight(weight, new Uint8Array(bytes.subarray(at, at + length)).buffer));
    at += length;
  }
  if (at !== bytes.byteLength) throw bad(`${at} bytes of weights`, `${bytes.byteLength}`);
  return values;
}

function readWeight(
  { name, shape: lengths, dtype, quantization }: FileWeight,
  buffer: ArrayBuffer,
): HostTensor {
  const host = (type: HostTensor['type'], data: HostTensor['data']): HostTensor => ({
    type,
    shape: lengths,
    data,
  });
  if (quantization === undefined) {
    if (dtype === 'float32') return host(dtype, new Float32Array(buffer));
    return dtype === 'int32'
      ? host(dtype, new Int32Array(buffer))
      : host(dtype, new Uint8Array(buffer));
  }
  if (dtype !== 'float32') throw bad('quantised float32', `quantised ${dtype}`, name);
  if (quantization.dtype === 'float16') return host('float16', new Uint16Array(buffer));
  const { scale, min } = quantization;
  if (scale === undefined || min === undefined) throw bad('a scale and a minimum', 'none', name);
  const steps = quantization.dtype === 'uint8' ? new Uint8Array(buffer) : new Uint16Array(buffer);
  return host(
    'float32',
    Float32Array.from(steps, (step) => step * scale + min),
  );
}

type FileNode = File['modelTopology']['node'][number];

function readNode({ name, op, input = [], attr = {} }: FileNode): TfjsNode {
  const attributes = new Map<string, TfjsAttribute>();
  for (const [key, value] of Object.entries(attr)) {
    const read = readAttribute(value, name);
    if (read !== undefined) attributes.set(key, read);
  }
  // `^name` orders execution only, which the data does already
  const inputs = input.filter((operand) => !operand.startsWith('^')).map(readOperand);
  return { name, op, inputs, attributes };
}

/** `name` or `name:1`. */
function readOperand(operand: string): TfjsOperand {
  const [, node, output] = /^(.*):(\d{1,4})$/s.exec(operand) ?? ['', operand, '0'];
  return { node, output: Number(output) };
}

/** Undefined for kinds that no operator here has (functions, tensors). */
function readAttribute(
  { b, i, f, s, type, shape: lengths, list }: z.infer<typeof attribute>,
  node: string,
): TfjsAttribute | undefined {
  const decoded = (value: string): string => {
    const read = base64Text(value);
    if (read === undefined) throw bad('base64', JSON.stringify(value.slice(0, 40)), node);
    return read;
  };
  if (s !== undefined) return decoded(s);
  if (lengths !== undefined) return lengths.dim?.map(({ size }) => size) ?? [];
  if (list !== undefined) return list.s?.map(decoded) ?? list.i ?? list.f ?? [];
  return b ?? i ?? f ?? type;
}

/** The nodes with every operand before its use. */
function inOrder(
  nodes: readonly TfjsNode[],
  weights: ReadonlyMap<string, HostTensor>,
): readonly TfjsNode[] {
  const byName = new Map<string, TfjsNode>();
  for (const node of nodes) {
    if (byName.has(node.name)) throw bad('every node once', 'it twice', node.name);
    if (node.op === 'Const' && !weights.has(node.name)) throw bad('a weight', 'none', node.name);
    byName.set(node.name, node);
  }
  const ordered: TfjsNode[] = [];
  const state = new Map<TfjsNode, 'open' | 'done'>();
  for (const start of nodes) {
    // a stack of its own: a hostile chain is longer than the engine's
    const stack = [{ node: start, next: 0 }];
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      if (state.get(top.node) === 'done') {
        stack.pop();
        continue;
      }
      state.set(top.node, 'open');
      if (top.next === top.node.inputs.length) {
        state.set(top.node, 'done');
        ordered.push(top.node);
        stack.pop();
        continue;
      }
      const wanted = top.node.inputs[top.next++].node;
      const operand = byName.get(wanted);
      if (operand === undefined) throw bad('operands that exist', `"${wanted}"`, top.node.name);
      if (state.get(operand) === 'open') throw bad('no cycle', `"${wanted}"`, top.node.name);
      if (state.get(operand) === undefined) stack.push({ node: operand, next: 0 });
    }
  }
  return ordered;
}

function bad(wanted: string, got: string, where?: string): MultiRoiError {
  const place = where === undefined ? '' : ` (node '${where}')`;
  return new MultiRoiError('E_FORMAT', `readTfjs: expected ${wanted}, got ${got}${place}`);
}
