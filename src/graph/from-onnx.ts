/** @file ONNX bytes → graph, through the operator functions, so that an imported network has gradients. */

import { messageOf, MultiRoiError } from '../base/index.ts';
import { float32FromFloat16, readOnnx, type OnnxNode } from '../format/index.ts';
import type { HostTensor } from '../platform/index.ts';
import { Graph, type Tensor } from './graph.ts';
import { given } from './init.ts';
import { OnnxOperands } from './onnx-operands.ts';
import { IMPORTS } from './onnx-operators.ts';
import { CONSTANT_PREFIX } from './to-onnx.ts';

/** Operator sets whose meaning the import table states. */
const OPSETS = { first: 13, last: 22 };

/** A model as a differentiable graph. */
export interface ImportedGraph {
  readonly graph: Graph;
  readonly inputs: ReadonlyMap<string, Tensor>;
  readonly outputs: ReadonlyMap<string, Tensor>;
  /** Values of the parameters and states, which the model held as initialisers. */
  readonly weights: Map<string, HostTensor>;
}

/** Undoes float16 storage: initialisers that a Cast widens become float32 under the Cast's name. */
function widen(
  nodes: readonly OnnxNode[],
  initializers: ReadonlyMap<string, HostTensor>,
): { nodes: OnnxNode[]; initializers: Map<string, HostTensor> } {
  const names = new Map<string, string>();
  const kept = nodes.filter(({ op, inputs, outputs, attributes }) => {
    const to = attributes['to'];
    if (op !== 'Cast' || to?.kind !== 'int' || to.value !== 1) return true;
    if (initializers.get(inputs[0])?.type !== 'float16') return true;
    names.set(inputs[0], outputs[0]);
    return false;
  });
  const wide = new Map<string, HostTensor>();
  for (const [name, value] of initializers) {
    const widened = names.get(name);
    if (widened === undefined) wide.set(name, value);
    else {
      const data = float32FromFloat16(value.data as Uint16Array);
      wide.set(widened, { type: 'float32', shape: value.shape, data });
    }
  }
  return { nodes: kept, initializers: wide };
}

/** How tensors are read: at all, as what a gradient may flow to, as running statistics. */
function roles(nodes: readonly OnnxNode[]): Record<'used' | 'weights' | 'states', Set<string>> {
  const role = {
    used: new Set<string>(),
    weights: new Set<string>(),
    states: new Set<string>(),
  };
  for (const { op, inputs } of nodes) {
    const fixed = IMPORTS[op]?.fixed ?? [];
    for (const [i, name] of inputs.entries()) {
      role.used.add(name);
      if (!fixed.includes(i)) role.weights.add(name);
      if (op === 'BatchNormalization' && i >= 3) role.states.add(name);
    }
  }
  return role;
}

/**
 * Reads a model of static shapes. Float initialisers with axes become parameters (running statistics
 * become states); what operators need as fixed numbers, and all integers, become constants.
 * @throws E_FORMAT for bytes that are no model, or one that contradicts itself; E_UNSUPPORTED for open
 * shapes, other operator sets and operators that the folder does not have.
 */
export function fromOnnx(bytes: Uint8Array): ImportedGraph {
  const model = readOnnx(bytes);
  if (model.opset < OPSETS.first || model.opset > OPSETS.last) {
    throw new MultiRoiError(
      'E_UNSUPPORTED',
      `fromOnnx: expected operator set ${OPSETS.first} to ${OPSETS.last}, got ${model.opset}`,
    );
  }
  const { nodes, initializers } = widen(model.graph.nodes, model.graph.initializers);
  const graph = new Graph(model.graph.name);
  const tensors = new Map<string, Tensor>();
  const inputs = new Map<string, Tensor>();
  const weights = new Map<string, HostTensor>();

  for (const { name, type, shape } of model.graph.inputs) {
    if (initializers.has(name)) continue;
    if (shape === null || !shape.every((length) => typeof length === 'number')) {
      const got = shape === null ? 'none' : `[${shape.map((n) => n || '?').join(', ')}]`;
      throw new MultiRoiError(
        'E_UNSUPPORTED',
        `fromOnnx: expected a fixed shape, got ${got} (input '${name}')`,
      );
    }
    const tensor = blamingFile(`input '${name}'`, () => graph.input(name, shape, type));
    inputs.set(name, tensor);
    tensors.set(name, tensor);
  }
  const role = roles(nodes);
  for (const [name, value] of initializers) {
    const { data, shape } = value;
    const trainable =
      data instanceof Float32Array && shape.length > 0 && !name.startsWith(CONSTANT_PREFIX);
    const where = `initialiser '${name}'`;
    if (!trainable || !role.weights.has(name)) {
      tensors.set(
        name,
        blamingFile(where, () => graph.embed(value)),
      );
      continue;
    }
    const declare = role.states.has(name) ? 'state' : 'parameter';
    tensors.set(
      name,
      blamingFile(where, () => graph[declare](name, shape, given(data))),
    );
    weights.set(name, value);
  }
  for (const node of nodes) add(graph, node, tensors, role.used);

  const outputs = new Map<string, Tensor>();
  for (const { name } of model.graph.outputs) {
    const tensor = tensors.get(name);
    if (tensor === undefined) {
      throw new MultiRoiError(
        'E_FORMAT',
        `fromOnnx: expected every output to be made, got none for '${name}'`,
      );
    }
    outputs.set(name, tensor);
  }
  return { graph, inputs, outputs, weights };
}

/** Names and shapes that the graph refuses: the file contradicts itself, and the caller is not to blame. */
function blamingFile<T>(where: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    const code =
      error instanceof MultiRoiError && error.code === 'E_UNSUPPORTED' ? error.code : 'E_FORMAT';
    throw new MultiRoiError(code, `fromOnnx: ${messageOf(error)} (${where})`, { cause: error });
  }
}

function add(
  graph: Graph,
  node: OnnxNode,
  tensors: Map<string, Tensor>,
  used: ReadonlySet<string>,
): void {
  const entry =
    node.domain === '' && Object.hasOwn(IMPORTS, node.op) ? IMPORTS[node.op] : undefined;
  const where = `node '${node.name}'`;
  if (entry === undefined) {
    const known = node.domain === '' ? node.op : `${node.domain}.${node.op}`;
    throw new MultiRoiError(
      'E_UNSUPPORTED',
      `fromOnnx: expected a known operator, got ${known} (${where})`,
    );
  }
  const operands = new OnnxOperands(graph, node, tensors);
  const built = blamingFile(where, () => entry.build(operands));
  const made: readonly Tensor[] = 'graph' in built ? [built] : built;
  const lost = node.outputs.slice(made.length).filter((name) => used.has(name));
  if (lost.length > 0) {
    throw new MultiRoiError(
      'E_UNSUPPORTED',
      `fromOnnx: expected ${made.length} outputs of ${node.op} in use, got '${lost[0]}' too (${where})`,
    );
  }
  for (const [i, tensor] of made.entries()) tensors.set(node.outputs[i] ?? '', tensor);
}
